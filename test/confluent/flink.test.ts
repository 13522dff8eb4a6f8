import { describeClient } from './support/client-cases.js';
import { hosts } from './support/clients.js';
import type { ConfluentClients } from '../../src/confluent/index.js';

const base = '/sql/v1/organizations/org-1/environments/env-1/statements';
const flink = (clients: ConfluentClients) => clients.flink(hosts.flink, 'org-1', 'env-1');
const statement = (stopped: boolean | undefined, version = '5', more: object = {}) => ({
  name: 's-1',
  metadata: { resource_version: version, labels: { a: 'b' } },
  spec: { statement: 'INSERT INTO t SELECT 1', compute_pool_id: 'lfcp-1', principal: 'sa-1', ...(stopped === undefined ? {} : { stopped }), ...more },
  status: { phase: 'RUNNING', future: [1] },
});
const absent = { status: 404, body: { errors: [{ status: '404', detail: 'Statement resource=s-1 does not exist' }] } };
const stale = { status: 409, body: { errors: [{ status: '409', detail: 'stale' }] } };
const get = [`GET ${base}/s-1`] as const;

describeClient('flink client', { host: hosts.flink, key: 'flink' }, [
  {
    name: 'listStatements of one pool',
    run: (c) => flink(c).listStatements({ computePoolId: 'lfcp-1' }),
    sends: [[`GET ${base}?spec.compute_pool_id=lfcp-1&page_size=100`], [`GET ${base}?spec.compute_pool_id=lfcp-1&page_size=100&page_token=n`]],
    replies: [{ body: { data: [1], metadata: { next: `${hosts.flink}/sql/v1/environments/env-1/statements?page_token=n` } } }, { body: { data: [2], metadata: { next: '' } } }],
    returns: [1, 2],
  },
  { name: 'getStatement', run: (c) => flink(c).getStatement('s-1'), sends: [get], replies: [{ body: statement(false) }], returns: statement(false) },
  { name: 'getStatement of none', run: (c) => flink(c).getStatement('s-1'), sends: [get], replies: [absent], returns: undefined },
  {
    name: 'createStatement',
    run: (c) => flink(c).createStatement({ name: 's-1', spec: { statement: 'SELECT 1', properties: { 'sql.current-catalog': 'prod' }, compute_pool_id: 'lfcp-1', principal: 'sa-1' } }),
    sends: [[`POST ${base}`, { name: 's-1', spec: { statement: 'SELECT 1', properties: { 'sql.current-catalog': 'prod' }, compute_pool_id: 'lfcp-1', principal: 'sa-1' } }]],
    replies: [{ status: 201, body: statement(false) }],
    returns: statement(false),
  },
  { name: 'createStatement under a used name', run: (c) => flink(c).createStatement({ name: 's-1', spec: { statement: 'x' } }), sends: [[`POST ${base}`, { name: 's-1', spec: { statement: 'x' } }]], replies: [stale], fails: 'conflict' },
  {
    name: 'stopStatement puts back the whole object as read',
    run: (c) => flink(c).stopStatement('s-1'),
    sends: [get, [`PUT ${base}/s-1`, statement(true)]],
    replies: [{ body: statement(undefined) }, { status: 202 }],
  },
  { name: 'stopStatement of a stopped one sends nothing', run: (c) => flink(c).stopStatement('s-1'), sends: [get], replies: [{ body: statement(true) }] },
  {
    name: 'stopStatement reads again after a conflict',
    run: (c) => flink(c).stopStatement('s-1'),
    sends: [get, [`PUT ${base}/s-1`, statement(true, '5')], get, [`PUT ${base}/s-1`, statement(true, '6')]],
    replies: [{ body: statement(false, '5') }, stale, { body: statement(false, '6') }, { status: 202 }],
  },
  {
    name: 'a conflict with our own lost success ends well',
    run: (c) => flink(c).stopStatement('s-1'),
    sends: [get, [`PUT ${base}/s-1`, statement(true, '5')], get],
    replies: [{ body: statement(false, '5') }, stale, { body: statement(true, '6') }],
  },
  {
    name: 'the third conflict is thrown',
    run: (c) => flink(c).stopStatement('s-1'),
    sends: [1, 2, 3].flatMap(() => [get, [`PUT ${base}/s-1`, statement(true)] as const]),
    replies: [1, 2, 3].flatMap(() => [{ body: statement(false) }, stale]),
    fails: 'conflict',
  },
  {
    name: 'resumeStatement with another principal and pool',
    run: (c) => flink(c).resumeStatement('s-1', { principal: 'sa-2', computePoolId: 'lfcp-2' }),
    sends: [get, [`PUT ${base}/s-1`, statement(false, '5', { principal: 'sa-2', compute_pool_id: 'lfcp-2' })]],
    replies: [{ body: statement(true) }, { status: 202 }],
  },
  { name: 'stopStatement of none', run: (c) => flink(c).stopStatement('s-1'), sends: [get], replies: [absent], fails: 'notFound' },
  { name: 'deleteStatement', run: (c) => flink(c).deleteStatement('s-1'), sends: [[`DELETE ${base}/s-1`]], replies: [{ status: 202 }], returns: 'deleted' },
  { name: 'deleteStatement of none', run: (c) => flink(c).deleteStatement('s-1'), sends: [[`DELETE ${base}/s-1`]], replies: [absent], returns: 'absent' },
  {
    name: 'readResults, a page in the middle',
    run: (c) => flink(c).readResults('s-1', 'a b'),
    sends: [[`GET ${base}/s-1/results?page_token=a%20b`]],
    replies: [{ body: { metadata: { next: `${hosts.flink}/x?page_token=c` }, results: { data: [{ op: 0, row: ['1', null] }] } } }],
    returns: { rows: [{ op: 0, row: ['1', null] }], next: 'c' },
  },
  {
    name: 'readResults, the end',
    run: (c) => flink(c).readResults('s-1'),
    sends: [[`GET ${base}/s-1/results`]],
    replies: [{ body: { metadata: { next: '' }, results: { data: null } } }],
    returns: { rows: [] },
  },
  {
    name: 'readExceptions',
    run: (c) => flink(c).readExceptions('s-1'),
    sends: [[`GET ${base}/s-1/exceptions`]],
    replies: [{ body: { data: [{ name: 'X', message: 'm' }] } }],
    returns: [{ name: 'X', message: 'm' }],
  },
]);
