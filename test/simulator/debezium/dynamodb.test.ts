import { describe, expect, it } from 'vitest';
import type { WorldTable } from '../../../src/simulator/debezium/index.js';
import { afterOf, beforeOf, capture, captureOne } from './support.js';

const ORDERS: WorldTable = {
  name: 'Orders',
  key: ['customer', 'at'],
  columns: {
    customer: { type: 'S' }, at: { type: 'N' }, paid: { type: 'BOOL' }, blob: { type: 'B' }, meta: { type: 'M' }, lines: { type: 'L' },
    tags: { type: 'SS' }, sizes: { type: 'NS' },
  },
  rows: [
    { customer: 'ada', at: 7, paid: true, blob: 'AQI=', meta: { a: 1, b: null }, lines: ['x', 2.5, [true]], tags: ['s', 't'], sizes: [1, '2'] },
    { customer: 'ben', at: '8' },
  ],
};
const LISTED = { 'dynamodb.table.includelist': 'Orders' };
const documentOf = (row: unknown): unknown => JSON.parse((row as { document: string }).document);

describe('records', () => {
  it('hold the row as typed JSON', () => {
    const [first, second] = captureOne('dynamodb', ORDERS, LISTED).snapshot;
    expect(documentOf(afterOf(first))).toEqual({
      customer: { S: 'ada' }, at: { N: '7' }, paid: { BOOL: true }, blob: { B: 'AQI=' }, meta: { M: { a: { N: '1' }, b: { NULL: true } } },
      lines: { L: [{ S: 'x' }, { N: '2.5' }, { L: [{ BOOL: true }] }] }, tags: { SS: ['s', 't'] }, sizes: { NS: ['1', '2'] },
    });
    expect(documentOf(afterOf(second))).toEqual({ customer: { S: 'ben' }, at: { N: '8' } });
    expect(first).toMatchObject({ key: { customer: 'ada', at: '7' }, value: { op: 'r', before: null, source: { sync_mode: 'SNAPSHOT', tableName: 'Orders' } } });
  });

  it('say what changed, and end with a tombstone', () => {
    const table = captureOne('dynamodb', ORDERS, LISTED);
    const [old, next] = [{ customer: 'ada', at: 7 }, { customer: 'ada', at: 7, paid: false }];
    const [created] = table.change('c', null, old);
    expect(created?.value).toMatchObject({ op: 'c', before: null, source: { sync_mode: 'CDC' } });
    const [updated] = table.change('u', old, next);
    expect(documentOf(beforeOf(updated))).toEqual({ customer: { S: 'ada' }, at: { N: '7' } });
    expect(documentOf(afterOf(updated))).toMatchObject({ paid: { BOOL: false } });
    const [deleted, tombstone] = table.change('d', next, null);
    expect(deleted?.value).toMatchObject({ op: 'd', after: null });
    expect(tombstone).toEqual({ key: { customer: 'ada', at: '7' }, value: null });
  });

  it.each([
    ['SNAPSHOT_CDC', 2, 1],
    ['SNAPSHOT', 2, 0],
    ['CDC', 0, 1],
  ])('sync mode %s', (mode, snapshot, changes) => {
    const table = captureOne('dynamodb', ORDERS, { ...LISTED, 'dynamodb.table.sync.mode': mode });
    expect([table.snapshot.length, table.change('c', null, { customer: 'x', at: 1 }).length]).toEqual([snapshot, changes]);
  });

  it.each([
    [{ customer: 'x' }, 'table Orders, row 1, column at: a key attribute is required'],
    [{ customer: 'x', at: 'soon' }, 'table Orders, row 1, column at: soon is no number'],
    [{ customer: 'x', at: 1, paid: 'yes' }, 'column paid: "yes" is no boolean'],
    [{ customer: 'x', at: 1, meta: [1] }, 'column meta: expected an object'],
    [{ customer: 'x', at: 1, nope: 1 }, 'row 1: there is no column nope'],
  ])('refuses %o', (row, message) => {
    expect(() => captureOne('dynamodb', { ...ORDERS, rows: [row] }, LISTED)).toThrow(message);
  });
});

describe('schemas', () => {
  it('AVRO: the value is a union at its root', () => {
    const table = captureOne('dynamodb', ORDERS, LISTED);
    const [nothing, envelope] = JSON.parse(table.valueSchema.schema) as [string, { fields: { name: string; type: unknown }[] }];
    expect(nothing).toBe('null');
    expect(envelope).toMatchObject({ name: 'Envelope', namespace: 'io.confluent.connect.dynamodb.Orders' });
    expect(envelope.fields.map(({ name }) => name)).toEqual(['op', 'ts_ms', 'ts_us', 'ts_ns', 'source', 'before', 'after']);
    expect(envelope.fields[5]?.type).toEqual(['null', expect.objectContaining({ name: 'Value', fields: [{ name: 'document', type: ['null', 'string'], default: null }] })]);
    expect(JSON.parse(table.keySchema?.schema ?? '')).toMatchObject({
      name: 'ConnectDefault', namespace: 'io.confluent.connect.avro', fields: [{ name: 'customer', type: 'string' }, { name: 'at', type: 'string' }],
    });
  });

  it('JSON_SR and PROTOBUF', () => {
    const json = captureOne('dynamodb', ORDERS, LISTED, 'JSON_SR').valueSchema;
    expect(JSON.parse(json.schema)).toMatchObject({ oneOf: [{ type: 'null' }, { title: 'io.confluent.connect.dynamodb.Orders.Envelope' }] });
    const proto = captureOne('dynamodb', ORDERS, LISTED, 'PROTOBUF').valueSchema;
    expect(proto.schema).toContain('package io.confluent.connect.dynamodb.Orders;');
    expect(proto.schema).toMatch(/message Value \{\n\s+string document = 1;/);
  });
});

describe('tables and topics', () => {
  const tables = [ORDERS, { ...ORDERS, name: 'Other' }];
  const rename = {
    transforms: 'p', 'transforms.p.type': 'io.confluent.connect.cloud.transforms.TopicRegexRouter', 'transforms.p.regex': '.*', 'transforms.p.replacement': 'cdc.$0',
  };
  it.each([
    ['listed', LISTED, ['Orders']],
    ['two listed', { 'dynamodb.table.includelist': 'Other, Orders' }, ['Orders', 'Other']],
    ['no list', {}, []],
    ['by tag', { 'dynamodb.table.discovery.mode': 'TAG' }, ['Orders', 'Other']],
    ['renamed', { ...LISTED, ...rename }, ['cdc.Orders']],
  ])('%s', (_, config, want) => {
    expect(capture('dynamodb', tables, config).map(({ topic }) => topic)).toEqual(want);
  });
});
