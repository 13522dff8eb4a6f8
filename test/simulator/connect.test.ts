import { afterEach, describe, expect, it } from 'vitest';
import { parseWorld } from '../../src/simulator/index.js';
import type { TableAlteration } from '../../src/simulator/alter-table.js';
import type { SimulatorOptions } from '../../src/simulator/index.js';
import type { Fields } from '../../src/simulator/model.js';
import { SHOP_WORLD, postgresConfig, startConnector, startTestClient } from './client.js';
import type { TestClient } from './client.js';

let client: TestClient;
afterEach(async () => client[Symbol.asyncDispose]());

async function start(world = SHOP_WORLD, options: SimulatorOptions = {}): Promise<void> {
  client = await startTestClient({ world: parseWorld(world), ...options });
}
const connect = (method: string, path: string, body?: unknown) => client.call('cloud', method, `${client.paths.connect}${path}`, body);
const state = async (name = 'shop') => (await connect('GET', `/connectors/${name}/status`)).body.connector.state;
const create = (name: string, more: Record<string, string> = {}) => connect('POST', '/connectors', { name, config: postgresConfig(name, more) });
const topics = async () => {
  client.advance(10_000);
  return (await client.call('kafka', 'GET', `${client.paths.kafka}/topics`)).body.data.map((topic: any) => topic.topic_name).sort();
};
const records = (topic: string): number => (client.simulator.control.snapshot().clusters['prod/lake'] as any).topics[topic]?.records;

describe('a connector', () => {
  it('is PROVISIONING without tasks, then RUNNING, and only then its topics and subjects appear', async () => {
    await start();
    expect((await create('shop')).status).toBe(201);
    expect(await state()).toBe('PROVISIONING');
    expect((await connect('GET', '/connectors/shop')).body.tasks).toEqual([]);
    expect((await connect('GET', '/connectors?expand=info,status,id')).body).toEqual({});
    client.advance(121_000);
    expect(await state()).toBe('RUNNING');
    expect(await topics()).toEqual([]);
    client.advance(20_000);
    expect(await topics()).toEqual(['shop.public.customers']);
    expect((await client.call('schemaRegistry', 'GET', '/subjects')).body).toEqual(['shop.public.customers-key', 'shop.public.customers-value']);
    const texts = client.simulator.journal.events().map((event) => event.text);
    expect(texts.indexOf('connector shop RUNNING')).toBeLessThan(texts.indexOf('topic shop.public.customers created'));
    const listed = (await connect('GET', '/connectors?expand=info,status,id')).body.shop;
    expect(listed).toMatchObject({ id: { id: expect.stringMatching(/^lcc-/), id_type: 'ID' }, status: { connector: { state: 'RUNNING' } }, info: { config: { name: 'shop' } } });
  });

  it('reads back with masked secrets and keys that nobody sent', async () => {
    await start();
    await create('shop');
    const { body } = await connect('GET', '/connectors/shop/config');
    expect(body).toMatchObject({ 'database.password': '****************', 'kafka.api.key': '****************', 'kafka.api.secret': '****************', 'database.user': 'cdc', 'cloud.provider': 'aws', 'kafka.region': 'us-east-1' });
    expect(JSON.stringify(client.simulator.journal.entries())).not.toMatch(/pg-secret|kafka-secret/);
  });

  it('some show DEGRADED on their way up', async () => {
    await start();
    const states = new Set<string>();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await create(name, { 'slot.name': name });
    client.advance(100_000);
    for (const one of Object.values<any>((await connect('GET', '/connectors?expand=status')).body)) states.add(one.status.connector.state);
    expect([...states].sort()).toEqual(['DEGRADED', 'PROVISIONING']);
    client.advance(21_000);
    expect(await state('a')).toBe('RUNNING');
  });

  it('publishes changes, a delete as two records', async () => {
    await start();
    await startConnector(client, 'shop');
    expect(records('shop.public.customers')).toBe(2);
    const { control } = client.simulator;
    control.writeRow('pg.example.com', 'public.customers', 'c', { id: 3, email: 'c@example.com' });
    control.writeRow('pg.example.com', 'public.customers', 'u', { id: 3, email: 'd@example.com' });
    expect(records('shop.public.customers')).toBe(4);
    control.writeRow('pg.example.com', 'public.customers', 'd', { id: 3 });
    expect(records('shop.public.customers')).toBe(6);
  });

  it('keeps changes of a pause for later', async () => {
    await start();
    await startConnector(client, 'shop');
    expect((await connect('PUT', '/connectors/shop/pause')).status).toBe(202);
    client.advance(6_000);
    expect(await state()).toBe('PAUSED');
    client.simulator.control.writeRow('pg.example.com', 'public.customers', 'c', { id: 3, email: null });
    expect(records('shop.public.customers')).toBe(2);
    await connect('PUT', '/connectors/shop/resume');
    client.advance(6_000);
    expect(await state()).toBe('RUNNING');
    expect(records('shop.public.customers')).toBe(3);
  });

  it('does not read the old rows of a table that a new config adds, only what changes from then on', async () => {
    await start();
    await startConnector(client, 'shop');
    const put = await connect('PUT', '/connectors/shop/config', postgresConfig('shop', { 'table.include.list': 'public\\.customers,public\\.orders' }));
    expect(put.status).toBe(200);
    client.advance(60_000);
    expect(await topics()).toEqual(['shop.public.customers']);
    client.simulator.control.writeRow('pg.example.com', 'public.orders', 'c', { id: 8, total: '1.00' });
    expect(records('shop.public.orders')).toBe(1);
  });

  it('is broken for good when its source topic is deleted under it', async () => {
    await start();
    await startConnector(client, 'shop');
    await client.call('kafka', 'DELETE', `${client.paths.kafka}/topics/shop.public.customers`);
    expect(await state()).toBe('FAILED');
    await connect('PUT', '/connectors/shop/config', postgresConfig('shop'));
    client.advance(300_000);
    expect(await state()).toBe('FAILED');
    expect(client.simulator.control.invariants()).toMatchObject([{ code: 'source-topic-deleted' }]);
  });

  it('gets a new id and a new snapshot when it is deleted and created again', async () => {
    await start();
    await startConnector(client, 'shop');
    const before = (await connect('GET', '/connectors?expand=id')).body.shop.id.id;
    expect(await connect('DELETE', '/connectors/shop')).toMatchObject({ status: 200, body: { error: null } });
    expect((await create('shop')).status).toBe(409);
    client.advance(6_000);
    await startConnector(client, 'shop');
    expect((await connect('GET', '/connectors?expand=id')).body.shop.id.id).not.toBe(before);
    expect(records('shop.public.customers')).toBe(4);
  });

  it('JSON_SR stops at the first added column, AVRO goes on (semantics.md 2.9a)', async () => {
    await start();
    await startConnector(client, 'shop', { 'output.data.format': 'AVRO' });
    await startConnector(client, 'json', { 'output.data.format': 'JSON_SR', 'output.key.format': 'JSON_SR', 'slot.name': 'json' });
    const { control } = client.simulator;
    control.alterColumn('pg.example.com', 'public.customers', 'phone', { type: 'text' });
    control.writeRow('pg.example.com', 'public.customers', 'c', { id: 9, email: null, phone: '1' });
    expect(await state('shop')).toBe('RUNNING');
    expect((await connect('GET', '/connectors/json/status')).body.connector).toMatchObject({ state: 'FAILED', trace: expect.stringContaining('409') });
  });
});

describe('ALTER TABLE in the database', () => {
  const customers = ['pg.example.com', 'public.customers'] as const;
  const versions = async (): Promise<number[]> => (await client.call('schemaRegistry', 'GET', '/subjects/shop.public.customers-value/versions')).body as number[];
  const columns = async (): Promise<string[]> => {
    const { schema } = (await client.call('schemaRegistry', 'GET', '/subjects/shop.public.customers-value/versions/latest')).body as { schema: string };
    return (JSON.parse(schema) as { fields: { type: [string, { fields: { name: string }[] }] }[] }).fields[0]!.type[1].fields.map(({ name }) => name);
  };

  it.each<{ name: string; alteration: TableAlteration; row: Fields; want: string[] }>([
    { name: 'add', alteration: { kind: 'add', column: 'phone', type: { type: 'text' } }, row: { email: null, phone: '1' }, want: ['id', 'email', 'phone'] },
    { name: 'drop', alteration: { kind: 'drop', column: 'email' }, row: {}, want: ['id'] },
    { name: 'rename, in its place', alteration: { kind: 'rename', column: 'email', to: 'mail' }, row: { mail: 'x' }, want: ['id', 'mail'] },
    { name: 'retype, in its place', alteration: { kind: 'retype', column: 'email', type: { type: 'varchar(9)' } }, row: { email: 'x' }, want: ['id', 'email'] },
  ])('$name: the next change has the new version', async ({ alteration, row, want }) => {
    await start();
    await startConnector(client, 'shop', { 'output.data.format': 'AVRO' });
    const { control } = client.simulator;
    control.writeRow(...customers, 'c', { id: 8, email: null });
    control.alterTable(...customers, alteration);
    expect(await versions()).toEqual([1]);
    control.writeRow(...customers, 'c', { id: 9, ...row });
    expect(await columns()).toEqual(want);
    // A text is a text to Avro, however long.
    expect(await versions()).toEqual(alteration.kind === 'retype' ? [1] : [1, 2]);
    expect(await state('shop')).toBe('RUNNING');
  });

  it('changes from before keep their shape, however late they are read', async () => {
    await start();
    await startConnector(client, 'shop', { 'output.data.format': 'AVRO' });
    const { control } = client.simulator;
    control.pauseConnector('shop');
    control.writeRow(...customers, 'c', { id: 8, email: 'old' });
    control.alterTable(...customers, { kind: 'drop', column: 'email' });
    control.writeRow(...customers, 'c', { id: 9 });
    await connect('PUT', '/connectors/shop/resume');
    client.advance(60_000);
    expect(await versions()).toEqual([1, 2]);
    expect(await state('shop')).toBe('RUNNING');
  });

  it('an int that becomes a bigint is refused under FULL, and the task fails (semantics.md 2.9a)', async () => {
    await start();
    await startConnector(client, 'shop', { 'output.data.format': 'AVRO' });
    const { control } = client.simulator;
    control.alterTable(...customers, { kind: 'add', column: 'visits', type: { type: 'integer', nullable: false, default: 0 } });
    control.writeRow(...customers, 'c', { id: 8, email: null, visits: 1 });
    await client.call('schemaRegistry', 'PUT', '/config/shop.public.customers-value', { compatibility: 'FULL' });
    control.alterTable(...customers, { kind: 'retype', column: 'visits', type: { type: 'bigint', nullable: false, default: 0 } });
    control.writeRow(...customers, 'c', { id: 9, email: null, visits: 2 });
    expect((await connect('GET', '/connectors/shop/status')).body.connector).toMatchObject({ state: 'FAILED', trace: expect.stringContaining('409') });
    expect(await versions()).toEqual([1, 2]);
  });

  it('refuses what the table does not have', async () => {
    await start();
    const { control } = client.simulator;
    expect(() => control.alterTable(...customers, { kind: 'drop', column: 'nope' })).toThrow(/not there/);
    expect(() => control.alterTable(...customers, { kind: 'add', column: 'email', type: { type: 'text' } })).toThrow(/there already/);
    expect(() => control.alterTable(...customers, { kind: 'rename', column: 'email', to: 'id' })).toThrow(/there already/);
  });
});

describe('a connector that cannot start', () => {
  it.each([
    { name: 'wrong password', world: SHOP_WORLD, config: { 'database.password': 'nope' }, want: 'FAILED', trace: /password authentication failed/ },
    { name: 'wrong database', world: SHOP_WORLD, config: { 'database.dbname': 'other' }, want: 'FAILED', trace: /does not exist/ },
    { name: 'unreachable host', world: SHOP_WORLD.replace('database: shop', 'database: shop\n    network: unreachable'), config: {}, want: 'FAILED', trace: /pg\.example\.com/ },
    { name: 'unknown host, refused', world: 'unknownDatabases: refuse', config: {}, want: 'FAILED', trace: /pg\.example\.com/ },
    { name: 'network that hangs', world: SHOP_WORLD.replace('database: shop', 'database: shop\n    network: hangs'), config: {}, want: 'PROVISIONING', trace: /^$/ },
  ])('$name: $want', async ({ world, config, want, trace }) => {
    await start(world);
    await create('shop', config as Record<string, string>);
    client.advance(80_000);
    const { body } = await connect('GET', '/connectors/shop/status');
    expect(body.connector.state).toBe(want);
    expect(body.connector.trace).toMatch(trace);
  });

  it('starts after all when the right password is sent', async () => {
    await start();
    await create('shop', { 'database.password': 'nope' });
    client.advance(60_000);
    await connect('PUT', '/connectors/shop/config', postgresConfig('shop'));
    client.advance(121_000);
    expect(await state()).toBe('RUNNING');
  });
});

describe('an unknown database', () => {
  it('is made up from the include list', async () => {
    await start('{}');
    await startConnector(client, 'any', { 'table.include.list': 'sales\\.invoices,public\\.(users|teams)' });
    client.advance(20_000);
    expect(await topics()).toEqual(['any.public.teams', 'any.public.users', 'any.sales.invoices']);
  });
});

describe('every plugin', () => {
  const login = { 'kafka.auth.mode': 'SERVICE_ACCOUNT', 'kafka.service.account.id': 'sa-1', 'database.hostname': 'h', 'database.port': '1', 'database.user': 'u', 'database.password': 'p', 'topic.prefix': 'x', 'tasks.max': '1', 'output.data.format': 'AVRO', 'output.key.format': 'AVRO' };
  it.each([
    { class: 'PostgresCdcSourceV2', more: { 'database.dbname': 'd', 'table.include.list': 'public\\.orders', 'heartbeat.interval.ms': '1000' }, want: [/^__debezium-heartbeat-lcc-.*\.x$/, /^x\.public\.orders$/] },
    { class: 'MySqlCdcSourceV2', more: { 'table.include.list': 'shop\\.orders' }, want: [/^dbhistory\.x\.lcc-/, /^x\.shop\.orders$/] },
    { class: 'SqlServerCdcSourceV2', more: { 'database.names': 'd', 'table.include.list': 'dbo\\.orders' }, want: [/^dbhistory\.x\.lcc-/, /^x\.d\.dbo\.orders$/] },
    { class: 'OracleXStreamSource', more: { 'database.dbname': 'd', 'database.service.name': 's', 'database.out.server.name': 'o', 'database.processor.licenses': '1', 'table.include.list': 'SHOP\\.ORDERS' }, want: [/^__orcl-schema-changes\.x\.lcc-/, /^x\.SHOP\.ORDERS$/] },
    { class: 'DynamoDbCdcSource', more: { 'dynamodb.service.endpoint': 'https://dynamodb.us-east-1.amazonaws.com', 'dynamodb.table.includelist': 'orders', 'aws.access.key.id': 'a', 'aws.secret.access.key': 's' }, want: [/^orders$/] },
  ])('$class publishes the topics of its kind', async ({ class: connectorClass, more, want }) => {
    await start('{}');
    const created = await connect('POST', '/connectors', { name: 'any', config: { ...login, ...more, 'connector.class': connectorClass, name: 'any' } });
    expect(created.status).toBe(201);
    client.advance(200_000);
    expect(await state('any')).toBe('RUNNING');
    expect(await topics()).toEqual(want.map((pattern) => expect.stringMatching(pattern)));
  });
});

describe('refusals', () => {
  it.each([
    { name: 'no such class', config: { 'connector.class': 'Nope' } },
    { name: 'missing required key', config: { 'database.hostname': '' } },
    { name: 'a number that is none', config: { 'database.port': 'five' } },
    { name: 'service account without id', config: { 'kafka.auth.mode': 'SERVICE_ACCOUNT' } },
    { name: 'both lists', config: { 'table.exclude.list': 'a' } },
    { name: 'another name inside', config: { name: 'other' } },
  ])('$name: 400 with code and message', async ({ config }) => {
    await start();
    expect(await create('shop', config as Record<string, string>)).toMatchObject({ status: 400, body: { code: 400, message: expect.any(String) } });
  });

  it('validate answers 200 and counts the errors', async () => {
    await start();
    const path = '/connector-plugins/PostgresCdcSourceV2/config/validate';
    expect((await connect('PUT', path, postgresConfig('x'))).body.error_count).toBe(0);
    const { status, body } = await connect('PUT', path, { ...postgresConfig('x'), 'database.hostname': '' });
    expect(status).toBe(200);
    expect(body.error_count).toBe(1);
    expect(body.configs.find((one: any) => one.value.name === 'database.hostname').value.errors).toHaveLength(1);
    expect(body.configs.find((one: any) => one.definition.name === 'database.password').definition.type).toBe('PASSWORD');
    expect(client.simulator.journal.writes()).toEqual([]);
  });

  it('an unknown connector is 404', async () => {
    await start();
    expect(await connect('GET', '/connectors/nope')).toMatchObject({ status: 404, body: { error_code: 404 } });
  });
});

describe('offsets', () => {
  it('change one at a time', async () => {
    await start();
    await startConnector(client, 'shop');
    expect((await connect('GET', '/connectors/shop/offsets')).body.offsets).toHaveLength(1);
    const ask = () => connect('POST', '/connectors/shop/offsets/request', { type: 'DELETE' });
    expect((await ask()).status).toBe(202);
    expect((await ask()).status).toBe(400);
    expect((await connect('GET', '/connectors/shop/offsets/request/status')).body.status.phase).toBe('PENDING');
    client.advance(16_000);
    expect((await connect('GET', '/connectors/shop/offsets/request/status')).body.status.phase).toBe('APPLIED');
  });
});
