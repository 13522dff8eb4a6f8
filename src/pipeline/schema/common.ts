import type { JsonSchema } from '../../core/source.js';

const COMPATIBILITIES = ['BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD', 'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE', 'NONE'] as const;

/** A mapping with these keys and no others. */
export function closedObject(description: string, properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return {
    type: 'object',
    description,
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties,
  };
}

/** A mapping of which exactly one key is given: it says which alternative is meant. */
export function oneKeyOf(description: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { ...closedObject(description, properties), minProperties: 1, maxProperties: 1 };
}

export function secret(description: string): JsonSchema {
  return { $ref: '#/$defs/secretReference', description };
}

export function text(description: string, more: JsonSchema = {}): JsonSchema {
  return { type: 'string', minLength: 1, description, ...more };
}

/** Values that documents of every kind share. */
export const commonDefinitions: Readonly<Record<string, JsonSchema>> = {
  secretReference: {
    type: 'string',
    pattern: '^\\$\\{(env|file):[^${}]+\\}$',
    description: 'A reference to a secret; the secret itself never stands in a document.',
    examples: ['${env:PG_PASSWORD}', '${file:cdc-credentials.properties:PG_PASSWORD}', '${file:secrets/pg-password}'],
  },
  credentialPair: closedObject('An API key and its secret, by reference.', {
    key: secret('The API key.'),
    secret: secret('The secret of the API key.'),
  }, ['key', 'secret']),
  computePool: {
    ...closedObject('A Flink compute pool: an existing one by id or display name, or a name with maxCfu to have it created.', {
      id: text('Id of an existing pool.', { examples: ['lfcp-abc123'] }),
      name: text('Display name of the pool.', { examples: ['cdc'] }),
      maxCfu: {
        type: 'integer',
        enum: [5, 10, 20, 30, 40, 50],
        description: 'Largest size of the pool. Given together with name: the pool is created when there is none of that name.',
        examples: [10],
      },
    }),
    minProperties: 1,
  },
  compatibility: {
    type: 'string',
    enum: [...COMPATIBILITIES, 'inherit'],
    description: 'What a new schema version must be compatible with. Under FULL and FULL_TRANSITIVE a JSON_SR subject refuses an added column. inherit sets none: the level of the registry holds.',
  },
  tableflow: {
    description: 'How the target tables become Iceberg or Delta tables; false for no Tableflow.',
    default: { formats: ['ICEBERG'], storage: 'managed', onRecordFailure: 'suspend', retention: '7d' },
    anyOf: [
      { title: 'false', const: false },
      closedObject('Settings of the Tableflow topics.', {
        formats: {
          type: 'array',
          description: 'Table formats.',
          items: { type: 'string', enum: ['ICEBERG', 'DELTA'], description: 'A table format.' },
          minItems: 1,
          uniqueItems: true,
          default: ['ICEBERG'],
          examples: [['ICEBERG', 'DELTA']],
        },
        storage: {
          description: 'Where the tables are stored. Cannot be changed without making the table again.',
          default: 'managed',
          anyOf: [
            { title: 'managed', const: 'managed', description: 'Storage of Confluent Cloud.' },
            oneKeyOf('Storage of your own.', {
              byob: closedObject('A bucket in Amazon S3.', {
                bucket: text('Name of the bucket.', { examples: ['acme-lake'] }),
                providerIntegration: text('Id of the provider integration that may write to it.', { examples: ['cspi-abc12'] }),
              }, ['bucket', 'providerIntegration']),
              azure: closedObject('A container in Azure Data Lake Storage Gen2.', {
                storageAccount: text('Name of the storage account.', { examples: ['acmelake'] }),
                container: text('Name of the container.', { examples: ['tables'] }),
                providerIntegration: text('Id of the provider integration that may write to it.', { examples: ['cspi-abc12'] }),
              }, ['storageAccount', 'container', 'providerIntegration']),
            }),
          ],
        },
        onRecordFailure: {
          description: 'What happens to a record that cannot be written: the table is suspended, the record is skipped, or it is logged to a topic.',
          default: 'suspend',
          anyOf: [
            { title: 'suspend or skip', type: 'string', enum: ['suspend', 'skip'], description: 'Suspend the table, or skip the record.' },
            closedObject('Log the record to a topic and go on.', { log: text('The topic; it is created when it does not exist.', { examples: ['error_log'] }) }, ['log']),
          ],
          examples: ['suspend', 'skip', { log: 'error_log' }],
        },
        retention: text('How long snapshots of the table are kept; at least 1d.', { default: '7d', examples: ['7d', '36h', 'P14D'] }),
        dataRetention: text('How long rows are kept; at least 30d. Without it they are kept for ever.', { examples: ['90d'] }),
      }),
    ],
  },
};

/** A level for the values, or one for the keys and one for the values. */
export function compatibilityBlock(description: string): JsonSchema {
  return {
    description,
    examples: ['FULL_TRANSITIVE', { key: 'NONE', value: 'BACKWARD' }],
    anyOf: [
      { type: 'string', enum: [...COMPATIBILITIES, 'inherit'], description: 'Of the values.' },
      closedObject('Compatibility of keys and of values.', {
        key: { $ref: '#/$defs/compatibility' },
        value: { $ref: '#/$defs/compatibility' },
      }),
    ],
  };
}
