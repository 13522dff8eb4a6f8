import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseWorld } from '../../src/simulator/index.js';
import { SHOP_WORLD, runSql, startConnector, startTestClient, tableflowBody } from './client.js';
import type { TestClient } from './client.js';

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient({ world: parseWorld(`${SHOP_WORLD}\nproviderIntegrations: [{ id: cspi-1, name: writer }]`) });
});
afterEach(async () => client[Symbol.asyncDispose]());

const BASE = '/tableflow/v1/tableflow-topics';
const call = (method: string, path: string, body?: unknown) => client.call('tableflow', method, path, body);
const enable = (topic: string, more: Record<string, unknown> = {}) => call('POST', BASE, tableflowBody(client, topic, more));
const read = async (topic: string) => (await call('GET', `${BASE}/${topic}?${client.paths.scope}`)).body;
const remove = (topic: string) => call('DELETE', `${BASE}/${topic}?${client.paths.scope}`);
const patch = (topic: string, spec: Record<string, unknown>) => {
  const { environment, cluster } = client.simulator.description;
  return call('PATCH', `${BASE}/${topic}`, { spec: { environment: { id: environment.id }, kafka_cluster: { id: cluster.id }, ...spec } });
};
const codes = () => client.simulator.control.invariants().map((violation) => violation.code);

const ddl = (policy: string, mode: string) => `CREATE TABLE customers (id INT NOT NULL, email STRING${mode === 'upsert' ? ', PRIMARY KEY (id) NOT ENFORCED' : ''})
  DISTRIBUTED ${mode === 'upsert' ? 'BY HASH(id) ' : ''}INTO 2 BUCKETS WITH ('changelog.mode' = '${mode}', 'kafka.cleanup-policy' = '${policy}', 'value.fields-include' = 'all')`.replace(", 'value.fields-include' = 'all'", mode === 'upsert' ? ", 'value.fields-include' = 'all'" : '');
const DDL = ddl('compact', 'upsert');

async function pipeline(): Promise<void> {
  await startConnector(client, 'shop');
  await runSql(client, 'ddl', DDL);
  await runSql(client, 'decode', 'INSERT INTO customers (id, email) SELECT id, email FROM `shop.public.customers`');
}

describe('a table', () => {
  it('goes from PENDING to RUNNING and holds what the database holds', async () => {
    await pipeline();
    expect(await enable('customers')).toMatchObject({ status: 202, body: { status: { phase: 'PENDING', write_mode: 'UPSERT' }, spec: { table_formats: ['ICEBERG'], config: { retention_ms: '604800000' } } } });
    client.advance(91_000);
    expect((await read('customers')).status).toMatchObject({ phase: 'RUNNING', write_mode: 'UPSERT' });
    const { control } = client.simulator;
    control.writeRow('pg.example.com', 'public.customers', 'c', { id: 3, email: 'c@example.com' });
    control.writeRow('pg.example.com', 'public.customers', 'u', { id: 1, email: 'new@example.com' });
    control.writeRow('pg.example.com', 'public.customers', 'd', { id: 2 });
    expect([...control.lakeTable('customers')].sort((left, right) => Number(left['id']) - Number(right['id']))).toEqual([{ id: 1, email: 'new@example.com' }, { id: 3, email: 'c@example.com' }]);
    expect(codes()).toEqual([]);
  });

  it('is in the list after a moment, and its name is free some time after the delete', async () => {
    await pipeline();
    await enable('customers');
    expect((await call('GET', `${BASE}?${client.paths.scope}`)).body.data).toEqual([]);
    client.advance(4_000);
    expect((await call('GET', `${BASE}?${client.paths.scope}`)).body.data).toHaveLength(1);
    expect((await enable('customers')).status).toBe(409);
    expect((await remove('customers')).status).toBe(204);
    expect(await enable('customers')).toMatchObject({ status: 409, body: { errors: [{ status: '409' }] } });
    client.advance(16_000);
    expect((await enable('customers')).status).toBe(202);
  });
});

describe('creates that are refused', () => {
  it.each([
    { name: 'no such topic', topic: 'nope', more: {}, status: 400 },
    { name: 'a topic without schema', topic: 'bare', more: {}, status: 422 },
    { name: 'unknown storage', topic: 'customers', more: { storage: { kind: 'BYOB' } }, status: 400 },
    { name: 'unknown provider integration', topic: 'customers', more: { storage: { kind: 'ByobAws', bucket_name: 'b', provider_integration_id: 'cspi-9' } }, status: 422 },
    { name: 'unknown format', topic: 'customers', more: { table_formats: ['PARQUET'] }, status: 422 },
    { name: 'too short retention', topic: 'customers', more: { config: { retention_ms: '5' } }, status: 422 },
    { name: 'suspended from the start', topic: 'customers', more: { suspended: true }, status: 422 },
  ])('$name: $status', async ({ topic, more, status }) => {
    await runSql(client, 'ddl', DDL);
    client.simulator.control.addTopicByHand('bare');
    expect((await enable(topic, more)).status).toBe(status);
  });
});

describe('write modes', () => {
  it.each([
    { policy: 'compact', mode: 'upsert', phase: 'RUNNING', want: 'UPSERT' },
    { policy: 'delete-compact', mode: 'upsert', phase: 'RUNNING', want: 'UPSERT' },
    { policy: 'delete', mode: 'append', phase: 'RUNNING', want: 'APPEND' },
    { policy: 'delete', mode: 'upsert', phase: 'FAILED', want: undefined },
  ])('$mode over $policy is $phase $want', async ({ policy, mode, phase, want }) => {
    expect((await runSql(client, 'ddl', ddl(policy, mode))).status).toMatchObject({ phase: 'COMPLETED' });
    await enable('customers');
    client.advance(91_000);
    const { status } = await read('customers');
    expect(status.phase).toBe(phase);
    if (want !== undefined) expect(status.write_mode).toBe(want);
    else expect(status.error_message).not.toBe('');
  });

  it('stay locked to the topic name when Tableflow is deleted and enabled again, until the topic goes too', async () => {
    await runSql(client, 'ddl', ddl('delete', 'append'));
    await enable('customers');
    client.advance(91_000);
    await remove('customers');
    client.advance(16_000);
    await runSql(client, 'drop', 'DROP TABLE customers');
    client.advance(11_000);
    await runSql(client, 'upsert', DDL);
    await enable('customers');
    client.advance(91_000);
    expect((await read('customers')).status.write_mode).toBe('UPSERT');
    expect(codes()).toEqual([]);

    await remove('customers');
    client.advance(16_000);
    await runSql(client, 'alter', "ALTER TABLE customers SET ('changelog.mode' = 'append')");
    client.simulator.control.setTopicConfig('customers', 'cleanup.policy', 'delete');
    await enable('customers');
    client.advance(91_000);
    expect(await read('customers')).toMatchObject({ spec: { suspended: true }, status: { error_message: expect.stringContaining('from UPSERT to APPEND') } });
    expect(codes()).toEqual(['write-mode-locked', 'table-suspended']);
  });
});

describe('Tableflow on a CDC source topic', () => {
  it('materialises APPEND and suspends at the first tombstone; skipping does not help', async () => {
    await startConnector(client, 'shop');
    const source = 'shop.public.customers';
    await enable(source, { config: { error_handling: { mode: 'SKIP' } } });
    client.advance(91_000);
    expect((await read(source)).status).toMatchObject({ phase: 'RUNNING', write_mode: 'APPEND' });
    client.simulator.control.writeRow('pg.example.com', 'public.customers', 'd', { id: 2 });
    const after = await read(source);
    expect(after.spec.suspended).toBe(true);
    expect(after.status.error_message).toBe('Tableflow will be suspended because we detected a Kafka record at partition 0 offset 3 with a null value. The changelog mode of this table is APPEND.');
    await patch(source, { suspended: false });
    expect((await read(source)).spec.suspended).toBe(true);
    expect(codes()).toEqual(['tableflow-on-source', 'table-suspended']);
  });
});

describe('changes in place', () => {
  beforeEach(async () => {
    await runSql(client, 'ddl', DDL);
    await enable('customers', { storage: { kind: 'ByobAws', bucket_name: 'b', provider_integration_id: 'cspi-1' } });
    client.advance(91_000);
  });

  it('formats, retention and error handling', async () => {
    const { status, body } = await patch('customers', { table_formats: ['DELTA', 'ICEBERG'], config: { retention_ms: '86400000', error_handling: { mode: 'LOG' } } });
    expect(status).toBe(200);
    expect(body.spec).toMatchObject({ table_formats: ['DELTA', 'ICEBERG'], config: { retention_ms: '86400000', error_handling: { mode: 'LOG', target: 'error_log' } } });
    expect((await patch('customers', { table_formats: ['DELTA'] })).body.spec.config.retention_ms).toBe('86400000');
  });

  it.each([{ name: 'storage', spec: { storage: { kind: 'Managed' } } }, { name: 'display_name', spec: { display_name: 'x' } }, { name: 'suspended: true', spec: { suspended: true } }])('not $name', async ({ spec }) => {
    expect((await patch('customers', spec)).status).toBe(422);
  });

  it('resume after the platform suspended it', async () => {
    client.simulator.control.suspendTableflow('customers', 'bucket is gone');
    expect((await read('customers')).spec.suspended).toBe(true);
    expect((await patch('customers', { suspended: false })).body.spec.suspended).toBe(false);
  });

  it.each([{ mode: 'SUSPEND', suspended: true, skipped: 0 }, { mode: 'SKIP', suspended: false, skipped: 1 }, { mode: 'LOG', suspended: false, skipped: 1 }])('a bad record under $mode', async ({ mode, suspended, skipped }) => {
    await patch('customers', { config: { error_handling: { mode } } });
    client.simulator.control.writeBadRecord('customers');
    expect((await read('customers')).spec.suspended).toBe(suspended);
    const { body } = await client.call('metrics', 'POST', '/v2/metrics/cloud/query', { aggregations: [{ metric: 'io.confluent.tableflow/rows_skipped' }], granularity: 'ALL', intervals: ['2026-01-01T00:00:00Z/PT1H'], group_by: ['metric.topic'] });
    expect(body.data).toMatchObject([{ 'metric.topic': 'customers', value: skipped }]);
    client.advance(6_000);
    const topics = (await client.call('kafka', 'GET', `${client.paths.kafka}/topics`)).body.data.map((topic: any) => topic.topic_name);
    expect(topics.includes('error_log')).toBe(mode === 'LOG');
  });

  it('keep the provider integration in use', async () => {
    const { environment } = client.simulator.description;
    expect((await client.call('cloud', 'DELETE', `/pim/v1/integrations/cspi-1?environment=${environment.id}`)).status).toBe(409);
  });
});

describe('catalog integrations', () => {
  it('connect once there is a table, and never show their secrets', async () => {
    await runSql(client, 'ddl', DDL);
    const { environment, cluster } = client.simulator.description;
    const scope = { environment: { id: environment.id }, kafka_cluster: { id: cluster.id } };
    const config = { kind: 'Unity', workspace_endpoint: 'https://dbc', catalog_name: 'main', client_id: 'id', client_secret: 'shh' };
    const created = await call('POST', '/tableflow/v1/catalog-integrations', { spec: { display_name: 'unity', ...scope, config } });
    expect(created).toMatchObject({ status: 202, body: { id: expect.stringMatching(/^tci-/), status: { phase: 'PENDING' } } });
    const path = `/tableflow/v1/catalog-integrations/${created.body.id}`;
    await enable('customers');
    client.advance(120_000);
    const { body } = await call('GET', `${path}?${client.paths.scope}`);
    expect(body.status.phase).toBe('CONNECTED');
    expect(JSON.stringify([body, client.simulator.journal.entries()])).not.toContain('shh');
    expect((await read('customers')).status.catalog_sync_statuses).toMatchObject([{ catalog_type: 'UNITY', sync_status: 'SYNCED' }]);
    expect((await call('PATCH', path, { spec: { ...scope, config: { kind: 'Unity', custom_schema: 'raw' } } })).body.spec.config.custom_schema).toBe('raw');
    expect((await call('PATCH', path, { spec: { ...scope, config: { kind: 'Snowflake' } } })).status).toBe(422);
    expect((await call('DELETE', `${path}?${client.paths.scope}`)).status).toBe(204);
  });
});
