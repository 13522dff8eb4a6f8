import { describeClient } from './support/client-cases.js';
import { hosts } from './support/clients.js';

const pool = { id: 'lfcp-1', spec: { display_name: 'p' }, status: { phase: 'PROVISIONED' } };
const gone = { status: 404, body: { errors: [{ status: '404', code: 'resource_not_found', detail: 'gone' }] } };

describeClient('compute pools client', { host: hosts.management, key: 'cloud' }, [
  {
    name: 'list',
    run: ({ computePools }) => computePools.list('env-1'),
    sends: [['GET /fcpm/v2/compute-pools?environment=env-1&page_size=100']],
    replies: [{ body: { data: [pool], metadata: {} } }],
    returns: [pool],
  },
  {
    name: 'get',
    run: ({ computePools }) => computePools.get('env-1', 'lfcp-1'),
    sends: [['GET /fcpm/v2/compute-pools/lfcp-1?environment=env-1']],
    replies: [{ body: pool }],
    returns: pool,
  },
  {
    name: 'get of one that is gone answers 403, which stays an error',
    run: ({ computePools }) => computePools.get('env-1', 'lfcp-1'),
    sends: [['GET /fcpm/v2/compute-pools/lfcp-1?environment=env-1']],
    replies: [{ status: 403, body: { errors: [{ status: '403', detail: 'not found' }] } }],
    fails: 'forbidden',
  },
  {
    name: 'create',
    run: ({ computePools }) => computePools.create('env-1', { display_name: 'p', cloud: 'AWS', region: 'us-east-1', max_cfu: 10 }),
    sends: [
      ['POST /fcpm/v2/compute-pools', { spec: { display_name: 'p', cloud: 'AWS', region: 'us-east-1', max_cfu: 10, environment: { id: 'env-1' } } }],
    ],
    replies: [{ status: 202, body: pool }],
    returns: pool,
  },
  {
    name: 'create is not repeated after a 500: it may have acted',
    run: ({ computePools }) => computePools.create('env-1', { display_name: 'p', cloud: 'AWS', region: 'us-east-1', max_cfu: 10 }),
    sends: [
      ['POST /fcpm/v2/compute-pools', { spec: { display_name: 'p', cloud: 'AWS', region: 'us-east-1', max_cfu: 10, environment: { id: 'env-1' } } }],
    ],
    replies: [{ status: 500, body: { errors: [{ status: '500', detail: 'oops' }] } }],
    fails: 'unavailable',
  },
  {
    name: 'update sends only what changes, and is repeated after a 502',
    run: ({ computePools }) => computePools.update('env-1', 'lfcp-1', { max_cfu: 20 }),
    sends: [
      ['PATCH /fcpm/v2/compute-pools/lfcp-1', { spec: { max_cfu: 20, environment: { id: 'env-1' } } }],
      ['PATCH /fcpm/v2/compute-pools/lfcp-1', { spec: { max_cfu: 20, environment: { id: 'env-1' } } }],
    ],
    replies: [{ status: 502, body: 'bad gateway' }, { body: pool }],
    returns: pool,
  },
  {
    name: 'delete',
    run: ({ computePools }) => computePools.delete('env-1', 'lfcp-1'),
    sends: [['DELETE /fcpm/v2/compute-pools/lfcp-1?environment=env-1']],
    replies: [{ status: 204 }],
    returns: 'deleted',
  },
  {
    name: 'delete of an absent one',
    run: ({ computePools }) => computePools.delete('env-1', 'lfcp-1'),
    sends: [['DELETE /fcpm/v2/compute-pools/lfcp-1?environment=env-1']],
    replies: [gone],
    returns: 'absent',
  },
  {
    name: 'delete answered by a stray 404 page proves nothing',
    run: ({ computePools }) => computePools.delete('env-1', 'lfcp-1'),
    sends: [['DELETE /fcpm/v2/compute-pools/lfcp-1?environment=env-1']],
    replies: [{ status: 404, body: '<html><title>Not here</title></html>' }],
    fails: 'notFound',
  },
]);
