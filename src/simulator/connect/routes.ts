import type { Account, Cluster } from '../account.js';
import { MASK } from '../journal.js';
import { clusterById, environmentById } from '../management/render.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { objectBody, objectOf, requiredText, textMap } from '../server/body.js';
import { routes } from '../server/router.js';
import type { Handler, Route } from '../server/router.js';
import { lags } from '../timings.js';
import { deleteConnector, pauseConnector, reconfigureConnector, resumeConnector, startConnector } from './lifecycle.js';
import { offsetsHandlers } from './offsets.js';
import { isSecretKey, plugins } from './plugins.js';
import { renderConfig, renderConnector, renderExpanded, renderStatus } from './render.js';
import type { Connector } from './types.js';
import { configProblems, validationReport } from './validate.js';

const CONNECT_BASE = '/connect/v1/environments/{environment_id}/clusters/{kafka_cluster_id}';

/** connect v1: everything is addressed by name (confluent-api.md 3). */
export function connectRoutes(account: Account): readonly Route[] {
  const at = (line: string): string => line.replace(' ', ` ${CONNECT_BASE}`);
  const validate = at('PUT /connector-plugins/{plugin_name}/config/validate');
  const table: Record<string, Handler> = {
    [at('GET /connectors')]: (request) => ({ status: 200, body: listConnectors(account, request) }),
    [at('POST /connectors')]: (request) => ({ status: 201, body: createConnector(account, request) }),
    [at('GET /connectors/{connector_name}')]: (request) => ({ status: 200, body: renderConnector(account, ...located(account, request)) }),
    [at('DELETE /connectors/{connector_name}')]: (request) => {
      const [cluster, connector] = located(account, request);
      deleteConnector(account, cluster, connector);
      return { status: 200, body: { error: null } };
    },
    [at('GET /connectors/{connector_name}/config')]: (request) => ({ status: 200, body: renderConfig(account, ...located(account, request)) }),
    [at('PUT /connectors/{connector_name}/config')]: (request) => ({ status: 200, body: putConfig(account, request) }),
    [at('GET /connectors/{connector_name}/status')]: (request) => ({ status: 200, body: renderStatus(located(account, request)[1]) }),
    [at('GET /connectors/{connector_name}/tasks')]: (request) => {
      const [cluster, connector] = located(account, request);
      const tasks = renderConnector(account, cluster, connector)['tasks'] as readonly unknown[];
      return { status: 200, body: tasks.map((id) => ({ id, config: renderConfig(account, cluster, connector) })) };
    },
    [at('PUT /connectors/{connector_name}/pause')]: (request) => {
      pauseConnector(account, located(account, request)[1]);
      return { status: 202 };
    },
    [at('PUT /connectors/{connector_name}/resume')]: (request) => {
      resumeConnector(account, located(account, request)[1]);
      return { status: 202 };
    },
    [at('GET /connector-plugins')]: (request) => {
      clusterOf(account, request);
      return { status: 200, body: Object.entries(plugins).map(([name, plugin]) => ({ class: name, type: 'source', version: plugin.version })) };
    },
    [validate]: (request) => {
      clusterOf(account, request);
      return { status: 200, body: validationReport(request.params['plugin_name'] ?? '', textMap(objectBody(request), 'config')) };
    },
  };
  for (const [line, handle] of Object.entries(offsetsHandlers(account, (request) => located(account, request)[1]))) table[at(line)] = handle;
  return routes(table, [validate]);
}

function clusterOf(account: Account, request: ApiRequest): Cluster {
  return clusterById(environmentById(account, request.params['environment_id'] ?? ''), request.params['kafka_cluster_id'] ?? '');
}

function located(account: Account, request: ApiRequest): [Cluster, Connector] {
  const cluster = clusterOf(account, request);
  const name = request.params['connector_name'] ?? '';
  const connector = cluster.connectors.get(name);
  if (connector === undefined || connector.state === 'DELETED') throw new ApiFailure(404, `Connector ${name} not found`);
  return [cluster, connector];
}

/** Names, or with `expand` a map of everything about every connector. */
function listConnectors(account: Account, request: ApiRequest): unknown {
  const cluster = clusterOf(account, request);
  const connectors = cluster.connectors.list(lags.connectors, request.staleMs);
  const parts = new Set(request.query.getAll('expand').flatMap((value) => value.split(',')));
  if (parts.size === 0) return connectors.map((connector) => connector.name);
  return Object.fromEntries(connectors.map((connector) => [connector.name, renderExpanded(account, cluster, connector, parts)]));
}

function createConnector(account: Account, request: ApiRequest): unknown {
  const cluster = clusterOf(account, request);
  const body = objectBody(request);
  const name = requiredText(body, 'name', '');
  const config = checkedConfig(name, textMap(objectOf(body['config']), 'config'));
  if (cluster.connectors.has(name)) throw new ApiFailure(409, `Connector ${name} already exists`);
  const connector = startConnector(account, cluster, name, config);
  return { ...renderConnector(account, cluster, connector), ...(body['offsets'] === undefined ? {} : { offsets: body['offsets'] }) };
}

function putConfig(account: Account, request: ApiRequest): unknown {
  const cluster = clusterOf(account, request);
  const name = request.params['connector_name'] ?? '';
  const sent = textMap(objectBody(request), 'config');
  const connector = cluster.connectors.get(name);
  if (connector === undefined) return renderConnector(account, cluster, startConnector(account, cluster, name, checkedConfig(name, sent)));
  if (connector.state === 'DELETED') throw new ApiFailure(409, `Connector ${name} is being deleted`);
  reconfigureConnector(account, cluster, connector, checkedConfig(name, unmask(connector, sent)));
  return renderConnector(account, cluster, connector);
}

/** A masked value that comes back means "unchanged" (confluent-api.md 3.1). */
function unmask(connector: Connector, sent: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(sent).map(([key, value]) => [key, value === MASK && isSecretKey(sent['connector.class'] ?? '', key) ? (connector.config[key] ?? value) : value]));
}

function checkedConfig(name: string, sent: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const config = { name, ...sent };
  if (config.name !== name) throw new ApiFailure(400, `config.name '${config.name}' must equal the connector name '${name}'`);
  const plugin = plugins[config['connector.class' as keyof typeof config] ?? ''];
  if (plugin === undefined) throw new ApiFailure(400, `The connector.class '${config['connector.class' as keyof typeof config] ?? ''}' does not exist`);
  const [first] = configProblems(plugin, config);
  if (first !== undefined) throw new ApiFailure(400, `Connector configuration is invalid: ${first.key}: ${first.message}`);
  return config;
}
