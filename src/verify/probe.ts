import type { StageReport } from '../core/verification.js';
import { quoteIdentifier, quoteLiteral } from '../flink/quote.js';
import type { FlinkReadServices, ReadableTable } from './flink-reads.js';
import { submissionOf } from './flink-reads.js';
import { readStatement } from './read-statement.js';
import { stage } from './stage.js';

/** A row that was written into the source database to be found again: text `value` in `column` of the target table. */
export interface MarkedRow {
  readonly column: string;
  readonly value: string;
}

/** Writes a marked row into a source table. @throws Error with a message for people when it cannot. */
export type WriteMarkedRow = (pipeline: string, from: string) => Promise<MarkedRow>;

const INTERVAL_MS = 5_000;

/** Writes a marked row, and times its way to the target table. */
export async function timeProbe(readable: ReadableTable, from: string, write: WriteMarkedRow, services: FlinkReadServices, deadline: number): Promise<StageReport> {
  const { clock, signal } = services;
  const began = clock.now();
  const seconds = (): string => `${Math.round((clock.now() - began) / 1_000)} s`;
  try {
    const { column, value } = await write(readable.pipeline, from);
    const sql = `SELECT ${quoteIdentifier(column)} FROM ${quoteIdentifier(readable.table)} /*+ OPTIONS('scan.bounded.mode'='latest-offset') */ WHERE ${quoteIdentifier(column)} = ${quoteLiteral(value)} LIMIT 1`;
    for (let times = 1; ; times += 1) {
      const submission = submissionOf(readable, sql, services, times);
      if (submission === undefined) return stage('probe', 'unknown', 'the compute pool is not there');
      const answer = await readStatement(submission, services, { enough: 1, deadline });
      const isOver = clock.now() + INTERVAL_MS > deadline;
      if (!answer.read && (times === 1 || !isOver)) return stage('probe', 'unknown', `${readable.table} could not be read: ${answer.problem}`);
      if (answer.read && answer.value.rows.length > 0) return stage('probe', 'proven', `a row written to ${from} was in ${readable.table} after ${seconds()}`);
      if (isOver) return stage('probe', 'waiting', `a row written to ${from} was not in ${readable.table} after ${seconds()}`);
      await clock.sleep(INTERVAL_MS, signal);
    }
  } catch (thrown) {
    return stage('probe', 'broken', `no row could be sent on its way: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}
