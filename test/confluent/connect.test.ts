import { describeClient } from './support/client-cases.js';
import { hosts } from './support/clients.js';
import type { ConfluentClients } from '../../src/confluent/index.js';

const base = '/connect/v1/environments/env-1/clusters/lkc-1';
const connect = (clients: ConfluentClients) => clients.connect('env-1', 'lkc-1');
const config = { 'connector.class': 'PostgresCdcSourceV2', name: 'shop/pg' };
const listLine = `GET ${base}/connectors?expand=info%2Cstatus%2Cid`;
const deleteLine = `DELETE ${base}/connectors/shop`;
const validation = (type: string, value: string | null) => ({
  name: 'PostgresCdcSourceV2',
  error_count: 1,
  configs: [{ definition: { name: 'database.password', type }, value: { name: 'database.password', value, errors: ['bad'] } }],
});

describeClient('connect client', { host: hosts.management, key: 'cloud' }, [
  {
    name: 'listConnectors: one call, a typed array',
    run: (clients) => connect(clients).listConnectors(),
    sends: [[listLine]],
    replies: [
      {
        body: {
          shop: {
            id: { id: 'lcc-1', id_type: 'ID' },
            info: { name: 'shop', type: 'source', config, tasks: [] },
            status: { name: 'shop', type: 'source', connector: { state: 'FAILED', worker_id: 'w', trace: 'no slot' }, tasks: [{ id: 0, state: 'RUNNING' }] },
            extensions: {},
          },
          fresh: { info: { name: 'fresh', config } },
        },
      },
    ],
    returns: [
      { name: 'shop', id: 'lcc-1', type: 'source', config, state: 'FAILED', trace: 'no slot', tasks: [{ id: 0, state: 'RUNNING' }] },
      { name: 'fresh', id: undefined, type: 'unknown', config, state: 'NONE', trace: undefined, tasks: [] },
    ],
  },
  { name: 'an empty map is no connectors', run: (c) => connect(c).listConnectors(), sends: [[listLine]], replies: [{ body: {} }], returns: [] },
  { name: 'an empty array is not', run: (c) => connect(c).listConnectors(), sends: [[listLine]], replies: [{ body: [] }], fails: 'unexpected' },
  { name: 'an empty body is not', run: (c) => connect(c).listConnectors(), sends: [[listLine]], replies: [{}], fails: 'unexpected' },
  { name: 'a 403 with an empty body is not', run: (c) => connect(c).listConnectors(), sends: [[listLine]], replies: [{ status: 403 }], fails: 'forbidden' },
  {
    name: 'an item without its config fails the list',
    run: (c) => connect(c).listConnectors(),
    sends: [[listLine]],
    replies: [{ body: { shop: { status: {} } } }],
    fails: 'unexpected',
  },
  {
    name: 'create',
    run: (clients) => connect(clients).create('shop/pg', config),
    sends: [[`POST ${base}/connectors`, { name: 'shop/pg', config }]],
    replies: [{ status: 201, body: { name: 'shop/pg' } }],
  },
  {
    name: 'create with offsets',
    run: (clients) => connect(clients).create('shop/pg', config, [{ partition: { server: 'shop' }, offset: { pos: 4 } }]),
    sends: [[`POST ${base}/connectors`, { name: 'shop/pg', config, offsets: [{ partition: { server: 'shop' }, offset: { pos: 4 } }] }]],
    replies: [{ status: 201, body: { name: 'shop/pg' } }],
  },
  {
    name: 'putConfig sends the flat map to the encoded name',
    run: (clients) => connect(clients).putConfig('shop/pg', config),
    sends: [[`PUT ${base}/connectors/shop%2Fpg/config`, config]],
    replies: [{ body: { name: 'shop/pg' } }],
  },
  {
    name: 'a name that would climb the path is refused before anything is sent',
    run: (clients) => connect(clients).delete('..'),
    sends: [],
    replies: [],
    fails: 'invalid',
  },
  {
    name: 'validate drops the values of password fields',
    run: (clients) => connect(clients).validate('PostgresCdcSourceV2', config),
    sends: [[`PUT ${base}/connector-plugins/PostgresCdcSourceV2/config/validate`, config]],
    replies: [{ body: validation('PASSWORD', 'hunter2') }],
    returns: validation('PASSWORD', null),
  },
  { name: 'pause', run: (c) => connect(c).pause('shop'), sends: [[`PUT ${base}/connectors/shop/pause`]], replies: [{ status: 202 }] },
  { name: 'resume', run: (c) => connect(c).resume('shop'), sends: [[`PUT ${base}/connectors/shop/resume`]], replies: [{ status: 202 }] },
  { name: 'delete', run: (c) => connect(c).delete('shop'), sends: [[deleteLine]], replies: [{ body: { error: null } }], returns: 'deleted' },
  {
    name: 'delete of an absent one',
    run: (c) => connect(c).delete('shop'),
    sends: [[deleteLine]],
    replies: [{ status: 404, body: { error_code: 404, message: 'Unknown connector' } }],
    returns: 'absent',
  },
  {
    name: 'delete answered 200 with an error in the body failed',
    run: (c) => connect(c).delete('shop'),
    sends: [[deleteLine]],
    replies: [{ body: { error: { code: 409, message: 'busy' } } }],
    fails: 'conflict',
  },
  {
    name: 'delete answered 200 with a 404 in the body found nothing',
    run: (c) => connect(c).delete('shop'),
    sends: [[deleteLine]],
    replies: [{ body: { error: { code: 404, message: 'none' } } }],
    returns: 'absent',
  },
  {
    name: 'delete answered 200 with an error of unknown shape failed',
    run: (c) => connect(c).delete('shop'),
    sends: [[deleteLine]],
    replies: [{ body: { error: 'went wrong' } }],
    fails: 'unexpected',
  },
  {
    name: 'readOffsets keeps every digit',
    run: (c) => connect(c).readOffsets('shop'),
    sends: [[`GET ${base}/connectors/shop/offsets`]],
    replies: [{ body: '{"id":"lcc-1","name":"shop","offsets":[{"partition":{"server":"shop"},"offset":{"lsn":9223372036854775807,"ts":5}}]}' }],
    returns: { id: 'lcc-1', name: 'shop', offsets: [{ partition: { server: 'shop' }, offset: { lsn: 9223372036854775807n, ts: 5 } }] },
  },
  {
    name: 'alterOffsets: reset',
    run: (c) => connect(c).alterOffsets('shop', { type: 'DELETE' }),
    sends: [[`POST ${base}/connectors/shop/offsets/request`, { type: 'DELETE' }]],
    replies: [{ status: 202, body: { id: 'lcc-1', name: 'shop', type: 'DELETE', requested_at: 'now' } }],
    returns: { id: 'lcc-1', name: 'shop', type: 'DELETE', requested_at: 'now' },
  },
  {
    name: 'readOffsetsRequest',
    run: (c) => connect(c).readOffsetsRequest('shop'),
    sends: [[`GET ${base}/connectors/shop/offsets/request/status`]],
    replies: [{ body: { request: {}, status: { phase: 'PENDING' }, applied_at: null } }],
    returns: { request: {}, status: { phase: 'PENDING' }, applied_at: null },
  },
]);
