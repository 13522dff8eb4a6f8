import type { JsonSchema } from '../../core/source.js';
import { heartbeatIntervalSchema, sharedSchema } from '../debezium-block.js';
import type { DebeziumBlock } from '../debezium-block.js';
import { block, choice, flag, host, integer, names, port, secret, text, username } from '../schema.js';

export interface SqlServerBlock extends DebeziumBlock {
  readonly databases: readonly string[];
  readonly entra?: { readonly providerIntegration: string };
  readonly encrypt?: boolean;
  readonly readOnlyReplica?: boolean;
  readonly snapshotIsolation?: string;
  readonly tasks?: number;
}

export const SQLSERVER_PORT = 1433;

export const sqlserverSecrets = ['password'] as const;

export const sqlserverSchema: JsonSchema = block('A SQL Server with change data capture enabled.', {
  host,
  port: port(SQLSERVER_PORT),
  databases: names('Databases to read. With one, tables are written schema.table; with several, database.schema.table.', [['testDB']]),
  username,
  password: secret('Password of the user.', '${env:MSSQL_PASSWORD}'),
  entra: block('Log in with a Microsoft Entra ID application instead of a password.', {
    providerIntegration: text('Id of the provider integration of the application.', { examples: ['cspi-4xg0q'] }),
  }, ['providerIntegration']),
  encrypt: flag('Encrypt the connection. The server certificate is not checked by the managed connector.', true),
  readOnlyReplica: flag('Read from a secondary of an availability group; needs snapshot isolation in the database.', false),
  snapshot: choice('Whether existing rows are read: initial reads them once, no_data never, recovery rebuilds the schema history.',
    ['initial', 'initial_only', 'no_data', 'recovery'], 'initial'),
  snapshotIsolation: choice('Isolation of the snapshot. repeatable_read locks the tables; snapshot needs ALLOW_SNAPSHOT_ISOLATION.',
    ['repeatable_read', 'read_committed', 'read_uncommitted', 'snapshot', 'exclusive'], 'repeatable_read'),
  heartbeat: block('Reports the position while the captured tables are quiet. SQL Server keeps no log for the connector, so it is off.', {
    interval: { ...heartbeatIntervalSchema, default: '0' },
    query: text('Statement run with each heartbeat; its table must have change data capture enabled.',
      { examples: ['UPDATE dbo.cdc_heartbeat SET at = SYSUTCDATETIME()'] }),
  }),
  times: choice('How times travel; the conversions of columns expect adaptive. datetime2(7) columns that hold dates such as 9999-12-31 need connect.',
    ['adaptive', 'connect'], 'adaptive'),
  tasks: integer('Tasks of the connector, at most one for each database.', { default: 1, minimum: 1 }),
  ...sharedSchema('dbo.orders'),
}, ['host', 'databases', 'username']);
