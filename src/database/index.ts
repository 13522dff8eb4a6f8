import type { Engine, OpenConnection } from './connection.js';

/** One driver for each kind of database, loaded when it is first used. */
const drivers = {
  postgres: async () => (await import('./postgres.js')).openPostgres,
  mysql: async () => (await import('./mysql.js')).openMySql,
  sqlserver: async () => (await import('./sqlserver.js')).openSqlServer,
  oracle: async () => (await import('./oracle.js')).openOracle,
  dynamodb: async () => (await import('./dynamodb.js')).openDynamoDb,
} as const satisfies Record<Engine, () => Promise<OpenConnection>>;

/** Opens a connection with the driver of the engine. @throws DatabaseError when it is not installed or the login fails. */
export function connectorOf(engine: Engine): OpenConnection {
  return async (endpoint) => (await drivers[engine]())(endpoint);
}

/** Sessions that may write: to remove what a connector left behind, and to write the marked row of a probe. */
const writers = {
  postgres: async () => (await import('./postgres.js')).openPostgresForWriting,
  mysql: async () => (await import('./mysql.js')).openMySqlForWriting,
  sqlserver: async () => (await import('./sqlserver.js')).openSqlServerForWriting,
  oracle: async () => (await import('./oracle.js')).openOracle,
  dynamodb: async () => (await import('./dynamodb.js')).openDynamoDb,
} as const satisfies Record<Engine, () => Promise<OpenConnection>>;

/** As `connectorOf`, with a session that may write; only for what the user has asked for by name. */
export function writerOf(engine: Engine): OpenConnection {
  return async (endpoint) => (await writers[engine]())(endpoint);
}

export { DatabaseError } from './connection.js';
export type { DatabaseConnection, Endpoint, Engine, OpenConnection } from './connection.js';
