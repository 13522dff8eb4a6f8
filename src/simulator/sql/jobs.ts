import { sinksOf } from './job.js';
import type { Statement } from './types.js';

/**
 * The jobs that hold a CFU (RUNNING or DEGRADED), by the tables that they read or write and by pool: whoever looks for the
 * users of one table need not look at every statement of the account.
 */
export interface Jobs {
  readonly ofTable: Map<string, Set<Statement>>;
  readonly ofPool: Map<string, Set<Statement>>;
}

export function noJobs(): Jobs {
  return { ofTable: new Map(), ofPool: new Map() };
}

/** Enters or strikes out a statement, as its phase is now. To be called whenever the phase has changed. */
export function noteJob(jobs: Jobs, statement: Statement): void {
  const { analysis } = statement;
  if (analysis?.kind !== 'INSERT_INTO') return;
  const holds = statement.phase === 'RUNNING' || statement.phase === 'DEGRADED';
  for (const table of [...analysis.sources, ...sinksOf(analysis)]) note(jobs.ofTable, table, statement, holds);
  note(jobs.ofPool, statement.poolId, statement, holds);
}

function note(index: Map<string, Set<Statement>>, key: string, statement: Statement, holds: boolean): void {
  const entries = index.get(key) ?? new Set();
  if (holds) entries.add(statement);
  else entries.delete(statement);
  if (entries.size === 0) index.delete(key);
  else index.set(key, entries);
}
