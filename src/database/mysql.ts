import type { DatabaseConnection, Endpoint } from './connection.js';
import { asDatabaseError, DEFAULT_CONNECT_TIMEOUT_MS, lowerCased } from './connection.js';
import { loadDriver } from './load-driver.js';

/** The calls of `mysql2/promise` that are made here. */
interface MySql {
  createConnection(config: object): Promise<MySqlConnection>;
}
interface MySqlConnection {
  query(text: string, values: readonly unknown[]): Promise<readonly [readonly Readonly<Record<string, unknown>>[], unknown]>;
  end(): Promise<void>;
  destroy(): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

/** MySQL and MariaDB. Opens a session that can only read. @throws DatabaseError. */
export async function openMySql(endpoint: Endpoint): Promise<DatabaseConnection> {
  const connection = await openMySqlForWriting(endpoint);
  try {
    await connection.query({ text: 'SET SESSION TRANSACTION READ ONLY' });
  } catch (error) {
    throw asDatabaseError('connect', error, endpoint);
  }
  return connection;
}

/** Opens a session that may write, for what the user has asked for by name. @throws DatabaseError. */
export async function openMySqlForWriting(endpoint: Endpoint): Promise<DatabaseConnection> {
  const mysql = await loadDriver<MySql>('mysql2/promise', 'MySQL');
  const connection = await connect(mysql, endpoint);
  return {
    engine: 'mysql',
    query: async ({ text, parameters = [] }) => {
      try {
        const [rows] = await connection.query(text, parameters);
        return (Array.isArray(rows) ? (rows as readonly Readonly<Record<string, unknown>>[]) : []).map(lowerCased);
      } catch (error) {
        throw asDatabaseError('query', error, endpoint);
      }
    },
    // `end` would wait for a query that runs.
    close: () => Promise.resolve(connection.destroy()),
  };
}

async function connect(mysql: MySql, endpoint: Endpoint): Promise<MySqlConnection> {
  const encryption = endpoint.encryption ?? 'prefer';
  try {
    return await attempt(mysql, endpoint, encryption !== 'none');
  } catch (error) {
    const refused = error instanceof Error && (error as NodeJS.ErrnoException).code === 'HANDSHAKE_NO_SSL_SUPPORT';
    if (encryption === 'prefer' && refused) return attempt(mysql, endpoint, false).catch((second: unknown) => Promise.reject(asDatabaseError('connect', second, endpoint)));
    throw asDatabaseError('connect', error, endpoint);
  }
}

async function attempt(mysql: MySql, endpoint: Endpoint, encrypted: boolean): Promise<MySqlConnection> {
  const { host, port, user, password, database, certificates } = endpoint;
  const verified = endpoint.encryption === 'verify-ca' || endpoint.encryption === 'verify-full';
  const connection = await mysql.createConnection({
    host, port, user, password,
    ...(database === undefined ? {} : { database }),
    ...(encrypted ? { ssl: { rejectUnauthorized: verified, verifyIdentity: endpoint.encryption === 'verify-full', ...(certificates?.ca === undefined ? {} : { ca: certificates.ca }) } } : {}),
    connectTimeout: endpoint.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  });
  connection.on('error', () => undefined);
  return connection;
}
