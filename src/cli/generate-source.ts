import type { Endpoint } from '../database/index.js';
import { databases, isDatabaseName } from '../sources/index.js';
import type { DatabaseName } from '../sources/index.js';
import { UsageError } from './select.js';

/** What a URL of `--from` says: where to connect, and the source block that a pipeline would have. */
export interface FromUrl {
  readonly source: DatabaseName;
  /** Without the password. */
  readonly endpoint: Endpoint;
  /** As it goes into the YAML; the password is a reference. */
  readonly block: Readonly<Record<string, unknown>>;
  /** Keys of the block that stand for something only the user knows -> what is to be put there. */
  readonly toBeSet: Readonly<Record<string, string>>;
  readonly databases: readonly string[];
  /** Environment variable of the password. */
  readonly passwordEnv: string;
}

interface Parts {
  readonly url: URL;
  readonly user: string | undefined;
  readonly path: string;
  readonly port: number | undefined;
  readonly passwordEnv: string;
  readonly query: (name: string) => string | undefined;
}

interface Reader {
  readonly passwordEnv: string;
  readonly read: (parts: Parts) => Pick<FromUrl, 'endpoint' | 'block'> & Partial<Pick<FromUrl, 'toBeSet' | 'databases'>>;
}

const readers = {
  postgres: { passwordEnv: 'PG_PASSWORD', read: postgres },
  mysql: { passwordEnv: 'MYSQL_PASSWORD', read: mysql },
  sqlserver: { passwordEnv: 'MSSQL_PASSWORD', read: sqlserver },
  oracle: { passwordEnv: 'ORACLE_PASSWORD', read: oracle },
  dynamodb: { passwordEnv: 'AWS_SECRET_ACCESS_KEY', read: dynamodb },
} as const satisfies Record<DatabaseName, Reader>;

const schemes: Readonly<Record<string, DatabaseName>> = { postgresql: 'postgres', mariadb: 'mysql', mssql: 'sqlserver' };

/**
 * Reads `postgres://user@host:5432/db`, `mysql://user@host/db`, `sqlserver://user@host/db1,db2`,
 * `oracle://user@host:1521/SERVICE?pdb=PDB1&outboundServer=XOUT&licenses=4`, `dynamodb://eu-west-1`. `?encryption=none` (or
 * prefer, require) says how to connect. @throws UsageError, also for a password in the URL, which every process list shows.
 */
export function readFromUrl(text: string, passwordEnv?: string): FromUrl {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError('--from takes a URL such as postgres://user@host/database');
  }
  if (url.password !== '') throw new UsageError('--from takes no password: a command line is seen by others. Set it in the environment and name it with --password-env');
  const scheme = url.protocol.slice(0, -1);
  const source = schemes[scheme] ?? scheme;
  if (!isDatabaseName(source)) throw new UsageError(`--from knows ${Object.keys(databases).join(', ')}, not ${scheme}`);
  const reader: Reader = readers[source];
  const env = passwordEnv ?? reader.passwordEnv;
  const query = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const port = url.port === '' ? undefined : Number(url.port);
  const read = reader.read({ url, user: url.username === '' ? undefined : decodeURIComponent(url.username), path: decodeURIComponent(url.pathname.replace(/^\//, '')), port, passwordEnv: env, query });
  const encryption = encryptionOf(query('encryption'));
  return { source, passwordEnv: env, toBeSet: {}, databases: [], ...read, endpoint: { ...read.endpoint, encryption } };
}

function encryptionOf(text: string | undefined): NonNullable<Endpoint['encryption']> {
  const known = (['none', 'prefer', 'require', 'verify-full'] as const).find((one) => one === (text ?? 'require'));
  if (known === undefined) throw new UsageError('encryption is none, prefer, require or verify-full');
  return known;
}

function login({ user, passwordEnv }: Parts, example: string): { readonly username: string; readonly password: string } {
  if (user === undefined) throw new UsageError(`--from needs a user: ${example}`);
  return { username: user, password: `\${env:${passwordEnv}}` };
}

/** The port is written only when it was. */
function at({ url, port }: Parts): Readonly<Record<string, unknown>> {
  if (url.hostname === '') throw new UsageError('--from needs a host');
  return { host: bare(url.hostname), ...(port === undefined ? {} : { port }) };
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function endpoint({ url, port, user }: Parts, defaultPort: number, database?: string): Endpoint {
  return { host: bare(url.hostname), port: port ?? defaultPort, ...(user === undefined ? {} : { user }), ...(database === undefined ? {} : { database }) };
}

function postgres(parts: Parts) {
  const { username, password } = login(parts, 'postgres://user@host/database');
  if (parts.path === '') throw new UsageError('--from needs a database: postgres://user@host/database');
  const mode = parts.query('encryption');
  const ssl = mode === 'none' ? { ssl: { mode: 'disable' } } : mode === 'prefer' ? { ssl: { mode: 'prefer' } } : {};
  return { endpoint: endpoint(parts, 5432, parts.path), block: { ...at(parts), database: parts.path, username, password, ...ssl } };
}

function mysql(parts: Parts) {
  const { username, password } = login(parts, 'mysql://user@host/database');
  const mode = parts.query('encryption');
  const ssl = mode === 'none' ? { ssl: { mode: 'disabled' } } : mode === 'prefer' ? { ssl: { mode: 'preferred' } } : {};
  return { endpoint: endpoint(parts, 3306), block: { ...at(parts), username, password, ...ssl }, databases: parts.path === '' ? [] : parts.path.split(',') };
}

function sqlserver(parts: Parts) {
  const { username, password } = login(parts, 'sqlserver://user@host/database');
  const databases = parts.path.split(',').filter((name) => name !== '');
  if (databases.length === 0) throw new UsageError('--from needs a database: sqlserver://user@host/database');
  const encrypt = parts.query('encryption') === 'none' ? { encrypt: false } : {};
  return { endpoint: endpoint(parts, 1433, databases[0]), block: { ...at(parts), databases, username, password, ...encrypt }, databases };
}

function oracle(parts: Parts) {
  const { username, password } = login(parts, 'oracle://user@host/SERVICE');
  if (parts.path === '') throw new UsageError('--from needs a service: oracle://user@host/SERVICE');
  const { query } = parts;
  const pdb = query('pdb');
  const outboundServer = query('outboundServer');
  const licenses = query('licenses');
  return {
    endpoint: { ...endpoint(parts, 1521, parts.path), encryption: 'none' as const },
    block: {
      ...at(parts), database: query('database') ?? parts.path, service: parts.path, ...(pdb === undefined ? {} : { pdb }), outboundServer: outboundServer ?? 'XOUT',
      processorLicenses: Number(licenses ?? 1), username, password, decimals: 'string',
    },
    databases: pdb === undefined ? [] : [pdb],
    toBeSet: {
      ...(outboundServer === undefined ? { outboundServer: 'the XStream outbound server' } : {}),
      ...(licenses === undefined ? { processorLicenses: 'processor licenses of the database; the number is shared with Oracle' } : {}),
      decimals: 'every NUMBER travels as text, keys included; "precise" keeps numbers but cannot read NUMBER without a precision',
    },
  };
}

function dynamodb(parts: Parts) {
  const region = parts.url.hostname;
  const service = parts.query('endpoint') ?? `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return {
    endpoint: { host: region, port: 443, aws: { endpoint: service, region } },
    block: { region, accessKeyId: '${env:AWS_ACCESS_KEY_ID}', secretAccessKey: `\${env:${parts.passwordEnv}}` },
  };
}
