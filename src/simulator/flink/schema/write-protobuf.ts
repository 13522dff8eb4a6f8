import { assertNever, invalid } from '../errors.js';
import type { DataType, RowField } from '../types/types.js';

/** A Protobuf schema with one message for these fields; nullable scalars are `optional`. Throws SqlError for types Protobuf cannot hold. */
export function writeProtobuf(name: string, fields: readonly RowField[]): string {
  const body = writeMessage(name.replace(/[^A-Za-z0-9_]/g, '_'), fields, '');
  const imports = [
    ['google.protobuf.Timestamp', 'google/protobuf/timestamp.proto'], ['google.type.Date', 'google/type/date.proto'],
    ['google.type.TimeOfDay', 'google/type/timeofday.proto'], ['confluent.type.Decimal', 'confluent/type/decimal.proto'], ['confluent.field_meta', 'confluent/meta.proto'],
  ].filter(([type = '']) => body.includes(type)).map(([, file = '']) => `import "${file}";\n`);
  return `syntax = "proto3";\n\n${imports.join('')}${imports.length > 0 ? '\n' : ''}${body}`;
}

function writeMessage(name: string, fields: readonly RowField[], indent: string): string {
  const nested: string[] = [];
  const lines = fields.map((field, index) => `${indent}  ${writeField(field, index + 1, nested, `${indent}  `)}\n`);
  return `${indent}message ${name} {\n${lines.join('')}${nested.join('')}${indent}}\n`;
}

function writeField({ name, type }: RowField, number: number, nested: string[], indent: string): string {
  if (type.kind === 'ARRAY') return `repeated ${writeType(type.element, name, nested, indent)} ${name} = ${number}${options(type.element)};`;
  if (type.kind === 'MAP') return `map<${writeType(type.key, name, nested, indent)}, ${writeType(type.value, name, nested, indent)}> ${name} = ${number};`;
  const scalar = !['ROW', 'DECIMAL', 'DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ'].includes(type.kind);
  return `${type.nullable && scalar ? 'optional ' : ''}${writeType(type, name, nested, indent)} ${name} = ${number}${options(type)};`;
}

function writeType(type: DataType, name: string, nested: string[], indent: string): string {
  switch (type.kind) {
    case 'BOOLEAN': return 'bool';
    case 'TINYINT': case 'SMALLINT': case 'INT': return 'int32';
    case 'BIGINT': return 'int64';
    case 'FLOAT': return 'float';
    case 'DOUBLE': return 'double';
    case 'CHAR': case 'VARCHAR': return 'string';
    case 'BINARY': case 'VARBINARY': return 'bytes';
    case 'DECIMAL': return 'confluent.type.Decimal';
    case 'DATE': return 'google.type.Date';
    case 'TIME': return 'google.type.TimeOfDay';
    case 'TIMESTAMP': case 'TIMESTAMP_LTZ': return 'google.protobuf.Timestamp';
    case 'ROW': {
      const message = `${name}_Row`;
      nested.push(writeMessage(message, type.fields, indent));
      return message;
    }
    case 'ARRAY': case 'MAP': case 'INTERVAL': case 'NULL': throw invalid(`Type ${type.kind} is not supported here by the format 'proto-registry'`);
    default: return assertNever(type);
  }
}

/** What Protobuf cannot say itself stands in the parameters of the field. */
function options(type: DataType): string {
  const parameters: (readonly [string, string | number])[] =
    type.kind === 'TINYINT' ? [['connect.type', 'int8']]
    : type.kind === 'SMALLINT' ? [['connect.type', 'int16']]
    : type.kind === 'DECIMAL' ? [['precision', type.precision], ['scale', type.scale]]
    : type.kind === 'TIME' || type.kind === 'TIMESTAMP_LTZ' || type.kind === 'TIMESTAMP' ? [['flink.precision', type.precision], ['flink.version', '1']]
    : [];
  if (parameters.length === 0) return '';
  const list = parameters.map(([key, value]) => `{ key: "${key}", value: "${value}" }`).join(', ');
  return ` [(confluent.field_meta) = { params: [${list}] }]`;
}
