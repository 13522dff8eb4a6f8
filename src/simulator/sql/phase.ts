import type { Account } from '../account.js';
import { noteJob } from './jobs.js';
import type { Statement, StatementPhase } from './types.js';

/** Moves the statement to a phase and says so in the journal. */
export function setPhase(account: Account, statement: Statement, phase: StatementPhase): void {
  if (statement.phase === phase) return;
  statement.phase = phase;
  statement.version++;
  statement.updatedAt = account.clock.now();
  if (phase === 'COMPLETED' || phase === 'FAILED') statement.endedAt = statement.updatedAt;
  noteJob(account.jobs, statement);
  if (phase === 'RUNNING') for (const source of statement.positions.keys()) account.touched.add(source);
  account.journal.event(`statement ${statement.name} ${phase}`);
}

/** Fails the statement; the detail is what `status.detail` and the first exception say. */
export function failStatement(account: Account, statement: Statement, detail: string): void {
  statement.generation++;
  statement.detail = detail;
  statement.exceptions.unshift({ name: 'org.apache.flink.table.api.ValidationException', message: detail, at: account.clock.now() });
  setPhase(account, statement, 'FAILED');
}

/** Schedules a transition that a stop or a delete in between cancels. */
export function later(account: Account, statement: Statement, afterMs: number, action: () => void): void {
  const { generation } = statement;
  account.clock.schedule(afterMs, () => {
    if (statement.generation === generation) action();
  });
}
