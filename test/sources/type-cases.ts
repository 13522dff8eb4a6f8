import type { SourceName } from '../../src/simulator/debezium/index.js';
import type { Cell } from '../../src/simulator/model.js';

export type Config = Readonly<Record<string, string>>;

/** A type as a catalogue writes it, a cell as a world file has it, and settings of the connector. */
export type TypeCase = readonly [type: string, cell: Cell, config?: Config];

/** The house's defaults (product.md), which the cases change one by one. */
export const HOUSE: Config = { 'decimal.handling.mode': 'string', 'binary.handling.mode': 'base64', 'interval.handling.mode': 'string' };

const PRECISE = { 'decimal.handling.mode': 'precise' };
const DOUBLE = { 'decimal.handling.mode': 'double' };
const CONNECT = { 'time.precision.mode': 'connect' };
const MICROS = { 'time.precision.mode': 'adaptive_time_microseconds' };
const BYTES = { 'binary.handling.mode': 'bytes' };
const HEX = { 'binary.handling.mode': 'hex' };
const POINT = 'POINT(1 2)';

const same = (cell: Cell, ...types: readonly string[]): readonly TypeCase[] => types.map((type) => [type, cell]);
const decimals = (type: string, cell: Cell): readonly TypeCase[] => [[type, cell], [type, cell, PRECISE], [type, cell, DOUBLE]];

/** Every row of semantics.md 2.6, 2.7 and 2.8 that names a type. */
export const cases: Readonly<Record<Exclude<SourceName, 'dynamodb'>, readonly TypeCase[]>> = {
  postgres: [
    ['boolean', true], ['bit(1)', '1'], ['smallint', -32768], ['smallserial', 7], ['integer', 2147483647], ['serial', 1],
    ['bigint', '9223372036854775807'], ['bigserial', 12], ['oid', 4000000000], ['real', 1.5], ['double precision', -0.25],
    ...decimals('numeric(10,2)', '12.5'), ...decimals('numeric', '1.28'), ...decimals('numeric(45,3)', '1.5'), ...decimals('money', '9.99'),
    ...same('abc', 'char(3)', 'character varying(20)', 'text', 'bpchar', 'citext', 'name', 'inet', 'cidr', 'macaddr', 'macaddr8', 'int4range', 'int8range',
      'numrange', 'tsrange', 'tstzrange', 'daterange', 'isbn'),
    ['uuid', '0d1f'], ['json', '{"a":1}'], ['jsonb', '{"a":1}'], ['xml', '<a/>'], ["enum('new','paid')", 'paid'], ['ltree', 'a.b'],
    ['hstore', { a: '1' }], ['hstore', { a: '1' }, { 'hstore.handling.mode': 'map' }],
    ['bytea', '+/8='], ['bytea', '+/8=', BYTES], ['bytea', '+/8=', HEX], ['bit(10)', '1000000001'], ['bit varying(8)', '101'],
    ['date', '2024-02-29'], ['date', '1969-12-31', CONNECT],
    ['time(3) without time zone', '01:00:00.123'], ['time without time zone', '01:00:00.123456'], ['time(3)', '01:00:00.123', MICROS], ['time', '01:00:00.123', CONNECT],
    ['time with time zone', '01:00:00.5+02:00'],
    ['timestamp(3) without time zone', '2024-03-01 08:15:30.123'], ['timestamp without time zone', '2024-03-01 08:15:30.123456'],
    ['timestamp', '2024-03-01 08:15:30.123', CONNECT], ['timestamp with time zone', '2024-03-01 08:15:30.123456+02:00'],
    ['timestamp with time zone', '2024-03-01 08:15:30.123456+02:00', CONNECT],
    ['interval', '1 day 02:00:00'], ['interval', '1 day 02:00:00', { 'interval.handling.mode': 'numeric' }],
    ['point', '(1,2)'], ['geometry', POINT], ['geography(Point,4326)', { wkb: 'AQI=', srid: 4326 }],
    ['vector(2)', '[1,2.5]'], ['halfvec(2)', '[1,2.5]'], ['sparsevec(5)', '{1:0.5,3:2}/5'],
    ['integer[]', [1, 2]], ['text[]', ['a', 'b']], ['numeric(6,1)[]', ['1.5'], PRECISE], ['numeric(6,1)[]', ['1.5']], ['timestamp without time zone[]', ['1970-01-01 00:00:01']], ['date[]', ['1970-01-02']],
    ['bytea[]', ['AQ=='], BYTES], ['uuid[]', ['u']], ['jsonb[]', ['1']], ['boolean[]', [true]], ['double precision[]', [1.5]],
    ['smallint[]', [1]], ['bigint[]', ['1']], ['oid[]', [4000000000]], ...same(['a'], 'varchar(20)[]', 'char(3)[]', 'bpchar[]', 'inet[]', 'int4range[]', 'citext[]', 'ltree[]'),
    ['real[]', [1.5]], ['json[]', ['1']], ['time without time zone[]', ['01:00:00']], ['time with time zone[]', ['01:00:00+02:00']], ['timestamp with time zone[]', ['1970-01-01 00:00:01+00:00']],
    ['hstore[]', [{ a: '1' }]], ['geometry[]', [POINT]], ["enum('new','paid')[]", ['paid']], ['bytea[]', ['AQ==']],
    ...same(['a'], 'cidr[]', 'macaddr[]', 'macaddr8[]', 'int8range[]', 'numrange[]', 'tsrange[]', 'tstzrange[]', 'daterange[]', 'isbn[]'),
    ...same('x', 'box', 'lseg', 'path', 'polygon', 'circle', 'line', 'tsvector', 'money[]', 'name[]', 'interval[]', 'varbit[]', 'xml[]', 'point[]', 'address_composite'),
    ['address_composite', 'x', { 'include.unknown.datatypes': 'true' }],
  ],
  mysql: [
    ['boolean', true], ['tinyint(1)', 1], ['bit(1)', '1'], ['bit(10)', '1000000001'], ['tinyint', -128], ['tinyint unsigned', 255], ['smallint', -32768], ['smallint unsigned', 65535],
    ['mediumint', 1], ['mediumint unsigned', 16777215], ['int', 2147483647], ['int unsigned', 4294967295], ['bigint', '9223372036854775807'],
    ['bigint unsigned', 7], ['bigint unsigned', '18446744073709551615', { 'bigint.unsigned.handling.mode': 'precise' }],
    ['float', 1.5], ['float(25)', 1.5], ['double', 1.25],
    ...decimals('decimal(10,2)', '12.5'), ...decimals('decimal(50,2)', '12.5'), ['numeric(38,10)', '12.5', PRECISE],
    ...same('abc', 'char(3)', 'varchar(20)', 'tinytext', 'text', 'mediumtext', 'longtext'),
    ['binary(3)', '+/8='], ['varbinary(9)', '+/8=', BYTES], ...same('+/8=', 'tinyblob', 'blob', 'mediumblob', 'longblob'), ['json', '{"a":1}'], ["enum('a','b')", 'a'], ["set('a','b')", 'a,b'], ['year', 2024],
    ['date', '2024-02-29'], ['date', '2024-02-29', CONNECT], ['time', '-25:00:00'], ['time(6)', '01:00:00.123456'], ['time', '01:00:00', CONNECT],
    ['datetime', '2024-03-01 08:15:30'], ['datetime(6)', '2024-03-01 08:15:30.123456'], ['datetime(6)', '2024-03-01 08:15:30.123', CONNECT], ['timestamp', '2024-03-01 08:15:30'], ['timestamp(6)', '2024-03-01 08:15:30.123456Z'],
    ['timestamp(6)', '2024-03-01 08:15:30.123456Z', CONNECT],
    ...same(POINT, 'geometry', 'linestring', 'polygon', 'multipoint', 'multilinestring', 'multipolygon', 'geometrycollection', 'point'), ['vector(2)', '[1,2.5]'],
  ],
  sqlserver: [
    ['bit', true], ['tinyint', 255], ['smallint', -32768], ['int', 1], ['bigint', '9223372036854775807'], ['real', 1.5], ['float', 1.25],
    ...decimals('decimal(10,2)', '12.5'), ...decimals('money', '9.9999'), ['smallmoney', '9.9999', PRECISE], ['numeric(38,10)', '1.5', PRECISE],
    ...same('abc', 'char(3)', 'varchar(max)', 'text', 'nchar(3)', 'nvarchar(20)', 'ntext'), ['uniqueidentifier', '6f9619ff-8b86-d011-b42d-00cf4fc964ff'], ['xml', '<a/>'],
    ['date', '2024-02-29'], ['date', '2024-02-29', CONNECT], ['time(3)', '01:00:00.123'], ['time(6)', '01:00:00.123456'], ['time(7)', '01:00:00.1234567'], ['time(7)', '01:00:00.123', CONNECT],
    ['datetime', '2024-03-01 08:15:30.123'], ['smalldatetime', '2024-03-01 08:15:00'], ['datetime2(3)', '2024-03-01 08:15:30.123'], ['datetime2(6)', '2024-03-01 08:15:30.123456'],
    ['datetime2(7)', '2024-03-01 08:15:30.1234567'], ['datetime2(7)', '2024-03-01 08:15:30.123', CONNECT], ['datetimeoffset(7)', '2024-03-01 08:15:30.1234567+02:00'],
    ['binary(3)', '+/8='], ['varbinary(max)', '+/8=', BYTES], ['image', '+/8='], ['rowversion', '+/8='], ['timestamp', '+/8=', BYTES],
    ...same('x', 'geometry', 'geography', 'hierarchyid', 'sql_variant'),
  ],
  oracle: [
    ...same('abc', 'CHAR(3)', 'NCHAR(3)', 'VARCHAR2(20 CHAR)', 'NVARCHAR2(20)'),
    ...(['NUMBER(2)', 'NUMBER(4)', 'NUMBER(9)', 'NUMBER(10)', 'NUMBER(18)', 'NUMBER(19)'] as const).flatMap((type) => decimals(type, 42)),
    ...decimals('NUMBER(10,2)', '12.5'), ...decimals('NUMBER(5,-2)', '1200'), ...decimals('NUMBER(38,-2)', '1200'), ...decimals('INTEGER', 42), ...decimals('NUMBER', '1.28'),
    ...same(42, 'INT', 'SMALLINT').map(([type, cell]): TypeCase => [type, cell, PRECISE]), ...decimals('FLOAT(126)', '1.5'), ['REAL', '1.5'], ['DOUBLE PRECISION', '1.5', DOUBLE], ['BINARY_FLOAT', 1.5], ['BINARY_DOUBLE', 1.25],
    ['DATE', '2024-03-01 08:15:30'], ['DATE', '2024-03-01 00:00:00', CONNECT],
    ['TIMESTAMP(3)', '2024-03-01 08:15:30.123'], ['TIMESTAMP(6)', '2024-03-01 08:15:30.123456'], ['TIMESTAMP(9)', '2024-03-01 08:15:30.123456789'], ['TIMESTAMP(6)', '2024-03-01 08:15:30.123', CONNECT],
    ['TIMESTAMP(6) WITH TIME ZONE', '2024-03-01 08:15:30.123456+02:00'], ['TIMESTAMP(6) WITH LOCAL TIME ZONE', '2024-03-01 08:15:30.123456Z'],
    ['INTERVAL YEAR(2) TO MONTH', '1 year 2 mons'], ['INTERVAL DAY(2) TO SECOND(6)', '1 day 02:00:00'],
    ['RAW(16)', '+/8='], ['BLOB', '+/8=', BYTES], ['CLOB', 'long text'], ['NCLOB', 'long text'], ['XMLTYPE', '<a/>'],
    ...same('x', 'BOOLEAN', 'JSON', 'VECTOR', 'BFILE', 'LONG', 'LONG RAW', 'ROWID', 'UROWID', 'UDT', 'REF', 'NESTED TABLE'),
  ],
};
