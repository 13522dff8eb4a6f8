import type { DatabaseQuery, DatabaseRow } from '../core/preflight.js';
import type { DatabaseConnection, Endpoint } from './connection.js';
import { asDatabaseError, DEFAULT_CONNECT_TIMEOUT_MS } from './connection.js';
import { loadDriver } from './load-driver.js';

/** The calls of `tedious` that are made here. */
interface Tedious {
  readonly Connection: new (config: object) => TediousConnection;
  readonly Request: new (text: string, done: (error: Error | null | undefined) => void) => TediousRequest;
  readonly TYPES: { readonly NVarChar: unknown; readonly Int: unknown };
}
interface TediousConnection {
  connect(done: (error?: Error) => void): void;
  execSql(request: TediousRequest): void;
  close(): void;
  on(event: 'error', listener: (error: Error) => void): void;
}
interface TediousRequest {
  addParameter(name: string, type: unknown, value: unknown): void;
  on(event: 'row', listener: (columns: readonly { readonly metadata: { readonly colName: string }; readonly value: unknown }[]) => void): void;
}

/**
 * SQL Server. A query for another database reconnects: `USE` does not exist on Azure SQL Database, and one connection at
 * a time is enough. @throws DatabaseError.
 */
export async function openSqlServer(endpoint: Endpoint): Promise<DatabaseConnection> {
  const tedious = await loadDriver<Tedious>('tedious', 'SQL Server');
  let current = endpoint.database;
  let connection = await connect(tedious, endpoint);
  return {
    engine: 'sqlserver',
    query: async (query) => {
      if (query.database !== undefined && query.database !== current) {
        connection.close();
        connection = await connect(tedious, { ...endpoint, database: query.database });
        current = query.database;
      }
      return run(tedious, connection, query).catch((error: unknown) => Promise.reject(asDatabaseError('query', error, endpoint)));
    },
    close: () => Promise.resolve(connection.close()),
  };
}

/** As `openSqlServer`, on the primary. @throws DatabaseError. */
export function openSqlServerForWriting(endpoint: Endpoint): Promise<DatabaseConnection> {
  return openSqlServer({ ...endpoint, readOnlyReplica: false });
}

function connect({ Connection }: Tedious, endpoint: Endpoint): Promise<TediousConnection> {
  const { host, port, database, user, password, encryption, certificates, readOnlyReplica } = endpoint;
  const verified = encryption === 'verify-ca' || encryption === 'verify-full';
  const connection = new Connection({
    server: host,
    authentication: { type: 'default', options: { userName: user, password } },
    options: {
      port,
      ...(database === undefined ? {} : { database }),
      encrypt: encryption !== 'none',
      trustServerCertificate: !verified,
      ...(certificates?.ca === undefined ? {} : { cryptoCredentialsDetails: { ca: certificates.ca } }),
      readOnlyIntent: readOnlyReplica === true,
      connectTimeout: endpoint.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
      appName: 'cdc-reconciler preflight',
      rowCollectionOnRequestCompletion: false,
    },
  });
  connection.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    connection.connect((error) => (error ? reject(asDatabaseError('connect', error, endpoint)) : resolve(connection)));
  });
}

function run({ Request, TYPES }: Tedious, connection: TediousConnection, { text, parameters = [] }: DatabaseQuery): Promise<readonly DatabaseRow[]> {
  return new Promise((resolve, reject) => {
    const rows: DatabaseRow[] = [];
    const request = new Request(text, (error) => (error ? reject(error) : resolve(rows)));
    parameters.forEach((value, i) => request.addParameter(`p${i + 1}`, typeof value === 'number' ? TYPES.Int : TYPES.NVarChar, value));
    request.on('row', (columns) => {
      rows.push(Object.fromEntries(columns.map(({ metadata, value }) => [metadata.colName.toLowerCase(), value])));
    });
    connection.execSql(request);
  });
}
