import { describe, expect, test } from 'vitest';
import type { TopicView } from '../../../src/simulator/flink/index.js';
import type { Fields } from '../../../src/simulator/model.js';
import { CUSTOMERS, TARGET_SQL, change, createdTopic, errorOf, insertOf, recordsOf, sessionOf, tombstone } from './support.js';

const SOURCE = 'shop.public.customers';
const TARGET = createdTopic(TARGET_SQL);
const UPSERT: TopicView = { ...CUSTOMERS, configs: { 'cleanup.policy': 'compact' } };
const INSERT = 'INSERT INTO target SELECT id, name, TO_TIMESTAMP_LTZ(created_at / 1000, 3) FROM `shop.public.customers`';
const session = sessionOf([CUSTOMERS, TARGET]);
const row = (id: number, name: string | null, status = 'active'): Fields => ({ id, name, status, created_at: 1_700_000_000_123_456 });
const AT = '2023-11-14 22:13:20.123';

describe('what an INSERT writes', () => {
  const history = recordsOf([change('r', null, row(1, 'Ann')), change('c', null, row(2, 'Bob')), change('u', row(1, 'Ann'), row(1, 'Anna')), change('d', row(2, 'Bob'), null), tombstone(2)]);
  const decoded = [
    { key: { id: 1 }, value: { name: 'Ann', created_at: AT } }, { key: { id: 2 }, value: { name: 'Bob', created_at: AT } },
    { key: { id: 1 }, value: { name: 'Anna', created_at: AT } }, { key: { id: 2 }, value: null },
  ];
  test.each([
    { name: 'retract', topic: CUSTOMERS, want: decoded },
    { name: 'upsert, where the tombstone after a delete changes nothing', topic: UPSERT, want: decoded },
    { name: 'append, where deletes are dropped', topic: { ...CUSTOMERS, options: { 'changelog.mode': 'append' } }, want: decoded.slice(0, 3) },
  ])('from a Debezium source in $name mode', ({ topic, want }) => {
    expect(insertOf(INSERT, sessionOf([topic, TARGET])).run(SOURCE, history)).toEqual(want);
  });

  test.each([
    { name: 'a row that leaves the filter becomes a tombstone', given: change('u', row(1, 'Ann'), row(1, 'Ann', 'gone')), want: [{ key: { id: 1 }, value: null }] },
    { name: 'a row that enters the filter appears', given: change('u', row(1, 'Ann', 'gone'), row(1, 'Ann')), want: [{ key: { id: 1 }, value: { name: 'Ann', created_at: AT } }] },
    { name: 'a row outside the filter stays out', given: change('u', row(1, 'Ann', 'gone'), row(1, 'Eve', 'gone')), want: [] },
    { name: 'a delete outside the filter says nothing', given: change('d', row(1, 'Ann', 'gone'), null), want: [] },
  ])('WHERE: $name', ({ given, want }) => {
    expect(insertOf(`${INSERT} WHERE \`status\` = 'active'`, session).run(SOURCE, recordsOf([given]))).toEqual(want);
  });

  test('WHERE on an upsert source remembers the last row across calls', () => {
    const insert = insertOf(`${INSERT} WHERE status = 'active'`, sessionOf([UPSERT, TARGET]));
    expect(insert.run(SOURCE, recordsOf([change('c', null, row(1, 'Ann'))]))).toHaveLength(1);
    expect(insert.run(SOURCE, recordsOf([change('u', null, row(1, 'Ann', 'gone'))]))).toEqual([{ key: { id: 1 }, value: null }]);
    expect(insert.run(SOURCE, recordsOf([tombstone(1)]))).toEqual([]);
  });

  test('a changed primary key is a delete and a create', () => {
    const records = recordsOf([change('c', null, row(1, 'Ann')), change('d', row(1, 'Ann'), null), tombstone(1), change('c', null, row(9, 'Ann'))]);
    expect(insertOf(INSERT, session).run(SOURCE, records).map(({ key, value }) => [key?.['id'], value === null])).toEqual([[1, false], [1, true], [9, false]]);
  });

  test('key first, then delete, then create again in one batch keeps the order', () => {
    const records = recordsOf([change('c', null, row(1, 'Ann')), change('d', row(1, 'Ann'), null), change('c', null, row(1, 'Bea'))]);
    expect(insertOf(INSERT, session).run(SOURCE, records).map(({ value }) => value?.['name'] ?? null)).toEqual(['Ann', null, 'Bea']);
  });

  test.each([
    { name: 'value.fields-include = all repeats the key', sql: TARGET_SQL.replace("'kafka.cleanup-policy'", "'value.fields-include' = 'all', 'kafka.cleanup-policy'"), want: { key: { id: 1 }, value: { id: 1, name: 'Ann', created_at: AT } } },
    { name: 'an unnamed column is null', sql: TARGET_SQL, insert: 'INSERT INTO target (id, name) SELECT id, name FROM `shop.public.customers`', want: { key: { id: 1 }, value: { name: 'Ann', created_at: null } } },
    { name: 'the names decide, not the order', sql: TARGET_SQL, insert: 'INSERT INTO target (name, id) SELECT name, id FROM `shop.public.customers`', want: { key: { id: 1 }, value: { name: 'Ann', created_at: null } } },
    { name: 'CTE behind INSERT INTO', sql: TARGET_SQL, insert: 'INSERT INTO target (id, name) WITH c AS (SELECT id, UPPER(name) AS n FROM `shop.public.customers`) SELECT c.id, n FROM c;', want: { key: { id: 1 }, value: { name: 'ANN', created_at: null } } },
  ])('$name', ({ sql, insert = INSERT, want }) => {
    expect(insertOf(insert, sessionOf([CUSTOMERS, createdTopic(sql)])).run(SOURCE, recordsOf([change('c', null, row(1, 'Ann'))]))).toEqual([want]);
  });

  test('UNNEST makes a row per element and deletes those that vanish', () => {
    const tags = createdTopic('CREATE TABLE tags (id INT, tag STRING, PRIMARY KEY (id, tag) NOT ENFORCED)');
    const insert = insertOf('INSERT INTO tags SELECT id, u.tag FROM `shop.public.customers` CROSS JOIN UNNEST(tags) AS u(tag)', sessionOf([CUSTOMERS, tags]));
    const given = [change('c', null, { id: 1, tags: ['a', 'b'] }), change('u', { id: 1, tags: ['a', 'b'] }, { id: 1, tags: ['b', 'c'] })];
    expect(insert.run(SOURCE, recordsOf(given)).map(({ key, value }) => `${value === null ? '-' : '+'}${String(key?.['tag'])}`)).toEqual(['+a', '+b', '-a', '+b', '+c']);
  });

  test('VALUES runs without a source', () => {
    const insert = insertOf("INSERT INTO target VALUES (1, 'Ann', TO_TIMESTAMP_LTZ(0, 3)), (2, NULL, NULL)", session);
    expect([insert.sources, insert.isAppendOnly]).toEqual([[], true]);
    expect(insert.run('', [])).toEqual([{ key: { id: 1 }, value: { name: 'Ann', created_at: '1970-01-01 00:00:00.000' } }, { key: { id: 2 }, value: { name: null, created_at: null } }]);
  });

  test('a start in the hint leaves older records out', () => {
    const insert = insertOf(INSERT.concat(" /*+ OPTIONS('scan.startup.mode'='specific-offsets','scan.startup.specific-offsets'='partition:0,offset:1') */"), session);
    expect(insert.run(SOURCE, recordsOf([change('c', null, row(1, 'Ann')), change('c', null, row(2, 'Bob'))])).map(({ key }) => key)).toEqual([{ id: 2 }]);
  });

  test('DynamoDB: the document is taken from the envelope by hand', () => {
    const document = { type: 'record', name: 'Value', fields: [{ name: 'document', type: ['null', 'string'] }] };
    const envelope = { type: 'record', name: 'Envelope', fields: [{ name: 'op', type: 'string' }, { name: 'before', type: ['null', document] }, { name: 'after', type: ['null', 'Value'] }] };
    const topic: TopicView = {
      name: 'items', partitions: 1, configs: {}, keySchema: { schemaType: 'AVRO', schema: JSON.stringify({ type: 'record', name: 'Key', fields: [{ name: 'id', type: 'string' }] }) },
      valueSchema: { schemaType: 'AVRO', schema: JSON.stringify(['null', envelope]) },
    };
    const sink = createdTopic('CREATE TABLE sink (id STRING, age INT, PRIMARY KEY (id) NOT ENFORCED)');
    const insert = insertOf("INSERT INTO sink SELECT id, CAST(JSON_VALUE(val.after.document, '$.age.N') AS INT) FROM items", sessionOf([topic, sink]));
    const value = { op: 'r', before: null, after: { document: '{"age":{"N":"30"}}' } };
    expect(insert.run('items', recordsOf([{ key: { id: 'a' }, value }]))).toEqual([{ key: { id: 'a' }, value: { age: 30 } }]);
  });
});

describe('what fails while it runs', () => {
  const sink = createdTopic('CREATE TABLE amounts (id INT, balance DECIMAL(10, 2), PRIMARY KEY (id) NOT ENFORCED)');
  const strict = createdTopic('CREATE TABLE strict (id INT, name STRING NOT NULL, PRIMARY KEY (id) NOT ENFORCED)');
  const here = sessionOf([CUSTOMERS, sink, strict]);
  test.each([
    { name: 'a CAST', sql: 'INSERT INTO amounts SELECT id, CAST(balance AS DECIMAL(10, 2)) FROM `shop.public.customers`', given: change('c', null, { id: 1, balance: 'NaN' }), want: "For input string: 'NaN'" },
    { name: 'a null for NOT NULL', sql: 'INSERT INTO strict SELECT id, name FROM `shop.public.customers`', given: change('c', null, { id: 1, name: null }), want: "Column 'name' is NOT NULL" },
    { name: 'an update without its before image', sql: 'INSERT INTO strict SELECT id, name FROM `shop.public.customers`', given: change('u', null, { id: 1, name: 'x' }), want: 'REPLICA IDENTITY' },
  ])('$name', ({ sql, given, want }) => {
    const insert = insertOf(sql, here);
    expect(() => insert.run(SOURCE, recordsOf([given]))).toThrow(want);
  });
  test('TRY_CAST goes on with null', () => {
    const insert = insertOf('INSERT INTO amounts SELECT id, TRY_CAST(balance AS DECIMAL(10, 2)) FROM `shop.public.customers`', here);
    expect(insert.run(SOURCE, recordsOf([change('c', null, { id: 1, balance: 'NaN' }), change('c', null, { id: 2, balance: '7' })])).map(({ value }) => value)).toEqual([{ balance: null }, { balance: '7.00' }]);
  });
});

describe('what is refused before it runs', () => {
  const append = createdTopic("CREATE TABLE log (id INT, name STRING) WITH ('changelog.mode' = 'append')");
  const here = sessionOf([CUSTOMERS, TARGET, append]);
  const FROM = 'FROM `shop.public.customers`';
  test.each([
    { sql: `INSERT INTO nowhere SELECT id ${FROM}`, want: "Table 'nowhere' does not exist" },
    { sql: 'INSERT INTO target SELECT 1, 2, 3 FROM `other.table`', want: "Table 'other.table' does not exist" },
    { sql: `INSERT INTO target SELECT id, name, nope ${FROM}`, want: "Column 'nope' not found" },
    { sql: `INSERT INTO target SELECT id, name ${FROM}`, want: "Column types of query result and sink for 'prod.main.target' do not match.\nCause: Different number of columns.\n\nQuery schema: [id: INT NOT NULL, name: STRING]\nSink schema:  [id: INT NOT NULL, name: STRING, created_at: TIMESTAMP_LTZ(3)]" },
    { sql: `INSERT INTO target SELECT id, name, created_at ${FROM}`, want: "Cause: Incompatible types for sink column 'created_at' at position 3." },
    { sql: `INSERT INTO target (name) SELECT name ${FROM}`, want: "Column 'id' has no default value" },
    { sql: `INSERT INTO target (id, nope) SELECT id, name ${FROM}`, want: "Unknown target column 'nope'" },
    { sql: `INSERT INTO log SELECT id, name ${FROM}`, want: "Table sink 'prod.main.log' doesn't support consuming update and delete changes which is produced by node TableSourceScan" },
    { sql: `INSERT INTO \`shop.public.customers\` SELECT * ${FROM}`, want: 'read-only' },
    { sql: `INSERT INTO target SELECT id, name, CURRENT_TIMESTAMP ${FROM}`, want: 'created_at(generated by'.replace('created_at', 'EXPR$2') },
    { sql: `INSERT INTO target SELECT id, UUID(), TO_TIMESTAMP_LTZ(created_at, 3) ${FROM}`, want: 'non-deterministic function: UUID' },
    { sql: `INSERT INTO target SELECT id, COUNT(*), NULL ${FROM}`, want: 'aggregate' },
    { sql: `INSERT INTO target SELECT id, name, NULL ${FROM} GROUP BY id`, want: 'GROUP is not supported by the simulator' },
    { sql: `INSERT INTO target SELECT id, name, NULL ${FROM} WHERE id`, want: 'must be BOOLEAN' },
  ])('$sql', ({ sql, want }) => expect(errorOf(sql, here)).toContain(want));
});

describe('what the planner tells', () => {
  const withKey = { ...CUSTOMERS, primaryKey: ['id'] };
  const cases = [
    { name: 'a retract source without a primary key', topic: CUSTOMERS, sql: INSERT, upsert: undefined, warnings: ['PRIMARY_KEY_DIFFERS_FROM_UPSERT_KEY', 'STATE_INTENSIVE_OPERATOR_WITHOUT_TTL'] },
    { name: 'a retract source with one', topic: withKey, sql: INSERT, upsert: ['id'], warnings: [] },
    { name: 'a compacted source', topic: UPSERT, sql: INSERT, upsert: ['id'], warnings: ['STATE_INTENSIVE_OPERATOR_WITHOUT_TTL'] },
    { name: 'a transformed key', topic: withKey, sql: INSERT.replace('SELECT id', 'SELECT id + 0'), upsert: undefined, warnings: ['PRIMARY_KEY_DIFFERS_FROM_UPSERT_KEY', 'STATE_INTENSIVE_OPERATOR_WITHOUT_TTL'] },
  ];
  test.each(cases)('about $name', ({ topic, sql, upsert, warnings }) => {
    const insert = insertOf(sql, sessionOf([topic, TARGET]));
    expect(insert).toMatchObject({ sink: 'target', sources: [SOURCE], isAppendOnly: false });
    expect(insert.upsertColumns).toEqual(upsert);
    expect(insert.warnings.map((warning) => warning.reason)).toEqual(warnings);
  });

  test('a statement set has one member per INSERT', () => {
    const other = createdTopic('CREATE TABLE other (id INT, PRIMARY KEY (id) NOT ENFORCED)');
    const set = insertOf(`EXECUTE STATEMENT SET BEGIN ${INSERT}; INSERT INTO other SELECT id FROM \`shop.public.customers\`; END;`, sessionOf([CUSTOMERS, TARGET, other]));
    expect(set.members?.map((member) => member.sink)).toEqual(['target', 'other']);
    expect(() => set.run(SOURCE, [])).toThrow('run its members');
  });
});
