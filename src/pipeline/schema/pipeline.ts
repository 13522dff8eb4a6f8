import type { JsonSchema, Source } from '../../core/source.js';
import { closedObject, compatibilityBlock, oneKeyOf, secret, text } from './common.js';
import { tableSchema } from './table.js';

const configValues = (description: string, examples: readonly unknown[]): JsonSchema => ({
  type: 'object',
  description,
  additionalProperties: { type: ['string', 'number', 'boolean'], description: 'The value; sent as text.' },
  examples,
});

const connector: JsonSchema = closedObject('The managed connector.', {
  name: text("Name of the connector, at most 64 characters. Default: the pipeline's name. Cannot be changed.", { examples: ['shop-postgres'] }),
  auth: oneKeyOf("How the connector authenticates to Kafka. Default: the target's principal.", {
    serviceAccount: text('A service account.', { examples: ['sa-abc123'] }),
    apiKey: { $ref: '#/$defs/credentialPair', description: 'A Kafka API key of the cluster.' },
  }),
  config: configValues('Escape hatch: keys of the connector plugin that have no field of their own. They win over every default.', [{ 'snapshot.mode': 'no_data' }]),
});

const flink: JsonSchema = closedObject('How the statements run.', {
  computePool: { $ref: '#/$defs/computePool', description: "Another compute pool than the target's." },
  principal: text("Another principal than the target's.", { examples: ['sa-abc123'] }),
  properties: configValues('Escape hatch: properties of the statements.', [{ 'sql.state-ttl': '7 d' }]),
});

const lifecycle: JsonSchema = closedObject('What may happen to the pipeline.', {
  protect: { type: 'boolean', default: false, description: 'true: every delete and replace of this pipeline is refused.', examples: [true] },
  state: { type: 'string', enum: ['running', 'paused'], default: 'running', description: 'Whether the connector runs.', examples: ['running'] },
  dropReplicationSlot: {
    type: 'boolean', default: false, examples: [false],
    description: 'PostgreSQL: drop the replication slot and publication when the pipeline is destroyed and the database can be reached.',
  },
});

/** `spec` of a Pipeline: one source of the registry, its tables, and where they land. */
export function pipelineSpecSchema(sources: readonly Source[]): JsonSchema {
  return closedObject('One source, its tables, and where they land.', {
    targets: {
      type: 'array',
      description: 'Names of the Targets that it goes to. Default: the only one.',
      items: text('Name of a Target.'),
      minItems: 1,
      uniqueItems: true,
      examples: [['staging', 'prod']],
    },
    source: oneKeyOf('Where the changes come from: exactly one of the sources.', Object.fromEntries(sources.map((source) => [source.name, blockSchema(source)]))),
    topicPrefix: text("First part of the connector's topic names. Default: the pipeline's name. Cannot be changed without a new snapshot.", { examples: ['shop'] }),
    format: {
      type: 'string',
      enum: ['AVRO', 'JSON_SR', 'PROTOBUF'],
      description: 'Format of keys and values, with registered schemas. AVRO suits tables that will grow columns.',
      examples: ['AVRO'],
    },
    tables: { type: 'array', description: 'The tables of the source, each with its target.', minItems: 1, items: tableSchema, examples: [[{ from: 'public.customers', to: 'customers', key: ['id'] }]] },
    connector,
    flink,
    compatibility: compatibilityBlock("Compatibility of the source topics' subjects: of the values, or of keys and values."),
    tableflow: { $ref: '#/$defs/tableflow' },
    lifecycle,
  }, ['source', 'tables']);
}

/** The source's own schema, with its secrets replaced by the one schema of references. */
function blockSchema(source: Source): JsonSchema {
  return source.secretKeys.reduce((schema, key) => withSecret(schema, key.split('.')), source.blockSchema);
}

function withSecret(schema: JsonSchema, path: readonly string[]): JsonSchema {
  const key = path[0]!;
  const rest = path.slice(1);
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>>;
  const property = properties[key]!;
  return { ...schema, properties: { ...properties, [key]: rest.length > 0 ? withSecret(property, rest) : secret(String(property['description'])) } };
}
