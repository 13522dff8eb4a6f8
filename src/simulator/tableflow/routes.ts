import type { Account, Cluster } from '../account.js';
import { crn, listBody, metadata } from '../management/render.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { objectBody, objectOf } from '../server/body.js';
import { routes } from '../server/router.js';
import type { Route } from '../server/router.js';
import { lags } from '../timings.js';
import { catalogHandlers } from './catalogs.js';
import { createTableflow, patchTableflow } from './change.js';
import { startTableflow, stopTableflow } from './lifecycle.js';
import { renderTableflow } from './render.js';
import { scopeOfQuery, scopeOfSpec } from './scope.js';
import type { TableflowTopic } from './types.js';

/** Tableflow v1: topics, regions, catalog integrations (confluent-api.md 8, 9). */
export function tableflowRoutes(account: Account): readonly Route[] {
  return routes({
    'GET /tableflow/v1/regions': (request) => {
      const cloud = request.query.get('cloud')?.toUpperCase();
      const all = [...new Set(account.environments.flatMap((environment) => environment.clusters.map((cluster) => `${cluster.cloud} ${cluster.region}`)))];
      const items = all.map((text) => text.split(' ')).filter(([where]) => cloud === undefined || where === cloud);
      const rendered = items.map(([where = '', region = '']) => {
        const id = `${where.toLowerCase()}.${region}`;
        return { api_version: 'tableflow/v1', kind: 'Region', id, metadata: metadata(account, `/tableflow/v1/regions/${id}`, crn(account, undefined, `/tableflow-region=${id}`)), cloud: where, region };
      });
      return { status: 200, body: listBody(request, 'tableflow/v1', 'RegionList', rendered) };
    },
    'GET /tableflow/v1/tableflow-topics': (request) => {
      const { environment, cluster } = scopeOfQuery(account, request);
      const formats = request.query.getAll('spec.table_formats');
      const items = cluster.tableflow.list(lags.tableflow, request.staleMs).filter((one) => formats.every((format) => one.formats.includes(format)));
      return { status: 200, body: listBody(request, 'tableflow/v1', 'TableflowTopicList', items, undefined, (one) => renderTableflow(account, environment, cluster, one)) };
    },
    'POST /tableflow/v1/tableflow-topics': (request) => {
      const spec = objectOf(objectBody(request)['spec']);
      const { environment, cluster } = scopeOfSpec(account, spec);
      const created = createTableflow(account, environment, cluster, spec);
      startTableflow(account, environment, cluster, created);
      return { status: 202, body: renderTableflow(account, environment, cluster, created) };
    },
    'GET /tableflow/v1/tableflow-topics/{display_name}': (request) => {
      const { environment, cluster } = scopeOfQuery(account, request);
      return { status: 200, body: renderTableflow(account, environment, cluster, tableflowOf(cluster, request)) };
    },
    'PATCH /tableflow/v1/tableflow-topics/{display_name}': (request) => {
      const spec = objectOf(objectBody(request)['spec']);
      const { environment, cluster } = scopeOfSpec(account, spec);
      const tableflow = tableflowOf(cluster, request);
      patchTableflow(account, environment, cluster, tableflow, spec);
      return { status: 200, body: renderTableflow(account, environment, cluster, tableflow) };
    },
    'DELETE /tableflow/v1/tableflow-topics/{display_name}': (request) => {
      const { cluster } = scopeOfQuery(account, request);
      stopTableflow(account, cluster, tableflowOf(cluster, request));
      return { status: 204 };
    },
    ...catalogHandlers(account),
  });
}

function tableflowOf(cluster: Cluster, request: ApiRequest): TableflowTopic {
  const name = request.params['display_name'] ?? '';
  const found = cluster.tableflow.get(name);
  if (found === undefined) throw new ApiFailure(404, `Tableflow topic ${name} was not found`);
  return found;
}
