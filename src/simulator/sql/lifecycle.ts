import type { Account, Environment } from '../account.js';
import { timings } from '../timings.js';
import { begin } from './begin.js';
import { later, setPhase } from './phase.js';
import type { Statement } from './types.js';

export interface StatementRequest {
  readonly name: string;
  readonly sql: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly poolId: string;
  readonly principal: string;
  readonly stopped: boolean;
  readonly clusterId: string | undefined;
}

/** Accepts a statement: PENDING now, further when the time of its kind is over; a dry run is decided at once (confluent-api.md 7.3). */
export function submitStatement(account: Account, environment: Environment, wanted: StatementRequest): Statement {
  const now = account.clock.now();
  const statement: Statement = {
    ...wanted,
    uid: account.random.uuid(),
    phase: wanted.stopped ? 'STOPPED' : 'PENDING',
    detail: '',
    version: 1,
    generation: 0,
    analysis: undefined,
    positions: new Map(),
    isStarved: false,
    stateLimit: 'OK',
    exceptions: [],
    warnings: [],
    createdAt: now,
    updatedAt: now,
    endedAt: undefined,
    lastReadAt: now,
    stoppedAt: undefined,
  };
  environment.statements.put(statement.name, statement);
  account.journal.event(`statement ${statement.name} ${statement.phase}`);
  if (wanted.properties['sql.dry-run'] === 'true') begin(account, environment, statement);
  else if (!wanted.stopped) later(account, statement, startDelay(wanted.sql), () => begin(account, environment, statement));
  return statement;
}

/** DDL takes longest, then jobs, then queries (semantics.md 3.2 (14)). */
function startDelay(sql: string): number {
  const words = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').trimStart();
  if (/^(create|drop|alter)\b/i.test(words)) return timings.ddl;
  return /^(insert|execute)\b/i.test(words) ? timings.insert : timings.query;
}

/** Stops a job; its offsets are known once it is STOPPED. */
export function stopStatement(account: Account, statement: Statement): void {
  statement.stopped = true;
  statement.generation++;
  setPhase(account, statement, 'STOPPING');
  later(account, statement, timings.statementStop, () => {
    statement.stoppedAt = account.clock.now();
    setPhase(account, statement, 'STOPPED');
  });
}

/** Resumes a stopped job from where it was. */
export function resumeStatement(account: Account, environment: Environment, statement: Statement): void {
  statement.stopped = false;
  statement.generation++;
  statement.stoppedAt = undefined;
  setPhase(account, statement, 'PENDING');
  later(account, statement, timings.insert, () => begin(account, environment, statement));
}

/** Deletes a statement, its state and its offsets; the name is free once DELETING is over. */
export function deleteStatement(account: Account, environment: Environment, statement: Statement): void {
  if (statement.phase === 'DELETING') return;
  statement.generation++;
  setPhase(account, statement, 'DELETING');
  later(account, statement, timings.statementDelete, () => {
    environment.statements.delete(statement.name);
    account.journal.event(`statement ${statement.name} deleted`);
  });
}

const TERMINAL = new Set(['COMPLETED', 'FAILED', 'STOPPED']);

/** Statements that have not run for 30 days are purged (semantics.md 3.2 (5)). */
export function purgeStatements(account: Account, environment: Environment): void {
  const oldest = account.clock.now() - timings.statementPurge;
  for (const statement of environment.statements.all()) {
    if (!TERMINAL.has(statement.phase) || statement.updatedAt > oldest) continue;
    environment.statements.delete(statement.name);
    account.journal.event(`statement ${statement.name} purged`);
  }
}

/** A query that nobody reads is stopped by the platform (confluent-api.md 7). */
export function stopIdleQueries(account: Account, environment: Environment): void {
  const oldest = account.clock.now() - timings.idleSelect;
  for (const statement of environment.statements.all()) {
    if (statement.phase !== 'RUNNING' || statement.analysis?.kind !== 'SELECT' || statement.lastReadAt > oldest) continue;
    statement.detail = 'The statement was stopped because nobody read its results.';
    stopStatement(account, statement);
  }
}

/** A deleted pool stops its statements (semantics.md 3.2 (12)). */
export function stopStatementsOfPool(account: Account, environment: Environment, poolId: string): void {
  for (const statement of environment.statements.all()) {
    if (statement.poolId !== poolId || !['PENDING', 'RUNNING', 'DEGRADED'].includes(statement.phase)) continue;
    statement.detail = `The compute pool ${poolId} was deleted.`;
    stopStatement(account, statement);
  }
}
