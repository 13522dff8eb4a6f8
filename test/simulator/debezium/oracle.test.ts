import { expect, it } from 'vitest';
import {
  BYTES, CONNECT_DATE, CONNECT_TIMESTAMP, FLOAT32, FLOAT64, INT16, INT32, INT64, INT8, MICRO_DURATION, MICRO_TIMESTAMP, NANO_TIMESTAMP, STRING,
  TIMESTAMP, VARIABLE_DECIMAL, XML, ZONED_TIMESTAMP, decimal,
} from './forms.js';
import { captureOne, fieldIn, tableOf } from './support.js';
import { describeDropped, describeTypes } from './type-suite.js';

const CONNECT = { 'time.precision.mode': 'connect' };
const AS_STRING = { 'decimal.handling.mode': 'string' };
const AS_DOUBLE = { 'decimal.handling.mode': 'double' };
const bytes = (...all: number[]): Uint8Array => Uint8Array.from(all);

describeTypes('oracle', [
  ...['CHAR(3)', 'NCHAR(3)', 'VARCHAR2(20 CHAR)', 'NVARCHAR2(20)', 'CLOB', 'NCLOB'].map((type) => [type, 'abc', STRING, 'abc'] as const),
  ['NUMBER(2)', 99, INT8, 99],
  ['NUMBER(4)', 9999, INT16, 9999],
  ['NUMBER(9)', 5, INT32, 5],
  ['NUMBER(10)', 5, INT64, 5],
  ['NUMBER(18,0)', '999999999999999999', INT64, 999999999999999999n],
  ['NUMBER(19)', 5, decimal(19, 0), '5'],
  ['NUMBER(8,-1)', 50, INT32, 50],
  ['NUMBER(9,-1)', 50, INT64, 50],
  ['NUMBER(38,-2)', 500, decimal(38, -2), '500'],
  ['NUMBER(10,2)', '1.5', decimal(10, 2), '1.50'],
  ['NUMBER(*,0)', 5, decimal(38, 0), '5'],
  ...['INTEGER', 'INT', 'SMALLINT', 'NUMERIC'].map((type) => [type, 5, decimal(38, 0), '5'] as const),
  ['NUMBER', '1.28', VARIABLE_DECIMAL, { scale: 2, value: bytes(0, 0x80) }],
  ...['FLOAT(63)', 'REAL', 'DOUBLE PRECISION'].map((type) => [type, '0.5', VARIABLE_DECIMAL, { scale: 1, value: bytes(5) }] as const),
  ['NUMBER(4)', 5, STRING, '5', AS_STRING],
  ['NUMBER(10,2)', 5, STRING, '5.00', AS_STRING],
  ['NUMBER', '0.5', STRING, '0.5', AS_STRING],
  ['NUMBER(4)', 5, FLOAT64, 5, AS_DOUBLE],
  ['FLOAT', '0.5', FLOAT64, 0.5, AS_DOUBLE],
  ['BINARY_FLOAT', 0.5, FLOAT32, 0.5],
  ['BINARY_DOUBLE', 0.1, FLOAT64, 0.1],
  ['DATE', '1970-01-01 00:00:05', TIMESTAMP, 5000],
  ['DATE', '1970-01-02 23:00:00', CONNECT_DATE, 1, CONNECT],
  ['TIMESTAMP(3)', '1970-01-01 00:00:01.003', TIMESTAMP, 1003],
  ['TIMESTAMP', '2025-10-02 08:08:42.873227', MICRO_TIMESTAMP, 1759392522873227],
  ['TIMESTAMP(9)', '1970-01-01 00:00:01.000000001', NANO_TIMESTAMP, 1000000001],
  ['TIMESTAMP(9)', '1970-01-01 00:00:01.003', CONNECT_TIMESTAMP, 1003, CONNECT],
  ['TIMESTAMP(6) WITH TIME ZONE', '2024-03-01 08:15:30.5 -03:00', ZONED_TIMESTAMP, '2024-03-01T08:15:30.5-03:00'],
  ['TIMESTAMP WITH LOCAL TIME ZONE', '2024-03-01T08:15:30-03:00', ZONED_TIMESTAMP, '2024-03-01T11:15:30Z'],
  ['INTERVAL YEAR TO MONTH', 'P1Y', MICRO_DURATION, 31_557_600_000_000],
  ['INTERVAL DAY(2) TO SECOND(6)', '1 day 00:00:01', MICRO_DURATION, 86_401_000_000],
  ['RAW(16)', 'AQ==', BYTES, bytes(1)],
  ['BLOB', 'AQ==', BYTES, bytes(1)],
  ['BLOB', 'AQ==', STRING, '01', { 'binary.handling.mode': 'hex' }],
  ['XMLTYPE', '<a/>', XML, '<a/>'],
]);

describeDropped('oracle', ['BOOLEAN', 'JSON', 'VECTOR', 'BFILE', 'LONG', 'LONG RAW', 'ROWID', 'UROWID', 'UDT', 'REF', 'NESTED TABLE']);

it('makes the key a decimal text as well in string mode', () => {
  const table = captureOne('oracle', tableOf('oracle', 'NUMBER(4)', 5), AS_STRING);
  expect(table.snapshot[0]?.key).toEqual({ id: '1' });
  expect(JSON.parse(table.keySchema?.schema ?? '')).toMatchObject({ fields: [{ name: 'id', type: 'string' }] });
});

it('falls back to an Avro decimal without scale for a negative scale', () => {
  expect(fieldIn(captureOne('oracle', tableOf('oracle', 'NUMBER(38,-2)', 500)))).not.toHaveProperty('scale');
});
