import { expect, it } from 'vitest';
import {
  BOOLEAN, BYTES, CONNECT_DATE, CONNECT_TIME, CONNECT_TIMESTAMP, DATE, FLOAT32, FLOAT64, GEOGRAPHY, GEOMETRY, INT16, INT32, INT64, JSON_TEXT,
  MICRO_DURATION, MICRO_TIME, MICRO_TIMESTAMP, POINT, STRING, TIME, TIMESTAMP, VARIABLE_DECIMAL, XML, ZONED_TIMESTAMP, decimal, list, semantic, time, vector,
} from './forms.js';
import type { Form } from './forms.js';
import { afterOf, captureOne, fieldIn, tableOf } from './support.js';
import { describeDropped, describeTypes } from './type-suite.js';

/** Without this Protobuf reads a null scalar back as zero. */
const MARKED = { 'value.converter.optional.for.nullables': 'true' };
const CONNECT = { 'time.precision.mode': 'connect' };
const MICROS = { 'time.precision.mode': 'adaptive_time_microseconds' };
const AS_STRING = { 'decimal.handling.mode': 'string' };
const AS_DOUBLE = { 'decimal.handling.mode': 'double' };
const bytes = (...all: number[]): Uint8Array => Uint8Array.from(all);
/** POINT(1 2) in little endian well-known binary. */
const WKB = bytes(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0x40);
const HSTORE_MAP: Form = {
  avro: { type: 'map', values: ['null', 'string'] },
  json: { type: 'object', 'connect.type': 'map', additionalProperties: { oneOf: [{ type: 'null' }, { type: 'string' }] } },
  proto: 'map<string, string>',
};
const bits = (length: string): Form => semantic(BYTES, 'io.debezium.data.Bits', { length });

describeTypes('postgres', [
  ['boolean', true, BOOLEAN, true],
  ['bool', 'f', BOOLEAN, false],
  ['bit(1)', '1', BOOLEAN, true],
  ['bit', 0, BOOLEAN, false],
  ['bit(10)', '1000000001', bits('10'), bytes(1, 2)],
  ['varbit(8)', '101', bits('8'), bytes(5)],
  ['bit varying', '101', bits('2147483647'), bytes(5)],
  ['smallint', -32768, INT16, -32768],
  ['smallserial', 7, INT16, 7],
  ['integer', 2147483647, INT32, 2147483647],
  ['serial', 1, INT32, 1],
  ['bigint', '9223372036854775807', INT64, 9223372036854775807n],
  ['bigserial', 12, INT64, 12],
  ['oid', 4000000000, INT64, 4000000000],
  ['real', 1.5, FLOAT32, 1.5],
  ['double precision', '-0.25', FLOAT64, -0.25],
  ['float(24)', 1, FLOAT32, 1],
  ['numeric(10,2)', '12.5', decimal(10, 2), '12.50'],
  ['numeric(10,2)', 12.5, decimal(10, 2), '12.50'],
  ['decimal(5)', 7, decimal(5, 0), '7'],
  ['numeric(45,3)', '1.5', decimal(45, 3), '1.500'],
  ['numeric(10,2)', '12.5', STRING, '12.50', AS_STRING],
  ['numeric(10,2)', 'NaN', STRING, 'NaN', AS_STRING],
  ['numeric(10,2)', '12.5', FLOAT64, 12.5, AS_DOUBLE],
  ['numeric(10,2)', 'NaN', FLOAT64, Number.NaN, AS_DOUBLE],
  ['numeric', '-1.28', VARIABLE_DECIMAL, { scale: 2, value: bytes(0x80) }],
  ['numeric', '1.28', VARIABLE_DECIMAL, { scale: 2, value: bytes(0, 0x80) }],
  ['numeric', '1.28', STRING, '1.28', AS_STRING],
  ['numeric', '1.28', FLOAT64, 1.28, AS_DOUBLE],
  ['money', '9.99', decimal(undefined, 2), '9.99'],
  ['money', '9.999', decimal(undefined, 3), '9.999', { 'money.fraction.digits': '3' }],
  ['money', '9.99', STRING, '9.99', AS_STRING],
  ['money', '9.99', FLOAT64, 9.99, AS_DOUBLE],
  ...['char(3)', 'character varying(20)', 'varchar(20)', 'text', 'bpchar', 'citext', 'name', 'inet', 'cidr', 'macaddr', 'macaddr8', 'int4range', 'int8range',
    'numrange', 'tsrange', 'tstzrange', 'daterange', 'isbn'].map((type) => [type, 'abc', STRING, 'abc'] as const),
  ['uuid', '0d1f', semantic(STRING, 'io.debezium.data.Uuid'), '0d1f'],
  ['json', '{"a":1}', JSON_TEXT, '{"a":1}'],
  ['jsonb', { a: [1, null] }, JSON_TEXT, '{"a":[1,null]}'],
  ['xml', '<a/>', XML, '<a/>'],
  ["enum('new','paid')", 'paid', semantic(STRING, 'io.debezium.data.Enum', { allowed: 'new,paid' }), 'paid'],
  ['ltree', 'a.b', semantic(STRING, 'io.debezium.data.Ltree'), 'a.b'],
  ['hstore', { a: '1', b: null }, JSON_TEXT, '{"a":"1","b":null}'],
  ['hstore', { a: '1', b: null }, HSTORE_MAP, { a: '1', b: null }, { 'hstore.handling.mode': 'map' }],
  ['bytea', '+/8=', BYTES, bytes(0xfb, 0xff)],
  ['bytea', '+/8=', STRING, '+/8=', { 'binary.handling.mode': 'base64' }],
  ['bytea', '+/8=', STRING, '-_8=', { 'binary.handling.mode': 'base64-url-safe' }],
  ['bytea', '+/8=', STRING, 'fbff', { 'binary.handling.mode': 'hex' }],
  ['date', '1970-01-11', DATE, 10],
  ['date', '1969-12-31', CONNECT_DATE, -1, CONNECT],
  ['date', '2024-02-29', DATE, 19782, MICROS],
  ['time(3)', '01:00:00.123', TIME, 3600123],
  ['time', '01:00:00.123456', MICRO_TIME, 3600123456],
  ['time(0)', '01:00:00', MICRO_TIME, 3600000000, MICROS],
  ['time', '01:00:00.123456', CONNECT_TIME, 3600123, CONNECT],
  ['timetz', '01:00:00.5+02:00', semantic(STRING, time('ZonedTime')), '23:00:00.5Z'],
  ['timestamp(3)', '1970-01-01 00:00:01.5', TIMESTAMP, 1500],
  ['timestamp', '1970-01-01T00:00:01.000001', MICRO_TIMESTAMP, 1000001],
  ['timestamp without time zone', '1969-12-31T23:59:59.9999', MICRO_TIMESTAMP, -100],
  ['timestamp', 'infinity', MICRO_TIMESTAMP, 9223372036825200000n],
  ['timestamp', '-infinity', MICRO_TIMESTAMP, -9223372036832400000n],
  ['timestamp', '1970-01-01 00:00:01.5', CONNECT_TIMESTAMP, 1500, CONNECT],
  ['timestamp(2)', '1970-01-01 00:00:01.5', TIMESTAMP, 1500, MICROS],
  ['timestamptz', '2024-03-01T08:15:30.120+02:00', ZONED_TIMESTAMP, '2024-03-01T06:15:30.12Z'],
  ['timestamp with time zone', '2024-03-01T08:15:30Z', ZONED_TIMESTAMP, '2024-03-01T08:15:30Z', CONNECT],
  ['interval', '1 day 02:00:00', MICRO_DURATION, 93_600_000_000],
  ['interval', '1 mon', MICRO_DURATION, 2_629_800_000_000],
  ['interval', '1 year 2 mons 3 days 04:05:06.7', semantic(STRING, time('Interval')), 'P1Y2M3DT4H5M6.7S', { 'interval.handling.mode': 'string' }],
  ['interval', 'P1Y', semantic(STRING, time('Interval')), 'P1Y0M0DT0H0M0S', { 'interval.handling.mode': 'string' }],
  ['point', '(1,2)', POINT, { x: 1, y: 2, wkb: WKB, srid: null }, MARKED],
  ['geometry', { wkb: 'AQI=', srid: 4326 }, GEOMETRY, { wkb: bytes(1, 2), srid: 4326 }],
  ['geography(Point,4326)', 'POINT(1 2)', GEOGRAPHY, { wkb: WKB, srid: null }, MARKED],
  ['vector(2)', '[1,2.5]', vector(FLOAT64, 'io.debezium.data.DoubleVector'), [1, 2.5]],
  ['halfvec(2)', [1, 2.5], vector(FLOAT32, 'io.debezium.data.FloatVector'), [1, 2.5]],
  ['int[]', [1, 2], list(INT32), [1, 2]],
  ['text[]', ['a', 'b'], list(STRING), ['a', 'b']],
  ['numeric(6,1)[]', ['1', 2.5], list(decimal(6, 1)), ['1.0', '2.5']],
  ['timestamp[]', ['1970-01-01 00:00:01'], list(MICRO_TIMESTAMP), [1000000]],
  ['date[]', ['1970-01-02'], list(DATE), [1]],
  ['bytea[]', ['AQ=='], list(BYTES), [bytes(1)]],
  ['uuid[]', ['u'], list(semantic(STRING, 'io.debezium.data.Uuid')), ['u']],
  ['jsonb[]', ['1'], list(JSON_TEXT), ['1']],
  ['box', 'anything', BYTES, bytes(...Buffer.from('anything')), { 'include.unknown.datatypes': 'true' }],
]);

describeDropped('postgres', [
  'box', 'lseg', 'path', 'polygon', 'circle', 'line', 'tsvector', 'address_composite',
  'money[]', 'name[]', 'interval[]', 'varbit[]', 'xml[]', 'point[]',
]);

it('publishes a sparse vector as dimensions and entries', () => {
  const table = captureOne('postgres', tableOf('postgres', 'sparsevec(5)', '{1:0.5,3:2}/5'));
  expect(afterOf(table.snapshot[0])['c']).toEqual({ dimensions: 5, vector: { '1': 0.5, '3': 2 } });
  expect(fieldIn(table)).toMatchObject({ type: 'record', name: 'SparseDoubleVector' });
});

it.each([
  ['AVRO', [1, null]],
  ['JSON_SR', [1, null]],
  ['PROTOBUF', [1, 0]],
] as const)('reads null elements of a list back in %s', (format, want) => {
  const table = captureOne('postgres', tableOf('postgres', 'int[]', [1, null]), {}, format);
  expect(afterOf(table.snapshot[0])['c']).toEqual(want);
});
