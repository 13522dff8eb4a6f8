import type { Cell, Fields } from '../model.js';
import type { ColumnMapping } from './columns.js';
import { readConverter } from './converter.js';
import type { ConnectSchema, StructSchema } from './connect-schema.js';
import { optional } from './connect-schema.js';
import { capturedColumns } from './filters.js';
import type { ConnectorConfig, Modes } from './modes.js';
import { flag, readModes } from './modes.js';
import { mapMysqlType } from './mysql.js';
import { adjustFieldName, scrubName } from './names.js';
import { mapOracleType } from './oracle.js';
import { mapPostgresType } from './postgres.js';
import type { DebeziumSource } from './source-record.js';
import { mapSqlserverType } from './sqlserver.js';
import { functionDefault, isFunctionDefault } from './temporal-columns.js';
import { propagatedSourceType } from './source-type.js';
import type { TypeText } from './type-text.js';
import { parseType } from './type-text.js';
import type { WorldTable } from './world.js';
import { WorldError, isNullable } from './world.js';

/** A column as a field of the record: schema with nullability and default, and the conversion of its cells. */
export interface RowField {
  readonly column: string;
  readonly field: string;
  readonly schema: ConnectSchema;
  /** Any cell of the world file, null included. Throws a WorldError that names table and column. */
  readonly encode: (cell: Cell, where: string) => Cell;
}

/** How the rows of a table become records. */
export interface RowMapping {
  /** Every column that Debezium can map, also those that the column filters leave out: a key may need them. */
  readonly all: readonly RowField[];
  /** The fields of `before` and `after`. */
  readonly captured: readonly RowField[];
  /** Columns whose type has no converter: they are missing from the schema. */
  readonly dropped: readonly string[];
}

type TypeMapper = (type: TypeText, modes: Modes) => ColumnMapping | undefined;

const MAPPERS: Readonly<Record<DebeziumSource, TypeMapper>> = {
  postgres: mapPostgresType,
  mysql: mapMysqlType,
  sqlserver: mapSqlserverType,
  oracle: mapOracleType,
};

/** Maps the columns of a table by the connector's modes. Throws a WorldError for a type the database does not have. */
export function mapRow(config: ConnectorConfig, source: DebeziumSource, table: WorldTable): RowMapping {
  const modes = readModes(config, source);
  const all: RowField[] = [];
  const dropped: string[] = [];
  const scrubs = scrubsNames(config, source);
  for (const column of Object.keys(table.columns)) {
    const mapping = located(`table ${table.name}, column ${column}`, () => MAPPERS[source](parseType(table.columns[column]?.type ?? ''), modes));
    if (!mapping) {
      dropped.push(column);
      continue;
    }
    const told = withSourceType(mapping, propagatedSourceType(config, source, table, column));
    all.push(rowField(table, column, fieldName(config, column, scrubs), told));
  }
  const kept = new Set(capturedColumns(config, table));
  return { all, captured: all.filter((field) => kept.has(field.column)), dropped };
}

/** The schema of `before` and `after`, or of a key, from its fields. */
export function rowSchema(name: string, fields: readonly RowField[]): StructSchema {
  return { type: 'struct', name, fields: fields.map(({ field, schema }) => ({ name: field, schema })) };
}

/** One row as a record. `where` names the row in messages, e.g. `row 3`. Throws a WorldError for a cell of the wrong form. */
export function encodeRow(table: WorldTable, fields: readonly RowField[], row: Fields, where: string): Fields {
  const stranger = Object.keys(row).find((column) => !(column in table.columns));
  if (stranger !== undefined) throw new WorldError(`table ${table.name}, ${where}: there is no column ${stranger}`);
  return Object.fromEntries(fields.map(({ column, field, encode }) => [field, encode(cellOf(table, row, column), where)]));
}

/** A column that a row leaves out has its default, as after an INSERT; one that it sets to null is NULL. */
function cellOf(table: WorldTable, row: Fields, column: string): Cell {
  const cell = row[column];
  if (cell !== undefined) return cell;
  const standard = table.columns[column]?.default ?? null;
  return isFunctionDefault(standard) ? null : standard;
}

function withSourceType(mapping: ColumnMapping, parameters: Readonly<Record<string, string>> | undefined): ColumnMapping {
  if (parameters === undefined) return mapping;
  return { ...mapping, schema: { ...mapping.schema, parameters: { ...mapping.schema.parameters, ...parameters } } };
}

function fieldName(config: ConnectorConfig, column: string, scrubs: boolean): string {
  const name = adjustFieldName(config, column);
  return scrubs ? scrubName(name) : name;
}

/** The Avro converter can replace what Avro forbids in names; Oracle's always does (semantics.md 1.5.14). */
function scrubsNames(config: ConnectorConfig, source: DebeziumSource): boolean {
  if (readConverter(config, source, 'value').format !== 'AVRO') return false;
  return source === 'oracle' || flag(config, 'value.converter.scrub.invalid.names', false);
}

function rowField(table: WorldTable, column: string, field: string, mapping: ColumnMapping): RowField {
  const nullable = isNullable(table, column);
  const { impossible } = mapping;
  const convert = (cell: Cell): Cell => {
    if (impossible?.matches(cell)) return nullable ? null : impossible.otherwise;
    if (cell !== null) return mapping.encode(cell);
    if (!nullable) throw new Error('the column is NOT NULL');
    return null;
  };
  const encode = (cell: Cell, where: string): Cell => located(`table ${table.name}, ${where}, column ${column}`, () => convert(cell));
  const standard = defaultOf(table, column, mapping);
  const schema = { ...mapping.schema, ...(standard === undefined ? {} : { default: standard }) };
  return { column, field, schema: nullable ? optional(schema) : schema, encode };
}

function defaultOf(table: WorldTable, column: string, mapping: ColumnMapping): Cell | undefined {
  const written = table.columns[column]?.default;
  if (written === undefined || written === null) return undefined;
  if (isFunctionDefault(written)) return functionDefault(mapping);
  return located(`table ${table.name}, default of column ${column}`, () => mapping.encode(written));
}

function located<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new WorldError(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
