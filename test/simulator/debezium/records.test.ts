import { describe, expect, it } from 'vitest';
import type { SourceName, WorldTable } from '../../../src/simulator/debezium/index.js';
import { WorldError } from '../../../src/simulator/debezium/index.js';
import type { Fields } from '../../../src/simulator/model.js';
import { NOW, afterOf, beforeOf, capture, captureOne } from './support.js';

const table = (more: Partial<WorldTable> = {}): WorldTable => ({
  name: 'public.customers',
  key: ['id'],
  columns: { id: { type: 'int' }, email: { type: 'varchar(50)' }, visits: { type: 'int', nullable: false } },
  rows: [{ id: 1, email: 'a@x', visits: 3 }, { id: 2, email: null, visits: 0 }, { id: 3, email: 'c@x', visits: 1 }],
  ...more,
});
const BEFORE: Fields = { id: 1, email: 'a@x', visits: 3 };
const AFTER: Fields = { id: 1, email: 'b@x', visits: 4 };
const ops = (records: readonly { readonly value: Fields | null }[]) => records.map(({ value }) => value?.['op'] ?? null);

describe('snapshot', () => {
  it('reads every row with op r and marks first and last', () => {
    const { snapshot } = captureOne('postgres', table());
    expect(snapshot.map(({ key }) => key)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(ops(snapshot)).toEqual(['r', 'r', 'r']);
    expect(snapshot.map(({ value }) => (value?.['source'] as Fields)['snapshot'])).toEqual(['first', 'true', 'last']);
    expect(snapshot[1]?.value).toMatchObject({ before: null, after: { id: 2, email: null, visits: 0 }, transaction: null, ts_ms: NOW, ts_us: NOW * 1000, ts_ns: BigInt(NOW) * 1_000_000n });
  });

  it.each(['no_data', 'never'])('has no records with snapshot.mode=%s', (mode) => {
    expect(captureOne('postgres', table(), { 'snapshot.mode': mode }).snapshot).toEqual([]);
  });

  it('reads only the tables of snapshot.include.collection.list', () => {
    const [one, other] = capture('postgres', [table(), table({ name: 'public.orders' })], { 'snapshot.include.collection.list': 'public\\.orders' });
    expect([one?.snapshot.length, other?.snapshot.length]).toEqual([0, 3]);
  });
});

describe('changes', () => {
  it.each([
    ['postgres', 'default', 'c', null, AFTER, [{ op: 'c', before: null, after: AFTER }]],
    ['postgres', 'default', 'u', BEFORE, AFTER, [{ op: 'u', before: null, after: AFTER }]],
    ['postgres', 'full', 'u', BEFORE, AFTER, [{ op: 'u', before: BEFORE, after: AFTER }]],
    ['postgres', 'default', 'd', BEFORE, null, [{ op: 'd', before: { id: 1, email: null, visits: 0 }, after: null }, null]],
    ['postgres', 'full', 'd', BEFORE, null, [{ op: 'd', before: BEFORE, after: null }, null]],
    ['mysql', 'default', 'u', BEFORE, AFTER, [{ op: 'u', before: BEFORE, after: AFTER }]],
    ['sqlserver', 'default', 'd', BEFORE, null, [{ op: 'd', before: BEFORE, after: null }, null]],
  ] as const)('%s, replica identity %s: %s', (source, replicaIdentity, op, before, after, want) => {
    const records = captureOne(source, table({ replicaIdentity })).change(op, before, after);
    expect(records.map(({ key }) => key)).toEqual(want.map(() => ({ id: 1 })));
    expect(records.map(({ value }) => value && { op: value['op'], before: value['before'], after: value['after'] })).toEqual(want);
    for (const { value } of records) if (value) expect(value['source']).toMatchObject({ snapshot: 'false' });
  });

  it('makes no tombstone when told not to', () => {
    expect(ops(captureOne('postgres', table(), { 'tombstones.on.delete': 'false' }).change('d', BEFORE, null))).toEqual(['d']);
  });

  it('makes no tombstone without a key', () => {
    const { key: _, ...keyless } = table({ replicaIdentity: 'full' });
    const published = captureOne('postgres', keyless);
    expect(published.keySchema).toBeUndefined();
    expect(published.snapshot[0]?.key).toBeNull();
    expect(published.change('d', BEFORE, null)).toMatchObject([{ key: null, value: { op: 'd' } }]);
  });

  it('turns a changed primary key into delete, tombstone and create', () => {
    const records = captureOne('postgres', table({ replicaIdentity: 'full' })).change('u', BEFORE, { ...BEFORE, id: 9 });
    expect(ops(records)).toEqual(['d', null, 'c']);
    expect(records.map(({ key }) => key)).toEqual([{ id: 1 }, { id: 1 }, { id: 9 }]);
  });

  it('leaves out skipped operations, and all after an initial_only snapshot', () => {
    const skipping = captureOne('postgres', table(), { 'skipped.operations': 'u,t' });
    expect(ops(skipping.change('u', BEFORE, AFTER))).toEqual([]);
    expect(ops(skipping.change('c', null, AFTER))).toEqual(['c']);
    expect(captureOne('postgres', table(), { 'snapshot.mode': 'initial_only' }).change('c', null, AFTER)).toEqual([]);
  });

  it('refuses a change without the row it needs', () => {
    expect(() => captureOne('postgres', table()).change('u', null, AFTER)).toThrow('table public.customers');
  });

  it('moves the log position forward', () => {
    const published = captureOne('mysql', table());
    const position = (): number => (published.change('c', null, AFTER)[0]?.value?.['source'] as { pos: number }).pos;
    expect(position()).toBeLessThan(position());
  });
});

describe('after.state.only', () => {
  const flat = { 'after.state.only': 'true' };
  it('flattens rows and marks deletes', () => {
    const published = captureOne('postgres', table({ replicaIdentity: 'full' }), flat);
    expect(JSON.parse(published.valueSchema.schema)).toMatchObject({ name: 'Value', 'connect.name': 'shop.public.customers.Value' });
    expect((JSON.parse(published.valueSchema.schema) as { fields: unknown[] }).fields.at(-1)).toEqual({ name: '__deleted', type: ['null', 'string'], default: null });
    expect(published.snapshot[0]?.value).toEqual({ ...BEFORE, __deleted: 'false' });
    expect(published.change('u', BEFORE, AFTER)).toEqual([{ key: { id: 1 }, value: { ...AFTER, __deleted: 'false' } }]);
    expect(published.change('d', BEFORE, null)).toEqual([{ key: { id: 1 }, value: { ...BEFORE, __deleted: 'true' } }, { key: { id: 1 }, value: null }]);
  });

  it('does not exist in the Oracle plugin', () => {
    const oracle: WorldTable = { name: 'S.T', key: ['ID'], columns: { ID: { type: 'NUMBER(9)' } }, rows: [{ ID: 1 }] };
    expect(captureOne('oracle', oracle, flat).snapshot[0]?.value).toHaveProperty('after');
  });
});

describe('nulls and defaults', () => {
  const columns = { id: { type: 'int' }, grade: { type: 'varchar(5)', default: 'low' }, amount: { type: 'numeric(4,1)', default: 2 } };
  const rows: Fields[] = [{ id: 1, grade: null, amount: null }, { id: 2 }];
  const rowsOf = (format: string, config: Record<string, string> = {}) => captureOne('postgres', table({ columns, rows }), config, format).snapshot.map(afterOf);

  it.each(['AVRO', 'JSON_SR', 'PROTOBUF'])('writes NULL as the default in %s unless told to ignore it', (format) => {
    expect(rowsOf(format)[0]).toEqual({ id: 1, grade: 'low', amount: '2.0' });
    const kept = { 'value.converter.ignore.default.for.nullables': 'true', 'value.converter.optional.for.nullables': 'true' };
    expect(rowsOf(format, kept)[0]).toEqual({ id: 1, grade: null, amount: null });
  });

  it('gives a column that a row leaves out its default', () => {
    expect(rowsOf('AVRO', { 'value.converter.ignore.default.for.nullables': 'true' })[1]).toEqual({ id: 2, grade: 'low', amount: '2.0' });
  });

  it('loses a NULL scalar in Protobuf without marking', () => {
    const published = (config: Record<string, string>) => afterOf(captureOne('postgres', table(), config, 'PROTOBUF').snapshot[1]);
    expect(published({})).toEqual({ id: 2, email: '', visits: 0 });
    expect(published({ 'value.converter.wrapper.for.nullables': 'true' })).toEqual({ id: 2, email: null, visits: 0 });
  });
});

describe('plain JSON', () => {
  it('registers nothing', () => {
    const published = captureOne('postgres', table(), {}, 'JSON');
    expect(published).toMatchObject({ registered: false, keyFormat: 'JSON', valueFormat: 'JSON' });
    expect(published.keySchema).toBeUndefined();
    expect(published.snapshot[0]?.key).toEqual({ id: 1 });
  });

  it('is the default of the Debezium plugins and not of Oracle', () => {
    const blank = { 'output.data.format': '', 'output.key.format': '' };
    expect(captureOne('mysql', table(), blank).valueFormat).toBe('JSON');
    const oracle: WorldTable = { name: 'S.T', key: ['ID'], columns: { ID: { type: 'NUMBER(9)' } }, rows: [] };
    expect(captureOne('oracle', oracle, blank)).toMatchObject({ valueFormat: 'AVRO', keyFormat: 'AVRO', registered: true });
  });

  it('of the key leaves the value registered', () => {
    const published = captureOne('postgres', table(), { 'output.key.format': 'STRING' });
    expect(published).toMatchObject({ registered: true, keyFormat: 'STRING' });
    expect(published.keySchema).toBeUndefined();
  });
});

describe('mistakes in a world file', () => {
  it.each([
    ['a word for a number', { id: 'x', email: null, visits: 1 }, 'table public.customers, row 1, column id: "x" is no integer'],
    ['a number too large', { id: 2147483648, email: null, visits: 1 }, 'row 1, column id: 2147483648 does not fit int32'],
    ['a NULL in a NOT NULL column', { id: 1, email: null, visits: null }, 'row 1, column visits: the column is NOT NULL'],
    ['a missing NOT NULL column', { id: 1, email: null }, 'row 1, column visits: the column is NOT NULL'],
    ['an unknown column', { id: 1, visits: 1, mail: 'x' }, 'row 1: there is no column mail'],
  ] as const)('%s', (_, row, message) => {
    const published = () => captureOne('postgres', table({ rows: [row as Fields] }));
    expect(published).toThrow(WorldError);
    expect(published).toThrow(message);
  });

  it.each([
    ['postgres', 'timestamp', 'yesterday', "'yesterday' is no timestamp"],
    ['postgres', 'date', '2023-02-29', "'2023-02-29' is no date"],
    ['postgres', 'bytea', 'no base64!', "'no base64!' is no base64"],
    ['postgres', 'numeric(4,2)', '1.234', '1.234 has more than 2 digits after the point'],
    ['postgres', 'numeric(4,2)', '123', '123 has more than 4 digits'],
    ['postgres', 'numeric(4,2)', 'NaN', "'NaN' is no decimal number"],
    ['postgres', 'int[]', 5, 'expected a list'],
    ['postgres', 'jsonb', '{', 'the text is no JSON'],
    ['postgres', 'boolean', 'maybe', "'maybe' is no boolean"],
    ['postgres', 'bit(3)', '1012', "'1012' is no bit string"],
    ['mysql', "enum('a')", 'b', "'b' is none of a"],
    ['mysql', 'bigint unsigned', -1, '-1 does not fit bigint unsigned'],
  ] as const)('%s %s', (source: SourceName, type, cell, message) => {
    const columns = { id: { type: 'int' }, c: { type } };
    expect(() => captureOne(source, table({ columns, rows: [{ id: 1, c: cell }] }))).toThrow(`table public.customers, row 1, column c: ${message}`);
  });
});

it('gives the key in the order of its definition, and null columns of a custom key that the log does not have', () => {
  const composite = table({ key: ['visits', 'id'] });
  expect(Object.keys(captureOne('postgres', composite).snapshot[0]?.key ?? {})).toEqual(['visits', 'id']);
  const custom = captureOne('postgres', table(), { 'message.key.columns': 'public.customers:id,email' });
  expect(custom.snapshot[0]?.key).toEqual({ id: 1, email: 'a@x' });
  expect(custom.change('d', BEFORE, null).map(({ key }) => key)).toEqual([{ id: 1, email: null }, { id: 1, email: null }]);
  expect(beforeOf(custom.change('d', BEFORE, null)[0])).toEqual({ id: 1, email: null, visits: 0 });
});
