import { describeClient } from './support/client-cases.js';
import { hosts } from './support/clients.js';
import type { ConfluentClients } from '../../src/confluent/index.js';

const base = '/tableflow/v1/tableflow-topics';
const scope = 'environment=env-1&spec.kafka_cluster=lkc-1';
const references = { environment: { id: 'env-1' }, kafka_cluster: { id: 'lkc-1' } };
const tableflow = (clients: ConfluentClients) => clients.tableflow('env-1', 'lkc-1');
const topic = { spec: { display_name: 'customers', storage: { kind: 'Managed' } }, status: { phase: 'PENDING' } };
const absent = { status: 404, body: { errors: [{ status: '404', detail: 'none' }] } };

describeClient('tableflow client', { host: hosts.management, key: 'tableflow' }, [
  { name: 'listTopics', run: (c) => tableflow(c).listTopics(), sends: [[`GET ${base}?${scope}&page_size=100`]], replies: [{ body: { data: [topic], metadata: {} } }], returns: [topic] },
  { name: 'getTopic', run: (c) => tableflow(c).getTopic('customers'), sends: [[`GET ${base}/customers?${scope}`]], replies: [{ body: topic }], returns: topic },
  { name: 'getTopic of none', run: (c) => tableflow(c).getTopic('customers'), sends: [[`GET ${base}/customers?${scope}`]], replies: [absent], returns: undefined },
  {
    name: 'createTopic adds the references and no defaults',
    run: (c) => tableflow(c).createTopic({ display_name: 'customers', storage: { kind: 'Managed' }, config: { error_handling: { mode: 'SUSPEND' } } }),
    sends: [[`POST ${base}`, { spec: { display_name: 'customers', storage: { kind: 'Managed' }, config: { error_handling: { mode: 'SUSPEND' } }, ...references } }]],
    replies: [{ status: 202, body: topic }],
    returns: topic,
  },
  {
    name: 'patchTopic',
    run: (c) => tableflow(c).patchTopic('customers', { table_formats: ['ICEBERG', 'DELTA'], suspended: false }),
    sends: [[`PATCH ${base}/customers`, { spec: { table_formats: ['ICEBERG', 'DELTA'], suspended: false, ...references } }]],
    replies: [{ body: topic }],
    returns: topic,
  },
  { name: 'deleteTopic', run: (c) => tableflow(c).deleteTopic('customers'), sends: [[`DELETE ${base}/customers?${scope}`]], replies: [{ status: 204 }], returns: 'deleted' },
  { name: 'deleteTopic of none', run: (c) => tableflow(c).deleteTopic('customers'), sends: [[`DELETE ${base}/customers?${scope}`]], replies: [absent], returns: 'absent' },
  { name: 'deleteTopic answered 403', run: (c) => tableflow(c).deleteTopic('customers'), sends: [[`DELETE ${base}/customers?${scope}`]], replies: [{ status: 403, body: {} }], fails: 'forbidden' },
  {
    name: 'listCatalogIntegrations',
    run: (c) => tableflow(c).listCatalogIntegrations(),
    sends: [[`GET /tableflow/v1/catalog-integrations?${scope}&page_size=100`]],
    replies: [{ body: { data: [] } }],
    returns: [],
  },
  { name: 'listRegions', run: (c) => tableflow(c).listRegions({ cloud: 'AWS' }), sends: [['GET /tableflow/v1/regions?cloud=AWS&page_size=100']], replies: [{ body: { data: [] } }], returns: [] },
]);
