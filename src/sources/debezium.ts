import type { BlueprintSideTopic, ConnectorBlueprint, ConnectorConfig, PluginProperties, SourceInput, SourceProblem, TestColumn } from '../core/source.js';
import { checkConfig, checkPort, checkTexts } from './checks.js';
import { baseConfig, converterConfig, onlyKnown, referenceOr, textOf } from './config.js';
import { durationMs } from './duration.js';
import type { DebeziumBlock, IamLogin } from './debezium-block.js';
import { exactList, exactly } from './table-names.js';

/** A change of these makes another stream of records, or another schema of them: nothing downstream would fit (semantics.md 1.2 item 16). */
export const DEBEZIUM_PIPELINE_KEYS = [
  'connector.class', 'name', 'topic.prefix', 'output.data.format', 'output.key.format',
  'database.hostname', 'database.port',
  'after.state.only', 'decimal.handling.mode', 'time.precision.mode', 'binary.handling.mode',
  'schema.name.adjustment.mode', 'field.name.adjustment.mode', 'message.key.columns',
  'value.converter.decimal.format', 'value.converter.optional.for.nullables', 'value.converter.wrapper.for.nullables',
  'schema.context.name',
] as const;

/** The part of the config that is the same for all three, with the house's defaults (product.md section 1). */
export function debeziumConfig(
  input: SourceInput<DebeziumBlock>,
  plugin: PluginProperties,
  choices: { readonly pluginClass: string; readonly port: number; readonly tasks?: number; readonly times: string; readonly heartbeat: string },
): ConnectorConfig {
  const { block: given, format } = input;
  return {
    ...baseConfig(input, choices.pluginClass, choices.tasks ?? 1),
    ...onlyKnown(plugin, {
      'database.hostname': given.host,
      'database.port': String(given.port ?? choices.port),
      'database.user': referenceOr(given.username),
      'database.password': referenceOr(given.password),
      'topic.prefix': input.topicPrefix,
      // Both formats: the plugin's own default registers no schema (semantics.md 1.1).
      'output.data.format': format,
      'output.key.format': format,
      'snapshot.mode': given.snapshot ?? 'initial',
      'after.state.only': 'false',
      'tombstones.on.delete': 'true',
      'decimal.handling.mode': given.decimals ?? 'string',
      'binary.handling.mode': given.binary ?? 'base64',
      'time.precision.mode': given.times ?? choices.times,
      // Record names come from the topic prefix; Avro refuses a hyphen in them. Other names stay as they are.
      'schema.name.adjustment.mode': format === 'AVRO' ? 'avro' : undefined,
      'heartbeat.interval.ms': String(durationMs(given.heartbeat?.interval ?? choices.heartbeat)),
      'heartbeat.action.query': given.heartbeat?.query,
      'signal.data.collection': given.signalTable,
      'column.exclude.list': given.excludeColumns && exactList(given.excludeColumns),
      'message.key.columns': messageKeys(given),
      ...topicCreation(given),
    }),
    ...converterConfig(input, plugin),
  };
}

/**
 * The target tables converge after a restart from the earliest record only if the source topic still has every key
 * (semantics.md 3.6 item 3), and the plugin's default forgets after a week. Compaction keeps every key, and makes Flink
 * read the topic as upserts by message key (2.4 item 1): no full before image is needed, and the key is known to the
 * sink. With `delete` the records are kept for ever unless the user says how long.
 */
function topicCreation(given: DebeziumBlock): Readonly<Record<string, string | undefined>> {
  const { cleanupPolicy = 'compact', retention = '0', partitions } = given.sourceTopics ?? {};
  const retentionMs = durationMs(retention);
  return {
    'topic.creation.topic_prefix_match.cleanup.policy': cleanupPolicy,
    'topic.creation.topic_prefix_match.retention.ms': cleanupPolicy === 'compact' ? undefined : String(retentionMs === 0 ? -1 : retentionMs),
    'topic.creation.topic_prefix_match.partitions': partitions === undefined ? undefined : String(partitions),
  };
}

function messageKeys(given: DebeziumBlock): string | undefined {
  if (given.messageKeys === undefined) return undefined;
  return Object.entries(given.messageKeys).map(([table, columns]) => `${exactly(table)}:${columns.join(',')}`).join(';');
}

/** `authentication.method` and its companions of PostgreSQL and MySQL. */
export function iamConfig(iam: IamLogin | undefined): Readonly<Record<string, string | undefined>> {
  return iam === undefined
    ? { 'authentication.method': 'Password' }
    : { 'authentication.method': 'IAM Roles', 'provider.integration.id': iam.providerIntegration, 'database.aws.region': iam.region };
}

/** Topics that the connector keeps beside those of the tables (semantics.md 1.7), as this config asks for them. */
export function debeziumSideTopics(config: ConnectorConfig): BlueprintSideTopic[] {
  const prefix = textOf(config, 'topic.prefix');
  const topics: BlueprintSideTopic[] = [];
  if (Number(config['heartbeat.interval.ms'] ?? 0) > 0) {
    topics.push({ role: 'heartbeat', topic: `${config['topic.heartbeat.prefix'] ?? '__debezium-heartbeat-{lcc}'}.${prefix}` });
  }
  if (config['provide.transaction.metadata'] === 'true') {
    topics.push({ role: 'transaction', topic: `${prefix}.${config['topic.transaction'] ?? '{lcc}.transaction'}` });
  }
  const channels = [
    ['notifications', 'notification.sink.topic.name'],
    ['signal', 'signal.kafka.topic'],
  ] as const;
  for (const [role, key] of channels) {
    const topic = config[key];
    if (typeof topic === 'string') topics.push({ role, topic });
  }
  return topics;
}

/** MySQL and SQL Server remember the schema of their tables in a topic; losing it breaks the connector for good. */
export function historyTopics(config: ConnectorConfig): BlueprintSideTopic[] {
  const prefix = textOf(config, 'topic.prefix');
  const history = config['schema.history.internal.kafka.topic'];
  const topics: BlueprintSideTopic[] = [{ role: 'history', topic: typeof history === 'string' ? history : `dbhistory.${prefix}.{lcc}` }];
  if (config['include.schema.changes'] === 'true') topics.push({ role: 'schema-changes', topic: prefix });
  return topics;
}

/** Checks that all of the family share. */
export function checkDebezium(input: SourceInput<DebeziumBlock>): SourceProblem[] {
  const { heartbeat, sourceTopics } = input.block;
  const problems = [...checkTexts(input.block), ...checkPort(input.block.port), ...checkConfig(input.config)];
  if (heartbeat?.query !== undefined && heartbeat.interval === '0') {
    problems.push({ code: 'CDC2104', path: ['heartbeat', 'query'], summary: 'The heartbeat query never runs while heartbeat.interval is 0.' });
  }
  if (sourceTopics?.retention !== undefined && (sourceTopics.cleanupPolicy ?? 'compact') === 'compact') {
    problems.push({
      code: 'CDC2104',
      severity: 'warning',
      path: ['sourceTopics', 'retention'],
      summary: 'A compacted topic keeps the last record of every key: the retention has no effect.',
      fix: 'Remove "retention", or set "cleanupPolicy: delete".',
    });
  }
  return problems;
}

/** `engine://host:port/...`: the same text means the same database. */
export function identityOf(engine: string, config: ConnectorConfig, ...database: readonly string[]): ConnectorBlueprint['databaseIdentity'] {
  const host = textOf(config, 'database.hostname').toLowerCase();
  return [`${engine}://${host}:${textOf(config, 'database.port')}`, ...database].join('/');
}

/** An INSERT with a placeholder for each value, for people to fill in. `quote` is the database's quoting of names. */
export function insertStatement(table: string, columns: readonly TestColumn[], quote: (name: string) => string): string {
  const names = columns.map(({ name }) => name);
  const values = names.map((name) => `<${name}>`).join(', ');
  return `INSERT INTO ${table.split('.').map(quote).join('.')} (${names.map(quote).join(', ')}) VALUES (${values});`;
}

export const doubleQuoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
