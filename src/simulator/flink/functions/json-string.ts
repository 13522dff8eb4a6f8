import { printTimestamp } from '../types/datetime.js';
import { printValue } from '../types/print-value.js';
import { isBinary, isNumeric } from '../types/types.js';
import type { DataType } from '../types/types.js';
import type { Value } from '../types/value.js';

/** A value as JSON text, as Flink's JSON_STRING writes it: keys in alphabetical order, bytes as base64, instants in UTC. */
export function jsonString(value: Value | undefined, type: DataType): string {
  if (value === null || value === undefined) return 'null';
  if (type.kind === 'ROW') return object(type.fields.map((field, index) => [field.name, (value as readonly Value[])[index], field.type]));
  if (type.kind === 'ARRAY') return `[${(value as readonly Value[]).map((item) => jsonString(item, type.element)).join(',')}]`;
  if (type.kind === 'MAP') return object((value as readonly (readonly Value[])[]).map(([key = null, item]) => [key === null ? 'null' : printValue(key, type.key, 'UTC'), item, type.value]));
  if (type.kind === 'BOOLEAN') return String(value);
  if (isNumeric(type)) return printValue(value, type, 'UTC').replace(/E(?=\d)/, 'E+');
  if (isBinary(type)) return JSON.stringify(Buffer.from(value as Uint8Array).toString('base64'));
  if (type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ') return JSON.stringify(instant(value as bigint, type.kind === 'TIMESTAMP_LTZ'));
  return JSON.stringify(printValue(value, type, 'UTC'));
}

function object(entries: readonly (readonly [string, Value | undefined, DataType])[]): string {
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value, type]) => `${JSON.stringify(name)}:${jsonString(value, type)}`).join(',')}}`;
}

/** ISO 8601 with as many fraction digits as it takes. */
function instant(nanos: bigint, zoned: boolean): string {
  const [time = '', fraction = ''] = printTimestamp(nanos, 9).replace(' ', 'T').split('.');
  const digits = fraction.replace(/0+$/, '');
  return `${time}${digits === '' ? '' : `.${digits}`}${zoned ? 'Z' : ''}`;
}
