import type { DatabaseConnection, Endpoint } from './connection.js';
import { asDatabaseError, DEFAULT_CONNECT_TIMEOUT_MS, lowerCased } from './connection.js';
import { loadDriver } from './load-driver.js';

/** The calls of `oracledb` (thin mode: no Oracle client) that are made here. */
interface OracleDb {
  readonly OUT_FORMAT_OBJECT: number;
  getConnection(config: object): Promise<OracleConnection>;
}
interface OracleConnection {
  execute(text: string, parameters: readonly unknown[], options: object): Promise<{ readonly rows?: readonly Readonly<Record<string, unknown>>[] }>;
  close(options?: object): Promise<void>;
  callTimeout?: number;
}

/**
 * Oracle. A query may name a pluggable database, which the session is moved to; '' is the root of the connection. Encrypted
 * connections go by TCPS with the machine's own authorities: thin mode cannot read the auto-login wallet of the connector.
 * @throws DatabaseError.
 */
export async function openOracle(endpoint: Endpoint): Promise<DatabaseConnection> {
  const oracledb = await loadDriver<OracleDb>('oracledb', 'Oracle');
  const { host, port, database = '', user, password, encryption } = endpoint;
  const seconds = Math.ceil((endpoint.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS) / 1000);
  const protocol = encryption === undefined || encryption === 'none' ? '' : 'tcps://';
  const connection = await oracledb
    .getConnection({ user, password, connectString: `${protocol}${host}:${port}/${database}`, connectTimeout: seconds, ...(encryption === 'verify-full' ? {} : { sslServerDNMatch: false }) })
    .catch((error: unknown) => Promise.reject(asDatabaseError('connect', error, endpoint)));
  let container: string | undefined;
  return {
    engine: 'oracle',
    query: async ({ text, parameters = [], database: wanted }) => {
      try {
        if (wanted !== undefined && wanted !== container) {
          await connection.execute(`ALTER SESSION SET CONTAINER = "${wanted.toUpperCase().replaceAll('"', '')}"`, [], {});
          container = wanted;
        }
        const { rows = [] } = await connection.execute(text, parameters, { outFormat: oracledb.OUT_FORMAT_OBJECT, maxRows: 10_000, autoCommit: true });
        return rows.map(lowerCased);
      } catch (error) {
        throw asDatabaseError('query', error, endpoint);
      }
    },
    close: () => connection.close({ drop: true }).catch(() => undefined),
  };
}
