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

/** Sessions that may write, for the databases whose leavings a pipeline may ask to be removed. */
const cleaners: Partial<Record<Engine, () => Promise<OpenConnection>>> = {
  postgres: async () => (await import('./postgres.js')).openPostgresForCleanup,
};

/** As `connectorOf`, with a session that may remove what a connector left behind; `undefined` where none is offered. */
export function cleanerOf(engine: Engine): OpenConnection | undefined {
  const load = cleaners[engine];
  return load === undefined ? undefined : async (endpoint) => (await load())(endpoint);
}

export { asDatabaseError, DatabaseError } from './connection.js';
export type { DatabaseConnection, Endpoint, Engine, OpenConnection } from './connection.js';
