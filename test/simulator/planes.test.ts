import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseWorld } from '../../src/simulator/index.js';
import { SHOP_WORLD, startTestClient } from './client.js';
import type { TestClient } from './client.js';

let client: TestClient;
beforeAll(async () => {
  const topics = Array.from({ length: 25 }, (_, index) => `{ name: t${index} }`).join(', ');
  client = await startTestClient({ world: parseWorld(`topics: [${topics}]\nserviceAccounts: [${Array.from({ length: 23 }, (_, index) => `{ name: robot-${index} }`).join(', ')}]\n${SHOP_WORLD}`) });
});
afterAll(async () => client[Symbol.asyncDispose]());

describe('credentials', () => {
  const planes = [
    { plane: 'cloud', path: () => '/org/v2/organizations', shape: (body: any) => body.errors[0].status === '401' },
    { plane: 'cloud', path: () => `${client.paths.connect}/connectors`, shape: (body: any) => body.error.code === 401 },
    { plane: 'kafka', path: () => `${client.paths.kafka}/topics`, shape: (body: any) => body.error_code === 40101 },
    { plane: 'schemaRegistry', path: () => '/subjects', shape: (body: any) => body.error_code === 401 },
    { plane: 'flink', path: () => `${client.paths.sql}/statements`, shape: (body: any) => body.errors[0].status === '401' },
    { plane: 'tableflow', path: () => `/tableflow/v1/tableflow-topics?${client.paths.scope}`, shape: (body: any) => body.errors[0].status === '401' },
  ] as const;

  it.each(planes)('$plane takes its own key and no other, and says so in its own shape', async ({ plane, path, shape }) => {
    const other = plane === 'kafka' ? 'cloud' : 'kafka';
    expect((await client.call(plane, 'GET', path())).status).toBe(200);
    for (const wrong of ['none', other] as const) {
      const refused = await client.call(wrong, 'GET', path());
      expect(refused.status).toBe(401);
      expect(shape(refused.body)).toBe(true);
    }
  });
});

describe('discovery', () => {
  it('leads from the organization to every endpoint, which are all this server', async () => {
    const { baseUrl, organization, environment, cluster, computePool } = client.simulator.description;
    const get = async (path: string) => (await client.call('cloud', 'GET', path)).body;
    expect((await get('/org/v2/organizations')).data[0].id).toBe(organization.id);
    expect((await get('/org/v2/environments')).data[0]).toMatchObject({ id: environment.id, display_name: 'prod' });
    const [found] = (await get(`/cmk/v2/clusters?environment=${environment.id}`)).data;
    expect(found).toMatchObject({ id: cluster.id, spec: { display_name: 'lake', region: 'us-east-1', endpoints: { PUBLIC: { http_endpoint: baseUrl } } } });
    expect((await get(`/srcm/v3/clusters?environment=${environment.id}`)).data[0].spec.http_endpoint).toBe(baseUrl);
    expect((await get('/fcpm/v2/regions?cloud=AWS&region_name=us-east-1')).data).toMatchObject([{ id: 'aws.us-east-1', http_endpoint: baseUrl }]);
    expect((await get(`/fcpm/v2/compute-pools?environment=${environment.id}`)).data[0].id).toBe(computePool.id);
    const flink = (await get(`/endpoint/v1/endpoints?environment=${environment.id}&service=FLINK`)).data;
    expect(flink.map((one: any) => one.endpoint_type)).toEqual(['REST', 'LANGUAGE_SERVICE']);
  });

  it('hides what is not there behind a 403', async () => {
    const answer = await client.call('cloud', 'GET', '/cmk/v2/clusters?environment=env-nope');
    expect(answer.status).toBe(403);
  });

  it('wants its required parameters', async () => {
    expect((await client.call('cloud', 'GET', '/cmk/v2/clusters')).status).toBe(400);
    expect((await client.call('tableflow', 'GET', '/tableflow/v1/tableflow-topics?environment=env-x')).status).toBe(403);
  });
});

describe('paging', () => {
  it('gives 10 items when nobody asks for more, and a full URL to the next page', async () => {
    const seen: string[] = [];
    let next: string | undefined = '/iam/v2/service-accounts';
    const sizes: number[] = [];
    while (next !== undefined) {
      const { body }: { body: any } = await client.call('cloud', 'GET', next);
      sizes.push(body.data.length);
      seen.push(...body.data.map((one: any) => one.display_name));
      next = body.metadata.next;
    }
    expect(sizes).toEqual([10, 10, 3]);
    expect(new Set(seen).size).toBe(23);
  });

  it.each([{ query: 'page_size=101' }, { query: 'page_size=0' }, { query: 'page_token=nonsense' }])('refuses $query', async ({ query }) => {
    expect((await client.call('cloud', 'GET', `/iam/v2/service-accounts?${query}`)).status).toBe(400);
  });

  it('does not page Kafka topics', async () => {
    client.advance(10_000);
    const { body } = await client.call('kafka', 'GET', `${client.paths.kafka}/topics`);
    expect(body.data).toHaveLength(25);
    expect(body.metadata.next).toBeNull();
  });
});

describe('headers', () => {
  it.each([
    { plane: 'cloud', path: () => '/org/v2/organizations', limit: true },
    { plane: 'tableflow', path: () => '/tableflow/v1/regions', limit: true },
    { plane: 'cloud', path: () => `${client.paths.connect}/connectors`, limit: false },
    { plane: 'kafka', path: () => `${client.paths.kafka}/topics`, limit: false },
    { plane: 'flink', path: () => `${client.paths.sql}/statements`, limit: false },
  ] as const)('rate-limit headers on $plane: $limit', async ({ plane, path, limit }) => {
    const { headers } = await client.call(plane, 'GET', path());
    expect(headers.has('x-ratelimit-limit')).toBe(limit);
    expect(headers.has('x-request-id')).toBe(true);
  });
});

describe('compute pools', () => {
  it('go from PROVISIONING to PROVISIONED, grow, and are gone with a 403', async () => {
    const { environment } = client.simulator.description;
    const spec = { display_name: 'extra', cloud: 'AWS', region: 'us-east-1', max_cfu: 10, environment: { id: environment.id } };
    const created = await client.call('cloud', 'POST', '/fcpm/v2/compute-pools', { spec });
    expect(created).toMatchObject({ status: 202, body: { status: { phase: 'PROVISIONING' } } });
    const path = `/fcpm/v2/compute-pools/${created.body.id}`;
    client.advance(31_000);
    expect((await client.call('cloud', 'GET', `${path}?environment=${environment.id}`)).body.status.phase).toBe('PROVISIONED');
    const change = async (more: object) => client.call('cloud', 'PATCH', path, { spec: { environment: { id: environment.id }, ...more } });
    expect((await change({ max_cfu: 20 })).body.spec.max_cfu).toBe(20);
    expect((await change({ max_cfu: 5 })).status).toBe(422);
    expect((await change({ region: 'eu-central-1' })).status).toBe(422);
    expect((await client.call('cloud', 'DELETE', `${path}?environment=${environment.id}`)).status).toBe(204);
    client.advance(11_000);
    expect((await client.call('cloud', 'GET', `${path}?environment=${environment.id}`)).status).toBe(403);
  });

  it('refuse a size that does not exist', async () => {
    const spec = { display_name: 'odd', cloud: 'AWS', region: 'us-east-1', max_cfu: 7, environment: { id: client.simulator.description.environment.id } };
    expect((await client.call('cloud', 'POST', '/fcpm/v2/compute-pools', { spec })).status).toBe(422);
  });
});

describe('provider integrations', () => {
  it('are made, read and deleted, and have no update', async () => {
    const { environment } = client.simulator.description;
    const created = await client.call('cloud', 'POST', '/pim/v1/integrations', { display_name: 'lake-writer', provider: 'AWS', config: { kind: 'AwsIntegrationConfig', customer_iam_role_arn: 'arn:aws:iam::1:role/x' }, environment: { id: environment.id } });
    expect(created.status).toBe(201);
    expect(created.body.config.external_id).toMatch(/^[0-9a-f-]{36}$/);
    const path = `/pim/v1/integrations/${created.body.id}`;
    expect((await client.call('cloud', 'PATCH', `${path}?environment=${environment.id}`, {})).status).toBe(404);
    expect((await client.call('cloud', 'DELETE', `${path}?environment=${environment.id}`)).status).toBe(204);
    expect((await client.call('cloud', 'GET', `${path}?environment=${environment.id}`)).status).toBe(404);
  });
});
