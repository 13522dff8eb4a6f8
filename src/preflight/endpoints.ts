import type { ConfigValue } from '../core/source.js';
import { DatabaseError } from '../database/index.js';
import type { Endpoint } from '../database/index.js';
import { referenceOr } from '../sources/config.js';
import type { DynamoDbBlock } from '../sources/dynamodb/block.js';
import type { DatabaseName } from '../sources/index.js';
import { MYSQL_PORT } from '../sources/mysql/block.js';
import type { MySqlBlock } from '../sources/mysql/block.js';
import { ORACLE_PORT } from '../sources/oracle/block.js';
import type { OracleBlock } from '../sources/oracle/block.js';
import { POSTGRES_PORT } from '../sources/postgres/block.js';
import type { PostgresBlock } from '../sources/postgres/block.js';
import { SQLSERVER_PORT } from '../sources/sqlserver/block.js';
import type { SqlServerBlock } from '../sources/sqlserver/block.js';
import { isSecretReference } from '../core/secret.js';
import type { SecretResolver } from '../core/secret.js';
import type { Encryption } from '../database/connection.js';

/** What turns a source block into a place to connect to. */
export interface EndpointContext {
  readonly secrets: SecretResolver;
  /** In place of the block's password: for pipelines whose connector logs in by a role. */
  readonly password?: ConfigValue;
  /** `AWS_ACCESS_KEY_ID` and the like, for blocks without keys. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

type EndpointOf = (block: never, context: EndpointContext) => Promise<Endpoint>;

const endpoints = { postgres, mysql, sqlserver, oracle, dynamodb } as const satisfies Record<DatabaseName, EndpointOf>;

/** Where the block points, secrets resolved. @throws SecretError, DatabaseError; neither holds a secret. */
export function endpointOf(name: DatabaseName, block: unknown, context: EndpointContext): Promise<Endpoint> {
  return (endpoints[name] as unknown as (block: unknown, context: EndpointContext) => Promise<Endpoint>)(block, context);
}

const postgresModes: Readonly<Record<string, Encryption>> = { disable: 'none', prefer: 'prefer', require: 'require', 'verify-ca': 'verify-ca', 'verify-full': 'verify-full' };

async function postgres(block: PostgresBlock, context: EndpointContext): Promise<Endpoint> {
  const { ssl } = block;
  const [ca, certificate, key, passphrase] = await Promise.all([ssl?.rootCertificate, ssl?.clientCertificate, ssl?.clientKey, ssl?.clientKeyPassword].map((value) => reveal(value, context)));
  return {
    host: block.host,
    port: block.port ?? POSTGRES_PORT,
    database: block.database,
    ...(await login(block.username, block.password, context)),
    encryption: postgresModes[ssl?.mode ?? 'require'] ?? 'require',
    certificates: { ...given({ ca, certificate, key, passphrase }) },
  };
}

const mysqlModes: Readonly<Record<string, Encryption>> = { disabled: 'none', preferred: 'prefer', required: 'require', verify_ca: 'verify-ca', verify_identity: 'verify-full' };

/** The stores of the connector are Java's, which no driver here reads: the machine's authorities stand in for the trust store. */
async function mysql(block: MySqlBlock, context: EndpointContext): Promise<Endpoint> {
  return {
    host: block.host,
    port: block.port ?? MYSQL_PORT,
    ...(await login(block.username, block.password, context)),
    encryption: mysqlModes[block.ssl?.mode ?? 'required'] ?? 'require',
  };
}

async function sqlserver(block: SqlServerBlock, context: EndpointContext): Promise<Endpoint> {
  return {
    host: block.host,
    port: block.port ?? SQLSERVER_PORT,
    ...given({ database: block.databases[0] }),
    ...(await login(block.username, block.password, context)),
    encryption: block.encrypt === false ? 'none' : 'require',
    readOnlyReplica: block.readOnlyReplica === true,
  };
}

async function oracle(block: OracleBlock, context: EndpointContext): Promise<Endpoint> {
  return {
    host: block.host,
    port: block.port ?? ORACLE_PORT,
    database: block.service,
    ...(await login(block.username, block.password, context)),
    encryption: block.tls === undefined ? 'none' : 'require',
  };
}

async function dynamodb(block: DynamoDbBlock, context: EndpointContext): Promise<Endpoint> {
  const { env } = context;
  const own = block.accessKeyId !== undefined;
  const user = own ? await reveal(block.accessKeyId, context) : env['AWS_ACCESS_KEY_ID'];
  const password = own ? await reveal(block.secretAccessKey, context) : env['AWS_SECRET_ACCESS_KEY'];
  if (user === undefined || password === undefined) {
    throw new DatabaseError('connect', 'The connector uses a role, which only the provider integration can take on. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN) of a user who may look at the tables.');
  }
  const endpoint = block.endpoint ?? `https://dynamodb.${block.region}.amazonaws.com${block.region?.startsWith('cn-') === true ? '.cn' : ''}`;
  const url = new URL(endpoint);
  const region = block.region ?? /^(?:streams\.)?dynamodb(?:-fips)?\.([a-z0-9-]+)\./.exec(url.hostname)?.[1] ?? 'us-east-1';
  const sessionToken = own ? undefined : env['AWS_SESSION_TOKEN'];
  return { host: url.hostname, port: Number(url.port || 443), user, password, aws: { endpoint, region, ...given({ sessionToken }) } };
}

async function login(username: ConfigValue, password: ConfigValue | undefined, context: EndpointContext): Promise<Pick<Endpoint, 'user' | 'password'>> {
  const chosen = context.password ?? password;
  if (chosen === undefined) throw new DatabaseError('connect', 'The connector logs in by a role and the block has no password. Give one with --password-env NAME; for an AWS role a token of "aws rds generate-db-auth-token".');
  return given({ user: await reveal(username, context), password: await reveal(chosen, context) });
}

/** The value behind a reference; text stays as it is. */
async function reveal(value: ConfigValue | undefined, { secrets }: EndpointContext): Promise<string | undefined> {
  const found = referenceOr(value);
  return isSecretReference(found) ? secrets(found) : found;
}

function given<T extends Readonly<Record<string, string | undefined>>>(entries: T): { readonly [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as { readonly [K in keyof T]?: string };
}
