import type { DatabaseQuery, DatabaseRow } from '../core/preflight.js';

/** The kinds of database that can be opened; the same names as the sources'. */
export type Engine = 'postgres' | 'mysql' | 'sqlserver' | 'oracle' | 'dynamodb';

/** How much the connection trusts the network. `verify-ca` does not look at the host name. */
export type Encryption = 'none' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

/** Where to connect and as whom. Secrets are resolved: this never leaves the process, and is never printed. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** PostgreSQL, SQL Server: the database. Oracle: the service. */
  readonly database?: string;
  readonly user?: string;
  readonly password?: string;
  readonly encryption?: Encryption;
  /** PEM texts. */
  readonly certificates?: { readonly ca?: string; readonly certificate?: string; readonly key?: string; readonly passphrase?: string };
  /** SQL Server: read from a secondary. */
  readonly readOnlyReplica?: boolean;
  /** DynamoDB. */
  readonly aws?: { readonly endpoint: string; readonly region: string; readonly sessionToken?: string; readonly iamEndpoint?: string; readonly stsEndpoint?: string };
  /** Milliseconds. Default 10 s. */
  readonly connectTimeoutMs?: number;
}

export const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** One connection. Queries run one after the other. */
export interface DatabaseConnection {
  readonly engine: Engine;
  /** Column names of the rows are in lower case. @throws DatabaseError. */
  query(query: DatabaseQuery): Promise<readonly DatabaseRow[]>;
  /** Ends the connection, also under a query that is still running. Never throws. */
  close(): Promise<void>;
}

/** Opens a connection. @throws DatabaseError. */
export type OpenConnection = (endpoint: Endpoint) => Promise<DatabaseConnection>;

/** Why a database did not answer. The message holds no secret. */
export class DatabaseError extends Error {
  readonly reason: 'driver' | 'connect' | 'query';

  constructor(reason: DatabaseError['reason'], message: string) {
    super(message);
    this.name = 'DatabaseError';
    this.reason = reason;
  }
}

/** The error as one of ours, its message without the secrets of the endpoint. */
export function asDatabaseError(reason: DatabaseError['reason'], error: unknown, endpoint: Endpoint): DatabaseError {
  if (error instanceof DatabaseError) return error;
  return new DatabaseError(reason, redact(messageOf(error), endpoint));
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return [...new Set(error.errors.map(messageOf))].join('; ');
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  const cause = error.cause instanceof Error ? `: ${messageOf(error.cause)}` : '';
  if (error.message === '') return `${code ?? error.name}${cause}`;
  return `${error.message}${cause}`;
}

/** Replaces every secret of the endpoint, also as it looks inside a URL. */
export function redact(text: string, { password, certificates, aws }: Endpoint): string {
  const secrets = [password, certificates?.key, certificates?.passphrase, aws?.sessionToken].filter((secret): secret is string => secret !== undefined && secret.length >= 3);
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}

/** The row with column names in lower case. */
export function lowerCased(row: Readonly<Record<string, unknown>>): DatabaseRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
}
