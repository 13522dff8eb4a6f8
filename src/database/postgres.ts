import type { DatabaseConnection, Endpoint } from './connection.js';
import { asDatabaseError, DEFAULT_CONNECT_TIMEOUT_MS, lowerCased } from './connection.js';
import { loadDriver } from './load-driver.js';

/** The calls of `pg` that are made here. */
interface Pg {
  readonly Client: new (config: object) => PgClient;
}
interface PgClient {
  connect(): Promise<void>;
  query(query: { readonly text: string; readonly values?: readonly unknown[] }): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  end(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): void;
  readonly connection?: { readonly stream?: { destroy(): void } };
}

/** Opens a session that can only read. @throws DatabaseError. */
export async function openPostgres(endpoint: Endpoint): Promise<DatabaseConnection> {
  const connection = await openPostgresForWriting(endpoint);
  await connection.query({ text: 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY' });
  return connection;
}

/** Opens a session that may write, for what the user has asked for by name. @throws DatabaseError. */
export async function openPostgresForWriting(endpoint: Endpoint): Promise<DatabaseConnection> {
  const { Client } = await loadDriver<Pg>('pg', 'PostgreSQL');
  const client = await connect(Client, endpoint);
  return {
    engine: 'postgres',
    query: async ({ text, parameters = [] }) => {
      try {
        const { rows } = await client.query({ text, values: parameters });
        return rows.map(lowerCased);
      } catch (error) {
        throw asDatabaseError('query', error, endpoint);
      }
    },
    close: () => end(client),
  };
}

async function connect(Client: Pg['Client'], endpoint: Endpoint): Promise<PgClient> {
  const encryption = endpoint.encryption ?? 'prefer';
  try {
    return await attempt(Client, endpoint, encryption !== 'none');
  } catch (error) {
    // Only `prefer` goes on in plain text: a password is never sent readable to who asked for encryption.
    const refused = error instanceof Error && /does not support SSL/i.test(error.message);
    if (encryption === 'prefer' && refused) return attempt(Client, endpoint, false).catch((second: unknown) => Promise.reject(asDatabaseError('connect', second, endpoint)));
    throw asDatabaseError('connect', error, endpoint);
  }
}

async function attempt(Client: Pg['Client'], endpoint: Endpoint, encrypted: boolean): Promise<PgClient> {
  const { host, port, database, user, password } = endpoint;
  const client = new Client({
    host, port, database, user, password,
    ssl: encrypted ? tlsOf(endpoint) : false,
    connectionTimeoutMillis: endpoint.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
    application_name: 'cdc-reconciler',
  });
  // A connection that breaks between two queries shows in the next query.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function tlsOf({ encryption, certificates }: Endpoint): object {
  const own = {
    ...(certificates?.certificate === undefined ? {} : { cert: certificates.certificate }),
    ...(certificates?.key === undefined ? {} : { key: certificates.key }),
    ...(certificates?.passphrase === undefined ? {} : { passphrase: certificates.passphrase }),
    ...(certificates?.ca === undefined ? {} : { ca: certificates.ca }),
  };
  if (encryption === 'verify-full') return own;
  if (encryption === 'verify-ca') return { ...own, checkServerIdentity: () => undefined };
  return { ...own, rejectUnauthorized: false };
}

const GOODBYE_MS = 1_000;

async function end(client: PgClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const gone = new Promise<void>((resolve) => {
    // A query that runs would keep `end` waiting.
    timer = setTimeout(() => {
      client.connection?.stream?.destroy();
      resolve();
    }, GOODBYE_MS);
  });
  await Promise.race([client.end().catch(() => undefined), gone]);
  clearTimeout(timer);
}
