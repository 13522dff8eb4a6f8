import type { Account, Cluster } from '../account.js';
import type { Cell, Fields, TopicRecord } from '../model.js';
import { hash } from '../random.js';
import { plainValue } from '../server/http.js';
import { effectiveConfig } from './configs.js';
import type { Topic } from './types.js';

export interface TopicRequest {
  readonly name: string;
  readonly partitions: number;
  readonly configs?: Readonly<Record<string, string>>;
  readonly madeBy: Topic['madeBy'];
}

/** Makes a topic that does not exist yet. */
export function createTopic(account: Account, cluster: Cluster, wanted: TopicRequest): Topic {
  const topic: Topic = {
    name: wanted.name,
    uid: account.random.uuid(),
    partitions: wanted.partitions,
    configs: new Map(Object.entries(wanted.configs ?? {})),
    records: [],
    ends: Array.from({ length: wanted.partitions }, () => 0),
    madeBy: wanted.madeBy,
    deleting: false,
    options: new Map(),
    definition: undefined,
  };
  cluster.topics.put(topic.name, topic);
  account.touched.add(topic.name);
  account.journal.event(`topic ${topic.name} created`);
  return topic;
}

/** Appends a record; the partition follows from the key, as producers choose it. */
export function appendRecord(account: Account, topic: Topic, key: Fields | null, value: Fields | null): TopicRecord {
  const partition = key === null ? topic.records.length % topic.partitions : hash(keyText(key)) % topic.partitions;
  const offset = topic.ends[partition] ?? 0;
  topic.ends[partition] = offset + 1;
  const record = { partition, offset, timestamp: account.clock.now(), key, value };
  topic.records.push(record);
  account.touched.add(topic.name);
  return record;
}

/** A text that is equal for equal keys. */
export function keyText(fields: Fields | null): string {
  return JSON.stringify(fields === null ? null : Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1)), plainValue);
}

/** The records that retention has left in the topic (compaction is not imitated: it never changes what a key ends as). */
export function keptRecords(account: Account, topic: Topic): readonly TopicRecord[] {
  const retention = Number(effectiveConfig(topic.configs, 'retention.ms'));
  if (retention < 0 || !effectiveConfig(topic.configs, 'cleanup.policy').includes('delete')) return topic.records;
  const oldest = account.clock.now() - retention;
  return topic.records.filter((record) => record.timestamp >= oldest);
}

/** An estimate of what the records weigh. */
export function sizeInBytes(topic: Topic): number {
  return topic.records.reduce((sum, record) => sum + weigh(record.key) + weigh(record.value), 0);
}

function weigh(fields: Fields | null): number {
  return fields === null ? 0 : Object.values(fields).reduce<number>((sum, cell) => sum + weighCell(cell), 0);
}

function weighCell(cell: Cell): number {
  if (cell === null || typeof cell === 'boolean') return 1;
  if (typeof cell === 'number' || typeof cell === 'bigint') return 8;
  if (typeof cell === 'string' || cell instanceof Uint8Array) return cell.length;
  return Object.values(cell).reduce<number>((sum, inner: Cell) => sum + weighCell(inner), 0);
}
