import { assertNever, invalid } from '../errors.js';
import { MAX_LENGTH } from '../types/types.js';
import type { DataType, RowField } from '../types/types.js';

interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** A JSON schema for these fields: NOT NULL ones are required, the others may be null. Throws SqlError for types JSON cannot hold. */
export function writeJsonSchema(fields: readonly RowField[]): string {
  return JSON.stringify({ type: 'object', title: 'Record', ...writeProperties(fields) });
}

function writeProperties(fields: readonly RowField[]): JsonSchema {
  const properties = Object.fromEntries(fields.map((field, index) => [field.name, { 'connect.index': index, ...writeNullable(field.type) }]));
  const required = fields.filter((field) => !field.type.nullable).map((field) => field.name);
  return { additionalProperties: false, properties, ...(required.length === 0 ? {} : { required }) };
}

function writeNullable(type: DataType): JsonSchema {
  const schema = writeType(type);
  return type.nullable ? { oneOf: [{ type: 'null' }, schema] } : schema;
}

const CONNECT = 'org.apache.kafka.connect.data.';

function writeType(type: DataType): JsonSchema {
  switch (type.kind) {
    case 'BOOLEAN': return { type: 'boolean' };
    case 'TINYINT': return { type: 'integer', 'connect.type': 'int8' };
    case 'SMALLINT': return { type: 'integer', 'connect.type': 'int16' };
    case 'INT': return { type: 'integer', 'connect.type': 'int32' };
    case 'BIGINT': return { type: 'integer', 'connect.type': 'int64' };
    case 'FLOAT': return { type: 'number', 'connect.type': 'float32' };
    case 'DOUBLE': return { type: 'number', 'connect.type': 'float64' };
    case 'CHAR': case 'VARCHAR': return { type: 'string', ...lengths(type.length, type.kind === 'CHAR') };
    case 'BINARY': case 'VARBINARY': return { type: 'string', 'connect.type': 'bytes', ...lengths(type.length, type.kind === 'BINARY') };
    case 'DECIMAL':
      return { type: 'number', title: `${CONNECT}Decimal`, 'connect.type': 'bytes', 'connect.version': 1, 'connect.parameters': { scale: String(type.scale), 'connect.decimal.precision': String(type.precision) } };
    case 'DATE': return { type: 'integer', title: `${CONNECT}Date`, 'connect.type': 'int32', 'connect.version': 1 };
    case 'TIME': return { type: 'integer', title: `${CONNECT}Time`, 'connect.type': 'int32', 'connect.version': 1, ...precise(type.precision) };
    case 'TIMESTAMP': return { ...writeInstant(type.precision), 'flink.local': true, 'flink.version': '1' };
    case 'TIMESTAMP_LTZ': return writeInstant(type.precision);
    case 'ARRAY': return { type: 'array', items: writeNullable(type.element) };
    case 'MAP': return writeMap(type);
    case 'ROW': return { type: 'object', ...writeProperties(type.fields) };
    case 'INTERVAL': case 'NULL': throw invalid(`Type ${type.kind} is not supported by the format 'json-registry'`);
    default: return assertNever(type);
  }
}

function lengths(length: number, fixed: boolean): JsonSchema {
  if (length === MAX_LENGTH) return {};
  return fixed ? { minLength: length, maxLength: length, 'flink.version': '1' } : { maxLength: length };
}

function precise(precision: number): JsonSchema {
  return precision === 3 ? {} : { 'flink.precision': precision, 'flink.version': '1' };
}

function writeInstant(precision: number): JsonSchema {
  return { type: 'integer', title: `${CONNECT}Timestamp`, 'connect.type': 'int64', 'connect.version': 1, ...precise(precision) };
}

function writeMap(type: DataType & { readonly kind: 'MAP' }): JsonSchema {
  if (type.key.kind === 'VARCHAR') return { type: 'object', 'connect.type': 'map', additionalProperties: writeNullable(type.value) };
  const entry = { type: 'object', properties: { key: writeNullable(type.key), value: writeNullable(type.value) } };
  return { type: 'array', 'connect.type': 'map', items: entry };
}
