import { parseAddress, remoteId } from '../../core/address.js';
import type { ComputePool } from '../../confluent/wire.js';
import type { Account, Created, Reading, Reference, Remote, UpdateInput } from '../contract.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import { createOnce } from '../shared/create-once.js';
import type { ComputePoolSpec } from './spec.js';

/** By id when the pipeline names one, else by display name in the cluster's region. */
export function readComputePool(reference: Reference<ComputePoolSpec>, snapshot: Snapshot, account: Account): Reading<ComputePoolSpec> | undefined {
  const pools = [...listed(snapshot, 'computePools').values()];
  const pool = findPool(pools, parseAddress(reference.address).name, account);
  if (pool === undefined) return undefined;
  const phase = pool.status?.phase ?? 'PROVISIONED';
  return {
    spec: {
      displayName: pool.spec.display_name,
      cloud: pool.spec.cloud.toUpperCase(),
      region: pool.spec.region,
      maxCfu: pool.spec.max_cfu,
    },
    remoteId: remoteId(pool.id),
    state: phase,
    ...(phase === 'PROVISIONED'
      ? { health: 'healthy', settling: 'settled' }
      : phase === 'FAILED'
        ? { health: 'degraded', settling: 'failed', healthDetail: 'the compute pool failed to provision' }
        : { health: 'progressing', settling: 'pending' }),
  };
}

/**
 * Display names are not documented to be unique (confluent-api.md section 6).
 * @throws Error when two pools of the region have the name: the YAML must then give the id.
 */
export function findPool(pools: readonly ComputePool[], idOrName: string, account: Account): ComputePool | undefined {
  const byId = pools.find((pool) => pool.id === idOrName);
  if (byId !== undefined) return byId;
  const named = pools.filter(
    (pool) =>
      pool.spec.display_name === idOrName &&
      pool.spec.region === account.cluster.region &&
      pool.spec.cloud.toUpperCase() === account.cluster.cloud &&
      pool.status?.phase !== 'DEPROVISIONING',
  );
  if (named.length > 1) throw new Error(`${named.length} compute pools are called ${idOrName} (${named.map((pool) => pool.id).join(', ')}): give the id`);
  return named[0];
}

export async function createComputePool(desired: ComputePoolSpec, remote: Remote): Promise<Created> {
  const { account, clients } = remote;
  const displayName = desired.displayName ?? '';
  let id: string | undefined;
  await createOnce({
    clock: remote.clock,
    what: `compute pool ${displayName}`,
    post: async () => {
      const pool = await clients.computePools.create(account.environment.id, {
        display_name: displayName,
        cloud: desired.cloud,
        region: desired.region,
        max_cfu: desired.maxCfu ?? 5,
      });
      id = pool.id;
    },
    look: async () => {
      const pool = findPool(await clients.computePools.list(account.environment.id), displayName, account);
      id = pool?.id;
      return pool === undefined ? 'absent' : 'same';
    },
  });
  return id === undefined ? {} : { remoteId: remoteId(id) };
}

/** @throws Error when the id of the pool is not known. */
export async function updateComputePool({ desired, fields, remoteId: id }: UpdateInput<ComputePoolSpec>, remote: Remote): Promise<void> {
  if (id === undefined) throw new Error('the id of the compute pool is not known');
  const changed = new Set(fields.map((field) => field.path));
  await remote.clients.computePools.update(remote.account.environment.id, id, {
    ...(changed.has('displayName') && desired.displayName !== undefined ? { display_name: desired.displayName } : {}),
    ...(changed.has('maxCfu') && desired.maxCfu !== undefined ? { max_cfu: desired.maxCfu } : {}),
  });
}

export async function deleteComputePool(before: Reference<ComputePoolSpec> & { readonly remoteId?: string }, remote: Remote): Promise<void> {
  if (before.remoteId === undefined) throw new Error('the id of the compute pool is not known');
  await remote.clients.computePools.delete(remote.account.environment.id, before.remoteId);
}
