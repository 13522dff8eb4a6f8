import type { CatalogTable, SchemaText } from '../../model.js';
import { readSchema } from '../schema/read.js';
import type { ReadSchema } from '../schema/read.js';
import { BYTES } from '../types/types.js';
import type { RowField } from '../types/types.js';
import { catalogColumn, isSameField } from './column.js';
import { evolveTable } from './evolve.js';
import { formatOf, isDebezium, kafkaOptions, sortOptions } from './options.js';

/** A topic with what is registered for it, as the catalog needs it. */
export interface TopicView {
  readonly name: string;
  readonly partitions: number;
  readonly configs: Readonly<Record<string, string>>;
  readonly keySchema?: SchemaText;
  readonly valueSchema?: SchemaText;
  /** What CREATE TABLE and ALTER TABLE SET said. */
  readonly options?: Readonly<Record<string, string>>;
  /** What CREATE TABLE defined. */
  readonly definition?: CatalogTable;
  /** What ALTER TABLE ADD PRIMARY KEY said. */
  readonly primaryKey?: readonly string[];
}

/** The fields of a Debezium row; undefined when the schema is not an envelope (fields `before`, `after`, `op`: semantics.md 2.4). */
function envelopeRow(schema: ReadSchema | undefined): readonly RowField[] | undefined {
  if (schema?.kind !== 'record') return undefined;
  const names = schema.fields.map((field) => field.name);
  const after = schema.fields.find((field) => field.name === 'after')?.type;
  return names.includes('before') && names.includes('op') && after?.kind === 'ROW' ? after.fields : undefined;
}

/**
 * The table that the catalog shows for a topic: from CREATE TABLE when there was one (with columns that follow newer value schemas),
 * else from the registered schemas. Throws SqlError when a schema cannot become a table.
 */
export function inferTable(topic: TopicView): CatalogTable {
  const table = topic.definition === undefined ? inferFromSchemas(topic) : evolveTable(topic.definition, topic.valueSchema);
  const options = sortOptions({ ...table.options, ...(topic.definition === undefined ? {} : kafkaOptionsOf(topic)), ...topic.options });
  return applyPrimaryKey({ ...table, options }, topic.primaryKey);
}

/** What Kafka says wins over what the definition said, in case somebody changed the topic. */
function kafkaOptionsOf(topic: TopicView): Readonly<Record<string, string>> {
  return Object.keys(topic.configs).length === 0 ? {} : kafkaOptions(topic.configs);
}

function applyPrimaryKey(table: CatalogTable, primaryKey: readonly string[] | undefined): CatalogTable {
  if (primaryKey === undefined) return table;
  return { ...table, primaryKey, columns: table.columns.map((column) => (primaryKey.includes(column.name) ? { ...column, nullable: false } : column)) };
}

function inferFromSchemas(topic: TopicView): CatalogTable {
  const value = topic.valueSchema === undefined ? undefined : readSchema(topic.valueSchema);
  const row = wantsEnvelope(topic) ? undefined : envelopeRow(value);
  const { columns, keys, options } = joinKeyAndValue(keyFields(topic), row ?? valueFields(value));
  return {
    name: topic.name,
    columns: columns.map(({ name, type }) => catalogColumn(name, type)),
    primaryKey: [],
    distribution: { columns: keys, buckets: topic.partitions },
    options: {
      'changelog.mode': changelogMode(topic, row !== undefined),
      connector: 'confluent',
      ...kafkaOptions(topic.configs),
      'key.format': topic.keySchema === undefined ? 'raw' : formatOf(topic.keySchema.schemaType),
      'scan.bounded.mode': 'unbounded',
      'scan.startup.mode': 'earliest-offset',
      'value.format': topic.valueSchema === undefined ? 'raw' : formatOf(topic.valueSchema.schemaType, row !== undefined),
      ...options,
    },
  };
}

/** True when ALTER TABLE set a format that shows the envelope itself. */
function wantsEnvelope(topic: TopicView): boolean {
  const format = topic.options?.['value.format'];
  return format !== undefined && !isDebezium(format);
}

function changelogMode(topic: TopicView, debezium: boolean): string {
  if (!debezium) return 'append';
  return (topic.configs['cleanup.policy'] ?? 'delete').includes('compact') ? 'upsert' : 'retract';
}

function keyFields({ keySchema }: TopicView): readonly RowField[] {
  if (keySchema === undefined) return [{ name: 'key', type: BYTES }];
  const key = readSchema(keySchema);
  return key.kind === 'single' ? [{ name: 'key', type: key.type }] : key.fields;
}

/** A value that is not a record is one column `val`; so is the union that the DynamoDB connector registers (semantics.md 1.6). */
function valueFields(value: ReadSchema | undefined): readonly RowField[] {
  if (value === undefined) return [{ name: 'val', type: BYTES }];
  return value.kind === 'single' ? [{ name: 'val', type: value.type }] : value.fields;
}

interface Joined {
  readonly columns: readonly RowField[];
  readonly keys: readonly string[];
  readonly options: Readonly<Record<string, string>>;
}

/** Key fields that the value repeats appear once; a clash of names with different types gives the key columns a prefix (semantics.md 2.4). */
function joinKeyAndValue(keys: readonly RowField[], values: readonly RowField[]): Joined {
  const names = keys.map((key) => key.name);
  if (keys.every((key) => values.some((value) => isSameField(key, value)))) {
    return { columns: [...keys, ...values.filter((value) => !names.includes(value.name))], keys: names, options: { 'value.fields-include': 'all' } };
  }
  if (!values.some((value) => names.includes(value.name))) return { columns: [...keys, ...values], keys: names, options: {} };
  const prefixed = keys.map((key) => ({ ...key, name: `key_${key.name}` }));
  return { columns: [...prefixed, ...values], keys: prefixed.map((key) => key.name), options: { 'key.fields-prefix': 'key_' } };
}
