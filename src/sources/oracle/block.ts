import type { ConfigValue, JsonSchema } from '../../core/source.js';
import { binarySchema, decimalsSchema, excludeColumnsSchema, heartbeatIntervalSchema } from '../debezium-block.js';
import type { DebeziumBlock } from '../debezium-block.js';
import { block, choice, host, integer, port, secret, text, username } from '../schema.js';

export interface OracleBlock extends DebeziumBlock {
  readonly database: string;
  readonly service: string;
  readonly pdb?: string;
  readonly outboundServer: string;
  readonly processorLicenses: number;
  readonly tls?: { readonly wallet: ConfigValue };
  readonly osTimezone?: string;
}

export const ORACLE_PORT = 1521;

export const oracleSecrets = ['password', 'tls.wallet'] as const;

export const oracleSchema: JsonSchema = block('An Oracle database, read through an XStream outbound server.', {
  host,
  port: port(ORACLE_PORT),
  database: text('Name of the database; in a multitenant database, of the container database.', { examples: ['ORCLCDB'] }),
  service: text('Service name to connect to; on RAC, the service that belongs to the outbound server.', { examples: ['ORCLCDB'] }),
  pdb: text('Pluggable database that holds the tables, in a multitenant database.', { examples: ['ORCLPDB1'] }),
  outboundServer: text('Name of the XStream outbound server.', { examples: ['XOUT'] }),
  processorLicenses: integer('Processor licenses of the database. The number is shared with Oracle for audit.', { minimum: 1, examples: [4] }),
  username: { ...username, examples: ['C##CDC_CONNECT'] },
  password: secret('Password of the user.', '${env:ORACLE_PASSWORD}'),
  tls: block('Encryption of the connection, with a wallet.', {
    wallet: secret('Auto-login wallet (cwallet.sso), base64.', '${file:certs/cwallet.sso.b64}'),
  }, ['wallet']),
  snapshot: choice('Whether existing rows are read: initial reads them once, no_data never, recovery rebuilds the schema history.',
    ['initial', 'no_data', 'recovery'], 'initial'),
  heartbeat: block('Moves the low watermark while the captured tables are quiet; without it the database keeps archived redo.', {
    interval: heartbeatIntervalSchema,
  }),
  decimals: { ...decimalsSchema, description: 'How NUMBER travels. string makes a text of every NUMBER, keys included; precise cannot read NUMBER without a precision in SQL.' },
  binary: binarySchema,
  times: choice('How times travel; connect would cut the time off DATE columns.', ['adaptive', 'connect'], 'adaptive'),
  excludeColumns: excludeColumnsSchema('SHOP.ORDERS.NOTES'),
  signalTable: text('Table through which snapshots are asked for, as database.schema.table.', { examples: ['ORCLPDB1.CDC.SIGNALS'] }),
  osTimezone: text("Time zone of the database server's operating system.", { default: 'UTC', examples: ['Europe/Berlin'] }),
}, ['host', 'database', 'service', 'outboundServer', 'processorLicenses', 'username', 'password']);
