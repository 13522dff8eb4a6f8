import type { ConfigValue, JsonSchema } from '../../core/source.js';
import { block, choice, integer, secret, text } from '../schema.js';

export interface DynamoDbBlock {
  readonly region?: string;
  readonly endpoint?: string;
  readonly accessKeyId?: ConfigValue;
  readonly secretAccessKey?: ConfigValue;
  readonly providerIntegration?: string;
  readonly syncMode?: 'SNAPSHOT_CDC' | 'SNAPSHOT' | 'CDC';
  readonly startPosition?: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
  readonly startTimestamp?: string;
  readonly checkpointTablePrefix?: string;
  readonly checkpointBilling?: 'PAY_PER_REQUEST' | 'PROVISIONED';
  readonly snapshotReadCapacityPercent?: number;
  readonly tasks?: number;
}

export const dynamodbSecrets = ['accessKeyId', 'secretAccessKey'] as const;

export const dynamodbSchema: JsonSchema = block('Amazon DynamoDB tables, read by scan and through their streams.', {
  region: text('AWS region of the tables.', { pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]$', examples: ['eu-west-1'] }),
  endpoint: text('Endpoint of the service, in place of region.', { pattern: '^https://[^/\\s]+/?$', examples: ['https://dynamodb.eu-west-1.amazonaws.com'] }),
  accessKeyId: secret('Access key id.', '${env:AWS_ACCESS_KEY_ID}'),
  secretAccessKey: secret('Secret access key.', '${env:AWS_SECRET_ACCESS_KEY}'),
  providerIntegration: text('Id of the provider integration whose role reads the tables, in place of access keys.', { examples: ['cspi-4xg0q'] }),
  syncMode: choice('SNAPSHOT_CDC reads the items once and follows the stream; SNAPSHOT reads only; CDC follows only.',
    ['SNAPSHOT_CDC', 'SNAPSHOT', 'CDC'], 'SNAPSHOT_CDC'),
  startPosition: choice('With syncMode CDC: where in the stream to begin.', ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'], 'TRIM_HORIZON'),
  startTimestamp: text('With startPosition AT_TIMESTAMP: the time in UTC.', { pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$', examples: ['2026-01-31T00:00:00Z'] }),
  checkpointTablePrefix: text('Prefix of the tables in which the connector keeps its position; of its own for each connector. Default: connect-KCL- and the name of the connector.',
    { pattern: '^[A-Za-z0-9_.-]+$', maxLength: 128, examples: ['connect-KCL-shop-'] }),
  checkpointBilling: choice('Billing of those tables. PROVISIONED reserves 50 units of each kind for every table.', ['PAY_PER_REQUEST', 'PROVISIONED'], 'PAY_PER_REQUEST'),
  snapshotReadCapacityPercent: integer("Share of a table's read capacity that the snapshot may use.", { default: 50, minimum: 1, maximum: 100 }),
  tasks: integer('Tasks of the connector. Default: one for each table, since a task handles one.', { minimum: 1, examples: [4] }),
});
