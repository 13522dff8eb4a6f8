import { describeClient } from './support/client-cases.js';
import { hosts } from './support/clients.js';

const query = { aggregations: [{ metric: 'io.confluent.kafka.server/retained_bytes' }], granularity: 'PT1H', intervals: ['2026-01-01T00:00:00Z/PT1H'], group_by: ['metric.topic'] };
const point = (value: number) => ({ timestamp: '2026-01-01T00:00:00Z', value, 'metric.topic': 't' });
const path = '/v2/metrics/cloud/query';

describeClient('metrics client', { host: hosts.metrics, key: 'cloud' }, [
  {
    name: 'query over two pages',
    run: ({ metrics }) => metrics.query(query),
    sends: [[`POST ${path}`, query], [`POST ${path}?page_token=n%3D`, query]],
    replies: [{ body: { data: [point(1)], meta: { pagination: { page_size: 1, next_page_token: 'n=' } } } }, { body: { data: [point(2)] } }],
    returns: [point(1), point(2)],
  },
  {
    name: 'a query only reads, so it is repeated after a 500',
    run: ({ metrics }) => metrics.query(query),
    sends: [[`POST ${path}`, query], [`POST ${path}`, query]],
    replies: [{ status: 500, body: 'oops' }, { body: { data: [] } }],
    returns: [],
  },
  {
    name: 'pages that form a loop',
    run: ({ metrics }) => metrics.query(query),
    sends: [[`POST ${path}`, query], [`POST ${path}?page_token=n`, query]],
    replies: [1, 2].map(() => ({ body: { data: [], meta: { pagination: { next_page_token: 'n' } } } })),
    fails: 'unexpected',
  },
]);
