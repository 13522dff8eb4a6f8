import { describe, expect, it } from 'vitest';
import type { ColumnDefinition } from '../../../src/flink/columns.js';
import { buildCreateTable } from '../../../src/flink/create-table.js';
import { buildInsert } from '../../../src/flink/insert.js';
import { checkColumns, inferColumns, isSourceTable, readSourceTable } from '../../../src/flink/registry/index.js';
import type { InferenceOptions, SourceTable } from '../../../src/flink/registry/index.js';
import { normaliseColumns } from '../../../src/flink/target-columns.js';
import type { SourceName, WorldTable } from '../../../src/simulator/debezium/index.js';
import { typesOf } from '../../../src/sources/types.js';
import type { Config } from '../../simulator/debezium/support.js';
import { captureOne } from '../../simulator/debezium/support.js';
import { createdTopic, insertOf, recordsOf, sessionOf } from '../../simulator/flink/support.js';

const ORDERS: WorldTable = {
  name: 'public.orders',
  key: ['region', 'id'],
  columns: {
    id: { type: 'bigint' }, customer: { type: 'integer', nullable: false }, region: { type: 'text' }, total: { type: 'numeric(10,2)' },
    placed: { type: 'timestamp' }, seen: { type: 'timestamptz' }, day: { type: 'date' }, 'größe-x': { type: 'text' }, place: { type: 'geometry' }, shape: { type: 'polygon' },
  },
  rows: [{ id: 7, customer: 1, region: 'eu', total: '9.50', placed: '2024-03-01 08:15:30.5', seen: '2024-03-01T08:15:30Z', day: '2024-03-01', 'größe-x': 'L', place: 'POINT(1 2)', shape: 'x' }],
};
const STRINGS = { 'decimal.handling.mode': 'string' };

function read(table: WorldTable = ORDERS, format = 'JSON_SR', config: Config = STRINGS, source: SourceName = 'postgres', style: 'columns' | 'dynamodb-document' = 'columns'): SourceTable {
  const { keySchema, valueSchema } = captureOne(source, table, config, format);
  const result = readSourceTable({ keySchema, valueSchema, style });
  if (!isSourceTable(result)) throw new Error(result.summary);
  return result;
}

const infer = (table: SourceTable, options?: InferenceOptions) => inferColumns(typesOf.postgres, table, options);
const told = (findings: readonly { code: string; severity: string }[]): readonly string[] => findings.map(({ code, severity }) => `${code} ${severity}`);

describe('inference', () => {
  it('makes columns and key of an envelope, keys first and untouched', () => {
    const { columns, key, findings } = infer(read());
    expect(key).toEqual(['region', 'id']);
    expect(columns).toEqual({
      region: 'STRING', id: 'BIGINT', customer: 'INT', total: 'STRING',
      placed: { type: 'TIMESTAMP_LTZ(3)', from: 'micro-timestamp' }, seen: { type: 'TIMESTAMP_LTZ(6)', from: 'zoned-timestamp' }, day: { type: 'DATE', from: 'date' },
      gro_e_x: { type: 'STRING', column: 'größe-x' },
      place: { type: 'BYTES', from: 'geometry-wkb' }, place_srid: { type: 'INT', expression: '`place`.`srid`' },
    });
    expect(Object.keys(columns).slice(0, 3)).toEqual(['region', 'id', 'customer']);
    expect(told(findings)).toEqual(['CDC2313 info', 'CDC2315 info']);
  });

  it('gives a statement that Flink takes, and rows that are those of the table', () => {
    const table = captureOne('postgres', ORDERS, STRINGS, 'JSON_SR');
    const inferred = infer(read(), { databaseTypes: { total: 'numeric(10,2)' } });
    const { columns, problems } = normaliseColumns(inferred);
    const create = buildCreateTable({ table: 'orders', columns, primaryKey: inferred.key, changelogMode: 'upsert', cleanupPolicy: 'compact', buckets: 1, maxMessageBytes: 1024 });
    const insert = buildInsert({ target: 'orders', source: table.topic, sourceStyle: 'columns', columns });
    expect([...problems, ...insert.problems]).toEqual([]);
    const topic = { name: table.topic, partitions: 1, configs: { 'cleanup.policy': 'compact' }, keySchema: table.keySchema!, valueSchema: table.valueSchema };
    const analysis = insertOf(insert.sql, sessionOf([topic, createdTopic(create)]));
    expect(analysis.upsertColumns).toEqual(['region', 'id']);
    expect(analysis.run(table.topic, recordsOf(table.snapshot))).toMatchObject([{
      key: { region: 'eu', id: 7 },
      value: { customer: 1, total: '9.50', placed: '2024-03-01 08:15:30.500', seen: '2024-03-01 08:15:30.000000', day: '2024-03-01', gro_e_x: 'L', place_srid: null },
    }]);
  });

  it.each<{ name: string; options: InferenceOptions; want: Record<string, ColumnDefinition | undefined> }>([
    { name: 'an exception is taken as it is', options: { exceptions: { total: { type: 'DECIMAL(10, 2)', from: 'decimal' } } }, want: { total: { type: 'DECIMAL(10, 2)', from: 'decimal' }, day: { type: 'DATE', from: 'date' } } },
    { name: 'false leaves a column out', options: { exceptions: { total: false } }, want: { total: undefined, customer: 'INT' } },
    { name: 'further columns are added', options: { exceptions: { total_text: { type: 'STRING', column: 'total' } } }, want: { total: 'STRING', total_text: { type: 'STRING', column: 'total' } } },
    { name: 'the catalogue tells decimals from text', options: { databaseTypes: { total: 'numeric(10,2)' } }, want: { total: { type: 'DECIMAL(10, 2)', from: 'decimal' } } },
    { name: 'a catalogue that does not agree is not believed', options: { databaseTypes: { total: 'integer' } }, want: { total: 'STRING' } },
  ])('$name', ({ options, want }) => {
    const { columns } = infer(read(), options);
    expect(Object.fromEntries(Object.keys(want).map((name) => [name, columns[name]]))).toEqual(want);
  });

  it('reads propagated source types', () => {
    const table = read(ORDERS, 'AVRO', { ...STRINGS, 'column.propagate.source.type': '.*', 'field.name.adjustment.mode': 'avro' });
    expect(infer(table).columns['total']).toEqual({ type: 'DECIMAL(10, 2)', from: 'decimal' });
  });

  it('says what Protobuf does not tell', () => {
    const plain: WorldTable = { name: 's.t', key: ['id'], columns: { id: { type: 'int' }, day: { type: 'date' } }, rows: [] };
    expect(told(infer(read(plain, 'PROTOBUF')).findings)).toEqual(['CDC2316 warning']);
    const known = infer(read(plain, 'PROTOBUF'), { databaseTypes: { day: 'date' } });
    expect([known.columns['day'], known.findings]).toEqual([{ type: 'DATE', from: 'date' }, []]);
  });

  it('leaves out what has no type, with the choices', () => {
    const { columns, findings } = infer(read({ name: 's.t', key: ['id'], columns: { id: { type: 'int' }, amount: { type: 'numeric' } }, rows: [] }, 'AVRO', {}));
    expect(columns).toEqual({ id: 'INT' });
    expect(findings).toMatchObject([{ code: 'CDC2307', severity: 'warning', fix: expect.stringContaining('decimals: string') as string }]);
  });

  it('keeps a key column as it travels, and says so', () => {
    const { columns, findings } = infer(read({ name: 's.t', key: ['at'], columns: { at: { type: 'timestamp' } }, rows: [] }, 'AVRO'));
    expect(columns).toEqual({ at: 'BIGINT' });
    expect(told(findings)).toEqual(['CDC2314 info']);
  });

  it('knows a table without a key, and one whose key may be NULL', () => {
    const table: WorldTable = { name: 's.t', columns: { a: { type: 'int' }, b: { type: 'text' } }, rows: [] };
    expect(infer(read(table))).toMatchObject({ columns: { a: 'INT', b: 'STRING' }, key: [], findings: [{ code: 'CDC2310', severity: 'error' }] });
    const keyed = infer(read(table, 'AVRO', { 'message.key.columns': 's.t:a' }));
    expect(keyed).toMatchObject({ key: ['a'], findings: [{ code: 'CDC2308', severity: 'error' }] });
  });

  it('reads keys of another format past the prefix that Flink gives them', () => {
    const { keySchema } = captureOne('postgres', ORDERS, { ...STRINGS, 'field.name.adjustment.mode': 'avro' }, 'AVRO');
    const { valueSchema } = captureOne('postgres', ORDERS, STRINGS, 'JSON_SR');
    const table = readSourceTable({ keySchema, valueSchema, style: 'columns' }) as SourceTable;
    const { columns, key, findings } = infer(table);
    expect(table.key).toEqual(['key_region', 'key_id']);
    expect(key).toEqual(['region', 'id']);
    expect(columns).toMatchObject({ region: { type: 'STRING', column: 'key_region' }, id: { type: 'BIGINT', column: 'key_id' } });
    expect(told(findings)).toEqual(['CDC2313 info', 'CDC2315 info']);
  });
});

describe('DynamoDB', () => {
  const LISTED = { 'dynamodb.table.includelist': 'items' };
  const items: WorldTable = { name: 'items', key: ['pk', 'sk'], columns: { pk: { type: 'S' }, sk: { type: 'N' }, n: { type: 'N' } }, rows: [{ pk: 'a', sk: 1, n: 5 }] };

  it.each(['AVRO', 'JSON_SR'])('stores the item as text when nobody lists its attributes (%s)', (format) => {
    const { columns, key, findings } = inferColumns(typesOf.dynamodb, read(items, format, LISTED, 'dynamodb', 'dynamodb-document'));
    expect({ columns, key }).toEqual({ columns: { pk: 'STRING', sk: 'STRING', document: { type: 'STRING', expression: '`val`.`after`.`document`' } }, key: ['pk', 'sk'] });
    expect(told(findings)).toEqual(['CDC2317 warning']);
    const table = captureOne('dynamodb', items, LISTED, format);
    const target = normaliseColumns({ columns, key });
    const create = buildCreateTable({ table: 'items_out', columns: target.columns, primaryKey: key, changelogMode: 'upsert', cleanupPolicy: 'compact', buckets: 1, maxMessageBytes: 1024 });
    const insert = buildInsert({ target: 'items_out', source: table.topic, sourceStyle: 'dynamodb-document', columns: target.columns });
    const topic = { name: table.topic, partitions: 1, configs: {}, keySchema: table.keySchema!, valueSchema: table.valueSchema };
    const [record] = insertOf(insert.sql, sessionOf([topic, createdTopic(create)])).run(table.topic, recordsOf(table.snapshot));
    expect(record).toEqual({ key: { pk: 'a', sk: '1' }, value: { document: '{"pk":{"S":"a"},"sk":{"N":"1"},"n":{"N":"5"}}' } });
  });

  it('takes the attributes that are listed', () => {
    const table = read(items, 'AVRO', LISTED, 'dynamodb', 'dynamodb-document');
    const { columns, findings } = inferColumns(typesOf.dynamodb, table, { exceptions: { n: { type: 'BIGINT', attributeType: 'N' } } });
    expect([Object.keys(columns), findings]).toEqual([['pk', 'sk', 'n'], []]);
    expect(checkColumns({ columns: { pk: 'INT', sk: 'STRING', n: 'BIGINT' }, key: ['pk', 'sk'], table })).toMatchObject([{ code: 'CDC2304', fix: 'Write STRING: a key column is copied as it is.' }]);
  });

  it('has a problem with Protobuf, whose union Flink does not see', () => {
    const { keySchema, valueSchema } = captureOne('dynamodb', items, LISTED, 'PROTOBUF');
    expect(readSourceTable({ keySchema, valueSchema, style: 'dynamodb-document' })).toMatchObject({ code: 'CDC2302' });
  });

  it.each([['S', 'STRING'], ['N', 'STRING'], ['BOOL', 'BOOLEAN'], ['B', 'STRING'], ['M', 'STRING'], ['L', 'STRING'], ['SS', 'STRING'], ['NS', 'STRING'], ['BS', 'STRING']])('keeps an attribute %s as %s', (descriptor, type) => {
    expect(typesOf.dynamodb.typeOf(descriptor, {} as never)).toMatchObject({ definition: { type, attributeType: descriptor } });
  });
});

describe('problems of the source topic', () => {
  it('names the schema that cannot be read', () => {
    expect(readSourceTable({ style: 'columns' })).toMatchObject({ code: 'CDC2301', summary: expect.stringContaining('none is registered') as string });
    expect(readSourceTable({ style: 'columns', valueSchema: { schemaType: 'AVRO', schema: '{' } })).toMatchObject({ code: 'CDC2301' });
    expect(readSourceTable({ style: 'columns', valueSchema: { schemaType: 'AVRO', schema: '"string"' }, keySchema: { schemaType: 'JSON', schema: '[]' } })).toMatchObject({ code: 'CDC2301', summary: expect.stringContaining('key schema') as string });
  });
  it('takes rows without an envelope as they are', () => {
    expect(read(ORDERS, 'JSON_SR', { ...STRINGS, 'after.state.only': 'true' })).toMatchObject({ layout: 'plain', key: ['region', 'id'] });
  });
});

describe('checks of columns by hand', () => {
  const table = read(ORDERS, 'AVRO', { ...STRINGS, 'field.name.adjustment.mode': 'avro' });
  const good: Readonly<Record<string, ColumnDefinition>> = { region: 'STRING', id: 'BIGINT' };
  const check = (more: Record<string, ColumnDefinition>, key = ['region', 'id']) =>
    checkColumns({ columns: { ...good, ...more }, key, table, suggest: (given, candidates) => candidates.find((name) => name.startsWith(given.slice(0, 3))) }).filter(({ code }) => code !== 'CDC2312');

  it.each<{ name: string; columns: Record<string, ColumnDefinition>; want: Record<string, unknown> | undefined }>([
    { name: 'all well', columns: { placed: { type: 'TIMESTAMP(6)', from: 'micro-timestamp' }, total: 'DECIMAL(10, 2)', customer: 'BIGINT' }, want: undefined },
    { name: 'a missing column', columns: { custommer: 'INT' }, want: { code: 'CDC2303', path: ['columns', 'custommer'], fix: 'Did you mean customer?' } },
    { name: 'a missing column behind another name', columns: { c: { type: 'INT', column: 'xyz' } }, want: { code: 'CDC2303', path: ['columns', 'c', 'column'] } },
    { name: 'an expression may read anything', columns: { c: { type: 'INT', expression: '`xyz`' } }, want: undefined },
    { name: 'a timestamp without conversion', columns: { placed: 'TIMESTAMP_LTZ(3)' }, want: { code: 'CDC2304', fix: 'Write "from: micro-timestamp" or "from: micro-timestamp-infinity", or the type BIGINT.' } },
    { name: 'a date without conversion', columns: { day: 'DATE' }, want: { code: 'CDC2304', fix: 'Write "from: date", or the type INT.' } },
    { name: 'a type that is too narrow', columns: { customer: 'SMALLINT' }, want: { code: 'CDC2304', fix: expect.stringContaining('from: cast') } },
    { name: 'text as a number that is no decimal', columns: { total: 'DOUBLE' }, want: { code: 'CDC2304', fix: expect.stringContaining('"from: decimal"') } },
    { name: 'a conversion for another physical type', columns: { customer: { type: 'DATE', from: 'zoned-timestamp' }, seen: { type: 'DATE', from: 'date' } }, want: { code: 'CDC2305', path: ['columns', 'seen', 'from'] } },
    { name: 'a conversion in another unit', columns: { placed: { type: 'TIMESTAMP_LTZ(3)', from: 'timestamp' } }, want: { code: 'CDC2306', fix: expect.stringContaining('from: micro-timestamp') } },
    { name: 'seconds of an application in a timestamp', columns: { placed: { type: 'TIMESTAMP_LTZ(3)', from: 'epoch-seconds' } }, want: { code: 'CDC2306' } },
    { name: 'seconds of an application in a plain number', columns: { customer: { type: 'TIMESTAMP_LTZ(3)', from: 'epoch-seconds' } }, want: undefined },
    { name: 'NOT NULL from a nullable column', columns: { total: { type: 'STRING', nullable: false } }, want: { code: 'CDC2311', severity: 'warning', path: ['columns', 'total', 'nullable'] } },
    { name: 'a key of another type', columns: { id: 'STRING' }, want: { code: 'CDC2304', fix: 'Write BIGINT: a key column is copied as it is.' } },
  ])('$name', ({ columns, want }) => {
    const found = check(columns);
    expect(found).toHaveLength(want === undefined ? 0 : 1);
    if (want !== undefined) expect(found[0]).toMatchObject(want);
  });

  it.each<{ name: string; key: string[]; want: unknown }>([
    { name: 'another order', key: ['id', 'region'], want: { code: 'CDC2309', severity: 'warning', fix: 'Write key: [region, id].' } },
    { name: 'a part of the key', key: ['id'], want: { code: 'CDC2309', summary: 'The key reads id; the records have the key region and id.' } },
  ])('warns of $name', ({ key, want }) => expect(check({}, key)).toMatchObject([want]));

  it('lists what is left out, for information', () => {
    const [finding] = checkColumns({ columns: { ...good, customer: 'INT', day: 'INT', x: { type: 'STRING', expression: 'UPPER(`total`)' } }, key: ['region', 'id'], table });
    expect(finding).toMatchObject({ code: 'CDC2312', severity: 'info', summary: 'The source has 4 columns that the table leaves out: placed, seen, gr__e_x and place.' });
  });
});
