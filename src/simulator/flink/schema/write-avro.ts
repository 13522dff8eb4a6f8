import { assertNever, invalid } from '../errors.js';
import { MAX_LENGTH } from '../types/types.js';
import type { DataType, RowField } from '../types/types.js';

/** Where the service puts the records of the tables it creates. */
const NAMESPACE = 'org.apache.flink.avro.generated.record';

type Avro = string | readonly Avro[] | { readonly [property: string]: unknown };

/** An Avro record for these fields: nullable ones are a union with null that defaults to null. Throws SqlError for names Avro does not allow. */
export function writeAvro(name: string, fields: readonly RowField[]): string {
  const recordName = avroName(name);
  return JSON.stringify({ type: 'record', name: recordName, namespace: NAMESPACE, fields: fields.map((field) => writeField(field, recordName)) });
}

function avroName(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
}

function writeField({ name, type }: RowField, parent: string): { readonly [property: string]: unknown } {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw invalid(`Column '${name}' is not a valid Avro name`);
  const schema = writeNullable(type, `${parent}_${name}`);
  return type.nullable ? { name, type: schema, default: null } : { name, type: schema };
}

function writeNullable(type: DataType, name: string): Avro {
  const schema = writeType(type, name);
  return type.nullable ? ['null', schema] : schema;
}

/** What Avro cannot say itself, so that the table reads back as it was declared. */
function flink(properties: { readonly [property: string]: number }): { readonly [property: string]: unknown } {
  return { ...Object.fromEntries(Object.entries(properties).map(([key, value]) => [`flink.${key}`, value])), 'flink.version': '1' };
}

function writeType(type: DataType, name: string): Avro {
  switch (type.kind) {
    case 'BOOLEAN': return 'boolean';
    case 'TINYINT': return { type: 'int', 'connect.type': 'int8' };
    case 'SMALLINT': return { type: 'int', 'connect.type': 'int16' };
    case 'INT': return 'int';
    case 'BIGINT': return 'long';
    case 'FLOAT': return 'float';
    case 'DOUBLE': return 'double';
    case 'CHAR': return { type: 'string', ...flink({ minLength: type.length, maxLength: type.length }) };
    case 'VARCHAR': return type.length === MAX_LENGTH ? 'string' : { type: 'string', ...flink({ maxLength: type.length }) };
    case 'BINARY': return { type: 'bytes', ...flink({ minLength: type.length, maxLength: type.length }) };
    case 'VARBINARY': return type.length === MAX_LENGTH ? 'bytes' : { type: 'bytes', ...flink({ maxLength: type.length }) };
    case 'DECIMAL': return { type: 'bytes', logicalType: 'decimal', precision: type.precision, scale: type.scale };
    case 'DATE': return { type: 'int', logicalType: 'date' };
    case 'TIME': return { type: 'int', logicalType: 'time-millis', ...precise(type.precision, 3) };
    case 'TIMESTAMP': return writeTimestamp('local-timestamp', type.precision);
    case 'TIMESTAMP_LTZ': return writeTimestamp('timestamp', type.precision);
    case 'ARRAY': return { type: 'array', items: writeNullable(type.element, name) };
    case 'MAP': return writeMap(type, name);
    case 'ROW': return { type: 'record', name, namespace: NAMESPACE, fields: type.fields.map((field) => writeField(field, name)) };
    case 'INTERVAL': case 'NULL': throw invalid(`Type ${type.kind} is not supported by the format 'avro-registry'`);
    default: return assertNever(type);
  }
}

function precise(precision: number, usual: number): { readonly [property: string]: unknown } {
  return precision === usual ? {} : flink({ precision });
}

function writeTimestamp(prefix: 'timestamp' | 'local-timestamp', precision: number): Avro {
  const [unit, usual] = precision <= 3 ? ['millis', 3] : ['micros', 6];
  return { type: 'long', logicalType: `${prefix}-${unit}`, ...precise(precision, Number(usual)) };
}

function writeMap(type: DataType & { readonly kind: 'MAP' }, name: string): Avro {
  if (type.key.kind === 'VARCHAR' && !type.key.nullable) return { type: 'map', values: writeNullable(type.value, `${name}_value`) };
  const fields = [{ name: 'key', type: type.key }, { name: 'value', type: type.value }];
  const entry = { type: 'record', name: 'MapEntry', namespace: `io.confluent.connect.avro.${name}`, fields: fields.map((field) => writeField(field, `${name}_entry`)) };
  return { type: 'array', items: entry };
}
