import type { Account, Environment } from '../account.js';
import { crn } from '../management/render.js';
import { MASK } from '../journal.js';
import { latestOffsets } from './offsets.js';
import { tableOf } from './session.js';
import { traitType } from './trait-type.js';
import type { Statement } from './types.js';

const NEVER = '0001-01-01T00:00:00Z';

/** A statement as the gateway shows it. */
export function renderStatement(account: Account, environment: Environment, statement: Statement): Record<string, unknown> {
  const base = `/sql/v1/organizations/${account.world.organization.id}/environments/${environment.id}/statements/${statement.name}`;
  return {
    api_version: 'sql/v1',
    kind: 'Statement',
    metadata: {
      self: `${account.baseUrl}${base}`,
      resource_name: crn(account, environment, `/statement=${statement.name}`),
      created_at: new Date(statement.createdAt).toISOString(),
      updated_at: new Date(statement.updatedAt).toISOString(),
      uid: statement.uid,
      resource_version: String(statement.version),
      labels: statement.labels,
    },
    name: statement.name,
    organization_id: account.world.organization.id,
    environment_id: environment.id,
    spec: {
      statement: statement.sql,
      properties: Object.fromEntries(Object.entries(statement.properties).map(([name, value]) => [name, name.startsWith('sql.secrets') ? MASK : value])),
      compute_pool_id: statement.poolId,
      principal: statement.principal,
      stopped: statement.stopped,
    },
    status: renderStatus(account, environment, statement),
  };
}

function renderStatus(account: Account, environment: Environment, statement: Statement): Record<string, unknown> {
  const cluster = environment.clusters.find((candidate) => candidate.id === statement.clusterId);
  const isStopped = statement.phase === 'STOPPED' && cluster !== undefined;
  return {
    phase: statement.phase,
    detail: statement.detail,
    scaling_status: { scaling_state: statement.isStarved ? 'POOL_EXHAUSTED' : 'OK', last_updated: new Date(statement.updatedAt).toISOString() },
    state_limit_status: { state_limit_state: statement.stateLimit, last_updated: new Date(statement.updatedAt).toISOString() },
    warnings: statement.warnings.map(({ at, ...warning }) => ({ ...warning, created_at: new Date(at).toISOString() })),
    ...renderTraits(environment, statement),
    network_kind: 'PUBLIC',
    latest_offsets: isStopped ? latestOffsets(cluster, statement) : {},
    latest_offsets_timestamp: isStopped && statement.stoppedAt !== undefined ? new Date(statement.stoppedAt).toISOString() : NEVER,
    ...(statement.endedAt === undefined ? {} : { end_time: new Date(statement.endedAt).toISOString() }),
    identity: crn(account, undefined, `/identity=${statement.principal}`),
  };
}

/** Known once the statement was checked. */
function renderTraits(environment: Environment, statement: Statement): Record<string, unknown> {
  const { analysis } = statement;
  if (analysis === undefined || analysis.kind === 'error') return {};
  const columns = 'columns' in analysis ? analysis.columns.map(({ name, type, nullable }) => ({ name, type: traitType(type, nullable) })) : [];
  const upsert = analysis.kind === 'INSERT_INTO' ? sinkPositions(environment, statement, analysis.sink, analysis.upsertColumns) : undefined;
  return {
    traits: {
      sql_kind: analysis.kind,
      is_bounded: 'bounded' in analysis ? analysis.bounded : analysis.kind !== 'INSERT_INTO',
      is_append_only: analysis.kind === 'INSERT_INTO' ? analysis.isAppendOnly : true,
      ...(upsert === undefined ? {} : { upsert_columns: upsert }),
      schema: { columns },
      connection_refs: [],
    },
  };
}

/** The API numbers the upsert columns by their place in the sink. */
function sinkPositions(environment: Environment, statement: Statement, sink: string, names: readonly string[] | undefined): readonly number[] | undefined {
  const topic = environment.clusters.find((cluster) => cluster.id === statement.clusterId)?.topics.get(sink);
  if (names === undefined || topic === undefined) return undefined;
  const columns = tableOf(environment, topic).columns.map((column) => column.name);
  return names.map((name) => columns.indexOf(name)).filter((position) => position >= 0);
}
