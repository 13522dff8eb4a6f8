import { formatFlinkType, isTypeProblem, parseFlinkType } from '../../flink/types.js';
import type { FlinkType } from '../../flink/types.js';
import type { TargetColumn } from './spec.js';

/** What the registry says of a table, in the types that Flink reads back (semantics.md 2.2). */
export interface RegistryTable {
  readonly columns: Readonly<Record<string, TargetColumn>>;
  readonly primaryKey: readonly string[];
}

/**
 * The columns of a target table from its registered key and value schemas; `undefined` when one is not Avro or is not a
 * record: then the account does not tell, and nothing is compared.
 */
export function columnsOfSchemas(keySchema: string | undefined, valueSchema: string): RegistryTable | undefined {
  const key = keySchema === undefined ? {} : columnsOfAvro(keySchema);
  const value = columnsOfAvro(valueSchema);
  if (key === undefined || value === undefined) return undefined;
  return { columns: { ...value, ...key }, primaryKey: Object.keys(key) };
}

/** The type as it reads back: the registry keeps no length of a string, and timestamps only in milli- or microseconds. */
export function comparableType(text: string): string {
  const type = parseFlinkType(text);
  return isTypeProblem(type) ? text : formatFlinkType(readBack(type));
}

function readBack(type: FlinkType): FlinkType {
  switch (type.kind) {
    case 'simple':
    case 'decimal':
      return type;
    case 'sized':
      return { kind: 'simple', name: type.name === 'CHAR' || type.name === 'VARCHAR' ? 'STRING' : 'BYTES' };
    case 'temporal':
      return { ...type, precision: type.precision <= 3 || type.name === 'TIME' ? 3 : 6 };
    case 'array':
      return { ...type, element: { ...type.element, type: readBack(type.element.type) } };
    case 'map':
      return {
        kind: 'map',
        key: { nullable: false, type: readBack(type.key.type) },
        value: { ...type.value, type: readBack(type.value.type) },
      };
    case 'row':
      return { kind: 'row', fields: type.fields.map((field) => ({ ...field, type: readBack(field.type) })) };
  }
}

interface AvroField {
  readonly name: string;
  readonly type: unknown;
}

function columnsOfAvro(schema: string): Record<string, TargetColumn> | undefined {
  const record = parseJson(schema) as { type?: unknown; fields?: readonly AvroField[] } | undefined;
  if (record?.type !== 'record' || !Array.isArray(record.fields)) return undefined;
  const columns: Record<string, TargetColumn> = {};
  for (const field of record.fields) columns[field.name] = columnOf(field.type);
  return columns;
}

function columnOf(type: unknown): TargetColumn {
  if (!Array.isArray(type)) return { type: comparableType(flinkTypeOf(type)), nullable: false };
  const members = type.filter((member) => member !== 'null');
  return { type: comparableType(flinkTypeOf(members[0])), nullable: members.length < type.length };
}

const primitives: Readonly<Record<string, string>> = {
  boolean: 'BOOLEAN',
  int: 'INT',
  long: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'STRING',
  bytes: 'BYTES',
};

const logical: Readonly<Record<string, string>> = {
  date: 'DATE',
  'time-millis': 'TIME(3)',
  'timestamp-millis': 'TIMESTAMP_LTZ(3)',
  'timestamp-micros': 'TIMESTAMP_LTZ(6)',
  'local-timestamp-millis': 'TIMESTAMP(3)',
  'local-timestamp-micros': 'TIMESTAMP(6)',
};

interface AvroType {
  readonly type?: unknown;
  readonly logicalType?: string;
  readonly precision?: number;
  readonly scale?: number;
  readonly items?: unknown;
  readonly values?: unknown;
  readonly fields?: readonly AvroField[];
  readonly 'connect.type'?: string;
}

function flinkTypeOf(type: unknown): string {
  if (typeof type === 'string') return primitives[type] ?? type;
  const avro = (type ?? {}) as AvroType;
  if (avro.logicalType === 'decimal') return `DECIMAL(${avro.precision ?? 10}, ${avro.scale ?? 0})`;
  if (avro.logicalType !== undefined && avro.logicalType in logical) return logical[avro.logicalType]!;
  if (avro['connect.type'] === 'int8') return 'TINYINT';
  if (avro['connect.type'] === 'int16') return 'SMALLINT';
  switch (avro.type) {
    case 'array':
      return `ARRAY<${nestedType(avro.items)}>`;
    case 'map':
      return `MAP<STRING NOT NULL, ${nestedType(avro.values)}>`;
    case 'record':
      return `ROW<${(avro.fields ?? []).map((field) => `\`${field.name}\` ${nestedType(field.type)}`).join(', ')}>`;
    default:
      return typeof avro.type === 'string' ? (primitives[avro.type] ?? avro.type) : 'UNKNOWN';
  }
}

function nestedType(type: unknown): string {
  const column = columnOf(type);
  return column.nullable ? column.type : `${column.type} NOT NULL`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
