import type { CatalogColumn, CatalogTable, SchemaText } from '../../model.js';
import { invalid, parseFailure } from '../errors.js';
import { bind } from '../query/bind.js';
import { writeSchema } from '../schema/write.js';
import type { ColumnDefinition, CreateTable } from '../syntax/ast.js';
import * as t from '../types/types.js';
import type { DataType, RowField } from '../types/types.js';
import { catalogColumn, fieldOf, isVirtual } from './column.js';
import type { VirtualColumn } from './column.js';
import { checkOptions, isDebezium, kafkaOptions, option, schemaTypeOf, sortOptions, topicConfigs } from './options.js';

/** What CREATE TABLE makes: a table of the catalog, the settings of its topic, the schemas it registers. */
export interface CreatedTable {
  readonly table: CatalogTable;
  readonly topicConfigs: Record<string, string>;
  readonly keySchema?: SchemaText;
  readonly valueSchema: SchemaText;
}

/** How many buckets a table gets that asks for none (semantics.md 3.3). */
const DEFAULT_BUCKETS = 6;

/** Checks a CREATE TABLE and fills in the defaults of semantics.md 3.3. Throws SqlError. */
export function createTable(statement: CreateTable): CreatedTable {
  checkOptions(statement.options);
  const name = statement.name.at(-1) ?? '';
  const primaryKey = primaryKeyOf(statement);
  const columns = readColumns(statement, primaryKey);
  const options = completeOptions(statement.options, primaryKey.length > 0);
  checkFormats(options, statement);
  const distribution = { columns: distributionOf(statement, primaryKey, options), buckets: statement.distribution?.buckets ?? DEFAULT_BUCKETS };
  if (distribution.buckets < 1) throw invalid('The number of buckets must be positive.');
  checkKeys(columns, primaryKey, distribution.columns, option(options, 'changelog.mode'));
  const table: CatalogTable = { name, columns, primaryKey, distribution, options: visibleOptions(options, distribution.columns) };
  checkWatermark(statement, columns);
  return { table, topicConfigs: topicConfigs(options), ...writeSchemas(table) };
}

function primaryKeyOf(statement: CreateTable): readonly string[] {
  const inline = statement.columns.filter((column) => column.kind === 'physical' && column.primaryKey).map((column) => column.name);
  if (inline.length > 1 || (inline.length === 1 && statement.primaryKey !== undefined)) throw parseFailure('Duplicate primary key definition', statement.at);
  return statement.primaryKey ?? inline;
}

function readColumns(statement: CreateTable, primaryKey: readonly string[]): readonly CatalogColumn[] {
  const names = new Set<string>();
  for (const { name, at } of statement.columns) {
    if (names.has(name)) throw invalid(`A column named '${name}' already exists in the table.`, at);
    names.add(name);
  }
  const missing = primaryKey.find((name) => !names.has(name));
  if (missing !== undefined) throw invalid(`Primary key column '${missing}' is not defined in the schema.`, statement.at);
  const physical = statement.columns.flatMap((column) => (column.kind === 'computed' ? [] : [{ name: column.name, type: column.type, relation: '' }]));
  return statement.columns.map((column) => readColumn(column, primaryKey, (computed) => bind(computed.expression, { columns: physical, zone: 'UTC' }).type));
}

function readColumn(column: ColumnDefinition, primaryKey: readonly string[], typeOf: (column: ColumnDefinition & { readonly kind: 'computed' }) => DataType): CatalogColumn {
  const isKey = primaryKey.includes(column.name);
  if (column.kind !== 'physical') {
    if (isKey) throw invalid(`Could not create a PRIMARY KEY with column '${column.name}': it must be a physical column.`, column.at);
    const virtual: VirtualColumn['virtual'] = column.kind === 'metadata' ? { kind: 'METADATA', key: column.key } : { kind: 'COMPUTED', expression: column.text };
    return { ...catalogColumn(column.name, column.kind === 'metadata' ? column.type : typeOf(column)), virtual } as VirtualColumn;
  }
  if (isKey && column.explicitNull) throw invalid(`Could not create a PRIMARY KEY with nullable column '${column.name}'. A PRIMARY KEY column must be declared on non-nullable physical columns.`, column.at);
  return catalogColumn(column.name, isKey ? t.notNull(column.type) : column.type);
}

/** An upsert table is compacted unless it says otherwise: the newer documents; older ones say delete (semantics.md 3.3, doubt G). */
function completeOptions(given: Readonly<Record<string, string>>, hasKey: boolean): Readonly<Record<string, string>> {
  const mode = given['changelog.mode'] ?? (hasKey ? 'upsert' : 'append');
  return {
    ...kafkaOptions({ 'cleanup.policy': mode === 'upsert' ? 'compact' : 'delete' }),
    connector: 'confluent', 'scan.bounded.mode': 'unbounded', 'scan.startup.mode': 'earliest-offset',
    'key.format': 'avro-registry', 'value.format': 'avro-registry', ...given, 'changelog.mode': mode,
  };
}

/** A table without key columns has no key format to show. */
function visibleOptions(options: Readonly<Record<string, string>>, keys: readonly string[]): Readonly<Record<string, string>> {
  const { 'key.format': keyFormat, ...others } = options;
  return sortOptions(keys.length === 0 || keyFormat === undefined ? others : options);
}

function checkFormats(options: Readonly<Record<string, string>>, { at }: CreateTable): void {
  for (const key of ['key.format', 'value.format']) {
    const format = option(options, key);
    if (isDebezium(format) || format === 'raw') throw invalid(`The format '${format}' of option '${key}' is read-only and cannot be used in CREATE TABLE.`, at);
  }
}

function distributionOf(statement: CreateTable, primaryKey: readonly string[], options: Readonly<Record<string, string>>): readonly string[] {
  const given = statement.distribution?.columns ?? [];
  if (given.length === 0) return primaryKey;
  const mode = option(options, 'changelog.mode');
  if (mode === 'upsert' && given.join('\n') !== primaryKey.join('\n')) {
    throw invalid(`The bucket key (${given.join(', ')}) of an upsert table must be equal to its primary key (${primaryKey.join(', ')}).`, statement.at);
  }
  const missing = given.find((name) => !statement.columns.some((column) => column.name === name && column.kind === 'physical'));
  if (missing !== undefined) throw invalid(`Bucket key column '${missing}' is not defined in the schema.`, statement.at);
  return given;
}

function checkKeys(columns: readonly CatalogColumn[], primaryKey: readonly string[], keys: readonly string[], mode: string): void {
  if (mode === 'upsert' && primaryKey.length === 0) throw invalid("A table with 'changelog.mode' = 'upsert' requires a PRIMARY KEY.");
  const physical = columns.filter((column) => !isVirtual(column)).map((column) => column.name);
  if (physical.length === 0) throw invalid('A table needs at least one physical column.');
  if (keys.some((name, index) => physical[index] !== name)) {
    throw invalid(`Key columns must appear at the beginning of the table schema. Key columns: [${keys.join(', ')}], table columns: [${physical.join(', ')}].`);
  }
}

function checkWatermark({ watermark, at }: CreateTable, columns: readonly CatalogColumn[]): void {
  if (watermark === undefined) return;
  const scope = columns.map((column) => ({ ...fieldOf(column), relation: '' }));
  const column = scope.find(({ name }) => name === watermark.column);
  if (column === undefined) throw invalid(`The rowtime attribute field '${watermark.column}' is not defined in the schema.`, at);
  if (!t.isTimestamp(column.type)) throw invalid(`Invalid data type of time field for watermark definition: '${watermark.column}'.`, at);
  bind(watermark.expression, { columns: scope, zone: 'UTC' });
}

/** The key schema holds the key columns, the value schema the others, or all with `value.fields-include` = `all`. */
function writeSchemas(table: CatalogTable): Pick<CreatedTable, 'keySchema' | 'valueSchema'> {
  const { options, distribution } = table;
  const fields = table.columns.filter((column) => !isVirtual(column)).map(fieldOf);
  const isKey = (field: RowField): boolean => distribution.columns.includes(field.name);
  const values = options['value.fields-include'] === 'all' ? fields : fields.filter((field) => !isKey(field));
  const valueSchema = writeSchema(schemaTypeOf(option(options, 'value.format')) ?? 'AVRO', `${table.name}_value`, values);
  const keys = fields.filter(isKey).map((field) => ({ ...field, name: stripPrefix(field.name, options['key.fields-prefix'] ?? '') }));
  return keys.length === 0 ? { valueSchema } : { valueSchema, keySchema: writeSchema(schemaTypeOf(option(options, 'key.format')) ?? 'AVRO', `${table.name}_key`, keys) };
}

function stripPrefix(name: string, prefix: string): string {
  if (!name.startsWith(prefix)) throw invalid(`All key columns must start with the prefix '${prefix}' of option 'key.fields-prefix', but '${name}' does not.`);
  return name.slice(prefix.length);
}
