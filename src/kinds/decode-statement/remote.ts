import { remoteId } from '../../core/address.js';
import type { Statement } from '../../confluent/wire.js';
import { belongsToSlug } from '../../flink/statement-name.js';
import { canonicalSql } from '../../flink/sql-text.js';
import type { Account, Created, Probe, Reading, Reference, Remote, UpdateInput, WaitOperation } from '../contract.js';
import { failureOf, poolIdOf, submitOnce } from '../shared/statements.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import type { DecodeStatementSpec } from './spec.js';

/** The statement of this name, else the newest one of the same table: its predecessor with other content. */
export function readDecodeStatement(reference: Reference<DecodeStatementSpec>, snapshot: Snapshot, account: Account): Reading<DecodeStatementSpec> | undefined {
  const statements = listed(snapshot, 'statements');
  const exact = statements.get(reference.spec.name);
  const statement = exact !== undefined && isThere(exact) ? exact : newestOf(statements.values(), reference.spec.slug, account);
  return statement === undefined ? undefined : readingOf(statement, reference.spec);
}

function newestOf(statements: Iterable<Statement>, slug: string, account: Account): Statement | undefined {
  return [...statements]
    .filter((statement) => isThere(statement) && belongsToSlug(statement.name, slug) && isOfCluster(statement, account))
    .sort((a, b) => (a.metadata?.created_at ?? '').localeCompare(b.metadata?.created_at ?? ''))
    .at(-1);
}

/** Statement names are shared by all clusters of an environment; the session says which one a statement works on. */
function isOfCluster(statement: Statement, account: Account): boolean {
  const database = statement.spec.properties?.['sql.current-database'];
  return database === undefined || database === account.cluster.name || database === account.cluster.id;
}

function isThere(statement: Statement): boolean {
  return statement.status.phase !== 'DELETING';
}

function readingOf(statement: Statement, wanted: DecodeStatementSpec): Reading<DecodeStatementSpec> {
  const { spec } = statement;
  const properties = spec.properties ?? {};
  return {
    spec: {
      name: statement.name,
      slug: wanted.slug,
      sql: canonicalSql(spec.statement),
      ...(spec.compute_pool_id === undefined ? {} : { computePool: spec.compute_pool_id }),
      ...(spec.principal === undefined ? {} : { principal: spec.principal }),
      // Extra keys are the server's (confluent-api.md section 7).
      properties: wanted.properties === undefined ? properties : Object.fromEntries(Object.entries(properties).filter(([key]) => key in wanted.properties)),
      state: spec.stopped === true ? 'stopped' : 'running',
    },
    remoteId: remoteId(statement.name),
    state: statement.status.phase,
    ...healthOf(statement),
  };
}

type HealthPart = Pick<Reading<DecodeStatementSpec>, 'health' | 'healthDetail' | 'settling'>;

function healthOf(statement: Statement): HealthPart {
  switch (statement.status.phase) {
    case 'RUNNING':
      return { health: 'healthy', settling: 'settled' };
    case 'STOPPED':
      return { health: 'paused', settling: statement.spec.stopped === true ? 'settled' : 'pending' };
    case 'FAILED':
    case 'FAILING':
      return { health: 'degraded', healthDetail: failureOf(statement), settling: 'failed' };
    case 'COMPLETED':
      return { health: 'degraded', healthDetail: 'the statement has ended; a decode statement must run for ever', settling: 'failed' };
    case 'DEGRADED':
      return { health: 'degraded', healthDetail: failureOf(statement), settling: 'pending' };
    default: {
      const detail = statement.status.detail?.trim();
      return { health: 'progressing', settling: 'pending', ...(detail ? { healthDetail: detail } : {}) };
    }
  }
}

/** By exact name: while a statement is handed over, its successor shares the slug. */
export function probeDecodeStatement(operation: WaitOperation, reference: Reference<DecodeStatementSpec>, snapshot: Snapshot): Probe {
  const statement = listed(snapshot, 'statements').get(reference.spec.name);
  if (operation === 'delete') return statement === undefined ? { state: 'settled', saw: 'gone' } : { state: 'pending', saw: statement.status.phase };
  if (statement === undefined) return { state: 'pending', saw: 'not there yet' };
  const { settling, healthDetail } = healthOf(statement);
  const wantsStopped = reference.spec.state === 'stopped';
  const saw = healthDetail === undefined ? statement.status.phase : `${statement.status.phase}: ${healthDetail}`;
  if (settling === 'settled' && wantsStopped !== (statement.status.phase === 'STOPPED')) return { state: 'pending', saw };
  return { state: settling, saw };
}

export async function createDecodeStatement(desired: DecodeStatementSpec, remote: Remote): Promise<Created> {
  const computePool = poolIdOf(desired, remote);
  await submitOnce(
    {
      name: desired.name,
      sql: desired.text,
      computePool,
      properties: desired.properties,
      ...(desired.principal === undefined ? {} : { principal: desired.principal }),
    },
    remote,
  );
  return { remoteId: remoteId(desired.name) };
}

export async function updateDecodeStatement({ desired, fields, remoteId: id }: UpdateInput<DecodeStatementSpec>, remote: Remote): Promise<void> {
  if (!fields.some((field) => field.path === 'state')) return;
  const name = id ?? desired.name;
  if (desired.state === 'stopped') await remote.clients.flink.stopStatement(name);
  else await remote.clients.flink.resumeStatement(name);
}

export async function deleteDecodeStatement(before: Reference<DecodeStatementSpec>, remote: Remote): Promise<void> {
  await remote.clients.flink.deleteStatement(before.spec.name);
}
