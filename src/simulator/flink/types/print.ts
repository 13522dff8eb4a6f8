import { assertNever } from '../errors.js';
import { MAX_LENGTH } from './types.js';
import type { DataType } from './types.js';

/** How a type reads: `serial` as in SHOW CREATE TABLE and INFORMATION_SCHEMA, `summary` as in DESCRIBE and error messages. */
type Style = 'serial' | 'summary';

/** SQL text of a type without its own nullability, e.g. `VARCHAR(2147483647)`, `DECIMAL(10, 2)`, `TIMESTAMP(3) WITH LOCAL TIME ZONE`. */
export function printType(type: DataType): string {
  return text(type, 'serial');
}

/** Short text with nullability, e.g. `STRING`, `INT NOT NULL`, `TIMESTAMP_LTZ(3)`: what error messages show. */
export function summariseType(type: DataType): string {
  return withNullability(type, 'summary');
}

function withNullability(type: DataType, style: Style): string {
  return text(type, style) + (type.nullable || type.kind === 'NULL' ? '' : ' NOT NULL');
}

function text(type: DataType, style: Style): string {
  const nested = (inner: DataType): string => withNullability(inner, style);
  switch (type.kind) {
    case 'NULL': case 'BOOLEAN': case 'TINYINT': case 'SMALLINT': case 'INT': case 'BIGINT': case 'FLOAT': case 'DOUBLE': case 'DATE':
      return type.kind;
    case 'CHAR': case 'BINARY':
      return `${type.kind}(${type.length})`;
    case 'VARCHAR':
      return style === 'summary' && type.length === MAX_LENGTH ? 'STRING' : `VARCHAR(${type.length})`;
    case 'VARBINARY':
      return style === 'summary' && type.length === MAX_LENGTH ? 'BYTES' : `VARBINARY(${type.length})`;
    case 'DECIMAL':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'TIME': case 'TIMESTAMP':
      return `${type.kind}(${type.precision})`;
    case 'TIMESTAMP_LTZ':
      return style === 'summary' ? `TIMESTAMP_LTZ(${type.precision})` : `TIMESTAMP(${type.precision}) WITH LOCAL TIME ZONE`;
    case 'INTERVAL':
      return type.unit === 'MONTH' ? 'INTERVAL YEAR TO MONTH' : 'INTERVAL DAY TO SECOND(9)';
    case 'ARRAY':
      return `ARRAY<${nested(type.element)}>`;
    case 'MAP':
      return `MAP<${nested(type.key)}, ${nested(type.value)}>`;
    case 'ROW':
      return `ROW<${type.fields.map((field) => `${quoteName(field.name)} ${nested(field.type)}`).join(', ')}>`;
    default:
      return assertNever(type);
  }
}

/** A name between backticks. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** The type root as INFORMATION_SCHEMA.COLUMNS.DATA_TYPE shows it, e.g. `VARCHAR`, `ROW`. */
export function printTypeRoot(type: DataType): string {
  switch (type.kind) {
    case 'INT': return 'INTEGER';
    case 'TIME': return 'TIME_WITHOUT_TIME_ZONE';
    case 'TIMESTAMP': return 'TIMESTAMP_WITHOUT_TIME_ZONE';
    case 'TIMESTAMP_LTZ': return 'TIMESTAMP_WITH_LOCAL_TIME_ZONE';
    default: return type.kind;
  }
}
