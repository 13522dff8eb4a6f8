import { expect, it } from 'vitest';
import {
  BOOLEAN, BYTES, CONNECT_DATE, CONNECT_TIME, CONNECT_TIMESTAMP, DATE, FLOAT32, FLOAT64, INT16, INT32, INT64, MICRO_TIME, MICRO_TIMESTAMP, NANO_TIME,
  NANO_TIMESTAMP, STRING, TIME, TIMESTAMP, XML, ZONED_TIMESTAMP, decimal,
} from './forms.js';
import { captureOne, tableOf } from './support.js';
import { describeDropped, describeTypes } from './type-suite.js';

const CONNECT = { 'time.precision.mode': 'connect' };
const bytes = (...all: number[]): Uint8Array => Uint8Array.from(all);

describeTypes('sqlserver', [
  ['bit', 1, BOOLEAN, true],
  ['tinyint', 255, INT16, 255],
  ['smallint', -1, INT16, -1],
  ['int', 5, INT32, 5],
  ['bigint', 5, INT64, 5],
  ['real', 0.5, FLOAT32, 0.5],
  ['float', 0.1, FLOAT64, 0.1],
  ['decimal(12,4)', '1.5', decimal(12, 4), '1.5000'],
  ['numeric', '1', decimal(18, 0), '1'],
  ['money', '1.5', decimal(19, 4), '1.5000'],
  ['smallmoney', '1.5', decimal(10, 4), '1.5000'],
  ['money', '1.5', STRING, '1.5000', { 'decimal.handling.mode': 'string' }],
  ['money', '1.5', FLOAT64, 1.5, { 'decimal.handling.mode': 'double' }],
  ...['char(3)', 'varchar(max)', 'text', 'nchar(3)', 'nvarchar(20)', 'ntext'].map((type) => [type, 'abc', STRING, 'abc'] as const),
  ['uniqueidentifier', '0d1f', STRING, '0D1F'],
  ['xml', '<a/>', XML, '<a/>'],
  ['date', '1970-01-02', DATE, 1],
  ['date', '1970-01-02', CONNECT_DATE, 1, CONNECT],
  ['time(3)', '00:00:01.5', TIME, 1500],
  ['time(6)', '00:00:01.5', MICRO_TIME, 1500000],
  ['time', '00:00:01.0000001', NANO_TIME, 1000000100],
  ['time', '00:00:01.5', CONNECT_TIME, 1500, CONNECT],
  ['datetime', '1970-01-01T00:00:01.003', TIMESTAMP, 1003],
  ['smalldatetime', '1970-01-01T00:01:00', TIMESTAMP, 60000],
  ['datetime2(3)', '1970-01-01T00:00:01.003', TIMESTAMP, 1003],
  ['datetime2(6)', '1970-01-01T00:00:01.000003', MICRO_TIMESTAMP, 1000003],
  ['datetime2', '2024-03-01T08:15:30.1234567', NANO_TIMESTAMP, 1709280930123456700n],
  ['datetime2', '9999-12-31', CONNECT_TIMESTAMP, 253402214400000, CONNECT],
  ['datetimeoffset', '2024-03-01T08:15:30.5+05:30', ZONED_TIMESTAMP, '2024-03-01T08:15:30.5+05:30'],
  ['binary(2)', 'AQ==', BYTES, bytes(1, 0)],
  ...['varbinary(max)', 'image', 'rowversion', 'timestamp'].map((type) => [type, 'AQI=', BYTES, bytes(1, 2)] as const),
  ['varbinary(8)', 'AQI=', STRING, 'AQI=', { 'binary.handling.mode': 'base64' }],
]);

describeDropped('sqlserver', ['geometry', 'geography', 'hierarchyid', 'sql_variant']);

it('cannot hold the sentinel 9999-12-31 in nanoseconds', () => {
  expect(() => captureOne('sqlserver', tableOf('sqlserver', 'datetime2', '9999-12-31'))).toThrow('table s.t, row 1, column c: 9999-12-31 is outside of 1677..2262');
});
