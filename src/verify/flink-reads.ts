import type { ResourceAddress } from '../core/address.js';
import { quoteIdentifier } from '../flink/quote.js';
import { belongsToSlug, statementName, statementSlug } from '../flink/statement-name.js';
import type { StatementSubject } from '../flink/statement-name.js';
import type { DesiredResource } from '../core/resource.js';
import type { Submission } from '../kinds/shared/statements.js';
import type { Snapshot } from '../kinds/snapshot.js';
import type { Answer, RowSample } from './facts.js';
import { readStatement } from './read-statement.js';
import type { ReadServices, Row } from './read-statement.js';

/** How many rows of a target table are looked at. */
const SAMPLE_ROWS = 10;
/** Read statements at once: each takes a CFU while it runs. */
const READERS = 3;

export interface FlinkReadServices extends ReadServices {
  /** Makes the names of this run's statements its own, so that two runs do not take each other's. */
  readonly runId: string;
  readonly poolIdOf: (pool: ResourceAddress) => string | undefined;
}

/** A table whose rows are to be read, with the pool and principal of its statement. */
export interface ReadableTable {
  readonly pipeline: string;
  readonly table: string;
  readonly statement: DesiredResource;
}

const subjectOf = ({ pipeline, table }: Pick<ReadableTable, 'pipeline' | 'table'>): StatementSubject => ({ pipeline, table, purpose: 'verify' });

/** A read statement about a table, in the pool of the table's own statement. `undefined`: that pool has no id. */
export function submissionOf(readable: ReadableTable, sql: string, { runId, poolIdOf }: FlinkReadServices, times: number): Submission | undefined {
  const { pool, computePool, principal } = readable.statement.spec as { readonly pool: ResourceAddress; readonly computePool?: string; readonly principal?: string };
  const id = computePool ?? poolIdOf(pool);
  if (id === undefined) return undefined;
  const name = statementName({ ...subjectOf(readable), content: `${runId} ${times} ${sql}` });
  return { name, sql, computePool: id, ...(principal === undefined ? {} : { principal }) };
}

const noPool = { read: false, problem: 'the compute pool is not there' } as const;

/** Every table that Flink lists, with one statement for all. */
export async function readTableNames(readable: ReadableTable, services: FlinkReadServices, deadline: number, times: number): Promise<Answer<ReadonlySet<string>>> {
  const submission = submissionOf(readable, 'SHOW TABLES', services, times);
  if (submission === undefined) return noPool;
  const answer = await readStatement(submission, services, { enough: Infinity, deadline });
  return answer.read ? { read: true, value: new Set(answer.value.rows.map(([name]) => String(name))) } : answer;
}

/** Some rows of each table. A bounded read ends by itself at what the topic holds now. */
export async function readSamples(tables: readonly ReadableTable[], services: FlinkReadServices, deadline: number, times: number): Promise<Map<string, Answer<RowSample>>> {
  const samples = new Map<string, Answer<RowSample>>();
  const waiting = [...tables];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) samples.set(next.table, await readSample(next, services, deadline, times));
  };
  await Promise.all(Array.from({ length: READERS }, work));
  return samples;
}

async function readSample(readable: ReadableTable, services: FlinkReadServices, deadline: number, times: number): Promise<Answer<RowSample>> {
  const sql = `SELECT * FROM ${quoteIdentifier(readable.table)} /*+ OPTIONS('scan.bounded.mode'='latest-offset') */ LIMIT ${SAMPLE_ROWS}`;
  const submission = submissionOf(readable, sql, services, times);
  if (submission === undefined) return noPool;
  const answer = await readStatement(submission, services, { enough: SAMPLE_ROWS, deadline });
  if (!answer.read) return answer;
  const { rows, isAll } = answer.value;
  // A read that ran out of time without a row has shown nothing: not even that the table is empty.
  if (!isAll && rows.length === 0) return { read: false, problem: 'the read statement gave no row in time' };
  return { read: true, value: { rows: rows.length, isAll: isAll && rows.length < SAMPLE_ROWS, marks: rows.some(isMarked) ? TOAST_MARK : '' } };
}

/** What a connector writes for a large value that it was not told (semantics.md 2.9). */
const TOAST_MARK = '__debezium_unavailable_value';

function isMarked(row: Row): boolean {
  return JSON.stringify(row).includes(TOAST_MARK);
}

/** Read statements that a killed run left behind and that have ended. */
export function endedReads(tables: readonly ReadableTable[], snapshot: Snapshot): string[] {
  if (snapshot.statements?.read !== true) return [];
  const slugs = tables.map((table) => statementSlug(subjectOf(table)));
  return [...snapshot.statements.items.values()]
    .filter(({ name, status }) => ['COMPLETED', 'FAILED', 'STOPPED'].includes(status.phase) && slugs.some((slug) => belongsToSlug(name, slug)))
    .map(({ name }) => name);
}
