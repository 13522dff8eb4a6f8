import type { ConnectorConfig } from './modes.js';
import { list } from './modes.js';
import { splitTable } from './names.js';
import type { WorldDatabase, WorldTable } from './world.js';
import { ConnectorFailure } from './world.js';

/** The tables that a connector's include and exclude lists leave (semantics.md 1.1, 1.4.3, 1.6.1). */
export function capturedTables(config: ConnectorConfig, database: WorldDatabase): readonly WorldTable[] {
  if (database.source === 'dynamodb') return dynamoTables(config, database.tables);
  const outer = database.source === 'mysql' ? 'database' : 'schema';
  return database.tables.filter(({ name }) => {
    const { qualifier } = splitTable(database.source, name);
    return passes(config, outer, qualifier) && passes(config, 'table', name);
  });
}

/** The columns that column.include.list / column.exclude.list leave, in table order. */
export function capturedColumns(config: ConnectorConfig, table: WorldTable): readonly string[] {
  return Object.keys(table.columns).filter((column) => passes(config, 'column', `${table.name}.${column}`));
}

/** The key: `message.key.columns` where it names the table, else the table's own. Undefined for none (semantics.md 2.10). */
export function keyColumns(config: ConnectorConfig, table: WorldTable): readonly string[] | undefined {
  for (const entry of list(config['message.key.columns'], /;/)) {
    const colon = entry.lastIndexOf(':');
    if (!matches('message.key.columns', entry.slice(0, colon), table.name)) continue;
    const columns = list(entry.slice(colon + 1));
    const stranger = columns.find((column) => !(column in table.columns));
    if (stranger !== undefined) throw new ConnectorFailure(`message.key.columns: table ${table.name} has no column ${stranger}`);
    return columns;
  }
  return table.key?.length ? table.key : undefined;
}

/** Whether the initial snapshot reads the table. */
export function isSnapshotted(config: ConnectorConfig, table: WorldTable): boolean {
  const key = 'snapshot.include.collection.list';
  return list(config[key]).length === 0 || matchesAny(config, key, table.name);
}

/** Whether one of a setting's patterns matches the whole name. Throws a ConnectorFailure for a pattern that is no regular expression. */
export function matchesAny(config: ConnectorConfig, key: string, name: string): boolean {
  return list(config[key]).some((pattern) => matches(key, pattern, name));
}

function passes(config: ConnectorConfig, what: string, name: string): boolean {
  if (list(config[`${what}.include.list`]).length > 0) return matchesAny(config, `${what}.include.list`, name);
  return !matchesAny(config, `${what}.exclude.list`, name);
}

/** Debezium's patterns match the whole name and ignore case. */
function matches(key: string, pattern: string, name: string): boolean {
  try {
    return new RegExp(`^(?:${pattern.replaceAll('\\,', ',')})$`, 'i').test(name);
  } catch {
    throw new ConnectorFailure(`Invalid value ${pattern} for configuration ${key}: it is no regular expression`);
  }
}

function dynamoTables(config: ConnectorConfig, tables: readonly WorldTable[]): readonly WorldTable[] {
  // Tags of tables are not part of a world file, so discovery by tag finds them all.
  if (config['dynamodb.table.discovery.mode'] === 'TAG') return tables;
  const names = new Set(list(config['dynamodb.table.includelist']));
  return tables.filter((table) => names.has(table.name));
}
