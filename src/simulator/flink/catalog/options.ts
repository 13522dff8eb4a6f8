import type { SchemaType } from '../../model.js';
import { SqlError, invalid } from '../errors.js';
import { parseDuration, parseSize, printDuration, printSize } from './units.js';

type Check = (key: string, value: string) => void;

const oneOf = (...values: readonly string[]): Check => (key, value) => {
  if (!values.includes(value)) throw invalid(`Invalid value '${value}' for option '${key}'. Expected one of: ${values.join(', ')}.`);
};
const anything: Check = () => undefined;
const duration: Check = (key, value) => void parseDuration(key, value);
const size: Check = (key, value) => void parseSize(key, value);

/** Formats of the service; those of open source Flink have other names and are refused (semantics.md 2.3). */
const FORMATS = ['avro-registry', 'json-registry', 'proto-registry', 'raw', 'avro-debezium-registry', 'json-debezium-registry', 'proto-debezium-registry'];

const format: Check = (_key, value) => {
  if (!FORMATS.includes(value)) throw invalid(`Unsupported format: ${value}. Supported formats: ${FORMATS.join(', ')}.`);
};

const SCAN: Readonly<Record<string, Check>> = {
  'scan.startup.mode': oneOf('earliest-offset', 'latest-offset', 'timestamp', 'specific-offsets', 'group-offsets'),
  'scan.startup.specific-offsets': anything,
  'scan.startup.timestamp-millis': anything,
  'scan.bounded.mode': oneOf('unbounded', 'latest-offset', 'timestamp', 'specific-offsets', 'group-offsets'),
  'scan.bounded.specific-offsets': anything,
  'scan.bounded.timestamp-millis': anything,
  'properties.group.id': anything,
};

/** The options of semantics.md 3.3. */
const KNOWN: Readonly<Record<string, Check>> = {
  ...SCAN,
  'changelog.mode': oneOf('append', 'upsert', 'retract'),
  connector: oneOf('confluent'),
  'kafka.cleanup-policy': oneOf('delete', 'compact', 'delete-compact'),
  'kafka.retention.time': duration,
  'kafka.retention.size': size,
  'kafka.compaction.time': duration,
  'kafka.max-message-size': size,
  'kafka.message-timestamp-type': oneOf('create-time', 'log-append-time'),
  'kafka.producer.compression.type': oneOf('none', 'gzip', 'snappy', 'lz4', 'zstd'),
  'kafka.consumer.isolation-level': oneOf('read-committed', 'read-uncommitted'),
  'key.format': format,
  'value.format': format,
  'key.fields-prefix': anything,
  'value.fields-include': oneOf('except-key', 'all'),
  'error-handling.mode': oneOf('fail', 'ignore', 'log'),
  'error-handling.log.target': anything,
  'late-handling.mode': anything,
};

const PER_FORMAT = /^(?:key|value)\.(?:(?:avro|json|proto)(?:-debezium)?-registry|format)\.(?:schema-context|id-encoding|subject-name|validate-writes|wire-encoding)$/;

/** Checks names and values of table options. Throws SqlError that names the first wrong one. */
export function checkOptions(options: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(options)) {
    if (key === 'kafka.partitions') throw invalid("The 'kafka.partitions' option is not supported anymore. Use the DISTRIBUTED INTO n BUCKETS clause instead.");
    if (key === 'connector' && value !== 'confluent') throw invalid(`Unsupported connector: ${value}. The only connector of a table is 'confluent', and the option can be left out.`);
    checkName(key)(key, value);
  }
}

/** The check of an option. Throws SqlError for an option that does not exist. */
export function checkName(key: string): Check {
  const check = KNOWN[key] ?? (PER_FORMAT.test(key) ? anything : undefined);
  if (check === undefined) {
    throw invalid(`Unsupported options found for 'confluent'.\n\nUnsupported options:\n\n${key}\n\nSupported options:\n\n${Object.keys(KNOWN).sort().join('\n')}`);
  }
  return check;
}

/** Checks the OPTIONS of a hint: only where and how far to read. Throws SqlError. */
export function checkHints(hints: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(hints)) {
    const check = SCAN[key];
    if (check === undefined) throw invalid(`Option '${key}' cannot be given as a hint. Supported: ${Object.keys(SCAN).join(', ')}.`);
    check(key, value);
  }
}

/** The Kafka settings that the options stand for; only those that are given. */
export function topicConfigs(options: Readonly<Record<string, string>>): Record<string, string> {
  const configs: Record<string, string> = {};
  const { 'kafka.cleanup-policy': policy, 'kafka.retention.time': time, 'kafka.retention.size': bytes, 'kafka.max-message-size': message, 'kafka.compaction.time': lag, 'kafka.message-timestamp-type': stamp } = options;
  if (policy !== undefined) configs['cleanup.policy'] = policy === 'delete-compact' ? 'delete,compact' : policy;
  if (time !== undefined) configs['retention.ms'] = unlimited(parseDuration('kafka.retention.time', time));
  if (bytes !== undefined) configs['retention.bytes'] = unlimited(parseSize('kafka.retention.size', bytes));
  if (message !== undefined) configs['max.message.bytes'] = String(parseSize('kafka.max-message-size', message));
  if (lag !== undefined && parseDuration('kafka.compaction.time', lag) > 0) configs['max.compaction.lag.ms'] = String(parseDuration('kafka.compaction.time', lag));
  if (stamp !== undefined) configs['message.timestamp.type'] = stamp === 'create-time' ? 'CreateTime' : 'LogAppendTime';
  return configs;
}

function unlimited(amount: number): string {
  return amount === 0 ? '-1' : String(amount);
}

/** The `kafka.*` options that a topic's settings show as. */
export function kafkaOptions(configs: Readonly<Record<string, string>>): Record<string, string> {
  const policy = (configs['cleanup.policy'] ?? 'delete').split(',').map((word) => word.trim()).sort();
  const positive = (text: string | undefined, usual: number): number => Math.max(0, Number(text ?? usual));
  return {
    'kafka.cleanup-policy': policy.length > 1 ? 'delete-compact' : (policy[0] ?? 'delete'),
    'kafka.compaction.time': '0 ms',
    'kafka.max-message-size': printSize(positive(configs['max.message.bytes'], 2097164)),
    'kafka.retention.size': printSize(positive(configs['retention.bytes'], 0)),
    'kafka.retention.time': printDuration(positive(configs['retention.ms'], 604_800_000)),
  };
}

/** `AVRO` for `avro-registry` and `avro-debezium-registry`; undefined for `raw`. */
export function schemaTypeOf(formatName: string): SchemaType | undefined {
  const types: Readonly<Record<string, SchemaType>> = { avro: 'AVRO', json: 'JSON', proto: 'PROTOBUF' };
  return types[formatName.split('-')[0] ?? ''];
}

/** `avro-registry` for AVRO; with `debezium`, `avro-debezium-registry`. */
export function formatOf(schemaType: SchemaType, debezium = false): string {
  const prefix = { AVRO: 'avro', JSON: 'json', PROTOBUF: 'proto' }[schemaType];
  return debezium ? `${prefix}-debezium-registry` : `${prefix}-registry`;
}

/** True for the formats that unwrap a Debezium envelope. */
export function isDebezium(formatName: string | undefined): boolean {
  return formatName?.endsWith('-debezium-registry') ?? false;
}

/** The options sorted by name, as the catalog shows them. */
export function sortOptions(options: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(options).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** An option that every table has. */
export function option(options: Readonly<Record<string, string>>, key: string): string {
  const value = options[key];
  if (value === undefined) throw new SqlError(`The table has no option '${key}'.`);
  return value;
}
