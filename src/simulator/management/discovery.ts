import type { Account, Cluster, Environment } from '../account.js';
import { homes } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import { routes } from '../server/router.js';
import type { Route } from '../server/router.js';
import { clusterById, clusterReference, crn, environmentById, environmentOfQuery, environmentReference, listBody, metadata } from './render.js';

/** org, cmk, srcm, endpoint and iam: what a client reads to find everything else. All endpoints are this server. */
export function discoveryRoutes(account: Account): readonly Route[] {
  const { organization } = account.world;
  const anOrganization = { api_version: 'org/v2', kind: 'Organization', id: organization.id, metadata: metadata(account, `/org/v2/organizations/${organization.id}`, crn(account, undefined)), display_name: organization.name, jit_enabled: true };
  return routes({
    'GET /org/v2/organizations': (request) => ({ status: 200, body: listBody(request, 'org/v2', 'OrganizationList', [anOrganization]) }),
    'GET /org/v2/organizations/{id}': ({ params }) => {
      if (params['id'] !== organization.id) throw new ApiFailure(403, `organization ${params['id'] ?? ''} was not found or access to it is forbidden`);
      return { status: 200, body: anOrganization };
    },
    'GET /org/v2/environments': (request) => ({ status: 200, body: listBody(request, 'org/v2', 'EnvironmentList', account.environments.map((environment) => renderEnvironment(account, environment))) }),
    'GET /org/v2/environments/{id}': ({ params }) => ({ status: 200, body: renderEnvironment(account, environmentById(account, params['id'] ?? '')) }),
    'GET /cmk/v2/clusters': (request) => {
      const environment = environmentOfQuery(account, request);
      return { status: 200, body: listBody(request, 'cmk/v2', 'ClusterList', environment.clusters.map((cluster) => renderCluster(account, environment, cluster))) };
    },
    'GET /cmk/v2/clusters/{id}': (request) => {
      const environment = environmentOfQuery(account, request);
      return { status: 200, body: renderCluster(account, environment, clusterById(environment, request.params['id'] ?? '', 403)) };
    },
    'GET /srcm/v3/clusters': (request) => {
      const environment = environmentOfQuery(account, request);
      return { status: 200, body: listBody(request, 'srcm/v3', 'ClusterList', [renderRegistry(account, environment, 'srcm/v3')]) };
    },
    'GET /srcm/v3/clusters/{id}': (request) => ({ status: 200, body: renderRegistry(account, registryEnvironment(account, request.params['id'] ?? ''), 'srcm/v3') }),
    'GET /srcm/v2/clusters': (request) => {
      const environment = environmentOfQuery(account, request);
      return { status: 200, body: listBody(request, 'srcm/v2', 'ClusterList', [renderRegistry(account, environment, 'srcm/v2')]) };
    },
    'GET /endpoint/v1/endpoints': (request) => {
      const environment = environmentOfQuery(account, request);
      const items = renderEndpoints(account, environment).filter((endpoint) => ['service', 'cloud', 'region', 'is_private'].every((name) => {
        const wanted = request.query.get(name);
        return wanted === null || wanted.toUpperCase() === String(endpoint[name]).toUpperCase();
      }));
      if (!request.query.has('service')) throw new ApiFailure(400, 'service is required');
      return { status: 200, body: listBody(request, 'endpoint/v1', 'EndpointList', items, { standard: 100, most: 1_000 }) };
    },
    'GET /iam/v2/service-accounts': (request) => {
      const wanted = request.query.getAll('display_name');
      const items = account.world.serviceAccounts.filter((one) => wanted.length === 0 || wanted.includes(one.name));
      return { status: 200, body: listBody(request, 'iam/v2', 'ServiceAccountList', items.map((one) => ({ api_version: 'iam/v2', kind: 'ServiceAccount', id: one.id, metadata: metadata(account, `/iam/v2/service-accounts/${one.id}`, crn(account, undefined, `/service-account=${one.id}`)), display_name: one.name, description: '' }))) };
    },
  });
}

function registryEnvironment(account: Account, id: string): Environment {
  const found = account.environments.find((environment) => environment.schemaRegistryId === id);
  if (found === undefined) throw new ApiFailure(404, `Schema Registry cluster ${id} was not found`);
  return found;
}

function renderEnvironment(account: Account, environment: Environment): Record<string, unknown> {
  return {
    api_version: 'org/v2',
    kind: 'Environment',
    id: environment.id,
    metadata: metadata(account, `/org/v2/environments/${environment.id}`, crn(account, environment)),
    display_name: environment.name,
    stream_governance_config: { package: 'ESSENTIALS' },
  };
}

function renderCluster(account: Account, environment: Environment, cluster: Cluster): Record<string, unknown> {
  const bootstrap = `SASL_SSL://${new URL(account.baseUrl).hostname}:9092`;
  return {
    api_version: 'cmk/v2',
    kind: 'Cluster',
    id: cluster.id,
    metadata: metadata(account, `/cmk/v2/clusters/${cluster.id}`, crn(account, environment, `/cloud-cluster=${cluster.id}`)),
    spec: {
      display_name: cluster.name,
      availability: 'LOW',
      cloud: cluster.cloud,
      region: cluster.region,
      config: { kind: 'Standard' },
      kafka_bootstrap_endpoint: bootstrap,
      http_endpoint: account.baseUrl,
      api_endpoint: account.baseUrl,
      endpoints: { PUBLIC: { kafka_bootstrap_endpoint: bootstrap, http_endpoint: account.baseUrl, connection_type: 'PUBLIC' } },
      deletion_protection: false,
      environment: environmentReference(account, environment),
    },
    status: { phase: 'PROVISIONED' },
  };
}

function renderRegistry(account: Account, environment: Environment, version: 'srcm/v2' | 'srcm/v3'): Record<string, unknown> {
  const home = environment.clusters[0];
  const id = environment.schemaRegistryId;
  return {
    api_version: version,
    kind: 'Cluster',
    id,
    metadata: metadata(account, `/srcm/v3/clusters/${id}`, crn(account, environment, `/schema-registry=${id}`)),
    spec: {
      display_name: 'Stream Governance Package',
      package: 'ESSENTIALS',
      http_endpoint: registryUrl(account, environment),
      catalog_http_endpoint: account.baseUrl,
      cloud: home?.cloud ?? 'AWS',
      region: home?.region ?? 'us-east-1',
      environment: environmentReference(account, environment),
    },
    status: { phase: 'PROVISIONED' },
  };
}

/** One port serves every environment's registry: the first at the root, the others below their id. */
function registryUrl(account: Account, environment: Environment): string {
  return environment === account.environments[0] ? account.baseUrl : `${account.baseUrl}/registry/${environment.schemaRegistryId}`;
}

function renderEndpoints(account: Account, environment: Environment): readonly Record<string, unknown>[] {
  return homes(account)
    .filter((home) => home.environment === environment)
    .flatMap(({ cluster }) => [
      endpoint(account, environment, cluster, 'KAFKA', 'REST', account.baseUrl),
      endpoint(account, environment, cluster, 'KAFKA', 'BOOTSTRAP', `${new URL(account.baseUrl).hostname}:9092`),
      endpoint(account, environment, cluster, 'SCHEMA_REGISTRY', 'REST', registryUrl(account, environment)),
      endpoint(account, environment, cluster, 'FLINK', 'REST', account.baseUrl),
      endpoint(account, environment, cluster, 'FLINK', 'LANGUAGE_SERVICE', account.baseUrl.replace(/^http/, 'ws')),
    ]);
}

function endpoint(account: Account, environment: Environment, cluster: Cluster, service: string, type: string, url: string): Record<string, unknown> {
  const id = `${service.toLowerCase()}-${type.toLowerCase()}-${cluster.id}`;
  return {
    api_version: 'endpoint/v1',
    kind: 'Endpoint',
    id,
    metadata: metadata(account, `/endpoint/v1/endpoints/${id}`, crn(account, environment, `/endpoint=${id}`)),
    cloud: cluster.cloud,
    region: cluster.region,
    service,
    is_private: false,
    connection_type: 'PUBLIC',
    endpoint: url,
    endpoint_type: type,
    environment: environmentReference(account, environment),
    ...(service === 'KAFKA' ? { resource: clusterReference(account, environment, cluster) } : {}),
  };
}
