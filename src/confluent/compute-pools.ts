import type { Caller } from './caller.js';
import { deletionOf } from './errors.js';
import { readAllPages } from './paginate.js';
import type { Deletion } from './planes.js';
import type { ComputePool, ComputePoolSpec } from './wire.js';

/** Flink compute pools, `fcpm/v2` (confluent-api.md 6). Every method throws ApiFailure. */
export interface ComputePoolsClient {
  list(environmentId: string): Promise<readonly ComputePool[]>;
  /** A pool that is gone answers 403 as often as 404: both are errors here, absence is proven by `list`. */
  get(environmentId: string, poolId: string): Promise<ComputePool>;
  /** Answers at once; the pool is PROVISIONING for a while. Display names are not unique: keep the id. */
  create(environmentId: string, spec: Omit<ComputePoolSpec, 'environment'>): Promise<ComputePool>;
  update(environmentId: string, poolId: string, changes: ComputePoolChanges): Promise<ComputePool>;
  /** Asynchronous. */
  delete(environmentId: string, poolId: string): Promise<Deletion>;
}

export type ComputePoolChanges = Partial<Pick<ComputePoolSpec, 'display_name' | 'max_cfu' | 'default_pool'>>;

const collection = '/fcpm/v2/compute-pools';
const member = `${collection}/{id}`;

export function createComputePoolsClient(call: Caller): ComputePoolsClient {
  return {
    list: (environment) => readAllPages(call, { method: 'GET', path: collection, query: { environment } }),
    get: (environment, id) => call({ method: 'GET', path: member, params: { id }, query: { environment } }),
    create: (environment, spec) => call({ method: 'POST', path: collection, body: { spec: { ...spec, environment: { id: environment } } } }),
    update: (environment, id, changes) =>
      call({
        method: 'PATCH',
        path: member,
        params: { id },
        body: { spec: { ...changes, environment: { id: environment } } },
        // Absolute values: sent twice, it says the same.
        idempotent: true,
      }),
    delete: (environment, id) =>
      deletionOf(() => call({ method: 'DELETE', path: member, params: { id }, query: { environment }, answers: 'nothing' })),
  };
}
