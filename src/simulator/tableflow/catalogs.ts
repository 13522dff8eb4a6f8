import type { Account, Cluster, Environment } from '../account.js';
import { MASK } from '../journal.js';
import { clusterReference, crn, environmentReference, listBody, metadata } from '../management/render.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { objectBody, objectOf, optionalText, requiredText, textMap } from '../server/body.js';
import type { Handler } from '../server/router.js';
import { scopeOfQuery, scopeOfSpec } from './scope.js';
import type { Catalog } from './types.js';

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  AwsGlue: ['provider_integration_id'],
  Snowflake: ['endpoint', 'client_id', 'client_secret', 'warehouse', 'allowed_scope'],
  Unity: ['workspace_endpoint', 'catalog_name', 'client_id', 'client_secret'],
};

const BASE = '/tableflow/v1/catalog-integrations';

/** Catalog integrations: cluster scoped, by id (confluent-api.md 9). */
export function catalogHandlers(account: Account): Readonly<Record<string, Handler>> {
  return {
    [`GET ${BASE}`]: (request) => {
      const { environment, cluster } = scopeOfQuery(account, request);
      return { status: 200, body: listBody(request, 'tableflow/v1', 'CatalogIntegrationList', cluster.catalogs.all().map((one) => renderCatalog(account, environment, cluster, one))) };
    },
    [`POST ${BASE}`]: (request) => {
      const spec = objectOf(objectBody(request)['spec']);
      const { environment, cluster } = scopeOfSpec(account, spec);
      const config = checkedConfig(environment, textMap(spec['config'], 'config'));
      const now = account.clock.now();
      const catalog: Catalog = { id: account.random.id('tci'), createdAt: now, updatedAt: now, name: requiredText(spec, 'display_name', '/spec'), config, suspended: false, phase: 'PENDING', lastSyncAt: undefined };
      if (cluster.catalogs.all().some((other) => other.config['kind'] === config['kind'])) throw new ApiFailure(409, `the cluster already has a catalog integration of kind ${config['kind'] ?? ''}`);
      cluster.catalogs.put(catalog.id, catalog);
      account.journal.event(`catalog integration ${catalog.name} PENDING`);
      return { status: 202, body: renderCatalog(account, environment, cluster, catalog) };
    },
    [`GET ${BASE}/{id}`]: (request) => {
      const { environment, cluster } = scopeOfQuery(account, request);
      return { status: 200, body: renderCatalog(account, environment, cluster, catalogOf(cluster, request)) };
    },
    [`PATCH ${BASE}/{id}`]: (request) => {
      const spec = objectOf(objectBody(request)['spec']);
      const { environment, cluster } = scopeOfSpec(account, spec);
      const catalog = catalogOf(cluster, request);
      if (spec['config'] !== undefined) catalog.config = patchedConfig(catalog, textMap(spec['config'], 'config'));
      if (spec['suspended'] === true) throw new ApiFailure(422, 'suspended can only be set to false', { pointer: '/spec/suspended' });
      catalog.name = optionalText(spec, 'display_name') ?? catalog.name;
      catalog.updatedAt = account.clock.now();
      return { status: 200, body: renderCatalog(account, environment, cluster, catalog) };
    },
    [`DELETE ${BASE}/{id}`]: (request) => {
      const { cluster } = scopeOfQuery(account, request);
      cluster.catalogs.delete(catalogOf(cluster, request).id);
      return { status: 204 };
    },
  };
}

function catalogOf(cluster: Cluster, request: ApiRequest): Catalog {
  const id = request.params['id'] ?? '';
  const found = cluster.catalogs.get(id);
  if (found === undefined) throw new ApiFailure(404, `catalog integration ${id} was not found`);
  return found;
}

function checkedConfig(environment: Environment, config: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const required = REQUIRED[config['kind'] ?? ''];
  if (required === undefined) throw new ApiFailure(400, `catalog kind '${config['kind'] ?? ''}' is not valid`, { pointer: '/spec/config/kind' });
  for (const name of required) requiredText(config, name, '/spec/config');
  const integration = config['provider_integration_id'];
  if (integration !== undefined && !environment.integrations.has(integration)) throw new ApiFailure(422, `provider integration ${integration} was not found`, { pointer: '/spec/config/provider_integration_id' });
  return config;
}

/** A partial config that names its kind; Glue's provider integration is immutable. */
function patchedConfig(catalog: Catalog, change: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (change['kind'] !== catalog.config['kind']) throw new ApiFailure(422, 'the kind of a catalog integration is immutable', { pointer: '/spec/config/kind' });
  const integration = change['provider_integration_id'];
  if (integration !== undefined && integration !== catalog.config['provider_integration_id']) throw new ApiFailure(422, 'provider_integration_id is immutable', { pointer: '/spec/config/provider_integration_id' });
  return { ...catalog.config, ...change };
}

function renderCatalog(account: Account, environment: Environment, cluster: Cluster, catalog: Catalog): Record<string, unknown> {
  const secrets = Object.fromEntries(['client_id', 'client_secret'].flatMap((name) => (catalog.config[name] === undefined ? [] : [[name, MASK]])));
  return {
    api_version: 'tableflow/v1',
    kind: 'CatalogIntegration',
    id: catalog.id,
    metadata: metadata(account, `${BASE}/${catalog.id}`, crn(account, environment, `/cloud-cluster=${cluster.id}/catalog-integration=${catalog.id}`), catalog.createdAt, catalog.updatedAt),
    spec: {
      display_name: catalog.name,
      suspended: catalog.suspended,
      config: { ...catalog.config, ...secrets },
      environment: environmentReference(account, environment),
      kafka_cluster: clusterReference(account, environment, cluster),
    },
    status: {
      phase: catalog.phase,
      error_message: '',
      ...(catalog.lastSyncAt === undefined ? {} : { last_sync_at: new Date(catalog.lastSyncAt).toISOString() }),
    },
  };
}
