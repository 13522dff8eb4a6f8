import type { Account } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { objectBody, objectOf } from '../server/body.js';
import { routes } from '../server/router.js';
import type { Route } from '../server/router.js';
import { METRICS, metricPoints } from './points.js';
import type { MetricPoint } from './points.js';

/** metrics v2: queries and the Prometheus export, over values from the account's real state (confluent-api.md 12). */
export function metricsRoutes(account: Account): readonly Route[] {
  const query = 'POST /v2/metrics/{dataset}/query';
  return routes(
    {
      [query]: (request) => ({ status: 200, body: { data: queryMetrics(account, request) } }),
      'GET /v2/metrics/{dataset}/export': (request) => ({ status: 200, contentType: 'text/plain;version=0.0.4', body: exportMetrics(account, request) }),
      'GET /v2/metrics/{dataset}/descriptors/metrics': () => ({ status: 200, body: { data: Object.entries(METRICS).map(describeMetric), meta: { pagination: { page_size: 100, total_size: Object.keys(METRICS).length } }, links: {} } }),
    },
    [query],
  );
}

function describeMetric([name, description]: readonly [string, string]): Record<string, unknown> {
  return { name, description, labels: [], unit: '1', type: 'GAUGE_INT64', lifecycle_stage: 'GENERAL_AVAILABILITY', exportable: true, resources: [] };
}

function queryMetrics(account: Account, request: ApiRequest): readonly unknown[] {
  const body = objectBody(request);
  const metric = objectOf((body['aggregations'] as readonly unknown[] | undefined)?.[0])['metric'];
  if (typeof metric !== 'string' || !(metric in METRICS)) throw new ApiFailure(400, `unknown metric ${String(metric)}`, { code: 'invalid_metric' });
  const interval = (body['intervals'] as readonly unknown[] | undefined)?.[0];
  if (typeof interval !== 'string') throw new ApiFailure(400, 'intervals is required');
  const points = metricPoints(account, metric).filter((point) => matches(objectOf(body['filter']), point.labels));
  const groupBy = Array.isArray(body['group_by']) ? body['group_by'].map(String) : [];
  const timestamp = timestampOf(account, interval);
  return grouped(points, groupBy).slice(0, typeof body['limit'] === 'number' ? body['limit'] : 100).map(({ labels, value }) => ({ timestamp, value, ...labels }));
}

function timestampOf(account: Account, interval: string): string {
  const start = Date.parse(interval.split('/')[0] ?? '');
  return new Date(Number.isNaN(start) ? account.clock.now() : start).toISOString();
}

function grouped(points: readonly MetricPoint[], groupBy: readonly string[]): readonly Omit<MetricPoint, 'metric'>[] {
  const groups = new Map<string, { labels: Record<string, string>; value: number }>();
  for (const point of points) {
    const labels = Object.fromEntries(groupBy.map((name) => [name, point.labels[name] ?? '']));
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, value: 0 };
    group.value += point.value;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The filter language: EQ on labels, joined by AND, OR, NOT; comparisons of numbers. */
function matches(filter: Readonly<Record<string, unknown>>, labels: Readonly<Record<string, string>>): boolean {
  const inner = (Array.isArray(filter['filters']) ? filter['filters'] : []).map(objectOf);
  switch (filter['op']) {
    case undefined:
      return true;
    case 'AND':
      return inner.every((one) => matches(one, labels));
    case 'OR':
      return inner.some((one) => matches(one, labels));
    case 'NOT':
      return !matches(objectOf(filter['filter']), labels);
    case 'EQ':
      return labels[String(filter['field'])] === String(filter['value']);
    case 'GT':
      return Number(labels[String(filter['field'])]) > Number(filter['value']);
    case 'GTE':
      return Number(labels[String(filter['field'])]) >= Number(filter['value']);
    default:
      throw new ApiFailure(400, `unknown filter operator ${String(filter['op'])}`);
  }
}

function exportMetrics(account: Account, request: ApiRequest): string {
  const wanted = [...request.query].filter(([name]) => name.startsWith('resource.'));
  const points = metricPoints(account).filter((point) => wanted.every(([name, value]) => point.labels[name] === undefined || point.labels[name] === value));
  const name = (metric: string): string => metric.replace('io.confluent.', 'confluent_').replace(/[./]/g, '_');
  const label = (key: string, value: string): string => `${key.replace(/^(resource|metric)\./, '').replaceAll('.', '_')}="${value}"`;
  return points.map((point) => `${name(point.metric)}{${Object.entries(point.labels).map(([key, value]) => label(key, value)).join(',')}} ${point.value}\n`).join('');
}
