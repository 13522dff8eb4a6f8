import { describe, expect, it } from 'vitest';
import type { WorldTable } from '../../../src/simulator/debezium/index.js';
import { captureOne } from './support.js';

const ORDERS: WorldTable = {
  name: 'public.orders',
  key: ['id'],
  columns: {
    id: { type: 'bigint' },
    status: { type: 'varchar(10)', nullable: false, default: 'new' },
    amount: { type: 'numeric(4,2)', default: '1.50' },
    note: { type: 'text' },
    created_at: { type: 'timestamp', default: 'CURRENT_TIMESTAMP' },
  },
  rows: [{ id: 1, status: 'paid', amount: '2', note: null, created_at: '1970-01-01 00:00:01' }],
};

const parse = (text: string | undefined): Record<string, unknown> => JSON.parse(text ?? 'null') as Record<string, unknown>;
type AvroField = { readonly name: string; readonly type: unknown; readonly default?: unknown };

describe('AVRO', () => {
  const table = captureOne('postgres', ORDERS);
  const envelope = parse(table.valueSchema.schema) as { fields: AvroField[] };

  it('names envelope, row, key, source and transaction', () => {
    expect(table.valueSchema.schemaType).toBe('AVRO');
    expect(envelope).toMatchObject({ type: 'record', name: 'Envelope', namespace: 'shop.public.orders', 'connect.name': 'shop.public.orders.Envelope', 'connect.version': 2 });
    expect(envelope.fields.map(({ name }) => name)).toEqual(['before', 'after', 'source', 'transaction', 'op', 'ts_ms', 'ts_us', 'ts_ns']);
    expect(envelope.fields[0]).toMatchObject({ type: ['null', { name: 'Value', 'connect.name': 'shop.public.orders.Value' }], default: null });
    expect(envelope.fields[1]).toEqual({ name: 'after', type: ['null', 'Value'], default: null });
    expect(envelope.fields[2]).toMatchObject({ type: { name: 'Source', namespace: 'io.debezium.connector.v2.postgresql', 'connect.name': 'io.debezium.connector.v2.postgresql.Source' } });
    expect(envelope.fields[3]).toMatchObject({ type: ['null', { name: 'block', namespace: 'event', 'connect.version': 1 }] });
    expect(envelope.fields[5]).toEqual({ name: 'ts_ms', type: ['null', 'long'], default: null });
    expect(parse(table.keySchema?.schema)).toEqual({
      type: 'record', name: 'Key', namespace: 'shop.public.orders', fields: [{ name: 'id', type: 'long' }], 'connect.name': 'shop.public.orders.Key',
    });
  });

  it('writes nullability and defaults', () => {
    const [, row] = envelope.fields[0]?.type as [string, { fields: AvroField[] }];
    const decimal = { type: 'bytes', scale: 2, precision: 4, 'connect.default': '\u0000\u0096' };
    expect(row.fields).toEqual([
      { name: 'id', type: 'long' },
      { name: 'status', type: { type: 'string', 'connect.default': 'new' }, default: 'new' },
      { name: 'amount', type: [expect.objectContaining(decimal), 'null'], default: '\u0000\u0096' },
      { name: 'note', type: ['null', 'string'], default: null },
      { name: 'created_at', type: [{ type: 'long', 'connect.version': 1, 'connect.default': 0, 'connect.name': 'io.debezium.time.MicroTimestamp' }, 'null'], default: 0 },
    ]);
  });

  it.each([
    ['integer', 'nextval(\'s\'::regclass)', 0],
    ['timestamptz', 'now()', '1970-01-01T00:00:00Z'],
    ['date', 'CURRENT_DATE', 0],
    ['uuid', 'gen_random_uuid()', undefined],
    ['text', 'plain words', 'plain words'],
    ['boolean', 'true', true],
  ] as const)('default of %s: %s', (type, written, want) => {
    const defaulted: WorldTable = { name: 's.t', key: ['id'], columns: { id: { type: 'int' }, c: { type, nullable: false, default: written } }, rows: [] };
    const schema = JSON.parse(captureOne('postgres', defaulted).valueSchema.schema) as { fields: { type: [string, { fields: AvroField[] }] }[] };
    expect(schema.fields[0]?.type[1].fields[1]?.default).toEqual(want);
  });

  it('leaves Connect metadata out when told to', () => {
    const bare = captureOne('postgres', ORDERS, { 'value.converter.connect.meta.data': 'false' }).valueSchema.schema;
    expect(bare).not.toContain('connect.');
    expect(bare).toContain('"logicalType":"decimal"');
  });

  it.each([
    ['none', 'Illegal character in: unit-price'],
    ['avro', undefined],
  ])('field.name.adjustment.mode=%s', (mode, message) => {
    const table: WorldTable = { name: 's.t', columns: { 'unit-price': { type: 'int' } }, rows: [{ 'unit-price': 5 }] };
    const published = () => captureOne('postgres', table, { 'field.name.adjustment.mode': mode });
    if (message !== undefined) expect(published).toThrow(message);
    else expect(published().snapshot[0]?.value).toMatchObject({ after: { unit_price: 5 } });
  });

  it('scrubs the names of an Oracle database', () => {
    const table: WorldTable = { name: 'C##APP.T$1', key: ['ID#'], columns: { 'ID#': { type: 'NUMBER(4)' } }, rows: [{ 'ID#': 1 }] };
    const published = captureOne('oracle', table);
    expect(published.topic).toBe('shop.C__APP.T_1');
    expect(published.snapshot[0]?.key).toEqual({ ID_: 1 });
    expect(parse(published.valueSchema.schema)).toMatchObject({ name: 'Envelope', namespace: 'shop.C__APP.T_1' });
  });

  it('adjusts schema names', () => {
    const config = { 'topic.prefix': 'my-shop', 'schema.name.adjustment.mode': 'avro' };
    expect(parse(captureOne('postgres', ORDERS, config).valueSchema.schema)).toMatchObject({ namespace: 'my_shop.public.orders', 'connect.name': 'my_shop.public.orders.Envelope' });
    const unicode = captureOne('postgres', ORDERS, { ...config, 'schema.name.adjustment.mode': 'avro_unicode' });
    expect(parse(unicode.valueSchema.schema)).toMatchObject({ 'connect.name': 'my_u002dshop.public.orders.Envelope' });
  });
});

describe('JSON_SR', () => {
  const rowOf = (config: Record<string, string>): Record<string, unknown> => {
    const schema = parse(captureOne('postgres', ORDERS, config, 'JSON_SR').valueSchema.schema) as { properties: { after: { oneOf: [unknown, { properties: Record<string, unknown> }] } } };
    return schema.properties.after.oneOf[1].properties;
  };
  const decimal = { title: 'org.apache.kafka.connect.data.Decimal', 'connect.version': 1, 'connect.type': 'bytes', 'connect.parameters': { scale: '2', 'connect.decimal.precision': '4' } };

  it('writes order, nullability and defaults, and requires nothing', () => {
    const { valueSchema, keySchema } = captureOne('postgres', ORDERS, {}, 'JSON_SR');
    expect(parse(valueSchema.schema)).toMatchObject({ type: 'object', title: 'shop.public.orders.Envelope', 'connect.version': 2 });
    expect(valueSchema.schema).not.toContain('"required"');
    expect(parse(keySchema?.schema)).toEqual({ type: 'object', title: 'shop.public.orders.Key', properties: { id: { type: 'integer', 'connect.type': 'int64', 'connect.index': 0 } } });
    expect(rowOf({})).toEqual({
      id: { type: 'integer', 'connect.type': 'int64', 'connect.index': 0 },
      status: { type: 'string', default: 'new', 'connect.index': 1 },
      amount: { oneOf: [{ type: 'null' }, { type: 'string', ...decimal, default: 'AJY=' }], 'connect.index': 2 },
      note: { oneOf: [{ type: 'null' }, { type: 'string' }], 'connect.index': 3 },
      created_at: { oneOf: [{ type: 'null' }, { type: 'integer', 'connect.type': 'int64', title: 'io.debezium.time.MicroTimestamp', 'connect.version': 1, default: 0 }], 'connect.index': 4 },
    });
  });

  it('writes decimals as numbers, leaves defaults out and closes objects when told to', () => {
    expect(rowOf({ 'value.converter.decimal.format': 'NUMERIC' })['amount']).toEqual({ oneOf: [{ type: 'null' }, { type: 'number', ...decimal, default: 1.5 }], 'connect.index': 2 });
    expect(rowOf({ 'value.converter.ignore.default.for.nullables': 'true' })['status']).toEqual({ type: 'string', 'connect.index': 1 });
    const closed = captureOne('postgres', ORDERS, { 'value.converter.object.additional.properties': 'false' }, 'JSON_SR').valueSchema.schema;
    expect(parse(closed)).toMatchObject({ additionalProperties: false });
  });
});

describe('PROTOBUF', () => {
  const valueMessage = (config: Record<string, string>): string[] => {
    const { schema } = captureOne('postgres', ORDERS, config, 'PROTOBUF').valueSchema;
    return (/message Value \{\n([^}]*(?:\}[^}\n][^}]*)*)\n {2}\}/.exec(schema)?.[1] ?? '').split('\n').map((line) => line.trim());
  };
  const amount = 'confluent.type.Decimal amount = 3 [(confluent.field_meta) = {params: [{key: "precision", value: "4"}, {key: "scale", value: "2"}]}];';

  it('nests the messages and imports what it uses', () => {
    const { valueSchema, keySchema } = captureOne('postgres', ORDERS, {}, 'PROTOBUF');
    expect(valueSchema.schema.split('\n').slice(0, 10)).toEqual([
      'syntax = "proto3";', 'package shop.public.orders;', '', 'import "confluent/meta.proto";', 'import "confluent/type/decimal.proto";', '',
      'message Envelope {', '  Value before = 1;', '  Value after = 2;', '  Source source = 3;',
    ]);
    expect(keySchema?.schema).toBe('syntax = "proto3";\npackage shop.public.orders;\n\nmessage Key {\n  int64 id = 1;\n}\n');
  });

  it.each([
    ['nothing marked', {}, ['int64 id = 1;', 'string status = 2;', amount, 'string note = 4;', 'int64 created_at = 5;']],
    ['optional', { 'value.converter.optional.for.nullables': 'true' }, ['int64 id = 1;', 'string status = 2;', amount, 'optional string note = 4;', 'optional int64 created_at = 5;']],
    ['wrapped', { 'value.converter.wrapper.for.nullables': 'true' }, ['int64 id = 1;', 'string status = 2;', amount, 'google.protobuf.StringValue note = 4;', 'google.protobuf.Int64Value created_at = 5;']],
  ] as const)('nullable scalars: %s', (_, config, want) => {
    expect(valueMessage(config)).toEqual(want);
  });
});

describe('propagated source types', () => {
  const told = (config: Record<string, string>, column: string): unknown => {
    const schema = JSON.parse(captureOne('postgres', ORDERS, config).valueSchema.schema) as { fields: { type: [string, { fields: AvroField[] }] }[] };
    const type = schema.fields[0]?.type[1].fields.find(({ name }) => name === column)?.type;
    const bare = (Array.isArray(type) ? type.find((member) => member !== 'null') : type) as Record<string, unknown> | string;
    return typeof bare === 'string' ? undefined : bare['connect.parameters'];
  };
  const P = '__debezium.source.column';

  it.each([
    [{ 'column.propagate.source.type': '.*' }, 'id', { [`${P}.type`]: 'INT8' }],
    [{ 'column.propagate.source.type': 'public\\.orders\\.status' }, 'status', { [`${P}.type`]: 'VARCHAR', [`${P}.length`]: '10' }],
    [{ 'column.propagate.source.type': 'public\\.orders\\.status' }, 'note', undefined],
    [{ 'datatype.propagate.source.type': '.*\\.numeric' }, 'amount', { scale: '2', 'connect.decimal.precision': '4', [`${P}.type`]: 'NUMERIC', [`${P}.length`]: '4', [`${P}.scale`]: '2' }],
    [{ 'datatype.propagate.source.type': '.*\\.numeric' }, 'note', undefined],
  ] as const)('%o %s', (config, column, want) => {
    expect(told(config, column)).toEqual(want);
  });
});
