import type { ResultCell } from '../confluent/wire.js';
import { statementBody } from '../kinds/shared/statements.js';
import type { Submission } from '../kinds/shared/statements.js';
import type { Account } from '../kinds/contract.js';
import type { Clients } from '../kinds/clients.js';
import type { Clock } from '../confluent/clock.js';
import type { Answer } from './facts.js';

export interface ReadServices {
  readonly flink: Clients['flink'];
  readonly account: Account;
  readonly clock: Clock;
  /** Ends waiting; what was created is deleted all the same. */
  readonly signal?: AbortSignal;
  /** Told of every statement: when it was created, and whether it could be deleted. */
  readonly onStatement: (name: string, what: 'created' | 'deleted' | 'left') => void;
}

export type Row = readonly ResultCell[];

export interface ReadRows {
  /** What is left after all changes were applied. */
  readonly rows: readonly Row[];
  /** The result was read to its end. */
  readonly isAll: boolean;
}

export interface ReadOptions {
  /** Reading ends when so many rows are there. */
  readonly enough: number;
  /** Milliseconds of the clock. */
  readonly deadline: number;
}

/**
 * Runs a statement that only reads, pages through its result, and deletes it whatever happens. Never throws: what the service
 * refuses becomes a problem in words.
 */
export async function readStatement(submission: Submission, services: ReadServices, options: ReadOptions): Promise<Answer<ReadRows>> {
  const { flink, account, onStatement } = services;
  let isCreated = false;
  try {
    await flink.createStatement(statementBody(submission, account));
    isCreated = true;
    onStatement(submission.name, 'created');
    const problem = await untilStarted(submission.name, services, options.deadline);
    return problem === undefined ? { read: true, value: await readPages(submission.name, services, options) } : { read: false, problem };
  } catch (thrown) {
    return { read: false, problem: thrown instanceof Error ? thrown.message : String(thrown) };
  } finally {
    // A create whose answer was lost may have taken effect too: deleting what is not there is harmless.
    await flink.deleteStatement(submission.name).then(
      () => isCreated && onStatement(submission.name, 'deleted'),
      () => onStatement(submission.name, 'left'),
    );
  }
}

/** Results are only there once a statement has begun (confluent-api.md 7.4). Returns what keeps it from that. */
async function untilStarted(name: string, { flink, clock, signal }: ReadServices, deadline: number): Promise<string | undefined> {
  for (let pause = 300; ; pause = Math.min(pause * 2, 5_000)) {
    const statement = await flink.getStatement(name);
    const phase = statement?.status.phase ?? 'DELETING';
    const detail = statement?.status.detail?.trim() ?? '';
    if (phase === 'RUNNING' || phase === 'COMPLETED') return undefined;
    if (phase !== 'PENDING') return detail === '' ? `the read statement is ${phase}` : detail;
    if (clock.now() + pause > deadline) return detail === '' ? 'the read statement did not start in time' : detail;
    await clock.sleep(pause, signal);
  }
}

async function readPages(name: string, { flink, clock, signal }: ReadServices, { enough, deadline }: ReadOptions): Promise<ReadRows> {
  const rows = new Map<string, Row[]>();
  const count = (): number => [...rows.values()].reduce((sum, same) => sum + same.length, 0);
  let token: string | undefined;
  for (let pause = 300; ; ) {
    const page = await flink.readResults(name, token);
    for (const { op = 0, row } of page.rows) apply(rows, op, row);
    token = page.next;
    if (token === undefined) return { rows: [...rows.values()].flat(), isAll: true };
    if (count() >= enough || clock.now() + pause > deadline) return { rows: [...rows.values()].flat(), isAll: false };
    if (page.rows.length > 0) pause = 300;
    else await clock.sleep(pause, signal);
    pause = Math.min(pause * 2, 5_000);
  }
}

/** 0 insert and 2 update-after bring a row, 1 update-before and 3 delete take one back. */
function apply(rows: Map<string, Row[]>, op: number, row: Row): void {
  const key = JSON.stringify(row);
  const same = rows.get(key) ?? [];
  if (op === 1 || op === 3) same.pop();
  else same.push(row);
  rows.set(key, same);
}
