import type { ConnectorConfig } from './modes.js';
import { choice, list } from './modes.js';
import { unreachable } from './unreachable.js';
import type { SourceName, WorldDatabase } from './world.js';

/**
 * The topic that a table's events go to before any transform; its name also names the schemas.
 * SQL Server's has the database in it, DynamoDB's is the bare table (semantics.md 1.2.12, 1.3.11, 1.4.3, 1.5.14, 1.6.9).
 */
export function ownTopic(config: ConnectorConfig, database: WorldDatabase, table: string): string {
  return sanitizeTopic([...topicParts(config, database), table].join('.'));
}

/** The topic after the connector's TopicRegexRouter transforms, in their order. */
export function routedTopic(config: ConnectorConfig, topic: string): string {
  return list(config['transforms']).reduce((name, transform) => {
    const setting = (key: string): string => config[`transforms.${transform}.${key}`] ?? '';
    if (!setting('type').endsWith('RegexRouter')) return name;
    const match = new RegExp(`^(?:${setting('regex')})$`).exec(name);
    return match ? setting('replacement').replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '') : name;
  }, topic);
}

/** The name of the database that records show. */
export function databaseName(config: ConnectorConfig, database: WorldDatabase): string {
  return database.database ?? config['database.dbname'] ?? list(config['database.names'])[0] ?? 'db';
}

/** Splits `schema.table` at its first dot. */
export function splitTable(source: SourceName, name: string): { readonly qualifier: string; readonly table: string } {
  const dot = source === 'dynamodb' ? -1 : name.indexOf('.');
  return { qualifier: name.slice(0, Math.max(dot, 0)), table: name.slice(dot + 1) };
}

/** Applies `schema.name.adjustment.mode` to each dotted part of a schema's full name. */
export function adjustSchemaName(config: ConnectorConfig, name: string): string {
  return name.split('.').map((part) => adjust(config, 'schema.name.adjustment.mode', part)).join('.');
}

/** Applies `field.name.adjustment.mode` to a column's name. */
export function adjustFieldName(config: ConnectorConfig, name: string): string {
  return adjust(config, 'field.name.adjustment.mode', name);
}

/** Whether Avro accepts the name of a record or field. */
export function isAvroName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** A name with every character that Avro forbids replaced by `_`. */
export function scrubName(name: string): string {
  const scrubbed = name.replace(/[^A-Za-z0-9_]/g, '_');
  return /^\d/.test(scrubbed) ? `_${scrubbed}` : scrubbed;
}

function adjust(config: ConnectorConfig, key: string, name: string): string {
  const mode = choice(config, key, ['none', 'avro', 'avro_unicode']);
  switch (mode) {
    case 'none':
      return name;
    case 'avro':
      return scrubName(name);
    case 'avro_unicode': {
      const escape = (character: string): string => `_u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
      return name.replace(/[^A-Za-z0-9_]|^\d|_/g, (character) => (character === '_' ? '__' : escape(character)));
    }
    default:
      return unreachable(mode);
  }
}

function topicParts(config: ConnectorConfig, database: WorldDatabase): readonly string[] {
  const prefix = config['topic.prefix'] ?? '';
  switch (database.source) {
    case 'postgres':
    case 'mysql':
    case 'oracle':
      return [prefix];
    case 'sqlserver':
      return [prefix, databaseName(config, database)];
    case 'dynamodb':
      return [];
    default:
      return unreachable(database.source);
  }
}

function sanitizeTopic(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_');
}
