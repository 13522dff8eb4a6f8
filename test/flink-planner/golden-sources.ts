import type { SourceTable } from './source-table.js';

/** What Flink makes of a DynamoDB topic: typed key columns, and the envelope as one row (semantics.md 1.6 item 12). */
export const DYNAMODB_VALUE = 'ROW<`op` STRING, `ts_ms` BIGINT, `before` ROW<`document` STRING>, `after` ROW<`document` STRING>>';

/** The source tables that the golden statements of test/flink read. */
export const goldenSources: readonly SourceTable[] = [
  {
    name: 'shop.public.customers',
    columns: { id: 'INT NOT NULL', email: 'STRING NOT NULL', status: 'STRING', created_at: 'BIGINT' },
    key: ['id'],
  },
  {
    name: 'shop.dbo.order_lines',
    columns: {
      OrderId: 'BIGINT NOT NULL', line: 'INT NOT NULL', note: 'STRING NOT NULL', total: 'STRING', net: 'DECIMAL(12, 2)', tax: 'DECIMAL(12, 2)', born: 'INT',
    },
    key: ['line', 'OrderId'],
  },
  { name: 'shop.public.audit', columns: { at: 'BIGINT', what: 'STRING' }, key: [] },
  { name: 'ora.SHOP.ORDERS', columns: { ID: 'STRING NOT NULL', STATUS: 'STRING' }, key: ['ID'] },
  { name: 'web.clicks', columns: { key: 'BYTES', val: 'BYTES' }, key: [], appends: true },
  {
    name: 'shop.events', key: [], appends: true,
    columns: {
      key: 'BYTES', OrderPlaced: 'ROW<`order_id` STRING NOT NULL, `channel` STRING NOT NULL, `total` DECIMAL(10, 2) NOT NULL, `placed` BIGINT NOT NULL>',
      OrderCancelled: 'ROW<`order_id` STRING NOT NULL>',
    },
  },
  {
    name: 'shop.actions', key: [], appends: true,
    columns: { key: 'BYTES', action: 'ROW<`purchase` ROW<`id` STRING NOT NULL, `amount` DOUBLE NOT NULL>, `view` ROW<`url` STRING NOT NULL>>' },
  },
  { name: 'shop.mixed', key: [], appends: true, columns: { key: 'BYTES', id: 'BIGINT NOT NULL', type: 'STRING', version: 'INT', test: 'BOOLEAN' } },
  { name: 'orders', columns: { id: 'STRING NOT NULL', val: DYNAMODB_VALUE }, key: ['id'] },
];
