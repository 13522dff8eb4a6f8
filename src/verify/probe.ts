import type { MetricsClient } from '../confluent/metrics.js';
import type { ProbeArrival, ProbeReport, StageReport } from '../core/verification.js';
import { quoteIdentifier, quoteLiteral } from '../flink/quote.js';
import type { FlinkReadServices, ReadableTable } from './flink-reads.js';
import { submissionOf } from './flink-reads.js';
import { readRowsAdded } from './read-metrics.js';
import { readStatement } from './read-statement.js';
import { stage } from './stage.js';

/** A row that was written into the source database to be found again. */
export interface MarkedRow {
  readonly mark: string;
  /** The column that holds the mark: in the source topic, where Flink shows the rows there, and in the target table. */
  readonly sourceColumn?: string;
  readonly targetColumn: string;
  /** What was written where, for people. */
  readonly wrote: string;
  /** Puts the database back as it was; tells what it did. @throws Error that says what is left to do. */
  readonly undo: () => Promise<string>;
}

/** Writes a marked row into a source table; nothing for a table without a probe. @throws Error with a message for people. */
export type WriteMarkedRow = (pipeline: string, from: string) => Promise<MarkedRow | undefined>;

export interface ProbeWay {
  readonly readable: ReadableTable;
  readonly sourceTopic?: string;
  /** The topic of the lake table, where there is one. */
  readonly lake?: { readonly topic: string; readonly cluster: string; readonly metrics: MetricsClient };
}

export interface ProbeDeadlines {
  /** For the way through Kafka and Flink, in milliseconds of the clock. */
  readonly rows: number;
  /** For the lake table, which commits every 5 to 15 minutes (semantics.md 4.4 item 2). */
  readonly lake: number;
}

const INTERVAL_MS = 5_000;
const LAKE_INTERVAL_MS = 30_000;

export interface Probed {
  readonly report: StageReport;
  readonly probe?: ProbeReport;
}

/**
 * Writes a marked row and times its way: source topic, target table, lake table. Times are upper limits, since each look takes
 * some seconds. Whatever happens, the database is put back. Nothing for a table without a probe.
 */
export async function timeProbe(way: ProbeWay, from: string, write: WriteMarkedRow, services: FlinkReadServices, deadlines: ProbeDeadlines): Promise<Probed | undefined> {
  const { clock } = services;
  const addedBefore = way.lake === undefined ? 0 : await readRowsAdded(way.lake.metrics, clock, way.lake.cluster, way.lake.topic, clock.now()).catch(() => 0);
  let row: MarkedRow | undefined;
  try {
    row = await write(way.readable.pipeline, from);
  } catch (thrown) {
    return { report: stage('probe', 'broken', `no row could be sent on its way: ${wordsOf(thrown)}`) };
  }
  if (row === undefined) return undefined;
  const began = clock.now();
  const seen = await follow(row, way, services, deadlines, { began, addedBefore }).catch((thrown: unknown): Seen => ({ arrivals: [], problem: wordsOf(thrown) }));
  const undone = await row.undo().then((what) => ({ isClean: true, what }), (thrown: unknown) => ({ isClean: false, what: wordsOf(thrown) }));
  return { report: judge(row, way, seen, undone, clock.now() - began), probe: { wrote: row.wrote, arrivals: seen.arrivals, undone: undone.what, isClean: undone.isClean } };
}

interface Seen {
  readonly arrivals: readonly ProbeArrival[];
  readonly problem?: string;
}

type Lake = NonNullable<ProbeWay['lake']>;

interface Start {
  readonly began: number;
  /** In the minute in which it began. */
  readonly addedBefore: number;
}

async function follow(row: MarkedRow, way: ProbeWay, services: FlinkReadServices, deadlines: ProbeDeadlines, start: Start): Promise<Seen> {
  const { clock } = services;
  const { began } = start;
  const arrivals: ProbeArrival[] = [];
  const arrived = (at: ProbeArrival['at'], name: string): void => void arrivals.push({ at, name, afterMs: clock.now() - began });
  const places = [
    ...(way.sourceTopic === undefined || row.sourceColumn === undefined ? [] : [{ at: 'sourceTopic', name: way.sourceTopic, column: row.sourceColumn } as const]),
    { at: 'targetTable', name: way.readable.table, column: row.targetColumn } as const,
  ];
  for (const { at, name, column } of places) {
    const problem = await seek(way.readable, name, column, row.mark, services, deadlines.rows);
    if (problem === LATE) return { arrivals };
    if (problem !== undefined) return { arrivals, problem: `${name} could not be read: ${problem}` };
    arrived(at, name);
  }
  if (way.lake !== undefined && (await isInLake(way.lake, start, services, deadlines.lake))) arrived('lakeTable', way.lake.topic);
  return { arrivals };
}

const LATE = 'late';

/** Looks until the mark is there; a problem, or `LATE`, when it is not. */
async function seek(readable: ReadableTable, table: string, column: string, mark: string, services: FlinkReadServices, deadline: number): Promise<string | undefined> {
  const { clock, signal } = services;
  const name = quoteIdentifier(column);
  const sql = `SELECT ${name} FROM ${quoteIdentifier(table)} /*+ OPTIONS('scan.bounded.mode'='latest-offset') */ WHERE ${name} = ${quoteLiteral(mark)} LIMIT 1`;
  for (let times = 1; ; times += 1) {
    const submission = submissionOf(readable, sql, services, times);
    if (submission === undefined) return 'the compute pool is not there';
    const answer = await readStatement(submission, services, { enough: 1, deadline });
    const isOver = clock.now() + INTERVAL_MS > deadline || signal?.aborted === true;
    if (!answer.read && (times === 1 || !isOver)) return answer.problem;
    if (answer.read && answer.value.rows.length > 0) return undefined;
    if (isOver) return LATE;
    await clock.sleep(INTERVAL_MS, signal).catch(() => undefined);
  }
}

/** Whether the lake table took in rows since then, as the metrics tell, some minutes late. They do not say which rows. */
async function isInLake({ topic, cluster, metrics }: Lake, { began, addedBefore }: Start, { clock, signal }: FlinkReadServices, deadline: number): Promise<boolean> {
  for (;;) {
    const added = await readRowsAdded(metrics, clock, cluster, topic, began).catch(() => 0);
    if (added > addedBefore) return true;
    if (clock.now() + LAKE_INTERVAL_MS > deadline || signal?.aborted === true) return false;
    await clock.sleep(LAKE_INTERVAL_MS, signal).catch(() => undefined);
  }
}

function judge({ wrote }: MarkedRow, way: ProbeWay, { arrivals, problem }: Seen, undone: { readonly isClean: boolean; readonly what: string }, tookMs: number): StageReport {
  const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;
  const stops = arrivals.filter(({ at }) => at !== 'lakeTable').map(({ name, afterMs }) => `${name} after ${seconds(afterMs)}`);
  const lake = arrivals.find(({ at }) => at === 'lakeTable');
  const isThere = arrivals.some(({ at }) => at === 'targetTable');
  const late = isThere
    ? way.lake === undefined ? [] : [lake === undefined ? 'the lake table follows with its next commit, every 5 to 15 min' : `the lake table took in rows after ${seconds(lake.afterMs)}`]
    : [problem ?? `not in ${arrivals.length === 0 && way.sourceTopic !== undefined ? way.sourceTopic : way.readable.table} after ${seconds(tookMs)}`];
  const saw = [`wrote ${wrote}`, ...(stops.length === 0 ? [] : [`seen in ${stops.join(', ')}`]), ...late, undone.what].join('; ');
  if (problem !== undefined) return stage('probe', 'unknown', saw);
  return stage('probe', isThere ? (undone.isClean ? 'proven' : 'warning') : 'waiting', saw);
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
