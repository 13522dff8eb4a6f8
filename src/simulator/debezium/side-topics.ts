import type { ConnectorConfig } from './modes.js';
import { flag, list, sourceOf } from './modes.js';
import { unreachable } from './unreachable.js';

/** A topic that a connector makes beside those of its tables. */
export interface SideTopic {
  readonly topic: string;
  readonly partitions: number;
  readonly configs: Record<string, string>;
}

/** Never deleted, never compacted: a schema history with a hole is lost (semantics.md 1.3.6). */
const FOREVER = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };
const WEEK = { 'cleanup.policy': 'delete', 'retention.ms': '604800000' };

/** The side topics of a connector (semantics.md 1.7). `connectorId` is `lcc-…`. Signal topics are left out: their users make them. */
export function sideTopics(config: ConnectorConfig, connectorId: string): readonly SideTopic[] {
  const prefix = config['topic.prefix'] ?? '';
  const source = sourceOf(config);
  switch (source) {
    case undefined:
    case 'dynamodb':
      return [];
    case 'oracle':
      return [
        side(`__orcl-schema-changes.${prefix}.${connectorId}`, FOREVER),
        ...when(hasHeartbeat(config), side(`__orcl-heartbeat.${connectorId}.${prefix}`, WEEK)),
      ];
    case 'postgres':
      return [
        ...debeziumTopics(config, connectorId),
        ...when(flag(config, 'exactly.once.enabled', false), offsetsTopic(config, connectorId)),
      ];
    case 'mysql':
    case 'sqlserver': {
      const history = config['schema.history.internal.kafka.topic'] ?? `dbhistory.${prefix}.${connectorId}`;
      const changes = when(flag(config, 'include.schema.changes', false), side(prefix, WEEK));
      return [side(placeholders(history, config, connectorId), FOREVER), ...changes, ...debeziumTopics(config, connectorId)];
    }
    default:
      return unreachable(source);
  }
}

function debeziumTopics(config: ConnectorConfig, connectorId: string): readonly SideTopic[] {
  const prefix = config['topic.prefix'] ?? '';
  const named = (key: string, otherwise: string): string => placeholders(config[key] ?? otherwise, config, connectorId);
  const notifications = config['notification.sink.topic.name'];
  const sink = list(config['notification.enabled.channels']).includes('sink') && notifications !== undefined;
  return [
    ...when(hasHeartbeat(config), side(`${named('topic.heartbeat.prefix', `__debezium-heartbeat-${connectorId}`)}.${prefix}`, WEEK)),
    ...when(flag(config, 'provide.transaction.metadata', false), side(`${prefix}.${named('topic.transaction', `${connectorId}.transaction`)}`, WEEK)),
    ...when(sink, side(notifications ?? '', WEEK)),
  ];
}

/** Where exactly-once keeps the connector's offsets; 25 partitions is Connect's own default. */
function offsetsTopic(config: ConnectorConfig, connectorId: string): SideTopic {
  const topic = config['offsets.storage.topic'] ?? `connect-offsets-${connectorId}`;
  return { topic, partitions: 25, configs: { 'cleanup.policy': 'compact' } };
}

function side(topic: string, configs: Record<string, string>): SideTopic {
  return { topic, partitions: 1, configs: { ...configs } };
}

function when(condition: boolean, topic: SideTopic): readonly SideTopic[] {
  return condition ? [topic] : [];
}

function hasHeartbeat(config: ConnectorConfig): boolean {
  return Number(config['heartbeat.interval.ms'] ?? '0') > 0;
}

/** Defaults of the plugin are read back with these placeholders in them. */
function placeholders(text: string, config: ConnectorConfig, connectorId: string): string {
  return text.replaceAll('${topic.prefix}', config['topic.prefix'] ?? '').replaceAll('{{.logicalClusterId}}', connectorId);
}
