import { violate } from '../account.js';
import type { Account, Cluster, Environment } from '../account.js';
import { assertNever } from '../assert.js';
import { analyse } from '../flink/index.js';
import type { Analysis } from '../flink/index.js';
import { timings } from '../timings.js';
import { alterTable, createTable, ddlProblem, dropTable } from './ddl.js';
import { membersOf, sinksOf } from './job.js';
import type { InsertAnalysis } from './job.js';
import { carryOver, startPositions } from './offsets.js';
import { failStatement, later, setPhase } from './phase.js';
import { write } from './pump.js';
import { currentCluster, namespaceProblem, openSession, tableOf } from './session.js';
import type { Statement } from './types.js';

/** The moment a PENDING statement gets its turn: it is checked against the catalog of now and takes effect, or fails. */
export function begin(account: Account, environment: Environment, statement: Statement): void {
  const { properties } = statement;
  const cluster = currentCluster(environment, properties);
  const problem = namespaceProblem(environment, properties);
  if (problem !== undefined || cluster === undefined) {
    failStatement(account, statement, problem ?? 'The current database is not set.');
    return;
  }
  if (statement.analysis?.kind === 'INSERT_INTO' && statement.positions.size > 0) {
    runJob(account, environment, cluster, statement, statement.analysis);
    return;
  }
  const analysis = analyse(statement.sql, openSession(account, environment, cluster, properties));
  statement.analysis = analysis;
  const refusal = refusalOf(environment, cluster, analysis);
  if (refusal !== undefined) failStatement(account, statement, refusal);
  else if (properties['sql.dry-run'] === 'true') setPhase(account, statement, 'COMPLETED');
  else takeEffect(account, environment, cluster, statement, analysis);
}

function refusalOf(environment: Environment, cluster: Cluster, analysis: Analysis): string | undefined {
  return analysis.kind === 'error' ? analysis.message : ddlProblem(environment, cluster, analysis);
}

function takeEffect(account: Account, environment: Environment, cluster: Cluster, statement: Statement, analysis: Analysis): void {
  switch (analysis.kind) {
    case 'error':
      return;
    case 'CREATE_TABLE':
      createTable(account, environment, cluster, analysis);
      setPhase(account, statement, 'COMPLETED');
      return;
    case 'DROP_TABLE':
      dropTable(account, environment, cluster, analysis.table);
      setPhase(account, statement, 'COMPLETED');
      return;
    case 'ALTER_TABLE':
      alterTable(account, environment, cluster, analysis);
      setPhase(account, statement, 'COMPLETED');
      return;
    case 'INSERT_INTO':
      for (const warning of analysis.warnings) statement.warnings.push({ ...warning, at: account.clock.now() });
      startJob(account, environment, cluster, statement, analysis);
      return;
    case 'SELECT':
    case 'SHOW':
    case 'DESCRIBE':
    case 'EXPLAIN':
      statement.lastReadAt = account.clock.now();
      setPhase(account, statement, analysis.bounded ? 'COMPLETED' : 'RUNNING');
      return;
    default:
      assertNever(analysis);
  }
}

function startJob(account: Account, environment: Environment, cluster: Cluster, statement: Statement, analysis: InsertAnalysis): void {
  const old = statement.properties['sql.tables.initial-offset-from'];
  if (old === undefined) {
    startPositions(account, cluster, statement, analysis);
    runJob(account, environment, cluster, statement, analysis);
    return;
  }
  const upsertSink = sinksOf(analysis).find((name) => {
    const sink = cluster.topics.get(name);
    return sink !== undefined && tableOf(environment, sink).options['changelog.mode'] === 'upsert';
  });
  if (upsertSink !== undefined && !account.world.carryOverIntoUpsert) {
    failStatement(account, statement, `Offsets cannot be carried over from statement '${old}': the sink '${upsertSink}' is an upsert table, which makes the statement stateful.`);
    return;
  }
  const carried = carryOver(account, environment, cluster, statement, analysis, old);
  if (carried.kind === 'failed') failStatement(account, statement, carried.detail);
  else if (carried.kind === 'ready') runJob(account, environment, cluster, statement, analysis);
  else {
    statement.detail = carried.detail;
    later(account, statement, timings.statementStop, () => startJob(account, environment, cluster, statement, analysis));
  }
}

/** RUNNING, as soon as the pool has a CFU to spare (semantics.md 3.8 (4)). */
function runJob(account: Account, environment: Environment, cluster: Cluster, statement: Statement, analysis: InsertAnalysis): void {
  const pool = environment.pools.get(statement.poolId);
  const used = jobsInPool(account, statement.poolId);
  if (pool === undefined || used >= pool.maxCfu) {
    statement.isStarved = true;
    statement.detail = 'The statement cannot be scheduled: compute pool CFU limit exceeded.';
    later(account, statement, timings.poolRetry, () => runJob(account, environment, cluster, statement, analysis));
    return;
  }
  statement.isStarved = false;
  statement.detail = '';
  noteSecondWriter(account, cluster, analysis);
  if (analysis.sources.length === 0) writeValues(account, cluster, statement, analysis);
  else setPhase(account, statement, 'RUNNING');
}

/** An INSERT of VALUES has no source: it writes its rows and is done. */
function writeValues(account: Account, cluster: Cluster, statement: Statement, analysis: InsertAnalysis): void {
  for (const member of membersOf(analysis)) write(account, cluster, member, member.run('', []));
  setPhase(account, statement, 'COMPLETED');
}

/** How many CFUs the jobs of a pool use: one each. */
export function jobsInPool(account: Account, poolId: string): number {
  return account.jobs.ofPool.get(poolId)?.size ?? 0;
}

/** Two jobs that write one table overwrite each other. */
function noteSecondWriter(account: Account, cluster: Cluster, analysis: InsertAnalysis): void {
  const writes = (other: Statement, sink: string): boolean =>
    other.clusterId === cluster.id && other.analysis !== analysis && other.analysis?.kind === 'INSERT_INTO' && sinksOf(other.analysis).includes(sink);
  for (const sink of sinksOf(analysis)) if ([...(account.jobs.ofTable.get(sink) ?? [])].some((other) => writes(other, sink))) violate(account, 'two-writers', `two statements write table ${sink} at the same time`);
}
