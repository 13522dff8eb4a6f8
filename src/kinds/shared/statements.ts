import type { Statement, NewStatement } from '../../confluent/wire.js';
import type { ResourceAddress } from '../../core/address.js';
import { slugOfName } from '../../flink/statement-name.js';
import { sameSql } from '../../flink/sql-text.js';
import type { Account, Remote } from '../contract.js';
import { createOnce } from './create-once.js';
import type { Presence } from './create-once.js';

export interface Submission {
  readonly name: string;
  readonly sql: string;
  readonly computePool: string;
  readonly principal?: string;
  /** Created without running. */
  readonly stopped?: boolean;
  readonly properties?: Readonly<Record<string, string>>;
}

const bySlug = new WeakMap<ReadonlyMap<string, Statement>, ReadonlyMap<string, readonly Statement[]>>();

/** The statements of a list whose names are made for the slug; a list is sorted once, however many ask. */
export function statementsOfSlug(statements: ReadonlyMap<string, Statement>, slug: string): readonly Statement[] {
  const known = bySlug.get(statements) ?? sortBySlug(statements);
  bySlug.set(statements, known);
  return known.get(slug) ?? [];
}

function sortBySlug(statements: ReadonlyMap<string, Statement>): ReadonlyMap<string, readonly Statement[]> {
  const sorted = new Map<string, Statement[]>();
  for (const statement of statements.values()) {
    const slug = slugOfName(statement.name);
    if (slug === undefined) continue;
    const same = sorted.get(slug);
    if (same === undefined) sorted.set(slug, [statement]);
    else same.push(statement);
  }
  return sorted;
}

/** Table names resolve in the environment (catalog) and cluster (database) of the account (semantics.md 3.1). */
function sessionProperties(account: Account): Readonly<Record<string, string>> {
  return { 'sql.current-catalog': account.environment.name, 'sql.current-database': account.cluster.name };
}

export function statementBody(submission: Submission, account: Account): NewStatement {
  return {
    name: submission.name,
    spec: {
      statement: submission.sql,
      properties: { ...sessionProperties(account), ...submission.properties },
      compute_pool_id: submission.computePool,
      ...(submission.principal === undefined ? {} : { principal: submission.principal }),
      stopped: submission.stopped ?? false,
    },
  };
}

/** Submits a statement under its name, once. One that is there with the same SQL is success. */
export async function submitOnce(submission: Submission, remote: Remote): Promise<void> {
  await createOnce({
    clock: remote.clock,
    what: `statement ${submission.name}`,
    post: async () => void (await remote.clients.flink.createStatement(statementBody(submission, remote.account))),
    look: () => presenceOf(submission, remote),
  });
}

/**
 * Submits a statement that does its work once and ends (DDL). A finished one of the same name is left from an earlier run
 * and says nothing about now: it is removed, and the work is done again, unless `isDone` sees its effect already: lists run
 * behind, so a run that goes on after a kill may not have seen it.
 */
export async function runOnce(submission: Submission, remote: Remote, isDone: () => Promise<boolean> = () => Promise.resolve(false)): Promise<void> {
  await createOnce({
    clock: remote.clock,
    what: `statement ${submission.name}`,
    post: async () => void (await remote.clients.flink.createStatement(statementBody(submission, remote.account))),
    look: async () => {
      const existing = await remote.clients.flink.getStatement(submission.name);
      if (existing === undefined || existing.status.phase === 'DELETING') return 'absent';
      if (existing.status.phase === 'PENDING' || existing.status.phase === 'RUNNING') return 'same';
      if (existing.status.phase === 'COMPLETED' && (await isDone())) return 'same';
      await remote.clients.flink.deleteStatement(submission.name);
      return 'absent';
    },
  });
}

async function presenceOf(submission: Submission, remote: Remote): Promise<Presence> {
  const existing = await remote.clients.flink.getStatement(submission.name);
  if (existing === undefined || existing.status.phase === 'DELETING') return 'absent';
  return sameSql(existing.spec.statement, submission.sql) ? 'same' : 'different';
}

/**
 * The id of the pool to run in: known from the start, or since this run created the pool.
 * @throws Error when the pool has not been created.
 */
export function poolIdOf(spec: { readonly pool: ResourceAddress; readonly computePool?: string }, remote: Remote): string {
  const known = spec.computePool === spec.pool ? undefined : spec.computePool;
  const id = known ?? remote.remoteIdOf(spec.pool);
  if (id === undefined) throw new Error(`${spec.pool} has no id yet`);
  return id;
}

/** What a failed statement says, in one phrase. */
export function failureOf(statement: Statement): string {
  return statement.status.detail?.trim() || `the statement is ${statement.status.phase} and gives no detail`;
}
