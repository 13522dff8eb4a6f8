import type { Caller } from './caller.js';
import { readAllPages } from './paginate.js';
import type { Environment, FlinkRegion, KafkaCluster, Organization, ProviderIntegration, SchemaRegistryCluster, ServiceAccount } from './wire.js';

/** Discovery calls of the management plane (confluent-api.md 2). Every method reads all pages and throws ApiFailure. */
export interface ManagementClient {
  listOrganizations(): Promise<readonly Organization[]>;
  listEnvironments(): Promise<readonly Environment[]>;
  listKafkaClusters(environmentId: string): Promise<readonly KafkaCluster[]>;
  /** None or one per environment. */
  listSchemaRegistryClusters(environmentId: string): Promise<readonly SchemaRegistryCluster[]>;
  /** Regions with their SQL endpoints. The case of `cloud` varies in the answers: compare without it. */
  listFlinkRegions(filter?: { readonly cloud?: string; readonly region?: string }): Promise<readonly FlinkRegion[]>;
  listServiceAccounts(filter?: { readonly displayName?: string }): Promise<readonly ServiceAccount[]>;
  /** `v1` knows AWS and is generally available, `v2` adds Azure and GCP (confluent-api.md 10). */
  listProviderIntegrations(environmentId: string, version?: 'v1' | 'v2'): Promise<readonly ProviderIntegration[]>;
}

export function createManagementClient(call: Caller): ManagementClient {
  return {
    listOrganizations: () => readAllPages(call, { method: 'GET', path: '/org/v2/organizations' }),
    listEnvironments: () => readAllPages(call, { method: 'GET', path: '/org/v2/environments' }),
    listKafkaClusters: (environment) => readAllPages(call, { method: 'GET', path: '/cmk/v2/clusters', query: { environment } }),
    listSchemaRegistryClusters: (environment) => readAllPages(call, { method: 'GET', path: '/srcm/v3/clusters', query: { environment } }),
    listFlinkRegions: (filter) =>
      readAllPages(call, { method: 'GET', path: '/fcpm/v2/regions', query: { cloud: filter?.cloud, region_name: filter?.region } }),
    listServiceAccounts: (filter) =>
      readAllPages(call, { method: 'GET', path: '/iam/v2/service-accounts', query: { display_name: filter?.displayName } }),
    listProviderIntegrations: (environment, version = 'v1') =>
      readAllPages(call, { method: 'GET', path: `/pim/${version}/integrations`, query: { environment } }),
  };
}

/**
 * Where a cluster's REST API is: the named access point, else PUBLIC, else the first by name; the deprecated member only when
 * the map is missing (confluent-api.md 2). Undefined when the cluster reports no endpoint, e.g. while it is provisioned.
 */
export function kafkaRestEndpoint(cluster: KafkaCluster, accessPoint?: string): string | undefined {
  const endpoints = cluster.spec.endpoints ?? {};
  if (accessPoint !== undefined) return endpoints[accessPoint]?.http_endpoint;
  const names = ['PUBLIC', ...Object.keys(endpoints).sort()];
  const found = names.map((name) => endpoints[name]?.http_endpoint).find((endpoint) => endpoint !== undefined && endpoint !== '');
  const deprecated = cluster.spec.http_endpoint;
  return found ?? (deprecated === '' ? undefined : deprecated);
}
