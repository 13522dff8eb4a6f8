import type { CapturedTable, Cell, Fields } from '../model.js';
import type { StructSchema } from './connect-schema.js';
import type { Converter, OutputFormat } from './converter.js';
import { readConverter, registers, schemaText, writtenValue } from './converter.js';
import type { ConnectorConfig } from './modes.js';
import { flag, list } from './modes.js';
import type { SourceName } from './world.js';

export type Operation = 'c' | 'u' | 'd';

/** A record before its place in a topic is known. */
export interface PublishedRecord {
  readonly key: Fields | null;
  readonly value: Fields | null;
}

/** A captured table with what its topic and subjects are made of. */
export interface PublishedTable extends CapturedTable {
  /**
   * False for plain JSON: neither subject of the value exists, and `valueSchema` only tells the shape of the bytes.
   * A key of plain JSON or STRING has no `keySchema`, though its records have keys.
   */
  readonly registered: boolean;
  readonly keyFormat: OutputFormat;
  readonly valueFormat: OutputFormat;
  /** How the connector creates the topic (semantics.md 1.1). */
  readonly topicPartitions: number;
  readonly topicConfigs: Readonly<Record<string, string>>;
  /** Columns that are missing from the schema because their type has no converter. */
  readonly dropped: readonly string[];
}

/** The two schemas of a table's topic. `key` undefined: the table has no key, its records have none. */
export interface TableSchemas {
  readonly key: StructSchema | undefined;
  readonly value: StructSchema;
}

/** The two converters of a connector. */
export interface Converters {
  readonly key: Converter;
  readonly value: Converter;
}

/** Reads both converters. Throws an Error for a format the plugin does not have. */
export function readConverters(config: ConnectorConfig, source: SourceName): Converters {
  return { key: readConverter(config, source, 'key'), value: readConverter(config, source, 'value') };
}

/** The part of a published table that follows from configuration and schemas alone. */
export function describeTopic(config: ConnectorConfig, schemas: TableSchemas, { key, value }: Converters) {
  const keySchema = schemas.key && registers(key) ? { keySchema: schemaText(schemas.key, key) } : {};
  return {
    ...keySchema,
    valueSchema: schemaText(schemas.value, value),
    registered: registers(value),
    keyFormat: key.format,
    valueFormat: value.format,
    ...topicSettings(config),
  };
}

/** One record as its readers get it back. */
export function publish(schemas: TableSchemas, converters: Converters, record: PublishedRecord): PublishedRecord {
  const written = (schema: StructSchema, fields: Fields, converter: Converter): Fields => writtenValue(schema, fields as Cell, converter) as Fields;
  return {
    key: record.key && schemas.key ? written(schemas.key, record.key, converters.key) : null,
    value: record.value && written(schemas.value, record.value, converters.value),
  };
}

/** Whether an operation is published: `skipped.operations` names those that are not. */
export function isSkipped(config: ConnectorConfig, op: Operation): boolean {
  return list(config['skipped.operations']).includes(op);
}

/** Whether a delete is followed by a record without value. */
export function makesTombstones(config: ConnectorConfig): boolean {
  return flag(config, 'tombstones.on.delete', true);
}

function topicSettings(config: ConnectorConfig): { readonly topicPartitions: number; readonly topicConfigs: Readonly<Record<string, string>> } {
  const setting = (key: string, otherwise: string): string => config[`topic.creation.topic_prefix_match.${key}`] ?? otherwise;
  return {
    topicPartitions: Number(setting('partitions', '1')),
    topicConfigs: {
      'cleanup.policy': setting('cleanup.policy', 'delete'),
      'retention.ms': setting('retention.ms', '604800000'),
      'retention.bytes': setting('retention.bytes', '-1'),
    },
  };
}
