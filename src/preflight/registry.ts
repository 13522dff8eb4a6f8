import type { Preflight } from '../core/preflight.js';
import { dynamodbPreflight } from '../sources/dynamodb/preflight.js';
import type { DatabaseName } from '../sources/index.js';
import { mysqlPreflight } from '../sources/mysql/preflight.js';
import { oraclePreflight } from '../sources/oracle/preflight.js';
import { postgresPreflight } from '../sources/postgres/preflight.js';
import { sqlserverPreflight } from '../sources/sqlserver/preflight.js';

/** The checks of every source. A new source that has none does not compile. */
export const preflights = {
  postgres: postgresPreflight,
  mysql: mysqlPreflight,
  sqlserver: sqlserverPreflight,
  oracle: oraclePreflight,
  dynamodb: dynamodbPreflight,
} as const satisfies Record<DatabaseName, Preflight>;

/** The checks of that source; their block is one that the source's schema has accepted. */
export function preflightOf(name: DatabaseName): Preflight<unknown> {
  return preflights[name] as unknown as Preflight<unknown>;
}
