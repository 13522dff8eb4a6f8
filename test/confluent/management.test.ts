import { describe, expect, test } from 'vitest';
import { kafkaRestEndpoint } from '../../src/confluent/management.js';
import { describeClient } from './support/client-cases.js';
import { hosts } from './support/clients.js';

const page = (data: readonly unknown[], next?: string | null) => ({ body: { data, metadata: next === undefined ? {} : { next } } });

describeClient('management client', { host: hosts.management, key: 'cloud' }, [
  {
    name: 'organizations, over two pages',
    run: ({ management }) => management.listOrganizations(),
    sends: [['GET /org/v2/organizations?page_size=100'], ['GET /org/v2/organizations?page_size=100&page_token=tok%2F2']],
    replies: [page([{ id: 'o-1' }], 'https://old.example.com/organizations?page_token=tok%2F2'), page([{ id: 'o-2' }], null)],
    returns: [{ id: 'o-1' }, { id: 'o-2' }],
  },
  {
    name: 'environments',
    run: ({ management }) => management.listEnvironments(),
    sends: [['GET /org/v2/environments?page_size=100']],
    replies: [page([{ id: 'env-1', display_name: 'prod' }], '')],
    returns: [{ id: 'env-1', display_name: 'prod' }],
  },
  {
    name: 'Kafka clusters of an environment',
    run: ({ management }) => management.listKafkaClusters('env-1'),
    sends: [['GET /cmk/v2/clusters?environment=env-1&page_size=100']],
    replies: [page([])],
    returns: [],
  },
  {
    name: 'Schema Registry clusters, v3',
    run: ({ management }) => management.listSchemaRegistryClusters('env-1'),
    sends: [['GET /srcm/v3/clusters?environment=env-1&page_size=100']],
    replies: [page([{ id: 'lsrc-1', spec: {} }])],
    returns: [{ id: 'lsrc-1', spec: {} }],
  },
  {
    name: 'Flink regions, filtered',
    run: ({ management }) => management.listFlinkRegions({ cloud: 'AWS', region: 'us-east-1' }),
    sends: [['GET /fcpm/v2/regions?cloud=AWS&region_name=us-east-1&page_size=100']],
    replies: [page([])],
    returns: [],
  },
  {
    name: 'service accounts by display name',
    run: ({ management }) => management.listServiceAccounts({ displayName: 'cdc & co' }),
    sends: [['GET /iam/v2/service-accounts?display_name=cdc%20%26%20co&page_size=100']],
    replies: [page([])],
    returns: [],
  },
  {
    name: 'provider integrations, v1',
    run: ({ management }) => management.listProviderIntegrations('env-1'),
    sends: [['GET /pim/v1/integrations?environment=env-1&page_size=100']],
    replies: [page([])],
    returns: [],
  },
  {
    name: 'provider integrations, v2',
    run: ({ management }) => management.listProviderIntegrations('env-1', 'v2'),
    sends: [['GET /pim/v2/integrations?environment=env-1&page_size=100']],
    replies: [page([])],
    returns: [],
  },
  {
    name: 'a 403 is an error, not an empty list',
    run: ({ management }) => management.listEnvironments(),
    sends: [['GET /org/v2/environments?page_size=100']],
    replies: [{ status: 403, body: { errors: [{ status: '403', code: 'forbidden_access', detail: 'no' }] } }],
    fails: 'forbidden',
  },
]);

describe('kafkaRestEndpoint', () => {
  const endpoint = (http_endpoint: string) => ({ http_endpoint });
  test.each([
    { name: 'the map before the deprecated member', spec: { endpoints: { PUBLIC: endpoint('https://a') }, http_endpoint: 'https://old' }, want: 'https://a' },
    { name: 'PUBLIC before others', spec: { endpoints: { APX: endpoint('https://x'), PUBLIC: endpoint('https://a') } }, want: 'https://a' },
    { name: 'the only one there is', spec: { endpoints: { PRIVATE_LINK: endpoint('https://p') } }, want: 'https://p' },
    { name: 'the deprecated member alone', spec: { http_endpoint: 'https://old' }, want: 'https://old' },
    { name: 'the named access point', spec: { endpoints: { PUBLIC: endpoint('https://a'), ap1: endpoint('https://b') } }, point: 'ap1', want: 'https://b' },
    { name: 'a named access point that is missing', spec: { http_endpoint: 'https://old' }, point: 'ap1', want: undefined },
    { name: 'none while provisioning', spec: { http_endpoint: '' }, want: undefined },
  ])('$name', ({ spec, point, want }) => {
    const cluster = { id: 'lkc-1', spec: { display_name: 'c', cloud: 'AWS', region: 'r', ...spec } };
    expect(kafkaRestEndpoint(cluster, point)).toBe(want);
  });
});
