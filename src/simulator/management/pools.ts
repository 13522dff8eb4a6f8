import type { Account, ComputePool, Environment } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import { objectBody, objectOf, optionalText, requiredText } from '../server/body.js';
import type { JsonObject } from '../server/body.js';
import { routes } from '../server/router.js';
import type { Route } from '../server/router.js';
import { jobsInPool } from '../sql/begin.js';
import { stopStatementsOfPool } from '../sql/lifecycle.js';
import { timings } from '../timings.js';
import { crn, environmentById, environmentOfQuery, environmentReference, listBody, metadata } from './render.js';

const CFUS = [5, 10, 20, 30, 40, 50];

/** fcpm v2: regions and compute pools (confluent-api.md 6). */
export function poolRoutes(account: Account): readonly Route[] {
  return routes({
    'GET /fcpm/v2/regions': (request) => {
      const [cloud, region] = [request.query.get('cloud')?.toUpperCase(), request.query.get('region_name')];
      const items = regions(account).filter((item) => (cloud === undefined || item.cloud === cloud) && (region === null || item.region === region));
      return { status: 200, body: listBody(request, 'fcpm/v2', 'RegionList', items.map((item) => renderRegion(account, item))) };
    },
    'GET /fcpm/v2/compute-pools': (request) => {
      const environment = environmentOfQuery(account, request);
      const region = request.query.get('spec.region');
      const pools = environment.pools.all().filter((pool) => region === null || pool.region === region);
      return { status: 200, body: listBody(request, 'fcpm/v2', 'ComputePoolList', pools.map((pool) => renderPool(account, environment, pool))) };
    },
    'POST /fcpm/v2/compute-pools': (request) => {
      const spec = objectOf(objectBody(request)['spec']);
      const environment = environmentById(account, requiredText(objectOf(spec['environment']), 'id', '/spec/environment'));
      const pool = createPool(account, environment, spec);
      return { status: 202, body: renderPool(account, environment, pool) };
    },
    'GET /fcpm/v2/compute-pools/{id}': (request) => {
      const environment = environmentOfQuery(account, request);
      return { status: 200, body: renderPool(account, environment, poolById(environment, request.params['id'] ?? '')) };
    },
    'PATCH /fcpm/v2/compute-pools/{id}': (request) => {
      const spec = objectOf(objectBody(request)['spec']);
      const environment = environmentById(account, requiredText(objectOf(spec['environment']), 'id', '/spec/environment'));
      const pool = poolById(environment, request.params['id'] ?? '');
      patchPool(pool, spec);
      return { status: 200, body: renderPool(account, environment, pool) };
    },
    'DELETE /fcpm/v2/compute-pools/{id}': (request) => {
      const environment = environmentOfQuery(account, request);
      const pool = poolById(environment, request.params['id'] ?? '');
      pool.phase = 'DEPROVISIONING';
      account.journal.event(`compute pool ${pool.name} DEPROVISIONING`);
      stopStatementsOfPool(account, environment, pool.id);
      account.clock.schedule(timings.poolDelete, () => environment.pools.delete(pool.id));
      return { status: 204 };
    },
    'GET /fcpm/v2/compute-pool-config': () => ({
      status: 200,
      body: { api_version: 'fcpm/v2', kind: 'OrgComputePoolConfig', organization_id: account.world.organization.id, spec: { default_pool_enabled: false, default_pool_max_cfu: 50 } },
    }),
  });
}

function createPool(account: Account, environment: Environment, spec: JsonObject): ComputePool {
  const name = requiredText(spec, 'display_name', '/spec');
  if (!/^[0-9A-Za-z-][\w.-]{0,63}$/.test(name)) throw new ApiFailure(422, `display_name '${name}' is not valid`, { pointer: '/spec/display_name' });
  const cloud = requiredText(spec, 'cloud', '/spec').toUpperCase();
  const region = requiredText(spec, 'region', '/spec');
  if (!regions(account).some((item) => item.cloud === cloud && item.region === region)) throw new ApiFailure(422, `Flink is not available in ${cloud} ${region}`, { pointer: '/spec/region' });
  if (environment.pools.all().length >= 10) throw new ApiFailure(422, 'The number of compute pools is currently limited to 10 per environment.');
  const pool: ComputePool = {
    id: account.random.id('lfcp'),
    name,
    cloud,
    region,
    maxCfu: checkedCfu(spec['max_cfu']),
    isDefault: spec['default_pool'] === true,
    phase: 'PROVISIONING',
    createdAt: account.clock.now(),
  };
  environment.pools.put(pool.id, pool);
  account.journal.event(`compute pool ${name} PROVISIONING`);
  account.clock.schedule(timings.pool, () => {
    if (pool.phase !== 'PROVISIONING') return;
    pool.phase = 'PROVISIONED';
    account.journal.event(`compute pool ${name} PROVISIONED`);
  });
  return pool;
}

/** CFUs can grow and never shrink; cloud and region are immutable (semantics.md 3.8 (1), confluent-api.md 6). */
function patchPool(pool: ComputePool, spec: JsonObject): void {
  for (const [name, current] of [['cloud', pool.cloud], ['region', pool.region]] as const) {
    const wanted = optionalText(spec, name);
    if (wanted !== undefined && wanted.toUpperCase() !== current.toUpperCase()) throw new ApiFailure(422, `${name} is immutable`, { pointer: `/spec/${name}` });
  }
  if (spec['max_cfu'] !== undefined) {
    const wanted = checkedCfu(spec['max_cfu']);
    if (wanted < pool.maxCfu) throw new ApiFailure(422, 'max_cfu cannot be decreased', { pointer: '/spec/max_cfu' });
    pool.maxCfu = wanted;
  }
  pool.name = optionalText(spec, 'display_name') ?? pool.name;
  if (typeof spec['default_pool'] === 'boolean') pool.isDefault = spec['default_pool'];
}

function checkedCfu(value: unknown): number {
  if (typeof value !== 'number' || !CFUS.includes(value)) throw new ApiFailure(422, `max_cfu must be one of ${CFUS.join(', ')}`, { pointer: '/spec/max_cfu' });
  return value;
}

/** A pool that is gone answers 403, not 404 (confluent-api.md 1.4). */
function poolById(environment: Environment, id: string): ComputePool {
  const pool = environment.pools.get(id);
  if (pool === undefined) throw new ApiFailure(403, `compute pool ${id} was not found or access to it is forbidden`);
  return pool;
}

function renderPool(account: Account, environment: Environment, pool: ComputePool): Record<string, unknown> {
  return {
    api_version: 'fcpm/v2',
    kind: 'ComputePool',
    id: pool.id,
    metadata: metadata(account, `/fcpm/v2/compute-pools/${pool.id}`, crn(account, environment, `/flink-region=${pool.cloud.toLowerCase()}.${pool.region}/compute-pool=${pool.id}`), pool.createdAt),
    spec: {
      display_name: pool.name,
      cloud: pool.cloud,
      region: pool.region,
      max_cfu: pool.maxCfu,
      enable_ai: false,
      default_pool: pool.isDefault,
      environment: environmentReference(account, environment),
    },
    status: { phase: pool.phase, current_cfu: jobsInPool(account, pool.id) },
  };
}

interface Region {
  readonly cloud: string;
  readonly region: string;
}

function regions(account: Account): readonly Region[] {
  const all = account.environments.flatMap((environment) => environment.clusters.map(({ cloud, region }) => `${cloud} ${region}`));
  return [...new Set([...all, 'AWS us-east-1', 'AWS eu-central-1', 'GCP us-east1', 'AZURE eastus'])].map((text) => {
    const [cloud = '', region = ''] = text.split(' ');
    return { cloud, region };
  });
}

function renderRegion(account: Account, { cloud, region }: Region): Record<string, unknown> {
  const id = `${cloud.toLowerCase()}.${region}`;
  return {
    api_version: 'fcpm/v2',
    kind: 'Region',
    id,
    metadata: metadata(account, `/fcpm/v2/regions/${id}`, crn(account, undefined, `/flink-region=${id}`)),
    display_name: `${cloud} ${region}`,
    cloud,
    region_name: region,
    http_endpoint: account.baseUrl,
    private_http_endpoint: account.baseUrl,
  };
}
