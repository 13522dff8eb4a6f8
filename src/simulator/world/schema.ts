/** JSON Schema of a world file. Ids and most names are optional; `parseWorld` fills them in. */
const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'object', additionalProperties: { type: 'string' } } as const;

function listOf(properties: Record<string, unknown>, required: readonly string[]): object {
  return { type: 'array', items: { type: 'object', additionalProperties: false, required, properties } };
}

const schemaText = {
  type: 'object',
  additionalProperties: false,
  required: ['schemaType', 'schema'],
  properties: { schemaType: { enum: ['AVRO', 'JSON', 'PROTOBUF'] }, schema: { type: ['string', 'object'] } },
} as const;

const row = { type: 'object' } as const;

const topics = listOf(
  {
    name: text,
    partitions: { type: 'integer', minimum: 1 },
    configs: texts,
    keySchema: schemaText,
    valueSchema: schemaText,
    records: { type: 'array', items: { type: 'object', properties: { key: { type: ['object', 'null'] }, value: { type: ['object', 'null'] } } } },
  },
  ['name'],
);

const connectors = listOf({ name: text, config: texts }, ['name', 'config']);
const place = { cloud: { enum: ['AWS', 'GCP', 'AZURE'] }, region: text } as const;
const computePools = listOf({ id: text, name: text, maxCfu: { type: 'integer', minimum: 5 }, ...place }, ['name']);
const providerIntegrations = listOf({ id: text, name: text, roleArn: text }, ['name']);
const subjects = listOf({ subject: text, ...schemaText.properties }, ['subject', 'schemaType', 'schema']);
const clusters = listOf({ id: text, name: text, ...place, topics, connectors }, ['name']);

const inEnvironment = { computePools, providerIntegrations, subjects, compatibility: text };

const tables = listOf(
  {
    name: text,
    key: { type: 'array', items: text },
    columns: {
      type: 'object',
      additionalProperties: {
        type: ['string', 'object'],
        required: ['type'],
        additionalProperties: false,
        properties: { type: text, nullable: { type: 'boolean' }, default: {} },
      },
    },
    rows: { type: 'array', items: row },
    rowCount: { type: 'integer', minimum: 0, maximum: 1_000_000 },
    replicaIdentity: { enum: ['default', 'full'] },
  },
  ['name', 'columns'],
);

const databases = listOf(
  {
    source: { enum: ['postgres', 'mysql', 'sqlserver', 'oracle', 'dynamodb'] },
    host: text,
    port: { type: 'integer' },
    database: text,
    username: text,
    password: text,
    network: { enum: ['ok', 'unreachable', 'hangs'] },
    tables,
    stream: listOf({ afterSeconds: { type: 'number', minimum: 0 }, table: text, op: { enum: ['c', 'u', 'd'] }, row }, ['afterSeconds', 'table', 'op', 'row']),
  },
  ['source', 'host', 'tables'],
);

const named = { type: 'object', additionalProperties: false, properties: { id: text, name: text } } as const;
const keyPair = { type: 'object', additionalProperties: false, required: ['key', 'secret'], properties: { key: text, secret: text } } as const;

/** The short form names one `environment`, `cluster` and its lists at the top; the long form nests `environments`. */
export const worldSchema: object = {
  type: 'object',
  additionalProperties: false,
  properties: {
    organization: named,
    environment: named,
    cluster: { ...named, properties: { ...named.properties, ...place } },
    topics,
    connectors,
    ...inEnvironment,
    environments: listOf({ id: text, name: text, clusters, ...inEnvironment }, ['name']),
    serviceAccounts: listOf({ id: text, name: text }, ['name']),
    databases,
    unknownDatabases: { enum: ['invent', 'refuse'] },
    carryOverIntoUpsert: { type: 'boolean' },
    credentials: { type: 'object', additionalProperties: false, properties: { cloud: keyPair, kafka: keyPair, schemaRegistry: keyPair, flink: keyPair, tableflow: keyPair } },
  },
};
