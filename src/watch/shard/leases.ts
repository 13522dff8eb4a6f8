import { askKubernetes, jsonOf, leasesUrl, refusalOf } from '../leader/kubernetes.js';
import type { KubernetesAccess } from '../leader/kubernetes.js';
import { parseLease, recordOf } from '../leader/lease.js';
import type { Lease } from '../leader/lease.js';

/** A Lease of a group, and what it says besides its spec. */
export interface ListedLease {
  readonly name: string;
  readonly lease: Lease;
  readonly annotations: Readonly<Record<string, unknown>>;
}

export type LeaseListAnswer =
  | { readonly type: 'leases'; readonly leases: readonly ListedLease[] }
  /** `reason`: one sentence for people. */
  | { readonly type: 'failed'; readonly reason: string };

/** All Leases of one group. Never throws, never retries, and answers within `timeoutMs` milliseconds. */
export interface LeaseGroupApi {
  list(timeoutMs: number): Promise<LeaseListAnswer>;
  /** Deletes a Lease if it is still as it was read; whatever the answer. */
  remove(listed: ListedLease, timeoutMs: number): Promise<void>;
}

/** The label of a group's Leases; its value is the name of the group. */
export const GROUP_LABEL = 'cdc-reconciler/shards';
/** On a replica's Lease: the commit that it has in force. */
export const COMMIT_ANNOTATION = 'cdc-reconciler/commit';

/** What the Lease of a target is called. Both are names by Kubernetes' rules, and so is this. */
export function leaseOfTarget(group: string, target: string): string {
  return `${group}.target.${target}`;
}

/** What the Lease is called by which a replica shows that it lives. `id`: different for every process. */
export function leaseOfReplica(group: string, id: string): string {
  return `${group}.replica.${id}`;
}

/** What a Lease of the group is about; nothing when it is called otherwise. */
export function subjectOf(group: string, name: string): { readonly target: string } | { readonly replica: string } | undefined {
  const [, kind, rest = ''] = name.startsWith(`${group}.`) ? (/^\.(target|replica)\.(.+)$/.exec(name.slice(group.length)) ?? []) : [];
  if (kind === undefined) return undefined;
  return kind === 'target' ? { target: rest } : { replica: rest };
}

/** By REST. A list that names no version is answered with the newest there is (Kubernetes, "API concepts"). */
export function createLeaseGroupApi(access: KubernetesAccess, group: string): LeaseGroupApi {
  const all = leasesUrl(access);
  return {
    async list(timeoutMs) {
      const answer = await askKubernetes(access, { method: 'GET', url: `${all}?labelSelector=${encodeURIComponent(`${GROUP_LABEL}=${group}`)}`, timeoutMs });
      if (answer.status !== 200) return { type: 'failed', reason: refusalOf(answer, `list the Leases of ${access.namespace}`, 'get, list, create, update and delete') };
      const { items } = recordOf(jsonOf(answer.text));
      if (!Array.isArray(items)) return { type: 'failed', reason: 'the Kubernetes API answered with something that is no list of Leases' };
      return { type: 'leases', leases: items.flatMap(listedLease) };
    },
    async remove({ name, lease: { resourceVersion, uid } }, timeoutMs) {
      const preconditions = { resourceVersion, ...(uid === undefined ? {} : { uid }) };
      await askKubernetes(access, { method: 'DELETE', url: `${all}/${encodeURIComponent(name)}`, body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions }, timeoutMs });
    },
  };
}

function listedLease(item: unknown): readonly ListedLease[] {
  const lease = parseLease(item);
  const { name, annotations } = recordOf(recordOf(item)['metadata']);
  return lease === undefined || typeof name !== 'string' ? [] : [{ name, lease, annotations: recordOf(annotations) }];
}
