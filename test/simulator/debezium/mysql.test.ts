import { expect, it } from 'vitest';
import {
  BOOLEAN, BYTES, CONNECT_DATE, CONNECT_TIME, CONNECT_TIMESTAMP, DATE, FLOAT32, FLOAT64, GEOMETRY, INT16, INT32, INT64, JSON_TEXT, MICRO_TIME,
  MICRO_TIMESTAMP, POINT, STRING, TIMESTAMP, ZONED_TIMESTAMP, decimal, semantic, time, vector,
} from './forms.js';
import { afterOf, captureOne, tableOf } from './support.js';
import { describeTypes } from './type-suite.js';

const CONNECT = { 'time.precision.mode': 'connect' };
const AS_STRING = { 'decimal.handling.mode': 'string' };
const bytes = (...all: number[]): Uint8Array => Uint8Array.from(all);
const allowed = (words: string) => ({ allowed: words });

describeTypes('mysql', [
  ['boolean', true, INT16, 1],
  ['bool', false, INT16, 0],
  ['tinyint(1)', true, INT16, 1],
  ['bit(1)', true, BOOLEAN, true],
  ['bit(9)', '100000001', semantic(BYTES, 'io.debezium.data.Bits', { length: '9' }), bytes(1, 1)],
  ['tinyint', -128, INT16, -128],
  ['tinyint unsigned', 255, INT16, 255],
  ['smallint', -5, INT16, -5],
  ['smallint unsigned', 65535, INT32, 65535],
  ['mediumint', -5, INT32, -5],
  ['mediumint unsigned', 5, INT32, 5],
  ['int', -5, INT32, -5],
  ['int(11) unsigned zerofill', 4294967295, INT64, 4294967295],
  ['bigint', '-9223372036854775808', INT64, -9223372036854775808n],
  ['bigint unsigned', '18446744073709551615', INT64, -1],
  ['bigint unsigned', '18446744073709551615', decimal(20, 0), '18446744073709551615', { 'bigint.unsigned.handling.mode': 'precise' }],
  ['float', 1.5, FLOAT32, 1.5],
  ['float(24)', 1.5, FLOAT32, 1.5],
  ['float(53)', 1.1, FLOAT64, 1.1],
  ['double', 1.1, FLOAT64, 1.1],
  ['decimal(10,2)', '5', decimal(10, 2), '5.00'],
  ['decimal', '5', decimal(10, 0), '5'],
  ['numeric(65,2)', '5', decimal(65, 2), '5.00'],
  ['decimal(10,2)', '5', STRING, '5.00', AS_STRING],
  ['decimal(10,2)', '5', FLOAT64, 5, { 'decimal.handling.mode': 'double' }],
  ...['char(3)', 'varchar(20)', 'tinytext', 'text', 'mediumtext', 'longtext'].map((type) => [type, 'abc', STRING, 'abc'] as const),
  ['binary(3)', 'AQ==', BYTES, bytes(1, 0, 0)],
  ['varbinary(3)', 'AQ==', BYTES, bytes(1)],
  ...['tinyblob', 'blob', 'mediumblob', 'longblob'].map((type) => [type, 'AQI=', BYTES, bytes(1, 2)] as const),
  ['blob', 'AQI=', STRING, '0102', { 'binary.handling.mode': 'hex' }],
  ['json', { a: 1 }, JSON_TEXT, '{"a":1}'],
  ["enum('a','it''s')", "it's", semantic(STRING, 'io.debezium.data.Enum', allowed("a,it's")), "it's"],
  ["set('a','b','c')", ['a', 'c'], semantic(STRING, 'io.debezium.data.EnumSet', allowed('a,b,c')), 'a,c'],
  ["set('a','b','c')", 'b,c', semantic(STRING, 'io.debezium.data.EnumSet', allowed('a,b,c')), 'b,c'],
  ['year', 2024, semantic(INT32, time('Year')), 2024],
  ['date', '1970-01-02', DATE, 1],
  ['date', '1970-01-02', CONNECT_DATE, 1, CONNECT],
  ['date', '0000-00-00', DATE, 0],
  ['time', '-838:59:59', MICRO_TIME, -3020399000000],
  ['time(6)', '25:00:00.000001', MICRO_TIME, 90000000001],
  ['time', '01:00:00', CONNECT_TIME, 3600000, CONNECT],
  ['datetime', '1970-01-01 00:00:01.9', TIMESTAMP, 1000],
  ['datetime(3)', '1970-01-01 00:00:01.9', TIMESTAMP, 1900],
  ['datetime(6)', '1970-01-01 00:00:01.000009', MICRO_TIMESTAMP, 1000009],
  ['datetime(6)', '1970-01-01 00:00:01.5', CONNECT_TIMESTAMP, 1500, CONNECT],
  ['timestamp', '2024-03-01 08:15:30', ZONED_TIMESTAMP, '2024-03-01T08:15:30Z'],
  ['timestamp(3)', '2024-03-01T08:15:30+01:00', ZONED_TIMESTAMP, '2024-03-01T07:15:30.000Z'],
  ['timestamp(6)', '2024-03-01 08:15:30.12', ZONED_TIMESTAMP, '2024-03-01T08:15:30.120000Z', CONNECT],
  ...['geometry', 'linestring', 'polygon', 'multipoint', 'multilinestring', 'multipolygon', 'geometrycollection'].map(
    (type) => [type, { wkb: 'AQ==', srid: 0 }, GEOMETRY, { wkb: bytes(1), srid: 0 }] as const,
  ),
  ['point', { x: 0, y: 0, srid: 4326 }, POINT, { x: 0, y: 0, wkb: bytes(1, 1, ...new Array<number>(19).fill(0)), srid: 4326 }],
  ['vector(2)', [0.5, 1], vector(FLOAT32, 'io.debezium.data.FloatVector'), [0.5, 1]],
]);

it('reads a zero date of a nullable column as NULL', () => {
  const table = { ...tableOf('mysql', 'date', '0000-00-00'), columns: { id: { type: 'int' }, c: { type: 'date' } } };
  expect(afterOf(captureOne('mysql', table).snapshot[0])).toEqual({ id: 1, c: null });
});

it.each(['money', 'int[]', 'uuid'])('refuses %s, which MySQL does not have', (type) => {
  expect(() => captureOne('mysql', tableOf('mysql', type, 1))).toThrow(`table s.t, column c: MySQL has no type '${type}'`);
});
