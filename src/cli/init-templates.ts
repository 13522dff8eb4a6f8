import { stringify } from 'yaml';
import type { JsonSchema, Source } from '../core/source.js';

const SCHEMA_LINE = '# yaml-language-server: $schema=../schema/pipeline.schema.json\n';
const API_KEYS = ['CLOUD', 'KAFKA', 'SCHEMA_REGISTRY', 'FLINK', 'TABLEFLOW'] as const;

/** `pipelines/target.yaml`: every id is a placeholder that the service would refuse. */
export function targetFile(credentials: string): string {
  const pair = (name: (typeof API_KEYS)[number]): string => `{ key: "\${file:${credentials}:${name}_API_KEY}", secret: "\${file:${credentials}:${name}_API_SECRET}" }`;
  return `${SCHEMA_LINE}# Where pipelines go. Ids are in the Confluent Cloud console; a display name ("name:") works too.
apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: dev }
spec:
  environment: { id: env-xxxxxx }
  cluster: { id: lkc-xxxxxx }
  computePool: { name: cdc, maxCfu: 10 } # created when there is none of this name
  principal: sa-xxxxxx # runs connectors and statements
  credentials:
    cloud: ${pair('CLOUD')}
    kafka: ${pair('KAFKA')}
    schemaRegistry: ${pair('SCHEMA_REGISTRY')}
    flink: ${pair('FLINK')}
    tableflow: ${pair('TABLEFLOW')}
  # variables: { db_host: db.example.com } # pipelines use them as \${var:db_host}
`;
}

/** `pipelines/<name>.yaml`: the smallest pipeline of a source, made of what its schema requires and gives as examples. */
export function pipelineFile(name: string, source: Source<unknown>, credentials: string): string {
  const block = stringify({ [source.name]: exampleBlock(source, credentials) }, { lineWidth: 0 }).trimEnd().replace(/^/gm, '    ');
  const table = exampleTable(source);
  return `${SCHEMA_LINE}# ${source.title}. Every key is explained by your editor, or by "reconcile schema".
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: ${name} }
spec:
  source:
${block}
${source.connector === undefined ? '' : connectorLines(name)}  tables:
    - from: ${table} # ${source.tableNotation}
      to: ${name}_${table.split('.').at(-1)!.toLowerCase()}
      # Key and columns follow the registered schema. To say them here:
      # key: [id]
      # columns: { id: INT, created_at: { type: TIMESTAMP_LTZ(3), from: micro-timestamp } }
  tableflow:
    formats: [ICEBERG]
    storage: managed
  lifecycle: { protect: false } # true: nothing of it is deleted or replaced
`;
}

/** What a connector makes of its tables; topics that are there already have both. */
function connectorLines(name: string): string {
  return `  topicPrefix: ${name} # first part of the topic names; cannot be changed later without a new snapshot
  format: AVRO # suits tables that will grow columns; or JSON_SR, PROTOBUF
`;
}

/** `cdc-credentials.properties`: the names that the other two files refer to. */
export function credentialsFile(source: Source<unknown>): string {
  const pairs = API_KEYS.flatMap((name) => [`${name}_API_KEY=replace-me`, `${name}_API_SECRET=replace-me`]);
  const own = neededSecrets(source).map((key) => `${secretName(source, key)}=replace-me`);
  return `# Secrets of this folder's pipelines. Ignored by git; never commit it.\n${[...pairs, ...own].join('\n')}\n`;
}

function properties(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
}

function exampleBlock(source: Source<unknown>, credentials: string): Readonly<Record<string, unknown>> {
  const required = (source.blockSchema['required'] ?? []) as readonly string[];
  const secrets = neededSecrets(source);
  // A region is one of two ways to say where the service is, so no schema requires it.
  const wanted = new Set([...required, 'region', ...secrets]);
  return Object.fromEntries(Object.entries(properties(source.blockSchema)).filter(([key]) => wanted.has(key)).map(([key, schema]) =>
    [key, secrets.includes(key) ? `\${file:${credentials}:${secretName(source, key)}}` : exampleOf(schema)]));
}

/** Secrets of the block itself log in; those of blocks inside it are for special cases. */
function neededSecrets(source: Source<unknown>): readonly string[] {
  return source.secretKeys.filter((key) => !key.includes('.'));
}

function secretName(source: Source<unknown>, key: string): string {
  return `${source.name}_${key.replace(/[A-Z]/g, '_$&')}`.toUpperCase();
}

function exampleOf(schema: JsonSchema): unknown {
  const [example] = (schema['examples'] ?? []) as readonly unknown[];
  const [choice] = (schema['enum'] ?? []) as readonly unknown[];
  return example ?? schema['default'] ?? choice ?? schema['minimum'] ?? 'replace-me';
}

/** The table that the source's own schema uses in its examples, without the column behind it. */
function exampleTable(source: Source<unknown>): string {
  const [columns] = (properties(source.blockSchema)['excludeColumns']?.['examples'] ?? []) as readonly (readonly string[])[];
  return columns?.[0]?.split('.').slice(0, -1).join('.') ?? 'orders';
}
