import type { ConfigValue, JsonSchema } from '../core/source.js';
import { block, choice, duration, integer, names, text } from './schema.js';

/** What the blocks of Debezium's family have in common: the three V2 connectors, and Oracle's for most of it. */
export interface DebeziumBlock {
  readonly host: string;
  readonly port?: number;
  readonly username: ConfigValue;
  readonly password?: ConfigValue;
  readonly snapshot?: string;
  readonly heartbeat?: { readonly interval?: string; readonly query?: string };
  readonly signalTable?: string;
  readonly decimals?: string;
  readonly binary?: string;
  readonly times?: string;
  readonly excludeColumns?: readonly string[];
  /** Table -> columns: a message key for tables without a primary key. */
  readonly messageKeys?: Readonly<Record<string, readonly string[]>>;
  readonly sourceTopics?: { readonly cleanupPolicy?: 'compact' | 'delete'; readonly retention?: string; readonly partitions?: number };
}

export interface IamLogin {
  readonly region: string;
  readonly providerIntegration: string;
}

export const DEFAULT_HEARTBEAT = '1m';

export const decimalsSchema = choice(
  'How decimal numbers travel: string keeps every digit; precise needs a precision for every column; double loses digits.',
  ['string', 'precise', 'double'], 'string',
);
export const binarySchema = choice('How binary columns travel.', ['base64', 'base64-url-safe', 'hex', 'bytes'], 'base64');
export const excludeColumnsSchema = (example: string): JsonSchema =>
  names('Columns that are not captured, each with its table. Never list key columns.', [[example]]);
export const heartbeatIntervalSchema = duration(
  'How often the connector reports its position while its tables are quiet; 0 switches it off.',
  { default: DEFAULT_HEARTBEAT, examples: ['30s'] },
);

/** Keys that the three V2 connectors share. */
export function sharedSchema(example: string): Readonly<Record<string, JsonSchema>> {
  return {
    decimals: decimalsSchema,
    binary: binarySchema,
    excludeColumns: excludeColumnsSchema(`${example}.notes`),
    signalTable: text('Table through which incremental snapshots are asked for.', { examples: [example.replace(/[^.]+$/, 'cdc_signals')] }),
    messageKeys: {
      type: 'object',
      description: 'Key columns for tables that have no primary key.',
      additionalProperties: { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
      examples: [{ [example]: ['id'] }],
    },
    sourceTopics: block('How the topics of the captured tables are created; topics that exist are not changed.', {
      cleanupPolicy: choice(
        'compact keeps the last record of every key for ever. Tables without a key need delete: a compacted topic refuses records without one.',
        ['compact', 'delete'], 'compact',
      ),
      retention: duration('With delete: how long records stay; 0 keeps them for ever.', { default: '0', examples: ['30d'] }),
      partitions: integer('Partitions of each topic.', { default: 1, minimum: 1 }),
    }),
  };
}

export const iamSchema = block('Log in with an AWS IAM role instead of a password.', {
  region: text('AWS region of the database.', { examples: ['eu-west-1'] }),
  providerIntegration: text('Id of the provider integration whose role may connect.', { examples: ['cspi-4xg0q'] }),
}, ['region', 'providerIntegration']);
