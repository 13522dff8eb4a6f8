import type { Cell, Fields } from '../model.js';

/** The databases that a managed CDC connector reads. */
export type SourceName = 'postgres' | 'mysql' | 'sqlserver' | 'oracle' | 'dynamodb';

/** A column as its database declares it. `type` is the database's own text, e.g. `numeric(10,2)` or `enum('a','b')`. */
export interface WorldColumn {
  readonly type: string;
  /** Default true, except for key columns. */
  readonly nullable?: boolean;
  readonly default?: Cell;
}

/**
 * A table of a world file. `name` is `schema.table` (postgres, sqlserver), `db.table` (mysql), `SCHEMA.TABLE` (oracle) or
 * `table` (dynamodb). Rows are as people write them: ISO timestamps, decimals as text or number, bytes as base64 text.
 */
export interface WorldTable {
  readonly name: string;
  readonly key?: readonly string[];
  readonly columns: Readonly<Record<string, WorldColumn>>;
  readonly rows: readonly Fields[];
  /** PostgreSQL only: what the write-ahead log says of the row before a change. Default `default` (key columns only). */
  readonly replicaIdentity?: 'default' | 'full';
}

export interface WorldDatabase {
  readonly source: SourceName;
  readonly database?: string;
  readonly tables: readonly WorldTable[];
}

/** A mistake in a world file; the message names the table, and row and column where there is one. */
export class WorldError extends Error {
  override readonly name = 'WorldError';
}

/** What makes a running connector fail; the message is the trace that its status shows. */
export class ConnectorFailure extends Error {
  override readonly name = 'ConnectorFailure';
}

/** Whether a column may hold NULL: key columns never, others unless they say so. */
export function isNullable(table: WorldTable, column: string): boolean {
  if (table.key?.includes(column)) return false;
  return table.columns[column]?.nullable ?? true;
}
