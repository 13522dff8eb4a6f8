import { describe, expect, it } from 'vitest';
import type { SourceName, WorldTable } from '../../../src/simulator/debezium/index.js';
import { captureTables, checkDatabase, databaseProblem, inventTable, sideTopics } from '../../../src/simulator/debezium/index.js';
import type { Config } from './support.js';
import { aConfig, capture, captureOne } from './support.js';

const table = (name: string): WorldTable => ({ name, key: ['id'], columns: { id: { type: 'int' }, a: { type: 'int' }, b: { type: 'int' } }, rows: [{ id: 1, a: 2, b: 3 }] });
const names = (source: SourceName, tables: readonly string[], config: Config): readonly string[] => capture(source, tables.map(table), config).map((each) => each.table);
const ROUTER = { transforms: 'r', 'transforms.r.type': 'io.confluent.connect.cloud.transforms.TopicRegexRouter' };

describe('topic names', () => {
  it.each([
    ['postgres', 'public.orders', {}, 'shop.public.orders'],
    ['postgres', 'public.order lines', {}, 'shop.public.order_lines'],
    ['mysql', 'store.orders', {}, 'shop.store.orders'],
    ['sqlserver', 'dbo.orders', { 'database.names': 'shopdb' }, 'shop.shopdb.dbo.orders'],
    ['postgres', 'public.orders', { ...ROUTER, 'transforms.r.regex': 'shop\\.public\\.(.*)', 'transforms.r.replacement': 'cdc.$1' }, 'cdc.orders'],
    ['postgres', 'public.orders', { ...ROUTER, 'transforms.r.regex': 'orders', 'transforms.r.replacement': 'x' }, 'shop.public.orders'],
    ['postgres', 'public.orders', { ...ROUTER, 'transforms.r.type': 'Filter', 'transforms.r.regex': '.*', 'transforms.r.replacement': 'x' }, 'shop.public.orders'],
  ] as const)('%s %s', (source, name, config, want) => {
    expect(captureOne(source, table(name), config).topic).toBe(want);
  });

  it('takes the SQL Server database from the configuration when the world does not name it', () => {
    const config = aConfig('sqlserver', 'AVRO', { 'database.names': 'sales' });
    expect(captureTables(config, { source: 'sqlserver', tables: [table('dbo.orders')] })[0]?.topic).toBe('shop.sales.dbo.orders');
  });

  it('keeps the schemas of a routed topic named after the table', () => {
    const routed = captureOne('postgres', table('public.orders'), { ...ROUTER, 'transforms.r.regex': '.*', 'transforms.r.replacement': 'x' });
    expect(JSON.parse(routed.valueSchema.schema)).toMatchObject({ namespace: 'shop.public.orders' });
  });

  it('creates topics as configured', () => {
    expect(captureOne('postgres', table('public.orders'))).toMatchObject({ topicPartitions: 1, topicConfigs: { 'cleanup.policy': 'delete', 'retention.ms': '604800000' } });
    const config = { 'topic.creation.topic_prefix_match.partitions': '6', 'topic.creation.topic_prefix_match.cleanup.policy': 'compact' };
    expect(captureOne('postgres', table('public.orders'), config)).toMatchObject({ topicPartitions: 6, topicConfigs: { 'cleanup.policy': 'compact' } });
  });
});

describe('filters', () => {
  it.each([
    ['nothing', 'postgres', {}, ['public.orders', 'public.orders_old', 'audit.log']],
    ['include', 'postgres', { 'table.include.list': 'public\\.orders' }, ['public.orders']],
    ['include, two', 'postgres', { 'table.include.list': 'public.orders, audit\\..*' }, ['public.orders', 'audit.log']],
    ['include is anchored', 'postgres', { 'table.include.list': 'orders' }, []],
    ['include ignores case', 'postgres', { 'table.include.list': 'PUBLIC\\.ORDERS' }, ['public.orders']],
    ['exclude', 'postgres', { 'table.exclude.list': 'public\\..*' }, ['audit.log']],
    ['schema include', 'postgres', { 'schema.include.list': 'audit' }, ['audit.log']],
    ['schema exclude', 'sqlserver', { 'schema.exclude.list': 'audit' }, ['public.orders', 'public.orders_old']],
    ['SQL Server without database', 'sqlserver', { 'table.include.list': 'public\\.orders' }, ['public.orders']],
    ['SQL Server with database', 'sqlserver', { 'table.include.list': 'shopdb\\.public\\.orders' }, []],
    ['database include', 'mysql', { 'database.include.list': 'audit' }, ['audit.log']],
  ] as const)('%s', (_, source, config, want) => {
    expect(names(source, ['public.orders', 'public.orders_old', 'audit.log'], config)).toEqual(want);
  });

  it.each([
    ['include', { 'column.include.list': 'public.t.(id|a)' }, { id: 1, a: 2 }],
    ['exclude', { 'column.exclude.list': 'public\\.t\\.b' }, { id: 1, a: 2 }],
    ['exclude the key', { 'column.exclude.list': '.*\\.id' }, { a: 2, b: 3 }],
  ])('columns: %s', (_, config: Config, want) => {
    const [record] = captureOne('postgres', table('public.t'), config).snapshot;
    expect(record?.key).toEqual({ id: 1 });
    expect(record?.value?.['after']).toEqual(want);
  });

  it.each([
    ['names the table', 'public.t:a,b;public.u:b', { a: 2, b: 3 }],
    ['names it by pattern', '.*\\.t:b', { b: 3 }],
    ['names another', 'public.u:b', { id: 1 }],
  ])('message.key.columns %s', (_, columns, want) => {
    expect(captureOne('postgres', table('public.t'), { 'message.key.columns': columns }).snapshot[0]?.key).toEqual(want);
  });

  it('fails on a key column that does not exist and on a broken pattern', () => {
    expect(() => captureOne('postgres', table('public.t'), { 'message.key.columns': 'public.t:nope' })).toThrow('has no column nope');
    expect(() => captureOne('postgres', table('public.t'), { 'table.include.list': 'public.(' })).toThrow('Invalid value public.( for configuration table.include.list');
  });
});

describe('side topics', () => {
  const topics = (source: SourceName, config: Config): readonly string[] => sideTopics(aConfig(source, 'AVRO', config), 'lcc-1').map(({ topic }) => topic);
  it.each([
    ['postgres', {}, []],
    ['postgres', { 'heartbeat.interval.ms': '5000', 'provide.transaction.metadata': 'true' }, ['__debezium-heartbeat-lcc-1.shop', 'shop.lcc-1.transaction']],
    ['postgres', { 'heartbeat.interval.ms': '5000', 'topic.heartbeat.prefix': 'beat' }, ['beat.shop']],
    ['postgres', { 'exactly.once.enabled': 'true' }, ['connect-offsets-lcc-1']],
    ['postgres', { 'notification.enabled.channels': 'log,sink', 'notification.sink.topic.name': 'notes' }, ['notes']],
    ['mysql', {}, ['dbhistory.shop.lcc-1']],
    ['mysql', { 'include.schema.changes': 'true' }, ['dbhistory.shop.lcc-1', 'shop']],
    ['sqlserver', { 'schema.history.internal.kafka.topic': 'history' }, ['history']],
    ['oracle', { 'heartbeat.interval.ms': '5000' }, ['__orcl-schema-changes.shop.lcc-1', '__orcl-heartbeat.lcc-1.shop']],
    ['dynamodb', {}, []],
  ] as const)('%s %o', (source, config, want) => {
    expect(topics(source, config)).toEqual(want);
  });

  it('keeps a schema history for ever in one partition', () => {
    expect(sideTopics(aConfig('mysql', 'AVRO'), 'lcc-1')[0]).toMatchObject({ partitions: 1, configs: { 'cleanup.policy': 'delete', 'retention.ms': '-1' } });
  });
});

describe('databaseProblem', () => {
  const login = { 'database.user': 'cdc', 'database.password': 'pw', 'database.dbname': 'shopdb', 'database.names': 'shopdb' };
  const problem = (source: SourceName, config: Config) =>
    databaseProblem(aConfig(source, 'AVRO', { ...login, ...config }), { source, database: 'shopdb', username: 'cdc', password: 'pw', tables: [table('s.t')] });

  it.each(['postgres', 'mysql', 'sqlserver', 'oracle'] as const)('%s: none when all fits', (source) => {
    expect(problem(source, {})).toBeUndefined();
  });

  it.each([
    ['postgres', { 'database.password': 'no' }, 'password authentication failed for user "cdc"'],
    ['postgres', { 'database.dbname': 'other' }, 'database "other" does not exist'],
    ['mysql', { 'database.user': 'x' }, "Access denied for user 'x'@'%' (using password: YES)"],
    ['sqlserver', { 'database.password': 'no' }, "Login failed for user 'cdc'."],
    ['sqlserver', { 'database.names': 'shopdb,other' }, 'Cannot open database "other"'],
    ['oracle', { 'database.password': 'no' }, 'ORA-01017'],
    ['oracle', { 'database.dbname': 'other' }, 'ORA-12514'],
    ['postgres', { 'connector.class': 'MySqlCdcSourceV2' }, 'no mysql server at this address'],
    ['postgres', { 'table.include.list': '(' }, 'Invalid value ( for configuration table.include.list'],
  ] as const)('%s %o', (source, config, want) => {
    expect(problem(source, config)).toContain(want);
  });
});

describe('inventTable', () => {
  it.each([
    ['postgres', 'public.customers', ['id', 'name', 'email', 'active', 'created_at']],
    ['mysql', 'store.orders', ['id', 'customer_id', 'status', 'amount', 'created_at']],
    ['sqlserver', 'dbo.order_items', ['id', 'order_id', 'product_id', 'quantity', 'unit_price']],
    ['oracle', 'APP.PRODUCTS', ['ID', 'NAME', 'PRICE', 'QUANTITY', 'UPDATED_AT']],
    ['dynamodb', 'Whatever', ['id', 'name', 'value', 'updated_at']],
  ] as const)('%s %s can be captured', (source, name, columns) => {
    const invented = inventTable(source, name);
    expect(Object.keys(invented.columns)).toEqual(columns);
    const captured = captureOne(source, invented, { 'dynamodb.table.includelist': name });
    expect(captured.snapshot).toHaveLength(4);
    expect(new Set(captured.snapshot.map(({ key }) => Object.values(key ?? {})[0])).size).toBe(4);
  });
});

it('refuses a class that is no CDC source and a database of another kind', () => {
  expect(() => captureTables({ 'connector.class': 'DatagenSource' }, { source: 'mysql', tables: [] })).toThrow('DatagenSource is no CDC source connector');
  expect(() => captureTables(aConfig('mysql', 'AVRO'), { source: 'postgres', tables: [] })).toThrow('cannot read a postgres database');
});

describe('checkDatabase', () => {
  it.each(['postgres', 'mysql', 'sqlserver', 'oracle', 'dynamodb'] as const)('%s', (source) => {
    const good = inventTable(source, 'a.orders');
    expect(() => checkDatabase({ source, tables: [good] })).not.toThrow();
    const column = source === 'oracle' ? 'AMOUNT' : 'amount';
    const bad = { ...good, name: 'a.bad', rows: [...good.rows, { ...good.rows[0], [column]: 'much' }] };
    expect(() => checkDatabase({ source, tables: [good, bad] })).toThrow(`table a.bad, row 5, column ${column}`);
  });
});
