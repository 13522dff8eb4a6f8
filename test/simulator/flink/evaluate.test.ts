import { describe, expect, test } from 'vitest';
import { errorOf, resultOf, sessionOf } from './support.js';

const session = sessionOf([]);
const evaluate = (expression: string, properties = {}): unknown => resultOf(`SELECT ${expression}`, sessionOf([], {}, properties)).rows[0]?.[0];
const typeOf = (expression: string): unknown => resultOf(`SELECT ${expression}`, session).columns[0];

describe('conversions of Debezium values (semantics.md 2.5)', () => {
  const micros = 'CAST(1759391722873227 AS BIGINT)';
  const cases: readonly { name: string; given: string; want: unknown }[] = [
    { name: 'epoch ms', given: 'TO_TIMESTAMP_LTZ(1700000000123, 3)', want: '2023-11-14 22:13:20.123' },
    { name: 'epoch s', given: 'TO_TIMESTAMP_LTZ(1700000000, 0)', want: '2023-11-14 22:13:20.000' },
    { name: 'epoch us', given: `TO_TIMESTAMP_LTZ(${micros} / 1000, 3)`, want: '2025-10-02 07:55:22.873' },
    { name: 'epoch ns', given: 'TO_TIMESTAMP_LTZ(1759391722873227123 / 1000000, 3)', want: '2025-10-02 07:55:22.873' },
    { name: 'before 1970, truncated toward zero', given: 'TO_TIMESTAMP_LTZ(-1500 / 1000, 3)', want: '1969-12-31 23:59:59.999' },
    { name: 'out of range', given: 'TO_TIMESTAMP_LTZ(9223372036825200000 / 1000, 3)', want: null },
    { name: 'zone-less', given: 'CAST(TO_TIMESTAMP_LTZ(1700000000123, 3) AS TIMESTAMP(3))', want: '2023-11-14 22:13:20.123' },
    {
      name: 'us preserved', want: '2025-10-02 07:55:22.873227',
      given: `CAST(CONCAT(DATE_FORMAT(TO_TIMESTAMP_LTZ(${micros} / 1000, 3), 'yyyy-MM-dd HH:mm:ss'), '.', LPAD(CAST(MOD(${micros}, 1000000) AS STRING), 6, '0')) AS TIMESTAMP(6))`,
    },
    { name: 'days', given: "TIMESTAMPADD(DAY, 19675, DATE '1970-01-01')", want: '2023-11-14' },
    { name: 'negative days', given: "TIMESTAMPADD(DAY, -1, DATE '1970-01-01')", want: '1969-12-31' },
    { name: 'days by seconds', given: 'CAST(TO_TIMESTAMP_LTZ(CAST(19675 AS BIGINT) * 86400, 0) AS DATE)', want: '2023-11-14' },
    { name: 'us of day', given: 'CAST(TO_TIMESTAMP_LTZ(45296789000 / 1000, 3) AS TIME(3))', want: '12:34:56' },
    { name: 'ISO text', given: "CAST(REPLACE(REPLACE('2025-10-02T07:55:22.873227Z', 'T', ' '), 'Z', '') AS TIMESTAMP(6))", want: '2025-10-02 07:55:22.873227' },
    { name: 'ISO text as instant', given: "CAST(CAST(REPLACE(REPLACE('2025-10-02T07:55:22Z', 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS TIMESTAMP_LTZ(6))", want: '2025-10-02 07:55:22.000000' },
    { name: 'decimal text', given: "CAST('12.345' AS DECIMAL(10, 2))", want: '12.35' },
    { name: 'decimal too large', given: 'CAST(123456 AS DECIMAL(4, 2))', want: null },
    { name: 'decimal text too large', given: "TRY_CAST('123456' AS DECIMAL(4, 2))", want: null },
    { name: 'TRY_CAST of NaN', given: "TRY_CAST('NaN' AS DECIMAL(10, 2))", want: null },
    { name: 'bytes to text', given: "DECODE(X'68c3a9', 'UTF-8')", want: 'hé' },
    { name: 'hex', given: "HEX('abc')", want: '616263' },
    { name: 'base64 there', given: "TO_BASE64('hé')", want: 'aMOp' },
    { name: 'base64 of bytes', given: "TO_BASE64(X'00ff68')", want: 'AP9o' },
    { name: 'base64 back', given: "FROM_BASE64('aMOp')", want: 'hé' },
    { name: 'JSON integer', given: `JSON_VALUE('{"a":{"b":[7]}}', '$.a.b[0]' RETURNING INTEGER)`, want: '7' },
    { name: 'JSON text keeps digits', given: `JSON_VALUE('{"n":{"N":"1"},"big":9007199254740993}', '$.big')`, want: '9007199254740993' },
    { name: 'JSON object is no scalar', given: `JSON_VALUE('{"a":{}}', '$.a')`, want: null },
    { name: 'JSON default on empty', given: `JSON_VALUE('{}', '$.a' DEFAULT 'x' ON EMPTY)`, want: 'x' },
    { name: 'JSON query', given: `JSON_QUERY('{"a": [1, {"b": null}]}', '$.a')`, want: '[1,{"b":null}]' },
    { name: 'JSON query sorts keys', given: `JSON_QUERY('{"m":{"b":1,"a":2}}', '$.m')`, want: '{"a":2,"b":1}' },
    { name: 'JSON exists', given: `JSON_EXISTS('{"a":1}', '$.a')`, want: 'TRUE' },
    { name: 'null key replaced', given: "IFNULL(CAST(NULL AS STRING), '')", want: '' },
    { name: 'placeholder', given: "NULLIF('__debezium_unavailable_value', '__debezium_unavailable_value')", want: null },
    { name: 'array text', given: "ARRAY_JOIN(ARRAY['a', 'b'], ',')", want: 'a,b' },
    { name: 'infinity guard', given: 'CASE WHEN ABS(9223372036825200000) > 9e17 THEN NULL ELSE 1 END', want: null },
  ];
  test.each(cases)('$name', ({ given, want }) => expect(evaluate(given)).toEqual(want));
});

describe('operators and functions', () => {
  const cases: readonly { given: string; want: unknown }[] = [
    { given: '7 / 2', want: '3' }, { given: '-(1.50)', want: '-1.50' }, { given: '- -3', want: '3' }, { given: '-7 / 2', want: '-3' }, { given: '7 % 4', want: '3' }, { given: '2147483647 + 1', want: '-2147483648' },
    { given: '1.10 + 2', want: '3.10' }, { given: '1.5 * 1.5', want: '2.25' }, { given: 'CAST(1 AS DOUBLE) / 4', want: '0.25' }, { given: '1.0 / 3', want: '0.333333333333' },
    { given: 'NULL IS NULL', want: 'TRUE' }, { given: '1 IN (2, NULL)', want: null }, { given: '1 NOT IN (2, 3)', want: 'TRUE' }, { given: '2 BETWEEN 1 AND 3', want: 'TRUE' },
    { given: "'a_c' LIKE 'a!_%' ESCAPE '!'", want: 'TRUE' }, { given: "'abc' LIKE 'a_'", want: 'FALSE' }, { given: 'TRUE AND NULL', want: null }, { given: 'FALSE AND NULL', want: 'FALSE' },
    { given: "'a' || 'b'", want: 'ab' }, { given: "CASE 2 WHEN 1 THEN 'x' WHEN 2 THEN 'y' END", want: 'y' }, { given: "POSITION('b' IN 'abc')", want: '2' },
    { given: "SUBSTRING('hello' FROM 2 FOR 3)", want: 'ell' }, { given: "SUBSTR('hello', -3)", want: 'llo' }, { given: "TRIM(LEADING '0' FROM '0070')", want: '70' },
    { given: "SPLIT_INDEX('a,b,c', ',', 1)", want: 'b' }, { given: "REGEXP_REPLACE('a1b2', '[0-9]', '')", want: 'ab' }, { given: "CHAR_LENGTH('héé')", want: '3' },
    { given: "UPPER('a') || LOWER('B')", want: 'Ab' }, { given: 'ROUND(2.345, 2)', want: '2.35' }, { given: 'FLOOR(-1.5)', want: '-2' }, { given: 'CEIL(1.2)', want: '2' }, { given: 'MOD(-7, 3)', want: '-1' },
    { given: 'CARDINALITY(ARRAY[1, 2])', want: '2' }, { given: "MAP['a', 1]['a']", want: '1' }, { given: 'ARRAY[5, 6][2]', want: '6' }, { given: "MD5('a')", want: '0cc175b9c0f1b6a831c399e269772661' },
    { given: "TIMESTAMP '2024-01-31 00:00:00' + INTERVAL '1' MONTH", want: '2024-02-29 00:00:00' }, { given: "TO_TIMESTAMP('02.10.2025 07:55', 'dd.MM.yyyy HH:mm')", want: '2025-10-02 07:55:00.000' },
    { given: "TO_TIMESTAMP('nonsense')", want: null }, { given: 'CAST(1e10 AS STRING)', want: '1.0E10' }, { given: 'CAST(TRUE AS STRING)', want: 'TRUE' }, { given: "CAST('yes' AS BOOLEAN)", want: 'TRUE' },
    { given: 'CAST(300 AS TINYINT)', want: '44' }, { given: "IF(1 > 2, 'a', 'b')", want: 'b' }, { given: 'COALESCE(NULL, 3)', want: '3' }, { given: "EXTRACT(YEAR FROM DATE '2024-05-06')", want: '2024' },
  ];
  test.each(cases)('$given', ({ given, want }) => expect(evaluate(given)).toEqual(want));

  test('the session time zone moves zone-less readings of an instant', () => {
    expect(evaluate('CAST(TO_TIMESTAMP_LTZ(1700000000123, 3) AS TIMESTAMP(3))', { 'sql.local-time-zone': 'Asia/Tokyo' })).toBe('2023-11-15 07:13:20.123');
  });

  test.each([
    { given: 'TO_TIMESTAMP_LTZ(1, 3)', want: { name: 'EXPR$0', type: 'TIMESTAMP(3) WITH LOCAL TIME ZONE', nullable: true } },
    { given: "IFNULL(CAST(NULL AS STRING), 'x') AS k", want: { name: 'k', type: 'VARCHAR(2147483647)', nullable: false } },
    { given: "TIMESTAMPADD(DAY, 1, DATE '1970-01-01')", want: { name: 'EXPR$0', type: 'DATE', nullable: false } },
    { given: 'CAST(1 AS DECIMAL(10, 2)) * 2', want: { name: 'EXPR$0', type: 'DECIMAL(20, 2)', nullable: false } },
  ])('type of $given', ({ given, want }) => expect(typeOf(given)).toEqual(want));
});

describe('refusals', () => {
  test.each([
    { given: 'SELECT FROM_JSON(1)', want: 'No match found for function signature FROM_JSON(<INT NOT NULL>)' },
    { given: 'SELECT UPPER(1)', want: "Cannot apply 'UPPER'" },
    { given: 'SELECT TO_TIMESTAMP_LTZ(1, 6)', want: 'but the precision is 6' },
    { given: "SELECT 1 = 'a'", want: 'implicit type conversion between INT and CHAR(1)' },
    { given: "SELECT 1 + 'a'", want: "Cannot apply '+'" },
    { given: 'SELECT CAST(1 AS TIMESTAMP(3))', want: 'The cast from NUMERIC type to TIMESTAMP type is not allowed' },
    { given: 'SELECT CAST(1 AS DATE)', want: 'Cast function cannot convert value of type INT NOT NULL to type DATE' },
    { given: "SELECT JSON_VALUE('{}', '$.a' RETURNING BIGINT)", want: 'RETURNING' },
    { given: "SELECT CAST('2025-10-02T07:55:22Z' AS TIMESTAMP(3))", want: "Text '2025-10-02T07:55:22Z' could not be parsed" },
    { given: "SELECT CAST('NaN' AS DECIMAL(10, 2))", want: "For input string: 'NaN'" },
    { given: "SELECT CAST('123456' AS DECIMAL(4, 2))", want: "For input string: '123456'. Overflow." },
    { given: "SELECT CAST('2025-10-02 07:55' AS TIMESTAMP(3))", want: 'could not be parsed' },
    { given: "SELECT HEX(X'00ff')", want: "Cannot apply 'HEX'" },
    { given: 'SELECT 1 / 0', want: '/ by zero' },
    { given: 'SELECT 1 != 2', want: "Bang equal '!=' is not allowed" },
    { given: 'SELECT a FROM', want: 'line 1, column 14' },
    { given: 'SELEC 1', want: 'Encountered "SELEC"' },
    { given: 'SELECT user FROM t', want: 'Encountered "user"' },
    { given: "SELECT 'open", want: 'never closed' },
    { given: 'SELECT 1 FROM a JOIN b ON TRUE', want: 'JOIN is not supported by the simulator' },
  ])('$given', ({ given, want }) => expect(errorOf(given, session)).toContain(want));
});
