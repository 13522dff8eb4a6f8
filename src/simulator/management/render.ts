import type { Account, Cluster, Environment } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { paginate } from '../server/paging.js';
import type { PageLimits } from '../server/paging.js';

/** Confluent resource name of something below an environment. */
export function crn(account: Account, environment: Environment | undefined, path = ''): string {
  const organization = `crn://confluent.cloud/organization=${account.world.organization.id}`;
  return `${organization}${environment === undefined ? '' : `/environment=${environment.id}`}${path}`;
}

/** The `metadata` member of a resource. Times are simulated epoch ms. */
export function metadata(account: Account, self: string, name: string, createdAt = account.createdAt, updatedAt = createdAt): Record<string, string> {
  return {
    self: `${account.baseUrl}${self}`,
    resource_name: name,
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
  };
}

export function environmentReference(account: Account, environment: Environment): Record<string, string> {
  return { id: environment.id, related: `${account.baseUrl}/org/v2/environments/${environment.id}`, resource_name: crn(account, environment) };
}

export function clusterReference(account: Account, environment: Environment, cluster: Cluster): Record<string, string> {
  return {
    id: cluster.id,
    environment: environment.id,
    related: `${account.baseUrl}/cmk/v2/clusters/${cluster.id}?environment=${environment.id}`,
    resource_name: crn(account, environment, `/cloud-cluster=${cluster.id}`),
  };
}

/** A page of a list in the envelope of the management APIs: `metadata.next` is absent on the last page. */
export function listBody<T>(request: ApiRequest, apiVersion: string, kind: string, items: readonly T[], limits?: PageLimits, render: (item: T) => unknown = (item) => item): Record<string, unknown> {
  const page = paginate(request, items, limits);
  const first = new URL(request.url);
  first.searchParams.delete('page_token');
  return {
    api_version: apiVersion,
    kind,
    metadata: { first: first.toString(), ...(page.next === undefined ? {} : { next: page.next }), total_size: items.length },
    data: page.items.map(render),
  };
}

/** The environment that a required `environment` parameter names. Throws a 400 without one, a 403 for an unknown one (confluent-api.md 1.4). */
export function environmentOfQuery(account: Account, request: ApiRequest): Environment {
  const id = request.query.get('environment');
  if (id === null || id === '') throw new ApiFailure(400, 'environment is required', { pointer: 'environment' });
  return environmentById(account, id);
}

/** Throws a 403: an environment that is not there and one that must not be seen look alike. */
export function environmentById(account: Account, id: string): Environment {
  const found = account.environments.find((environment) => environment.id === id);
  if (found === undefined) throw new ApiFailure(403, `environment ${id} was not found or access to it is forbidden`);
  return found;
}

/** Throws `status` (default 404) when the environment has no such cluster. */
export function clusterById(environment: Environment, id: string, status = 404): Cluster {
  const found = environment.clusters.find((cluster) => cluster.id === id);
  if (found === undefined) throw new ApiFailure(status, `cluster ${id} was not found in environment ${environment.id}`);
  return found;
}
