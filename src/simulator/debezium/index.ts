import { captureDynamodb } from './dynamodb.js';
import type { ConnectorConfig } from './modes.js';
import { pluginOf, sourceOf } from './modes.js';
import type { PublishedTable } from './published.js';
import { captureDebezium } from './table.js';
import type { WorldDatabase } from './world.js';

export { inventTable } from './invent.js';
export { databaseProblem } from './problem.js';
export type { GuardedDatabase } from './problem.js';
export type { PublishedRecord, PublishedTable } from './published.js';
export { sideTopics } from './side-topics.js';
export type { SideTopic } from './side-topics.js';
export { ConnectorFailure, WorldError } from './world.js';
export type { SourceName, WorldColumn, WorldDatabase, WorldTable } from './world.js';

/**
 * What a managed CDC connector makes of a database: per captured table its topic, schemas, snapshot and changes (semantics.md 2.1).
 * Values are logical, the same for every format: see `connect-schema.ts`. `now` gives milliseconds since 1970 for the records' times.
 *
 * Throws a WorldError for a mistake in the world file (it names table, row and column), a ConnectorFailure for what makes a running
 * connector fail, and an Error for a configuration that the plugin would not accept.
 */
export function captureTables(config: ConnectorConfig, database: WorldDatabase, now: () => number = Date.now): readonly PublishedTable[] {
  const source = sourceOf(config);
  if (source === undefined) throw new Error(`${config['connector.class'] ?? 'no connector.class'} is no CDC source connector`);
  if (source !== database.source) throw new Error(`${config['connector.class']} cannot read a ${database.source} database`);
  return source === 'dynamodb' ? captureDynamodb(config, database, now) : captureDebezium(config, source, database, now);
}

/** Throws a WorldError for the first mistake in the tables of a database: a type it does not have, or a cell of the wrong form. */
export function checkDatabase(database: WorldDatabase): void {
  const config = {
    'connector.class': pluginOf(database.source),
    'output.data.format': 'JSON_SR',
    // Both discover every table: the Debezium plugins without lists, DynamoDB's by tag.
    'dynamodb.table.discovery.mode': 'TAG',
  };
  captureTables(config, database, () => 0);
}
