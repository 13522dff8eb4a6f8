import { capturedTables } from './filters.js';
import type { ConnectorConfig } from './modes.js';
import { list, sourceOf } from './modes.js';
import { unreachable } from './unreachable.js';
import type { SourceName, WorldDatabase } from './world.js';
import { ConnectorFailure } from './world.js';

/** A database with the login that it accepts; absent: any. */
export type GuardedDatabase = WorldDatabase & { readonly username?: string; readonly password?: string };

interface Login {
  readonly user: string;
  readonly password: string;
}

/**
 * Why a connector cannot read a database, as its trace tells it: wrong class, user, password, database name, or a filter that is no
 * regular expression. Undefined when all fits. Wordings are those of the drivers, in the frame that managed connectors put around them.
 */
export function databaseProblem(config: ConnectorConfig, database: GuardedDatabase): string | undefined {
  const source = sourceOf(config);
  if (source !== database.source) return framed(`The connection attempt failed: there is no ${source ?? 'supported'} server at this address.`);
  const login = readLogin(config, source);
  if (isRefused(login, database)) return framed(REFUSED[source](login));
  const missing = missingDatabase(config, database, source);
  if (missing !== undefined) return framed(NO_DATABASE[source](missing));
  try {
    capturedTables(config, database);
    return undefined;
  } catch (error) {
    if (error instanceof ConnectorFailure) return error.message;
    throw error;
  }
}

const REFUSED: Readonly<Record<SourceName, (login: Login) => string>> = {
  postgres: ({ user }) => `FATAL: password authentication failed for user "${user}"`,
  mysql: ({ user, password }) => `Access denied for user '${user}'@'%' (using password: ${password === '' ? 'NO' : 'YES'})`,
  sqlserver: ({ user }) => `Login failed for user '${user}'.`,
  oracle: () => 'ORA-01017: invalid username/password; logon denied',
  dynamodb: () => 'The security token included in the request is invalid. (Service: DynamoDb, Status Code: 400)',
};

const NO_DATABASE: Readonly<Record<SourceName, (name: string) => string>> = {
  postgres: (name) => `FATAL: database "${name}" does not exist`,
  mysql: (name) => `Unknown database '${name}'`,
  sqlserver: (name) => `Cannot open database "${name}" requested by the login. The login failed.`,
  oracle: (name) => `ORA-12514: TNS:listener does not currently know of service requested in connect descriptor (${name})`,
  dynamodb: (name) => `Requested resource not found: Table: ${name} not found`,
};

function readLogin(config: ConnectorConfig, source: SourceName): Login {
  const [user, password] = source === 'dynamodb' ? ['aws.access.key.id', 'aws.secret.access.key'] : ['database.user', 'database.password'];
  return { user: config[user ?? ''] ?? '', password: config[password ?? ''] ?? '' };
}

function isRefused(login: Login, { username, password }: GuardedDatabase): boolean {
  return (username !== undefined && username !== login.user) || (password !== undefined && password !== login.password);
}

/** The configured name that the server does not know. MySQL connects to no database, DynamoDB to its listed tables. */
function missingDatabase(config: ConnectorConfig, database: WorldDatabase, source: SourceName): string | undefined {
  const known = database.database;
  switch (source) {
    case 'postgres':
    case 'oracle':
      return known === undefined || known === config['database.dbname'] ? undefined : (config['database.dbname'] ?? '');
    case 'sqlserver':
      return known === undefined ? undefined : list(config['database.names']).find((name) => name !== known);
    case 'mysql':
      return undefined;
    case 'dynamodb':
      return list(config['dynamodb.table.includelist']).find((name) => !database.tables.some((table) => table.name === name));
    default:
      return unreachable(source);
  }
}

function framed(cause: string): string {
  return `Unable to connect to the database or validate the connector's configuration. ${cause}`;
}
