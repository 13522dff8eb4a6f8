import { describe, expect, test } from 'vitest';
import { inferTable } from '../../../src/simulator/flink/index.js';
import type { TopicView } from '../../../src/simulator/flink/index.js';
import { CUSTOMERS, columnsOf, createdTopic, envelopeAvro, keyAvro } from './support.js';

const TOPIC = 't.s.orders';
const avro = (schema: unknown): NonNullable<TopicView['valueSchema']> => ({ schemaType: 'AVRO', schema: JSON.stringify(schema) });
const plain = (type: unknown): TopicView => ({ name: 'x', partitions: 1, configs: {}, valueSchema: avro({ type: 'record', name: 'R', fields: [{ name: 'f', type }] }) });

describe('types of Avro fields (semantics.md 2.2)', () => {
  test.each([
    { given: 'boolean', want: 'BOOLEAN NOT NULL' }, { given: 'long', want: 'BIGINT NOT NULL' }, { given: ['null', 'double'], want: 'DOUBLE' },
    { given: { type: 'int', 'connect.type': 'int8' }, want: 'TINYINT NOT NULL' }, { given: { type: 'int', 'connect.type': 'int16' }, want: 'SMALLINT NOT NULL' },
    { given: { type: 'int', logicalType: 'date' }, want: 'DATE NOT NULL' }, { given: { type: 'int', logicalType: 'time-millis' }, want: 'TIME(3) NOT NULL' },
    { given: { type: 'long', logicalType: 'time-micros' }, want: 'BIGINT NOT NULL' }, { given: { type: 'long', logicalType: 'timestamp-millis' }, want: 'TIMESTAMP(3) WITH LOCAL TIME ZONE NOT NULL' },
    { given: { type: 'long', logicalType: 'timestamp-micros' }, want: 'TIMESTAMP(6) WITH LOCAL TIME ZONE NOT NULL' }, { given: { type: 'long', logicalType: 'local-timestamp-micros' }, want: 'TIMESTAMP(6) NOT NULL' },
    { given: { type: 'bytes', logicalType: 'decimal', precision: 12, scale: 2 }, want: 'DECIMAL(12, 2) NOT NULL' }, { given: { type: 'bytes', logicalType: 'decimal', precision: 64, scale: 2 }, want: 'VARBINARY(2147483647) NOT NULL' },
    { given: { type: 'long', 'connect.name': 'io.debezium.time.MicroTimestamp' }, want: 'BIGINT NOT NULL' }, { given: { type: 'enum', name: 'E', symbols: ['A'] }, want: 'VARCHAR(2147483647) NOT NULL' },
    { given: { type: 'map', values: ['null', 'int'] }, want: 'MAP<VARCHAR(2147483647) NOT NULL, INT> NOT NULL' }, { given: ['null', { type: 'array', items: 'string' }], want: 'ARRAY<VARCHAR(2147483647) NOT NULL>' },
    { given: ['null', { type: 'record', name: 'P', fields: [{ name: 'x', type: 'double' }] }], want: 'ROW<`x` DOUBLE NOT NULL>' },
    { given: ['null', 'int', 'string'], want: 'ROW<`connect_union_field_0` INT, `connect_union_field_1` VARCHAR(2147483647)>' },
  ])('$want', ({ given, want }) => expect(columnsOf(plain(given)).at(-1)).toBe(`f ${want}`));
});

describe('Debezium envelopes', () => {
  test('Avro: columns of `after`, the key once, retract, no primary key', () => {
    const table = inferTable(CUSTOMERS);
    expect(columnsOf(CUSTOMERS).slice(0, 3)).toEqual(['id INT NOT NULL', 'name VARCHAR(2147483647)', 'status VARCHAR(2147483647)']);
    expect(table).toMatchObject({
      primaryKey: [], distribution: { columns: ['id'], buckets: 3 },
      options: {
        'changelog.mode': 'retract', 'value.format': 'avro-debezium-registry', 'key.format': 'avro-registry', 'value.fields-include': 'all',
        'kafka.cleanup-policy': 'delete', 'kafka.max-message-size': '8 mb', 'kafka.retention.time': '7 d',
      },
    });
  });

  test.each([
    { name: 'a compacted topic is upsert', configs: { 'cleanup.policy': 'compact' }, options: {}, want: { 'changelog.mode': 'upsert', 'kafka.cleanup-policy': 'compact' } },
    { name: 'so is compact,delete', configs: { 'cleanup.policy': 'compact,delete' }, options: {}, want: { 'changelog.mode': 'upsert', 'kafka.cleanup-policy': 'delete-compact' } },
    { name: 'ALTER TABLE wins', configs: {}, options: { 'changelog.mode': 'append' }, want: { 'changelog.mode': 'append', 'value.format': 'avro-debezium-registry' } },
  ])('$name', ({ configs, options, want }) => expect(inferTable({ ...CUSTOMERS, configs, options }).options).toMatchObject(want));

  test('ALTER TABLE to avro-registry shows the envelope', () => {
    const topic = { ...CUSTOMERS, options: { 'value.format': 'avro-registry' } };
    expect(inferTable(topic).columns.map((column) => column.name)).toEqual(['id', 'before', 'after', 'source', 'op', 'ts_ms']);
    expect(inferTable(topic).options['changelog.mode']).toBe('append');
  });

  test('JSON_SR: connect.index orders, titles and connect.type decide, everything is nullable', () => {
    const orNull = (schema: object): object => ({ oneOf: [{ type: 'null' }, schema] });
    const row = {
      type: 'object', title: `${TOPIC}.Value`,
      properties: {
        created: orNull({ type: 'integer', title: 'io.debezium.time.MicroTimestamp', 'connect.type': 'int64', 'connect.index': 3 }),
        id: { type: 'integer', 'connect.type': 'int32', 'connect.index': 0 },
        price: orNull({ type: 'number', title: 'org.apache.kafka.connect.data.Decimal', 'connect.type': 'bytes', 'connect.parameters': { scale: '2', 'connect.decimal.precision': '10' }, 'connect.index': 1 }),
        day: orNull({ type: 'integer', title: 'org.apache.kafka.connect.data.Date', 'connect.type': 'int32', 'connect.index': 2 }),
        photo: orNull({ type: 'string', 'connect.type': 'bytes', 'connect.index': 4 }),
      },
    };
    const schema = { type: 'object', properties: { before: orNull(row), after: orNull(row), op: { type: 'string' } } };
    const key = { type: 'object', properties: { id: { type: 'integer', 'connect.type': 'int32' } } };
    const topic: TopicView = { name: TOPIC, partitions: 1, configs: {}, keySchema: { schemaType: 'JSON', schema: JSON.stringify(key) }, valueSchema: { schemaType: 'JSON', schema: JSON.stringify(schema) } };
    expect(columnsOf(topic)).toEqual(['id INT', 'price DECIMAL(10, 2)', 'day DATE', 'created BIGINT', 'photo VARBINARY(2147483647)']);
    expect(inferTable(topic).options).toMatchObject({ 'value.format': 'json-debezium-registry', 'key.format': 'json-registry', 'value.fields-include': 'all' });
  });

  test('PROTOBUF: nested messages, optional scalars, repeated fields, decimals', () => {
    const schema = `syntax = "proto3"; package t.s; import "confluent/meta.proto";
      message Envelope { optional Value before = 1; Value after = 2; string op = 3; // c, u, d
        message Value { int32 id = 1; optional string name = 2; int32 small = 3 [(confluent.field_meta) = { params: [{ key: "connect.type", value: "int16" }] }];
          repeated string tags = 4; map<string, int64> counts = 5; confluent.type.Decimal price = 6 [(confluent.field_meta) = { params: [{ value: "10", key: "precision" }, { key: "precision", value: "10" }, { key: "scale", value: "2" }] }];
          google.protobuf.Timestamp at = 7; Kind kind = 8; } enum Kind { A = 0; } }`;
    const topic: TopicView = { name: TOPIC, partitions: 1, configs: {}, keySchema: { schemaType: 'PROTOBUF', schema: 'syntax = "proto3"; message Key { int32 id = 1; }' }, valueSchema: { schemaType: 'PROTOBUF', schema } };
    expect(columnsOf(topic)).toEqual([
      'id INT NOT NULL', 'name VARCHAR(2147483647)', 'small SMALLINT NOT NULL', 'tags ARRAY<VARCHAR(2147483647) NOT NULL> NOT NULL',
      'counts MAP<VARCHAR(2147483647) NOT NULL, BIGINT NOT NULL> NOT NULL', 'price DECIMAL(10, 2)', 'at TIMESTAMP(9) WITH LOCAL TIME ZONE', 'kind VARCHAR(2147483647) NOT NULL',
    ]);
    expect(inferTable(topic).options['value.format']).toBe('proto-debezium-registry');
  });
});

describe('keys (semantics.md 2.4)', () => {
  const value: NonNullable<TopicView['valueSchema']> = { schemaType: 'AVRO', schema: envelopeAvro(TOPIC, [{ name: 'id', type: 'int' }, { name: 'name', type: 'string' }]) };
  const topic = (keyFields: readonly unknown[] | undefined): TopicView => ({ name: TOPIC, partitions: 2, configs: {}, valueSchema: value, ...(keyFields === undefined ? {} : { keySchema: { schemaType: 'AVRO', schema: keyAvro(TOPIC, keyFields) } }) });
  test.each([
    { name: 'same name and type: once', given: topic([{ name: 'id', type: 'int' }]), want: ['id', 'name'], key: ['id'] },
    { name: 'clash: prefix', given: topic([{ name: 'id', type: 'string' }]), want: ['key_id', 'id', 'name'], key: ['key_id'] },
    { name: 'elsewhere: beside the value', given: topic([{ name: 'pk', type: 'int' }]), want: ['pk', 'id', 'name'], key: ['pk'] },
    { name: 'no key schema: raw bytes', given: topic(undefined), want: ['key', 'id', 'name'], key: ['key'] },
  ])('$name', ({ given, want, key }) => {
    expect(inferTable(given).columns.map((column) => column.name)).toEqual(want);
    expect(inferTable(given).distribution.columns).toEqual(key);
  });
});

test('a topic without schemas is raw bytes', () => {
  expect(columnsOf({ name: 'r', partitions: 1, configs: {} })).toEqual(['key VARBINARY(2147483647)', 'val VARBINARY(2147483647)']);
  expect(inferTable({ name: 'r', partitions: 1, configs: {} }).options).toMatchObject({ 'value.format': 'raw', 'key.format': 'raw', 'changelog.mode': 'append' });
});

test("DynamoDB's union at the root is not unwrapped", () => {
  const document = { type: 'record', name: 'Value', fields: [{ name: 'document', type: ['null', 'string'] }] };
  const envelope = { type: 'record', name: 'Envelope', fields: [{ name: 'op', type: 'string' }, { name: 'before', type: ['null', document] }, { name: 'after', type: ['null', 'Value'] }] };
  const topic: TopicView = { name: 'orders', partitions: 1, configs: {}, keySchema: avro({ type: 'record', name: 'ConnectDefault', fields: [{ name: 'id', type: 'string' }] }), valueSchema: avro(['null', envelope]) };
  expect(columnsOf(topic)).toEqual(['id VARCHAR(2147483647) NOT NULL', 'val ROW<`op` VARCHAR(2147483647) NOT NULL, `before` ROW<`document` VARCHAR(2147483647)>, `after` ROW<`document` VARCHAR(2147483647)>>']);
  expect(inferTable(topic).options['changelog.mode']).toBe('append');
});

describe('a created table', () => {
  const sql = "CREATE TABLE t (id INT, name VARCHAR(20), ts TIMESTAMP(0), PRIMARY KEY (id) NOT ENFORCED) WITH ('kafka.cleanup-policy' = 'compact')";
  test('reads back as declared', () => {
    expect(columnsOf(createdTopic(sql))).toEqual(['id INT NOT NULL', 'name VARCHAR(20)', 'ts TIMESTAMP(0)']);
  });
  test('follows a newer value schema', () => {
    const topic = createdTopic(sql);
    const schema = JSON.parse(topic.valueSchema?.schema ?? '{}') as { fields: unknown[] };
    const newer = { ...schema, fields: [...schema.fields, { name: 'city', type: ['null', 'string'], default: null }] };
    expect(columnsOf({ ...topic, valueSchema: { schemaType: 'AVRO', schema: JSON.stringify(newer) } })).toEqual(['id INT NOT NULL', 'name VARCHAR(20)', 'ts TIMESTAMP(0)', 'city VARCHAR(2147483647)']);
  });
  test('ALTER TABLE ADD PRIMARY KEY makes the columns NOT NULL', () => {
    const table = inferTable({ ...CUSTOMERS, primaryKey: ['id'] });
    expect(table.primaryKey).toEqual(['id']);
  });
});
