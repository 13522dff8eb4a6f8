import { createHash } from 'node:crypto';
import type { ConfigValue, JsonSchema } from '../../core/source.js';
import { heartbeatIntervalSchema, iamSchema, sharedSchema } from '../debezium-block.js';
import type { DebeziumBlock, IamLogin } from '../debezium-block.js';
import { block, choice, flag, host, port, secret, text, username } from '../schema.js';

export interface PostgresBlock extends DebeziumBlock {
  readonly database: string;
  readonly iam?: IamLogin;
  readonly ssl?: {
    readonly mode?: string;
    readonly rootCertificate?: ConfigValue;
    readonly clientCertificate?: ConfigValue;
    readonly clientKey?: ConfigValue;
    readonly clientKeyPassword?: ConfigValue;
  };
  readonly slot?: string;
  readonly failoverSlot?: boolean;
  readonly publication?: string;
  readonly publicationAutocreate?: 'disabled' | 'filtered' | 'all_tables';
  readonly partitionRoot?: boolean;
  readonly intervals?: 'string' | 'numeric';
}

export const POSTGRES_PORT = 5432;
/** PostgreSQL's limit for names of any kind. */
export const MAX_NAME = 63;

export const postgresSecrets = ['password', 'ssl.rootCertificate', 'ssl.clientCertificate', 'ssl.clientKey', 'ssl.clientKeyPassword'] as const;

export const postgresSchema: JsonSchema = block('A PostgreSQL database, read through logical replication.', {
  host,
  port: port(POSTGRES_PORT),
  database: text('Name of the database; a connector reads one.', { examples: ['ecommerce'], maxLength: MAX_NAME }),
  username,
  password: secret('Password of the user.', '${env:PG_PASSWORD}'),
  iam: iamSchema,
  ssl: block('Encryption of the connection.', {
    mode: choice('require encrypts; verify-ca and verify-full also check the server. prefer falls back to plain text.',
      ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'], 'require'),
    rootCertificate: secret('Certificate of the authority that signed the server certificate.', '${file:certs/root.pem}'),
    clientCertificate: secret('Certificate of the client.', '${file:certs/client.pem}'),
    clientKey: secret('Key of the client certificate, in PKCS#8.', '${file:certs/client.pk8}'),
    clientKeyPassword: secret('Password of the client key.', '${env:PG_KEY_PASSWORD}'),
  }),
  slot: text('Replication slot, used by this connector alone. Default: cdc_ and the name of the connector.',
    { pattern: '^[a-z0-9_]+$', maxLength: MAX_NAME, examples: ['cdc_shop'] }),
  failoverSlot: flag('Let the slot survive a failover to a standby (PostgreSQL 17 and later).', false),
  publication: text('Publication, used by this connector alone. Default: cdc_ and the name of the connector.',
    { maxLength: MAX_NAME, examples: ['cdc_shop'] }),
  publicationAutocreate: choice(
    'disabled: the publication exists already. filtered: the connector creates it and changes its tables, for which its user must own them. '
      + 'all_tables: it creates one for every table where there is none, for which its user must be a superuser.',
    ['disabled', 'filtered', 'all_tables'], 'disabled'),
  partitionRoot: flag('Partitions emit to the topic of their root table. Takes effect with publicationAutocreate: filtered.', false),
  snapshot: choice('Whether existing rows are read: initial reads them once, no_data never, when_needed again after a lost position.',
    ['initial', 'no_data', 'initial_only', 'when_needed'], 'initial'),
  heartbeat: block('Moves the slot forward while the captured tables are quiet, so that the server can drop old WAL.', {
    interval: heartbeatIntervalSchema,
    query: text('Statement run with each heartbeat, for databases that are quiet altogether. Its table belongs into the publication.',
      { examples: ["UPDATE cdc_heartbeat SET at = now() WHERE id = 1"] }),
  }),
  times: choice('How times travel; the conversions of columns expect adaptive.', ['adaptive', 'adaptive_time_microseconds', 'connect'], 'adaptive'),
  intervals: choice('How intervals travel: numeric counts a month as its average length.', ['string', 'numeric'], 'string'),
  ...sharedSchema('public.orders'),
}, ['host', 'database', 'username']);

/** A slot or publication name of its own for each connector: lower case, digits and underscores, at most 63 characters. */
export function derivedName(connectorName: string): string {
  const plain = `cdc_${connectorName.replaceAll('-', '_')}`;
  if (/^[a-z0-9_]+$/.test(plain) && plain.length <= MAX_NAME) return plain;
  const digest = createHash('sha256').update(connectorName).digest('hex').slice(0, 8);
  return `${plain.toLowerCase().replace(/[^a-z0-9_]+/g, '_').slice(0, MAX_NAME - digest.length - 1)}_${digest}`;
}
