import type { ConfigValue, JsonSchema } from '../../core/source.js';
import { heartbeatIntervalSchema, iamSchema, sharedSchema } from '../debezium-block.js';
import type { DebeziumBlock, IamLogin } from '../debezium-block.js';
import { block, choice, host, port, secret, text, username } from '../schema.js';

/** The databases are those of the tables. */
export interface MySqlBlock extends DebeziumBlock {
  readonly iam?: IamLogin;
  readonly ssl?: {
    readonly mode?: string;
    readonly keystore?: ConfigValue;
    readonly keystorePassword?: ConfigValue;
    readonly truststore?: ConfigValue;
    readonly truststorePassword?: ConfigValue;
  };
  readonly snapshotLocking?: string;
  readonly unsignedBigint?: 'long' | 'precise';
  readonly connectionTimeZone?: string;
}

export const MYSQL_PORT = 3306;

export const mysqlSecrets = ['password', 'ssl.keystore', 'ssl.keystorePassword', 'ssl.truststore', 'ssl.truststorePassword'] as const;

export const mysqlSchema: JsonSchema = block('A MySQL server, read through its binary log.', {
  host,
  port: port(MYSQL_PORT),
  username,
  password: secret('Password of the user.', '${env:MYSQL_PASSWORD}'),
  iam: iamSchema,
  ssl: block('Encryption of the connection.', {
    mode: choice('required encrypts; verify_ca and verify_identity also check the server. preferred falls back to plain text.',
      ['disabled', 'preferred', 'required', 'verify_ca', 'verify_identity'], 'required'),
    keystore: secret('Key store of the client, base64.', '${file:certs/keystore.b64}'),
    keystorePassword: secret('Password of the key store.', '${env:MYSQL_KEYSTORE_PASSWORD}'),
    truststore: secret('Trust store with the authority of the server certificate, base64.', '${file:certs/truststore.b64}'),
    truststorePassword: secret('Password of the trust store.', '${env:MYSQL_TRUSTSTORE_PASSWORD}'),
  }),
  snapshot: choice('Whether existing rows are read: initial reads them once, no_data never, when_needed again after a lost position, recovery rebuilds the schema history.',
    ['initial', 'initial_only', 'when_needed', 'no_data', 'recovery'], 'initial'),
  snapshotLocking: choice('Locks taken during the snapshot. Managed servers need LOCK TABLES on the captured databases for minimal.',
    ['minimal', 'minimal_percona', 'extended', 'none'], 'minimal'),
  heartbeat: block('Moves the stored position forward while the captured tables are quiet, before the server purges that part of its binary log.', {
    interval: heartbeatIntervalSchema,
  }),
  times: choice('How times travel; the conversions of columns expect adaptive_time_microseconds.',
    ['adaptive_time_microseconds', 'connect'], 'adaptive_time_microseconds'),
  unsignedBigint: choice('How BIGINT UNSIGNED travels: long wraps above 9223372036854775807, precise is a DECIMAL(20, 0), keys included.',
    ['long', 'precise'], 'long'),
  connectionTimeZone: text('Zone in which the snapshot reads TIMESTAMP columns: LOCAL, SERVER or a zone name.', { examples: ['SERVER', 'Europe/Berlin'] }),
  ...sharedSchema('shop.orders'),
}, ['host', 'username']);
