import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseWorld } from '../../src/simulator/index.js';
import type { Credentials } from '../../src/simulator/index.js';
import { hasOpenApi, loadOpenApi } from '../support/openapi.js';
import type { OpenApi } from '../support/openapi.js';
import { SHOP_WORLD, postgresConfig, startTestClient, tableflowBody } from './client.js';
import type { Answer, TestClient } from './client.js';

/** A tour over all planes, each request and each answer checked against the official documents. */
describe.skipIf(!hasOpenApi())('every answer is as the official documents say (skipped where they do not lie beside the repository)', () => {
  let client: TestClient;
  let openapi: OpenApi;
  const problems: string[] = [];

  beforeAll(async () => {
    openapi = loadOpenApi();
    client = await startTestClient({ world: parseWorld(`${SHOP_WORLD}\nserviceAccounts: [{ name: robot }]\nproviderIntegrations: [{ id: cspi-1, name: writer }]`) });
  }, 60_000);
  afterAll(async () => client[Symbol.asyncDispose]());

  /** One request of the tour; `want` is the status it must have. */
  async function go(plane: keyof Credentials, method: string, path: string, want: number, body?: unknown): Promise<Answer> {
    const answer = await client.call(plane, method, path, body, { 'Confluent-Accept-Unknown-Properties': 'true' });
    if (answer.status !== want) problems.push(`${method} ${path}: ${answer.status} instead of ${want}: ${JSON.stringify(answer.body)}`);
    if (want < 400) problems.push(...openapi.validateRequest(plane, method, path, body));
    problems.push(...openapi.validateResponse(plane, method, path, answer.status, answer.body));
    return answer;
  }

  const refuse = async (plane: keyof Credentials, path: string) => {
    const other = plane === 'kafka' ? 'cloud' : 'kafka';
    const answer = await client.call(other, 'GET', path);
    problems.push(...openapi.validateResponse(plane, 'GET', path, answer.status, answer.body));
    expect(answer.status).toBe(401);
  };

  it('management', async () => {
    const { environment, cluster, organization } = client.simulator.description;
    const scope = `environment=${environment.id}`;
    await go('cloud', 'GET', '/org/v2/organizations', 200);
    await go('cloud', 'GET', `/org/v2/organizations/${organization.id}`, 200);
    await go('cloud', 'GET', '/org/v2/environments?page_size=100', 200);
    await go('cloud', 'GET', `/org/v2/environments/${environment.id}`, 200);
    await go('cloud', 'GET', '/org/v2/environments/env-none', 403);
    await go('cloud', 'GET', `/cmk/v2/clusters?${scope}`, 200);
    await go('cloud', 'GET', '/cmk/v2/clusters', 400);
    await go('cloud', 'GET', `/cmk/v2/clusters/${cluster.id}?${scope}`, 200);
    const registry = await go('cloud', 'GET', `/srcm/v3/clusters?${scope}`, 200);
    await go('cloud', 'GET', `/srcm/v3/clusters/${registry.body.data[0].id}?${scope}`, 200);
    for (const service of ['KAFKA', 'SCHEMA_REGISTRY', 'FLINK']) await go('cloud', 'GET', `/endpoint/v1/endpoints?${scope}&service=${service}`, 200);
    await go('cloud', 'GET', '/iam/v2/service-accounts', 200);
    await go('cloud', 'GET', '/fcpm/v2/regions', 200);
    await go('cloud', 'GET', '/fcpm/v2/compute-pool-config', 200);
    const spec = { display_name: 'extra', cloud: 'AWS', region: 'us-east-1', max_cfu: 5, environment: { id: environment.id } };
    const pool = await go('cloud', 'POST', '/fcpm/v2/compute-pools', 202, { spec });
    await go('cloud', 'GET', `/fcpm/v2/compute-pools?${scope}`, 200);
    await go('cloud', 'PATCH', `/fcpm/v2/compute-pools/${pool.body.id}`, 200, { spec: { environment: { id: environment.id }, max_cfu: 10 } });
    await go('cloud', 'DELETE', `/fcpm/v2/compute-pools/${pool.body.id}?${scope}`, 204);
    await go('cloud', 'GET', `/fcpm/v2/compute-pools/lfcp-none?${scope}`, 403);
    const integration = await go('cloud', 'POST', '/pim/v1/integrations', 201, { display_name: 'w', provider: 'AWS', config: { kind: 'AwsIntegrationConfig', customer_iam_role_arn: 'arn:aws:iam::1:role/x' }, environment: { id: environment.id } });
    await go('cloud', 'GET', `/pim/v1/integrations?${scope}`, 200);
    await go('cloud', 'GET', `/pim/v1/integrations/${integration.body.id}?${scope}`, 200);
    await go('cloud', 'DELETE', `/pim/v1/integrations/${integration.body.id}?${scope}`, 204);
    await refuse('cloud', '/org/v2/organizations');
    expect(problems).toEqual([]);
  });

  it('connect', async () => {
    const at = (path: string) => `${client.paths.connect}${path}`;
    await go('cloud', 'GET', at('/connector-plugins'), 200);
    await go('cloud', 'PUT', at('/connector-plugins/PostgresCdcSourceV2/config/validate'), 200, postgresConfig('shop'));
    await go('cloud', 'POST', at('/connectors'), 201, { name: 'shop', config: postgresConfig('shop') });
    await go('cloud', 'POST', at('/connectors'), 400, { name: 'bad', config: {} });
    await go('cloud', 'GET', at('/connectors/shop/status'), 200);
    client.advance(200_000);
    await go('cloud', 'GET', at('/connectors'), 200);
    await go('cloud', 'GET', at('/connectors?expand=info,status,id'), 200);
    await go('cloud', 'GET', at('/connectors/shop'), 200);
    await go('cloud', 'GET', at('/connectors/shop/config'), 200);
    await go('cloud', 'GET', at('/connectors/shop/status'), 200);
    await go('cloud', 'GET', at('/connectors/shop/tasks'), 200);
    await go('cloud', 'PUT', at('/connectors/shop/config'), 200, postgresConfig('shop'));
    await go('cloud', 'PUT', at('/connectors/shop/pause'), 202);
    await go('cloud', 'PUT', at('/connectors/shop/resume'), 202);
    client.advance(60_000);
    await go('cloud', 'GET', at('/connectors/shop/offsets'), 200);
    await go('cloud', 'POST', at('/connectors/shop/offsets/request'), 202, { type: 'DELETE' });
    await go('cloud', 'GET', at('/connectors/shop/offsets/request/status'), 200);
    await go('cloud', 'GET', at('/connectors/none'), 404);
    await refuse('cloud', at('/connectors'));
    expect(problems).toEqual([]);
  });

  it('Kafka REST', async () => {
    const at = (path: string) => `${client.paths.kafka}${path}`;
    await go('kafka', 'POST', at('/topics'), 201, { topic_name: 'a', partitions_count: 2, configs: [{ name: 'cleanup.policy', value: 'compact' }] });
    await go('kafka', 'POST', at('/topics'), 400, { topic_name: 'a' });
    client.advance(6_000);
    await go('kafka', 'GET', at('/topics'), 200);
    await go('kafka', 'GET', at('/topics/-/configs'), 200);
    await go('kafka', 'GET', at('/topics/a'), 200);
    await go('kafka', 'PATCH', at('/topics/a'), 200, { partitions_count: 3 });
    await go('kafka', 'GET', at('/topics/a/partitions'), 200);
    await go('kafka', 'GET', at('/topics/a/configs'), 200);
    await go('kafka', 'GET', at('/topics/a/default-configs'), 200);
    await go('kafka', 'POST', at('/topics/a/configs:alter'), 204, { data: [{ name: 'retention.ms', value: '1000' }] });
    await go('kafka', 'PUT', at('/topics/a/configs/retention.ms'), 204, { value: '2000' });
    await go('kafka', 'GET', at('/topics/a/configs/retention.ms'), 200);
    await go('kafka', 'DELETE', at('/topics/a/configs/retention.ms'), 204);
    await go('kafka', 'GET', at('/topics/none'), 404);
    await go('kafka', 'DELETE', at('/topics/a'), 204);
    await refuse('kafka', at('/topics'));
    expect(problems).toEqual([]);
  });

  it('Schema Registry', async () => {
    const schema = { schemaType: 'AVRO', schema: JSON.stringify({ type: 'record', name: 'V', fields: [{ name: 'id', type: 'int' }] }) };
    const worse = { schemaType: 'AVRO', schema: JSON.stringify({ type: 'record', name: 'V', fields: [{ name: 'x', type: 'int' }] }) };
    const { body } = await go('schemaRegistry', 'POST', '/subjects/tour-value/versions', 200, schema);
    await go('schemaRegistry', 'POST', '/subjects/tour-value/versions', 409, worse);
    await go('schemaRegistry', 'POST', '/subjects/tour-value/versions', 422, { schema: '{' });
    await go('schemaRegistry', 'POST', '/subjects/tour-value', 200, schema);
    await go('schemaRegistry', 'POST', '/subjects/tour-value', 404, worse);
    await go('schemaRegistry', 'POST', '/compatibility/subjects/tour-value/versions?verbose=true', 200, worse);
    await go('schemaRegistry', 'POST', '/compatibility/subjects/tour-value/versions/latest', 200, schema);
    await go('schemaRegistry', 'GET', '/subjects', 200);
    await go('schemaRegistry', 'GET', '/schemas?latestOnly=true', 200);
    await go('schemaRegistry', 'GET', '/schemas/types', 200);
    await go('schemaRegistry', 'GET', '/contexts', 200);
    await go('schemaRegistry', 'GET', '/clusterconfig', 200);
    await go('schemaRegistry', 'GET', '/subjects/tour-value/versions', 200);
    await go('schemaRegistry', 'GET', '/subjects/tour-value/versions/latest', 200);
    await go('schemaRegistry', 'GET', '/subjects/tour-value/versions/1/referencedby', 200);
    await go('schemaRegistry', 'GET', '/subjects/tour-value/versions/7', 404);
    await go('schemaRegistry', 'GET', `/schemas/ids/${body.id}`, 200);
    await go('schemaRegistry', 'GET', `/schemas/ids/${body.id}/subjects`, 200);
    await go('schemaRegistry', 'GET', `/schemas/ids/${body.id}/versions`, 200);
    await go('schemaRegistry', 'GET', '/config', 200);
    await go('schemaRegistry', 'GET', '/config/tour-value', 404);
    await go('schemaRegistry', 'PUT', '/config/tour-value', 200, { compatibility: 'FULL' });
    await go('schemaRegistry', 'GET', '/config/tour-value', 200);
    await go('schemaRegistry', 'DELETE', '/config/tour-value', 200);
    await go('schemaRegistry', 'GET', '/mode', 200);
    await go('schemaRegistry', 'PUT', '/mode/tour-value', 200, { mode: 'READWRITE' });
    await go('schemaRegistry', 'GET', '/mode/tour-value', 200);
    await go('schemaRegistry', 'DELETE', '/mode/tour-value', 200);
    await go('schemaRegistry', 'DELETE', '/subjects/tour-value', 200);
    await go('schemaRegistry', 'DELETE', '/subjects/tour-value?permanent=true', 200);
    await refuse('schemaRegistry', '/subjects');
    expect(problems).toEqual([]);
  });

  it('Flink gateway', async () => {
    const at = (path: string) => `${client.paths.sql}/statements${path}`;
    const { environment, cluster, computePool } = client.simulator.description;
    const submit = (name: string, statement: string) =>
      go('flink', 'POST', at(''), 201, { name, spec: { statement, compute_pool_id: computePool.id, principal: 'sa-1', properties: { 'sql.current-catalog': environment.name, 'sql.current-database': cluster.name } } });
    await submit('ddl', "CREATE TABLE t (id INT NOT NULL, email STRING, at_ms TIMESTAMP_LTZ(3), price DECIMAL(10, 2), PRIMARY KEY (id) NOT ENFORCED) DISTRIBUTED BY HASH(id) INTO 2 BUCKETS WITH ('changelog.mode' = 'upsert', 'kafka.cleanup-policy' = 'compact')");
    await go('flink', 'GET', at('/ddl'), 200);
    client.advance(30_000);
    await go('flink', 'GET', at('/ddl'), 200);
    await submit('decode', 'INSERT INTO t (id, email, at_ms, price) SELECT id, email, CAST(NULL AS TIMESTAMP_LTZ(3)), CAST(1 AS DECIMAL(10, 2)) FROM `shop.public.customers`');
    await submit('bad', 'INSERT INTO t SELECT nope FROM nowhere');
    await submit('show', 'SHOW TABLES');
    client.advance(30_000);
    for (const name of ['decode', 'bad', 'show']) await go('flink', 'GET', at(`/${name}`), 200);
    await go('flink', 'GET', at('/bad/exceptions'), 200);
    await go('flink', 'GET', at('/show/results'), 200);
    const { body } = await go('flink', 'GET', at('/decode'), 200);
    expect(body.status).toMatchObject({ phase: 'RUNNING' });
    await go('flink', 'PUT', at('/decode'), 202, { ...body, spec: { ...body.spec, stopped: true } });
    client.advance(10_000);
    await go('flink', 'GET', at('/decode'), 200);
    await go('flink', 'GET', at('?page_size=2'), 200);
    await go('flink', 'POST', at(''), 409, { name: 'ddl', spec: { statement: 'SHOW TABLES', compute_pool_id: computePool.id } });
    await go('flink', 'GET', at('/none'), 404);
    await go('flink', 'DELETE', at('/show'), 202);
    await refuse('flink', at(''));
    expect(problems).toEqual([]);
  });

  it('Tableflow', async () => {
    const { paths } = client;
    const { environment, cluster } = client.simulator.description;
    const scope = { environment: { id: environment.id }, kafka_cluster: { id: cluster.id } };
    await go('tableflow', 'GET', '/tableflow/v1/regions', 200);
    await go('tableflow', 'POST', '/tableflow/v1/tableflow-topics', 202, tableflowBody(client, 't', { storage: { kind: 'ByobAws', bucket_name: 'b', provider_integration_id: 'cspi-1' }, config: { error_handling: { mode: 'LOG', target: 'dead' } } }));
    await go('tableflow', 'POST', '/tableflow/v1/tableflow-topics', 409, tableflowBody(client, 't'));
    const catalog = await go('tableflow', 'POST', '/tableflow/v1/catalog-integrations', 202, { spec: { display_name: 'glue', ...scope, config: { kind: 'AwsGlue', provider_integration_id: 'cspi-1' } } });
    client.advance(100_000);
    await go('tableflow', 'GET', `/tableflow/v1/tableflow-topics?${paths.scope}`, 200);
    await go('tableflow', 'GET', `/tableflow/v1/tableflow-topics/t?${paths.scope}`, 200);
    await go('tableflow', 'PATCH', '/tableflow/v1/tableflow-topics/t', 200, { spec: { ...scope, table_formats: ['DELTA'] } });
    await go('tableflow', 'PATCH', '/tableflow/v1/tableflow-topics/t', 422, { spec: { ...scope, suspended: true } });
    await go('tableflow', 'GET', `/tableflow/v1/tableflow-topics/none?${paths.scope}`, 404);
    await go('tableflow', 'GET', `/tableflow/v1/catalog-integrations?${paths.scope}`, 200);
    await go('tableflow', 'GET', `/tableflow/v1/catalog-integrations/${catalog.body.id}?${paths.scope}`, 200);
    await go('tableflow', 'PATCH', `/tableflow/v1/catalog-integrations/${catalog.body.id}`, 200, { spec: { ...scope, display_name: 'glue-2' } });
    await go('tableflow', 'DELETE', `/tableflow/v1/catalog-integrations/${catalog.body.id}?${paths.scope}`, 204);
    await go('tableflow', 'DELETE', `/tableflow/v1/tableflow-topics/t?${paths.scope}`, 204);
    await refuse('tableflow', `/tableflow/v1/tableflow-topics?${paths.scope}`);
    expect(problems).toEqual([]);
  });

  it('metrics', async () => {
    const query = { aggregations: [{ metric: 'io.confluent.kafka.server/received_records' }], filter: { op: 'AND', filters: [{ op: 'EQ', field: 'resource.kafka.id', value: client.simulator.description.cluster.id }] }, granularity: 'ALL', intervals: ['2026-01-01T00:00:00Z/PT1H'], group_by: ['metric.topic'] };
    const { body } = await go('metrics', 'POST', '/v2/metrics/cloud/query', 200, query);
    expect(body.data).toContainEqual({ timestamp: '2026-01-01T00:00:00.000Z', value: 2, 'metric.topic': 'shop.public.customers' });
    await go('metrics', 'POST', '/v2/metrics/cloud/query', 400, { ...query, aggregations: [{ metric: 'nope' }] });
    await go('metrics', 'GET', '/v2/metrics/cloud/descriptors/metrics', 200);
    expect((await go('metrics', 'GET', `/v2/metrics/cloud/export?resource.kafka.id=${client.simulator.description.cluster.id}`, 200)).body).toMatch(/^confluent_kafka_server_received_records\{.*\} \d+$/m);
    expect(problems).toEqual([]);
  });

  it('the checks themselves can fail', () => {
    expect(openapi.validateResponse('cloud', 'GET', '/org/v2/organizations', 200, { data: [{}] }).length).toBeGreaterThan(0);
    expect(openapi.validateResponse('cloud', 'GET', '/org/v2/organizations', 418, {})).toEqual([expect.stringContaining('no answer 418')]);
    expect(openapi.validateRequest('cloud', 'GET', '/org/v9/nothing', undefined)).toEqual([expect.stringContaining('no document')]);
    expect(openapi.validateRequest('tableflow', 'POST', '/tableflow/v1/tableflow-topics', { spec: { display_name: 5 } }).length).toBeGreaterThan(0);
    expect(openapi.covered().size).toBeGreaterThan(80);
  });
});
