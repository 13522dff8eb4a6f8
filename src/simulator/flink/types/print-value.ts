import { assertNever } from '../errors.js';
import { printDate, printTime, printTimestamp, zoneOffset } from './datetime.js';
import type { DataType } from './types.js';
import { printDecimal, rescale } from './value.js';
import type { Decimal, Value } from './value.js';

/** A value as CAST AS STRING writes it and as the results API shows it; `zone` is the session's time zone. */
export function printValue(value: Exclude<Value, null>, type: DataType, zone: string): string {
  const inner = (nested: Value | undefined, nestedType: DataType): string => (nested === null || nested === undefined ? 'NULL' : printValue(nested, nestedType, zone));
  switch (type.kind) {
    case 'BOOLEAN': return value === true ? 'TRUE' : 'FALSE';
    case 'TINYINT': case 'SMALLINT': case 'INT': case 'BIGINT': case 'NULL': return String(value);
    case 'FLOAT': return printDouble(Number(Number(value).toPrecision(shortestDigits(value as number))));
    case 'DOUBLE': return printDouble(value as number);
    case 'CHAR': case 'VARCHAR': return String(value);
    case 'BINARY': case 'VARBINARY': return Buffer.from(value as Uint8Array).toString('utf8');
    case 'DECIMAL': return printDecimal(rescale(value as Decimal, type.scale));
    case 'DATE': return printDate(value as bigint);
    case 'TIME': return printTime(value as bigint, type.precision);
    case 'TIMESTAMP': return printTimestamp(value as bigint, type.precision);
    case 'TIMESTAMP_LTZ': return printTimestamp((value as bigint) + zoneOffset(value as bigint, zone), type.precision);
    case 'INTERVAL': return String(value);
    case 'ARRAY': return `[${(value as readonly Value[]).map((item) => inner(item, type.element)).join(', ')}]`;
    case 'MAP': return `{${(value as readonly (readonly Value[])[]).map(([key, item]) => `${inner(key, type.key)}=${inner(item, type.value)}`).join(', ')}}`;
    case 'ROW': return `(${type.fields.map((field, index) => inner((value as readonly Value[])[index], field.type)).join(', ')})`;
    default: return assertNever(type);
  }
}

/** The fewest digits that still give the same 32-bit float. */
function shortestDigits(value: number): number {
  for (let digits = 1; digits < 17; digits += 1) {
    if (Math.fround(Number(value.toPrecision(digits))) === value) return digits;
  }
  return 17;
}

/** Java's text of a double: always a fraction digit, an exponent outside 10^-3 .. 10^7. */
function printDouble(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || value === 0) return Object.is(value, -0) ? '-0.0' : value === 0 ? '0.0' : String(value);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}
