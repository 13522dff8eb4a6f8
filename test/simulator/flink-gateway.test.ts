import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseWorld } from '../../src/simulator/index.js';
import { SHOP_WORLD, runSql, startConnector, startTestClient } from './client.js';
import type { TestClient } from './client.js';

let client: TestClient;
beforeEach(async () => {
  client = await startTestClient({ world: parseWorld(SHOP_WORLD) });
});
afterEach(async () => client[Symbol.asyncDispose]());

const gateway = (method: string, path: string, body?: unknown) => client.call('flink', method, `${client.paths.sql}/statements${path}`, body);
const submit = (name: string, statement: string, properties: Record<string, string> = {}) => {
  const { environment, cluster, computePool } = client.simulator.description;
  return gateway('POST', '', { name, spec: { statement, compute_pool_id: computePool.id, principal: 'sa-1', properties: { 'sql.current-catalog': environment.name, 'sql.current-database': cluster.name, ...properties } } });
};
const phase = async (name: string) => (await gateway('GET', `/${name}`)).body.status?.phase;
const records = (topic: string): number | undefined => (client.simulator.control.snapshot().clusters['prod/lake'] as any).topics[topic]?.records;

const DDL = `CREATE TABLE customers (id INT NOT NULL, email STRING, PRIMARY KEY (id) NOT ENFORCED) DISTRIBUTED BY HASH(id) INTO 3 BUCKETS
  WITH ('changelog.mode' = 'upsert', 'kafka.cleanup-policy' = 'compact', 'kafka.max-message-size' = '8388608', 'value.fields-include' = 'all')`;
const INSERT = 'INSERT INTO customers (id, email) SELECT id, email FROM `shop.public.customers`';

/** Connector, target table and decode statement, all running. */
async function pipeline(): Promise<void> {
  await startConnector(client, 'shop');
  await runSql(client, 'ddl', DDL);
  await runSql(client, 'decode', INSERT);
}

/** The current statement, changed: what both official clients PUT. */
async function put(name: string, spec: Record<string, unknown>, version?: string) {
  const { body } = await gateway('GET', `/${name}`);
  return gateway('PUT', `/${name}`, { ...body, metadata: { ...body.metadata, ...(version === undefined ? {} : { resource_version: version }) }, spec: { ...body.spec, ...spec } });
}

describe('CREATE TABLE', () => {
  it('takes its time, then there is a topic with configs and both subjects', async () => {
    expect((await submit('ddl', DDL)).status).toBe(201);
    expect(await phase('ddl')).toBe('PENDING');
    client.advance(26_000);
    expect((await gateway('GET', '/ddl')).body.status).toMatchObject({ phase: 'COMPLETED', detail: '' });
    const topic = (await client.call('kafka', 'GET', `${client.paths.kafka}/topics/customers`)).body;
    expect(topic.partitions_count).toBe(3);
    const configs = (await client.call('kafka', 'GET', `${client.paths.kafka}/topics/customers/configs`)).body.data;
    const value = (name: string) => configs.find((row: any) => row.name === name).value;
    expect([value('cleanup.policy'), value('max.message.bytes')]).toEqual(['compact', '8388608']);
    expect((await client.call('schemaRegistry', 'GET', '/subjects')).body).toEqual(['customers-key', 'customers-value']);
  });

  it('fails over an existing table, unless IF NOT EXISTS', async () => {
    await runSql(client, 'ddl', DDL);
    expect((await runSql(client, 'again', DDL)).status).toMatchObject({ phase: 'FAILED', detail: expect.stringContaining('already exists') });
    expect((await runSql(client, 'if-not', DDL.replace('TABLE', 'TABLE IF NOT EXISTS'))).status.phase).toBe('COMPLETED');
  });

  it('fails over a subject that was left behind with another schema', async () => {
    await client.call('schemaRegistry', 'POST', '/subjects/customers-value/versions', { schema: '"string"' });
    expect((await runSql(client, 'ddl', DDL)).status.detail).toContain("doesn't match the existing one");
  });

  it('right after a drop says to try again later', async () => {
    await runSql(client, 'ddl', DDL);
    await submit('drop', 'DROP TABLE customers');
    client.advance(5_000);
    await submit('again', DDL);
    client.advance(25_100);
    expect(await phase('drop')).toBe('COMPLETED');
    expect((await gateway('GET', '/again')).body.status).toMatchObject({ phase: 'FAILED', detail: expect.stringContaining('try again later') });
    expect((await runSql(client, 'third', DDL)).status.phase).toBe('COMPLETED');
  });
});

describe('INSERT', () => {
  it('decodes what the connector publishes, deletes as tombstones', async () => {
    await pipeline();
    expect(await phase('decode')).toBe('RUNNING');
    expect(records('customers')).toBe(2);
    client.simulator.control.writeRow('pg.example.com', 'public.customers', 'c', { id: 3, email: 'c@example.com' });
    expect(records('customers')).toBe(3);
    client.simulator.control.writeRow('pg.example.com', 'public.customers', 'd', { id: 3 });
    expect(records('customers')).toBeGreaterThan(3);
  });

  it('fails when the source is not there yet, with the reason', async () => {
    await runSql(client, 'ddl', DDL);
    const failed = await runSql(client, 'decode', INSERT);
    expect(failed.status.phase).toBe('FAILED');
    expect(failed.status.detail).toContain('shop.public.customers');
    expect((await gateway('GET', '/decode/exceptions')).body.data[0].message).toBe(failed.status.detail);
  });

  it('waits for a CFU when the pool is full', async () => {
    const { environment } = client.simulator.description;
    const pool = await client.call('cloud', 'POST', '/fcpm/v2/compute-pools', { spec: { display_name: 'tiny', cloud: 'AWS', region: 'us-east-1', max_cfu: 5, environment: { id: environment.id } } });
    await pipeline();
    for (let index = 0; index < 6; index++) {
      const spec = { statement: INSERT, compute_pool_id: pool.body.id, properties: {} };
      await gateway('POST', '', { name: `job-${index}`, spec });
    }
    client.advance(30_000);
    const phases = await Promise.all(Array.from({ length: 6 }, (_, index) => phase(`job-${index}`)));
    expect(phases.filter((one) => one === 'PENDING')).toHaveLength(1);
    const starved = `job-${phases.indexOf('PENDING')}`;
    expect((await gateway('GET', `/${starved}`)).body.status.scaling_status.scaling_state).toBe('POOL_EXHAUSTED');
    await gateway('DELETE', `/job-${phases.indexOf('RUNNING')}`);
    client.advance(30_000);
    expect(await phase(starved)).toBe('RUNNING');
  });

  it('degrades when its table is dropped under it', async () => {
    await pipeline();
    await runSql(client, 'drop', 'DROP TABLE customers');
    expect(await phase('decode')).toBe('DEGRADED');
    expect(client.simulator.control.invariants()).toMatchObject([{ code: 'table-lost-under-statement' }]);
  });

  it('stops with its pool', async () => {
    await pipeline();
    const { environment, computePool } = client.simulator.description;
    await client.call('cloud', 'DELETE', `/fcpm/v2/compute-pools/${computePool.id}?environment=${environment.id}`);
    client.advance(11_000);
    expect(await phase('decode')).toBe('STOPPED');
    expect((await submit('late', 'SHOW TABLES')).status).toBe(400);
  });
});

describe('stop and resume', () => {
  it('needs the current resource version, shows offsets once stopped, and goes on where it was', async () => {
    await pipeline();
    expect((await put('decode', { stopped: true }, '0')).status).toBe(409);
    expect((await put('decode', { stopped: true })).status).toBe(202);
    expect(await phase('decode')).toBe('STOPPING');
    client.advance(6_000);
    const { body } = await gateway('GET', '/decode');
    expect(body.status).toMatchObject({ phase: 'STOPPED', latest_offsets: { 'shop.public.customers': 'partition:0,offset:2' } });
    client.simulator.control.writeRow('pg.example.com', 'public.customers', 'c', { id: 3, email: null });
    expect(records('customers')).toBe(2);
    expect((await put('decode', { stopped: false, principal: 'sa-2' })).status).toBe(202);
    client.advance(11_000);
    expect((await gateway('GET', '/decode')).body).toMatchObject({ spec: { principal: 'sa-2', stopped: false }, status: { phase: 'RUNNING' } });
    expect(records('customers')).toBe(3);
  });

  it('changes nothing else', async () => {
    await pipeline();
    expect((await put('decode', { stopped: true, statement: 'INSERT INTO x SELECT 1' })).status).toBe(422);
    expect((await put('decode', { stopped: true, properties: { 'sql.local-time-zone': 'CET' } })).status).toBe(422);
    expect((await put('ddl', { stopped: true })).status).toBe(422);
  });
});

describe('carry-over of offsets', () => {
  const APPEND = `CREATE TABLE log (id INT, email STRING) DISTRIBUTED INTO 1 BUCKETS WITH ('changelog.mode' = 'append', 'kafka.cleanup-policy' = 'delete')`;
  const INTO_LOG = 'INSERT INTO log (id, email) SELECT id, email FROM customers_in';

  async function appendPipeline(): Promise<void> {
    await runSql(client, 'in', `CREATE TABLE customers_in (id INT, email STRING) DISTRIBUTED INTO 1 BUCKETS WITH ('changelog.mode' = 'append')`);
    await runSql(client, 'ddl', APPEND);
    await runSql(client, 'old', INTO_LOG);
    expect(await phase('old')).toBe('RUNNING');
  }

  it('waits for the old statement to stop, then starts where it was', async () => {
    await appendPipeline();
    await submit('new', INTO_LOG, { 'sql.tables.initial-offset-from': 'old' });
    client.advance(60_000);
    expect((await gateway('GET', '/new')).body.status).toMatchObject({ phase: 'PENDING', detail: expect.stringContaining("'old'") });
    await put('old', { stopped: true });
    client.advance(30_000);
    expect(await phase('new')).toBe('RUNNING');
  });

  it('gives up after six hours, and at once when the old one is gone', async () => {
    await appendPipeline();
    await submit('new', INTO_LOG, { 'sql.tables.initial-offset-from': 'old' });
    client.advance(6 * 60 * 60 * 1_000 + 20_000);
    expect(await phase('new')).toBe('FAILED');
    expect((await runSql(client, 'newer', INTO_LOG, { 'sql.tables.initial-offset-from': 'nobody' })).status.phase).toBe('FAILED');
  });

  it('is refused into an upsert sink (semantics.md 3.6)', async () => {
    await pipeline();
    expect((await runSql(client, 'next', INSERT, { 'sql.tables.initial-offset-from': 'decode' })).status).toMatchObject({ phase: 'FAILED', detail: expect.stringContaining('upsert') });
  });
});

describe('names', () => {
  it('are unique until the delete is over, and linger in the list', async () => {
    await runSql(client, 'ddl', DDL);
    expect((await submit('ddl', DDL)).status).toBe(409);
    expect((await gateway('DELETE', '/ddl')).status).toBe(202);
    expect(await phase('ddl')).toBe('DELETING');
    expect((await submit('ddl', DDL)).status).toBe(409);
    client.advance(6_000);
    expect(await gateway('GET', '/ddl')).toMatchObject({ status: 404, body: { errors: [{ detail: 'Statement resource=ddl does not exist' }] } });
    expect((await gateway('GET', '')).body.data.map((one: any) => one.name)).toEqual(['ddl']);
    client.advance(15_000);
    expect((await gateway('GET', '')).body.data).toEqual([]);
  });

  it.each(['Upper', 'under_score', '-dash', 'x'.repeat(101)])('%s is not one', async (name) => {
    expect((await submit(name, 'SHOW TABLES')).status).toBe(400);
  });

  it('of finished statements are purged after 30 days, their tables stay', async () => {
    await runSql(client, 'ddl', DDL);
    client.advance(31 * 24 * 60 * 60 * 1_000);
    expect((await gateway('GET', '/ddl')).status).toBe(404);
    expect(records('customers')).toBe(0);
  });
});

describe('lists', () => {
  it('filter by pool and label, and page', async () => {
    for (let index = 0; index < 12; index++) await submit(`s-${index}`, 'SHOW TABLES');
    await gateway('POST', '', { name: 'hidden', metadata: { labels: { 'user.confluent.io/hidden': 'true' } }, spec: { statement: 'SHOW TABLES', compute_pool_id: client.simulator.description.computePool.id } });
    client.advance(5_000);
    const first = (await gateway('GET', '')).body;
    expect(first.data).toHaveLength(10);
    const second = (await client.call('flink', 'GET', first.metadata.next)).body;
    expect([second.data.length, second.metadata.next]).toEqual([3, '']);
    expect((await gateway('GET', '?label_selector=user.confluent.io%2Fhidden%3Dtrue')).body.data.map((one: any) => one.name)).toEqual(['hidden']);
    expect((await gateway('GET', '?spec.compute_pool_id=lfcp-none')).body.data).toEqual([]);
  });
});

describe('queries and dry runs', () => {
  it('results are empty while PENDING, then rows, then no next page', async () => {
    await runSql(client, 'ddl', DDL);
    await submit('show', 'SHOW TABLES');
    const pending = (await gateway('GET', '/show/results')).body;
    expect(pending.results.data).toEqual([]);
    expect(pending.metadata.next).not.toBe('');
    client.advance(3_000);
    const page = (await client.call('flink', 'GET', pending.metadata.next)).body;
    expect(page.results.data.map((row: any) => row.row[0])).toContain('customers');
    expect(page.metadata.next).toBe('');
    expect((await gateway('GET', '/show')).body.status.traits.schema.columns.length).toBeGreaterThan(0);
  });

  it('an unbounded query without a reader is stopped after five minutes', async () => {
    await runSql(client, 'ddl', DDL);
    await runSql(client, 'query', 'SELECT id, email FROM customers');
    expect(await phase('query')).toBe('RUNNING');
    client.advance(4 * 60_000);
    await gateway('GET', '/query/results');
    client.advance(4 * 60_000);
    expect(await phase('query')).toBe('RUNNING');
    client.advance(2 * 60_000);
    await phase('query');
    client.advance(6_000);
    expect((await gateway('GET', '/query')).body).toMatchObject({ spec: { stopped: true }, status: { phase: 'STOPPED' } });
  });

  it('a statement set writes each of its sinks, an INSERT of VALUES ends', async () => {
    await startConnector(client, 'shop');
    await runSql(client, 'ddl', DDL);
    await runSql(client, 'ddl-2', DDL.replace('TABLE customers', 'TABLE copies'));
    const set = await runSql(client, 'set', `EXECUTE STATEMENT SET BEGIN ${INSERT}; ${INSERT.replace('INTO customers', 'INTO copies')}; END`);
    expect(set.status.phase).toBe('RUNNING');
    expect([records('customers'), records('copies')]).toEqual([2, 2]);
    expect((await runSql(client, 'values', "INSERT INTO customers (id, email) VALUES (99, 'x')")).status.phase).toBe('COMPLETED');
    expect(records('customers')).toBe(3);
  });

  it('a dry run is decided in the answer and changes nothing', async () => {
    expect((await submit('ok', DDL, { 'sql.dry-run': 'true' })).body.status.phase).toBe('COMPLETED');
    expect(records('customers')).toBeUndefined();
    expect((await submit('bad', INSERT, { 'sql.dry-run': 'true' })).body.status).toMatchObject({ phase: 'FAILED', detail: expect.stringMatching(/./) });
  });

  it('a wrong catalog or database fails the statement', async () => {
    expect((await runSql(client, 'a', 'SHOW TABLES', { 'sql.current-database': 'nope' })).status).toMatchObject({ phase: 'FAILED', detail: expect.stringContaining('nope') });
    expect((await runSql(client, 'b', 'SHOW TABLES', { 'sql.current-catalog': 'nope' })).status.phase).toBe('FAILED');
  });
});
