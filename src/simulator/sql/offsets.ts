import type { Account, Cluster, Environment } from '../account.js';
import { keptRecords } from '../kafka/topics.js';
import type { Topic } from '../kafka/types.js';
import { timings } from '../timings.js';
import type { InsertAnalysis } from './job.js';
import { isBeforeStart } from './types.js';
import type { Position, Statement } from './types.js';

type CarryOver = { readonly kind: 'ready' } | { readonly kind: 'waiting'; readonly detail: string } | { readonly kind: 'failed'; readonly detail: string };

/** Where a new job starts to read: the earliest record, unless a hint in its SQL says otherwise (semantics.md 3.6 (2)). */
export function startPositions(account: Account, cluster: Cluster, statement: Statement, analysis: InsertAnalysis): void {
  for (const source of analysis.sources) {
    const topic = cluster.topics.get(source);
    if (topic !== undefined) statement.positions.set(source, { topicUid: topic.uid, next: 0, from: startOffsets(topic, statement.sql, account) });
  }
}

function startOffsets(topic: Topic, sql: string, account: Account): readonly number[] {
  const hint = /OPTIONS\s*\(([^)]*)\)/i.exec(sql)?.[1] ?? '';
  const option = (name: string): string | undefined => new RegExp(`'${name.replaceAll('.', '\\.')}'\\s*=\\s*'([^']*)'`).exec(hint)?.[1];
  const mode = option('scan.startup.mode') ?? topic.options.get('scan.startup.mode') ?? 'earliest-offset';
  if (mode === 'latest-offset') return [...topic.ends];
  if (mode === 'specific-offsets') return parseOffsets(option('scan.startup.specific-offsets') ?? '');
  if (mode === 'timestamp') return offsetsAt(topic, Number(option('scan.startup.timestamp-millis') ?? account.clock.now()));
  return earliestKept(account, topic);
}

/** What retention has dropped is not read: an old snapshot may be gone (semantics.md 3.6 (3)). */
function earliestKept(account: Account, topic: Topic): readonly number[] {
  const kept = keptRecords(account, topic);
  if (kept.length === topic.records.length) return [];
  return offsetsAt(topic, kept[0]?.timestamp ?? Infinity);
}

function offsetsAt(topic: Topic, timestamp: number): readonly number[] {
  return topic.ends.map((end, partition) => topic.records.find((record) => record.partition === partition && record.timestamp >= timestamp)?.offset ?? end);
}

/** `partition:0,offset:100;partition:1,offset:200` as offsets by partition. */
function parseOffsets(text: string): readonly number[] {
  const offsets: number[] = [];
  for (const [, partition, offset] of text.matchAll(/partition:(\d+),offset:(\d+)/g)) offsets[Number(partition)] = Number(offset);
  return Array.from(offsets, (offset) => offset ?? 0);
}

/** The offsets a stopped job would go on from, per topic, as `status.latest_offsets` writes them. */
export function latestOffsets(cluster: Cluster, statement: Statement): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...statement.positions].flatMap(([source, position]) => {
      const topic = cluster.topics.get(source);
      return topic === undefined ? [] : [[source, nextOffsets(topic, position).map((offset, partition) => `partition:${partition},offset:${offset}`).join(';')]];
    }),
  );
}

function nextOffsets(topic: Topic, position: Position): readonly number[] {
  const next = Array.from({ length: topic.partitions }, (_, partition) => position.from[partition] ?? 0);
  for (const record of topic.records.slice(0, position.next)) {
    if (!isBeforeStart(position, record)) next[record.partition] = record.offset + 1;
  }
  return next;
}

/** How many records of its sources the job has not read. */
export function pendingRecords(cluster: Cluster, statement: Statement): number {
  return [...statement.positions].reduce((sum, [source, position]) => sum + Math.max(0, (cluster.topics.get(source)?.records.length ?? 0) - position.next), 0);
}

/**
 * Takes the offsets of another statement, which must be stopped first: until then the new one waits, 6 hours at most
 * (confluent-api.md 7.2).
 */
export function carryOver(account: Account, environment: Environment, cluster: Cluster, statement: Statement, analysis: InsertAnalysis, oldName: string): CarryOver {
  const old = environment.statements.get(oldName);
  if (old === undefined || old.phase === 'DELETING') return { kind: 'failed', detail: `Statement '${oldName}' to carry offsets over from does not exist.` };
  const deadline = statement.createdAt + timings.carryOverDeadline;
  if (account.clock.now() >= deadline) return { kind: 'failed', detail: `Statement '${oldName}' was not stopped in time.` };
  if (old.phase !== 'STOPPED') return { kind: 'waiting', detail: `Waiting for statement '${oldName}' to be stopped before ${new Date(deadline).toISOString()}.` };
  for (const source of analysis.sources) {
    const topic = cluster.topics.get(source);
    const position = old.positions.get(source);
    if (topic === undefined || position === undefined) return { kind: 'failed', detail: `Statement '${oldName}' does not read '${source}'.` };
    statement.positions.set(source, { topicUid: topic.uid, next: position.next, from: position.from });
  }
  return { kind: 'ready' };
}
