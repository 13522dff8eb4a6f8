import { remoteId } from '../../core/address.js';
import type { Statement } from '../../confluent/wire.js';
import { meansTheSame } from '../../flink/same-insert.js';
import { canonicalSql } from '../../flink/sql-text.js';
import type { Account, CarryOver, Created, Probe, Reading, Reference, Remote, UpdateInput, WaitOperation } from '../contract.js';
import { columnOrder } from '../shared/column-order.js';
import { failureOf, poolIdOf, statementsOfSlug, submitOnce } from '../shared/statements.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import type { DecodeStatementSpec, SourceSchemaIds } from './spec.js';

/**
 * The statement of this name, else the newest one of the same table: its predecessor with other content. Else the one that
 * the user wants kept, which is the predecessor of whatever comes after it.
 */
export function readDecodeStatement(reference: Reference<DecodeStatementSpec>, snapshot: Snapshot, account: Account): Reading<DecodeStatementSpec> | undefined {
  const statements = listed(snapshot, 'statements');
  const exact = statements.get(reference.spec.name);
  const predecessor = exact === undefined ? undefined : statements.get(exact.spec.properties?.['sql.tables.initial-offset-from'] ?? '');
  // While a carry-over is under way the old statement is what there is; the new one only waits for it.
  if (exact?.status.phase === 'PENDING' && predecessor !== undefined && isThere(predecessor)) return readingOf(predecessor, reference.spec, snapshot, account);
  const kept = statements.get(reference.spec.kept ?? '');
  const statement = exact !== undefined && isThere(exact) ? exact : (newestOf(statementsOfSlug(statements, reference.spec.slug), account) ?? (kept !== undefined && isThere(kept) && isOfCluster(kept, account) ? kept : undefined));
  return statement === undefined ? undefined : readingOf(statement, reference.spec, snapshot, account);
}

function newestOf(statements: readonly Statement[], account: Account): Statement | undefined {
  return statements
    .filter((statement) => isThere(statement) && isOfCluster(statement, account))
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

function readingOf(statement: Statement, wanted: DecodeStatementSpec, snapshot: Snapshot, account: Account): Reading<DecodeStatementSpec> {
  const { spec } = statement;
  // UTC is what a session without the property has (semantics.md 2.5).
  const properties = { 'sql.local-time-zone': 'UTC', ...spec.properties };
  return {
    spec: {
      name: statement.name,
      slug: wanted.slug,
      sql: comparableSql(statement, wanted, snapshot, account),
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

/** One that was written by hand counts as ours when it does what ours would do. */
function comparableSql({ spec }: Statement, wanted: DecodeStatementSpec, { schemas }: Snapshot, { environment, cluster }: Account): string {
  const sql = canonicalSql(spec.statement);
  if (sql === wanted.sql || wanted.text === undefined) return sql;
  const order = schemas?.read === true ? columnOrder(wanted.targetTable, schemas.items) : undefined;
  return meansTheSame(spec.statement, wanted.text, [environment.name, environment.id, cluster.name, cluster.id], order) ? wanted.sql : sql;
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
  if (operation === 'delete' || (operation === 'stop' && statement === undefined)) return statement === undefined ? { state: 'settled', saw: 'gone' } : { state: 'pending', saw: statement.status.phase };
  if (statement === undefined) return { state: 'pending', saw: 'not there yet' };
  const { settling, healthDetail } = healthOf(statement);
  if (operation === 'stop') return { state: hasStopped(statement) ? 'settled' : 'pending', saw: statement.status.phase };
  if (operation === 'prepare' && statement.status.phase === 'PENDING') return { state: 'settled', saw: 'PENDING, until its predecessor has stopped' };
  const wantsStopped = reference.spec.state === 'stopped';
  const saw = healthDetail === undefined ? statement.status.phase : `${statement.status.phase}: ${healthDetail}`;
  if (settling === 'settled' && wantsStopped !== (statement.status.phase === 'STOPPED')) return { state: 'pending', saw };
  return { state: settling, saw };
}

/** Also one that ended by itself holds nothing up any more. */
function hasStopped(statement: Statement): boolean {
  return ['STOPPED', 'FAILED', 'COMPLETED'].includes(statement.status.phase);
}

export async function createDecodeStatement(desired: DecodeStatementSpec, remote: Remote, carryOver: CarryOver = {}): Promise<Created> {
  const computePool = poolIdOf(desired, remote);
  const sourceSchemas = await newestSchemas(desired.sourceTopic, remote);
  await submitOnce(
    {
      name: desired.name,
      sql: desired.text,
      computePool,
      stopped: desired.state === 'stopped',
      properties: { ...desired.properties, ...(carryOver.from?.remoteId === undefined ? {} : { 'sql.tables.initial-offset-from': carryOver.from.remoteId }) },
      ...(desired.principal === undefined ? {} : { principal: desired.principal }),
    },
    remote,
  );
  return { remoteId: remoteId(desired.name), ...(sourceSchemas === undefined ? {} : { known: { sourceSchemas } }) };
}

/**
 * What the statement begins to decode with, looked up just before it is made: one that comes in between counts as newer. When the
 * registry does not answer nothing is known, and the next run takes what it finds.
 */
async function newestSchemas(topic: string, { clients }: Remote): Promise<SourceSchemaIds | undefined> {
  const schemas = await clients.schemaRegistry.listLatestSchemas({ subjectPrefix: `${topic}-` }).catch(() => []);
  const [key, value] = [`${topic}-key`, `${topic}-value`].map((subject) => schemas.find((schema) => schema.subject === subject)?.id);
  return value === undefined ? undefined : { ...(key === undefined ? {} : { key }), value };
}

export async function updateDecodeStatement({ desired, fields, remoteId: id }: UpdateInput<DecodeStatementSpec>, remote: Remote): Promise<void> {
  const name = id ?? desired.name;
  const moves = fields.some((field) => field.path === 'computePool' || field.path === 'principal');
  if (desired.state === 'stopped' || moves) await stopAndWait(name, remote);
  if (desired.state === 'stopped') return;
  await remote.clients.flink.resumeStatement(name, {
    ...(moves ? { computePoolId: poolIdOf(desired, remote) } : {}),
    ...(moves && desired.principal !== undefined ? { principal: desired.principal } : {}),
  });
}

/** Pool and principal change only on the way from stopped to running, so the stop must have happened before the resume. */
async function stopAndWait(name: string, remote: Remote): Promise<void> {
  await remote.clients.flink.stopStatement(name);
  for (let tries = 0; tries < 120; tries += 1) {
    const statement = await remote.clients.flink.getStatement(name);
    if (statement === undefined || hasStopped(statement)) return;
    await remote.clock.sleep(5_000);
  }
  throw new Error(`statement ${name} did not stop within 10 min`);
}

export async function stopDecodeStatement(before: Reference<DecodeStatementSpec>, remote: Remote): Promise<void> {
  const statement = await remote.clients.flink.getStatement(before.spec.name);
  if (statement !== undefined && !hasStopped(statement)) await remote.clients.flink.stopStatement(before.spec.name);
}

/** Stopped first: a running one would write on until its deletion takes effect. */
export async function deleteDecodeStatement(before: Reference<DecodeStatementSpec>, remote: Remote): Promise<void> {
  await remote.clients.flink.deleteStatement(before.spec.name);
}
