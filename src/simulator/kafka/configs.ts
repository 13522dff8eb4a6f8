/** The topic configs that a cluster knows, with the value a topic has when nobody set one (confluent-api.md 4). */
interface ConfigRule {
  readonly fallback: string | null;
  /** Read-only ones accept a write with 204 and change nothing. */
  readonly writable: boolean;
  readonly valid?: (value: string) => boolean;
  /** What the refusal of an invalid value says. */
  readonly rule?: string;
}

const whole = (least: number, most = Number.MAX_SAFE_INTEGER) => (value: string): boolean =>
  /^-?\d+$/.test(value) && Number(value) >= least && Number(value) <= most;

function number(fallback: string, least: number, most?: number): ConfigRule {
  const limit = most === undefined ? `at least ${least}` : `between ${least} and ${most}`;
  return { fallback, writable: true, valid: whole(least, most), rule: `must be a whole number, ${limit}` };
}

function choice(fallback: string, ...values: readonly string[]): ConfigRule {
  return { fallback, writable: true, valid: (value) => values.includes(value), rule: `must be one of ${values.join(', ')}` };
}

function fixed(fallback: string | null): ConfigRule {
  return { fallback, writable: false };
}

const TOPIC_NAME_STRATEGY = 'io.confluent.kafka.serializers.subject.TopicNameStrategy';

export const topicConfigs: Readonly<Record<string, ConfigRule>> = {
  'cleanup.policy': choice('delete', 'delete', 'compact', 'delete,compact', 'compact,delete'),
  'compression.type': fixed('producer'),
  'confluent.key.schema.validation': choice('false', 'true', 'false'),
  'confluent.key.subject.name.strategy': { fallback: TOPIC_NAME_STRATEGY, writable: true },
  'confluent.schema.validation.context.name': { fallback: 'default', writable: true },
  'confluent.topic.type': fixed('standard'),
  'confluent.value.schema.validation': choice('false', 'true', 'false'),
  'confluent.value.subject.name.strategy': { fallback: TOPIC_NAME_STRATEGY, writable: true },
  'delete.retention.ms': number('86400000', 0, 63_113_904_000),
  'file.delete.delay.ms': fixed('60000'),
  'flush.messages': fixed('9223372036854775807'),
  'flush.ms': fixed('9223372036854775807'),
  'follower.replication.throttled.replicas': fixed(''),
  'index.interval.bytes': fixed('4096'),
  'leader.replication.throttled.replicas': fixed(''),
  'max.compaction.lag.ms': number('9223372036854775807', 604_800_000),
  'max.message.bytes': number('2097164', 0, 20_971_520),
  'message.downconversion.enable': fixed('true'),
  'message.format.version': fixed('3.0-IV1'),
  'message.timestamp.after.max.ms': number('9223372036854775807', 0),
  'message.timestamp.before.max.ms': number('9223372036854775807', 0),
  'message.timestamp.difference.max.ms': number('9223372036854775807', 0),
  'message.timestamp.type': choice('CreateTime', 'CreateTime', 'LogAppendTime'),
  'min.cleanable.dirty.ratio': fixed('0.5'),
  'min.compaction.lag.ms': number('0', 0),
  'min.insync.replicas': number('2', 1, 2),
  'preallocate': fixed('false'),
  'retention.bytes': number('-1', -1),
  'retention.ms': number('604800000', -1),
  'segment.bytes': number('104857600', 52_428_800, 1_073_741_824),
  'segment.index.bytes': fixed('10485760'),
  'segment.jitter.ms': fixed('0'),
  'segment.ms': number('604800000', 14_400_000),
  'unclean.leader.election.enable': fixed('false'),
};

/** The value in force: the topic's own, else the default. */
export function effectiveConfig(configs: ReadonlyMap<string, string>, name: string): string {
  return configs.get(name) ?? topicConfigs[name]?.fallback ?? '';
}
