import { analyse, inferTable } from '../../../src/simulator/flink/index.js';
import type { Analysis, Session, TopicView } from '../../../src/simulator/flink/index.js';
import type { Fields, TopicRecord } from '../../../src/simulator/model.js';

type InsertAnalysis = Extract<Analysis, { kind: 'INSERT_INTO' }>;
type ResultAnalysis = Extract<Analysis, { kind: 'SELECT' | 'SHOW' | 'DESCRIBE' | 'EXPLAIN' }>;

/** A row schema in Debezium's Avro envelope, as the PostgreSQL connector registers it. */
export const envelopeAvro = (topic: string, fields: readonly unknown[]): string =>
  JSON.stringify({
    type: 'record', name: 'Envelope', namespace: topic,
    fields: [
      { name: 'before', type: ['null', { type: 'record', name: 'Value', fields, 'connect.name': `${topic}.Value` }], default: null },
      { name: 'after', type: ['null', 'Value'], default: null },
      { name: 'source', type: { type: 'record', name: 'Source', namespace: 'io.debezium.connector.v2.postgresql', fields: [{ name: 'version', type: 'string' }] } },
      { name: 'op', type: 'string' },
      { name: 'ts_ms', type: ['null', 'long'], default: null },
    ],
    'connect.name': `${topic}.Envelope`,
  });

export const keyAvro = (topic: string, fields: readonly unknown[]): string => JSON.stringify({ type: 'record', name: 'Key', namespace: topic, fields });

const optional = (type: unknown): unknown => ['null', type];

export const CUSTOMER_FIELDS: readonly unknown[] = [
  { name: 'id', type: 'int' },
  { name: 'name', type: optional('string'), default: null },
  { name: 'status', type: optional('string'), default: null },
  { name: 'balance', type: optional('string'), default: null },
  { name: 'created_at', type: optional({ type: 'long', 'connect.version': 1, 'connect.name': 'io.debezium.time.MicroTimestamp' }), default: null },
  { name: 'birthday', type: optional({ type: 'int', 'connect.version': 1, 'connect.name': 'io.debezium.time.Date' }), default: null },
  { name: 'seen_at', type: optional({ type: 'string', 'connect.version': 1, 'connect.name': 'io.debezium.time.ZonedTimestamp' }), default: null },
  { name: 'tags', type: optional({ type: 'array', items: optional('string') }), default: null },
  { name: 'profile', type: optional({ type: 'string', 'connect.name': 'io.debezium.data.Json' }), default: null },
  { name: 'photo', type: optional('bytes'), default: null },
];

export const CUSTOMERS: TopicView = {
  name: 'shop.public.customers', partitions: 3, configs: { 'cleanup.policy': 'delete', 'max.message.bytes': '8388608', 'retention.ms': '604800000' },
  keySchema: { schemaType: 'AVRO', schema: keyAvro('shop.public.customers', [{ name: 'id', type: 'int' }]) },
  valueSchema: { schemaType: 'AVRO', schema: envelopeAvro('shop.public.customers', CUSTOMER_FIELDS) },
};

export const TARGET_SQL = `CREATE TABLE target (id INT NOT NULL, name STRING, created_at TIMESTAMP_LTZ(3), PRIMARY KEY (id) NOT ENFORCED)
  DISTRIBUTED BY HASH(id) INTO 3 BUCKETS WITH ('changelog.mode' = 'upsert', 'kafka.cleanup-policy' = 'compact')`;

/** The topic that a CREATE TABLE leaves behind. */
export function createdTopic(sql: string): TopicView {
  const analysis = analyse(sql, sessionOf([]));
  if (analysis.kind !== 'CREATE_TABLE') throw new Error(analysis.kind === 'error' ? analysis.message : analysis.kind);
  const { table, topicConfigs, keySchema, valueSchema } = analysis;
  return { name: table.name, partitions: table.distribution.buckets, configs: topicConfigs, definition: table, valueSchema, ...(keySchema === undefined ? {} : { keySchema }) };
}

/** A session over topics, with records per table. */
export function sessionOf(topics: readonly TopicView[], records: Readonly<Record<string, readonly TopicRecord[]>> = {}, properties: Readonly<Record<string, string>> = {}): Session {
  const tables = topics.map(inferTable);
  return { catalog: 'prod', database: 'main', properties, tables: () => tables, records: (table) => records[table] ?? [] };
}

/** Records of one partition in order. */
export function recordsOf(entries: readonly { readonly key: Fields | null; readonly value: Fields | null }[]): readonly TopicRecord[] {
  return entries.map((entry, offset) => ({ partition: 0, offset, timestamp: 1_700_000_000_000 + offset, ...entry }));
}

export const change = (op: 'c' | 'r' | 'u' | 'd', before: Fields | null, after: Fields | null): { key: Fields; value: Fields } => ({ key: { id: (after ?? before)?.['id'] ?? null }, value: { before, after, op, source: { version: '3.2' }, ts_ms: 1 } });

export const tombstone = (id: number): { key: Fields; value: null } => ({ key: { id }, value: null });

export function insertOf(sql: string, session: Session): InsertAnalysis {
  const analysis = analyse(sql, session);
  if (analysis.kind !== 'INSERT_INTO') throw new Error(analysis.kind === 'error' ? analysis.message : analysis.kind);
  return analysis;
}

export function resultOf(sql: string, session: Session): ResultAnalysis {
  const analysis = analyse(sql, session);
  if (!('rows' in analysis)) throw new Error(analysis.kind === 'error' ? analysis.message : analysis.kind);
  return analysis;
}

export function errorOf(sql: string, session: Session): string {
  const analysis = analyse(sql, session);
  if (analysis.kind !== 'error') throw new Error(`expected an error, got ${analysis.kind}`);
  return analysis.message;
}

/** Columns as `name TYPE [NOT NULL]`. */
export function columnsOf(topic: TopicView): readonly string[] {
  return inferTable(topic).columns.map((column) => `${column.name} ${column.type}${column.nullable ? '' : ' NOT NULL'}`);
}
