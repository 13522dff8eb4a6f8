import type { ColumnObject } from '../../src/flink/columns.js';
import type { ConversionName } from '../../src/flink/conversions.js';

/** A value as a connector writes it, and what a conversion makes of it: as text, bytes in hexadecimal. */
export interface ConversionValue {
  readonly from: ConversionName;
  readonly type: string;
  /** SQL that makes the source column's value. */
  readonly input: string;
  readonly want: string | null | { readonly error: RegExp };
}

const bigint = (value: string): string => `CAST(${value} AS BIGINT)`;
const text = (value: string): string => `CAST('${value}' AS STRING)`;

/** Reviewed by hand against semantics.md 2.5 to 2.8; Flink's runtime and the simulator's must agree with each. */
export const conversionValues: readonly ConversionValue[] = [
  { from: 'timestamp', type: 'TIMESTAMP_LTZ(3)', input: bigint('1700000000123'), want: '2023-11-14 22:13:20.123' },
  { from: 'timestamp', type: 'TIMESTAMP(3)', input: bigint('1700000000123'), want: '2023-11-14 22:13:20.123' },
  { from: 'timestamp', type: 'TIMESTAMP(0)', input: bigint('1700000000999'), want: '2023-11-14 22:13:20' },
  { from: 'timestamp', type: 'TIMESTAMP(6)', input: bigint('-1'), want: '1969-12-31 23:59:59.999000' },
  { from: 'timestamp', type: 'TIMESTAMP_LTZ(3)', input: bigint('-62135596800000'), want: '0001-01-01 00:00:00.000' },
  { from: 'timestamp', type: 'TIMESTAMP_LTZ(3)', input: bigint('253402300799999'), want: '9999-12-31 23:59:59.999' },
  { from: 'timestamp', type: 'TIMESTAMP_LTZ(3)', input: bigint('NULL'), want: null },
  { from: 'micro-timestamp', type: 'TIMESTAMP_LTZ(3)', input: bigint('1759391722873227'), want: '2025-10-02 07:55:22.873' },
  { from: 'micro-timestamp', type: 'TIMESTAMP_LTZ(6)', input: bigint('1759391722873227'), want: '2025-10-02 07:55:22.873227' },
  { from: 'micro-timestamp', type: 'TIMESTAMP(6)', input: bigint('1759391722873227'), want: '2025-10-02 07:55:22.873227' },
  { from: 'micro-timestamp', type: 'TIMESTAMP(3)', input: bigint('1759391722000007'), want: '2025-10-02 07:55:22.000' },
  { from: 'micro-timestamp', type: 'TIMESTAMP(6)', input: bigint('1759391722000007'), want: '2025-10-02 07:55:22.000007' },
  { from: 'micro-timestamp', type: 'TIMESTAMP(6)', input: bigint('-1'), want: '1969-12-31 23:59:59.999999' },
  { from: 'micro-timestamp', type: 'TIMESTAMP(6)', input: bigint('-1500000'), want: '1969-12-31 23:59:58.500000' },
  { from: 'micro-timestamp', type: 'TIMESTAMP_LTZ(6)', input: bigint('-62135596800000000'), want: '0001-01-01 00:00:00.000000' },
  { from: 'micro-timestamp', type: 'TIMESTAMP(6)', input: bigint('253402300799999999'), want: '9999-12-31 23:59:59.999999' },
  // Towards 1970, as the conversion says.
  { from: 'micro-timestamp', type: 'TIMESTAMP_LTZ(3)', input: bigint('-1500'), want: '1969-12-31 23:59:59.999' },
  { from: 'micro-timestamp', type: 'TIMESTAMP(6)', input: bigint('NULL'), want: null },
  { from: 'micro-timestamp-infinity', type: 'TIMESTAMP(6)', input: bigint('9223372036825200000'), want: null },
  { from: 'micro-timestamp-infinity', type: 'TIMESTAMP_LTZ(3)', input: bigint('-9223372036832400000'), want: null },
  { from: 'micro-timestamp-infinity', type: 'TIMESTAMP_LTZ(3)', input: bigint('1759391722873227'), want: '2025-10-02 07:55:22.873' },
  { from: 'nano-timestamp', type: 'TIMESTAMP_LTZ(3)', input: bigint('1759391722873227123'), want: '2025-10-02 07:55:22.873' },
  { from: 'nano-timestamp', type: 'TIMESTAMP(9)', input: bigint('1759391722873227123'), want: '2025-10-02 07:55:22.873227123' },
  { from: 'nano-timestamp', type: 'TIMESTAMP(6)', input: bigint('1759391722873227123'), want: '2025-10-02 07:55:22.873227' },
  { from: 'nano-timestamp', type: 'TIMESTAMP_LTZ(9)', input: bigint('-1'), want: '1969-12-31 23:59:59.999999999' },
  { from: 'epoch-seconds', type: 'TIMESTAMP_LTZ(3)', input: bigint('1700000000'), want: '2023-11-14 22:13:20.000' },
  { from: 'epoch-seconds', type: 'TIMESTAMP(0)', input: bigint('-1'), want: '1969-12-31 23:59:59' },
  { from: 'zoned-timestamp', type: 'TIMESTAMP_LTZ(6)', input: text('2025-10-02T07:55:22.873227Z'), want: '2025-10-02 07:55:22.873227' },
  { from: 'zoned-timestamp', type: 'TIMESTAMP_LTZ(6)', input: text('2025-10-02T07:55:22Z'), want: '2025-10-02 07:55:22.000000' },
  { from: 'zoned-timestamp', type: 'TIMESTAMP_LTZ(3)', input: text('2025-10-02T07:55:22.8Z'), want: '2025-10-02 07:55:22.800' },
  { from: 'zoned-timestamp', type: 'TIMESTAMP(3)', input: text('1969-12-31T23:59:59.999999Z'), want: '1969-12-31 23:59:59.999' },
  { from: 'zoned-timestamp', type: 'TIMESTAMP(6)', input: text('2025-10-02T07:55Z'), want: { error: /could not be parsed/ } },
  { from: 'zoned-timestamp', type: 'TIMESTAMP(6)', input: text('0001-01-01T00:00:00Z'), want: '0001-01-01 00:00:00.000000' },
  { from: 'zoned-timestamp', type: 'TIMESTAMP_LTZ(6)', input: text('2025-10-02T07:55:22+02:00'), want: { error: /could not be parsed/ } },
  { from: 'zoned-timestamp', type: 'TIMESTAMP_LTZ(6)', input: 'CAST(NULL AS STRING)', want: null },
  { from: 'date', type: 'DATE', input: 'CAST(19675 AS INT)', want: '2023-11-14' },
  { from: 'date', type: 'DATE', input: 'CAST(-1 AS INT)', want: '1969-12-31' },
  { from: 'date', type: 'DATE', input: 'CAST(-719162 AS INT)', want: '0001-01-01' },
  { from: 'date', type: 'DATE', input: 'CAST(2932896 AS INT)', want: '9999-12-31' },
  { from: 'date', type: 'DATE', input: 'CAST(NULL AS INT)', want: null },
  { from: 'time', type: 'TIME(3)', input: 'CAST(45296789 AS INT)', want: '12:34:56' },
  { from: 'time', type: 'TIME(0)', input: 'CAST(45296789 AS INT)', want: '12:34:56' },
  { from: 'time', type: 'STRING', input: 'CAST(45296789 AS INT)', want: '12:34:56.789' },
  { from: 'time', type: 'STRING', input: 'CAST(0 AS INT)', want: '00:00:00.000' },
  { from: 'time', type: 'VARCHAR(8)', input: 'CAST(45296789 AS INT)', want: '12:34:56' },
  { from: 'time', type: 'STRING', input: 'CAST(NULL AS INT)', want: null },
  { from: 'micro-time', type: 'TIME(3)', input: bigint('45296789012'), want: '12:34:56' },
  { from: 'micro-time', type: 'STRING', input: bigint('45296000012'), want: '12:34:56.000012' },
  { from: 'micro-time', type: 'STRING', input: bigint('86399999999'), want: '23:59:59.999999' },
  { from: 'micro-time', type: 'STRING', input: bigint('NULL'), want: null },
  { from: 'nano-time', type: 'TIME(0)', input: bigint('45296789012345'), want: '12:34:56' },
  { from: 'nano-time', type: 'STRING', input: bigint('45296789012345'), want: '12:34:56.789012345' },
  { from: 'decimal', type: 'DECIMAL(10, 2)', input: text('12.345'), want: '12.35' },
  { from: 'decimal', type: 'DECIMAL(10, 2)', input: text('-0.005'), want: '-0.01' },
  { from: 'decimal', type: 'DECIMAL(10, 2)', input: text('99999999.99'), want: '99999999.99' },
  { from: 'decimal', type: 'DECIMAL(4, 2)', input: text('123456'), want: { error: /123456/ } },
  { from: 'decimal-or-null', type: 'DECIMAL(4, 2)', input: text('123456'), want: null },
  { from: 'decimal', type: 'DECIMAL(10, 2)', input: text('NaN'), want: { error: /NaN/ } },
  { from: 'decimal', type: 'DECIMAL(38, 18)', input: text('12345678901234567890.123456789012345678'), want: '12345678901234567890.123456789012345678' },
  { from: 'decimal', type: 'DECIMAL(10, 2)', input: text('1E+3'), want: '1000.00' },
  { from: 'decimal', type: 'BIGINT', input: text('9007199254740993'), want: '9007199254740993' },
  { from: 'decimal', type: 'INT', input: text('2147483648'), want: { error: /2147483648/ } },
  { from: 'decimal', type: 'DOUBLE', input: text('0.5'), want: '0.5' },
  { from: 'decimal-or-null', type: 'DECIMAL(10, 2)', input: text('NaN'), want: null },
  { from: 'decimal-or-null', type: 'DECIMAL(10, 2)', input: text('-Infinity'), want: null },
  { from: 'decimal-or-null', type: 'INT', input: text('2147483648'), want: null },
  { from: 'decimal-or-null', type: 'DECIMAL(10, 2)', input: text('12.345'), want: '12.35' },
  { from: 'base64-text', type: 'STRING', input: text('aMOp'), want: 'hé' },
  { from: 'base64-text', type: 'VARCHAR(20)', input: text(''), want: '' },
  { from: 'utf8', type: 'STRING', input: "X'68c3a9'", want: 'hé' },
  { from: 'base64', type: 'STRING', input: "X'00ff68'", want: 'AP9o' },
  { from: 'json', type: 'STRING', input: "CAST(ROW(1.5, 'a') AS ROW<`x` DOUBLE, `y` STRING>)", want: '{"x":1.5,"y":"a"}' },
  { from: 'json', type: 'STRING', input: "CAST(ROW('a', 1.50, TRUE) AS ROW<`z` STRING, `d` DECIMAL(10, 2), `b` BOOLEAN>)", want: '{"b":true,"d":1.50,"z":"a"}' },
  { from: 'json', type: 'STRING', input: "CAST(ROW(X'00ff', TIMESTAMP '2025-10-02 07:55:22.873227') AS ROW<`w` BYTES, `t` TIMESTAMP(6)>)", want: '{"t":"2025-10-02T07:55:22.873227","w":"AP8="}' },
  { from: 'json', type: 'STRING', input: "CAST(ROW(TO_TIMESTAMP_LTZ(1700000000120, 3), CAST(NULL AS STRING)) AS ROW<`t` TIMESTAMP_LTZ(3), `n` STRING>)", want: '{"n":null,"t":"2023-11-14T22:13:20.12Z"}' },
  { from: 'json', type: 'STRING', input: 'ARRAY[CAST(1 AS DOUBLE), CAST(NULL AS DOUBLE)]', want: '[1.0,null]' },
  { from: 'json', type: 'STRING', input: 'ARRAY[1, 2]', want: '[1,2]' },
  { from: 'json', type: 'STRING', input: "ARRAY[TIMESTAMP '2025-10-02 07:55:00']", want: '["2025-10-02T07:55:00"]' },
  { from: 'json', type: 'STRING', input: "MAP['b', CAST(1 AS FLOAT), 'a', CAST(NULL AS FLOAT)]", want: '{"a":null,"b":1.0}' },
  { from: 'json', type: 'STRING', input: 'ARRAY[CAST(1e20 AS DOUBLE), CAST(0.1 AS DOUBLE)]', want: '[1.0E+20,0.1]' },
  { from: 'json', type: 'STRING', input: "MAP['k', 'v']", want: '{"k":"v"}' },
  { from: 'array-text', type: 'STRING', input: "ARRAY['a', 'b']", want: 'a,b' },
  { from: 'array-text', type: 'STRING', input: "ARRAY['a', CAST(NULL AS STRING), 'b']", want: 'a,b' },
  { from: 'geometry-wkb', type: 'BYTES', input: "CAST(ROW(X'0101', 4326) AS ROW<`wkb` BYTES, `srid` INT>)", want: '0101' },
  { from: 'boolean', type: 'BOOLEAN', input: 'CAST(2 AS SMALLINT)', want: 'TRUE' },
  { from: 'boolean', type: 'BOOLEAN', input: 'CAST(0 AS SMALLINT)', want: 'FALSE' },
  { from: 'unavailable-as-null', type: 'STRING', input: text('__debezium_unavailable_value'), want: null },
  { from: 'unavailable-as-null', type: 'STRING', input: text('__cflt_unavailable_value'), want: null },
  { from: 'unavailable-as-null', type: 'STRING', input: text('kept'), want: 'kept' },
  { from: 'cast', type: 'STRING', input: 'CAST(0.1 AS DOUBLE)', want: '0.1' },
  { from: 'cast', type: 'STRING', input: 'CAST(12345678 AS DOUBLE)', want: '1.2345678E7' },
  { from: 'cast', type: 'STRING', input: "X'68c3a9'", want: 'hé' },
  { from: 'cast', type: 'INT', input: text('12.7'), want: '12' },
  { from: 'cast', type: 'INT', input: text(' 12 '), want: '12' },
  { from: 'cast', type: 'DATE', input: text('2025-10-02 07:55:22'), want: '2025-10-02' },
  { from: 'cast', type: 'DATE', input: text('yesterday'), want: { error: /yesterday/ } },
  { from: 'cast', type: 'TIMESTAMP(3)', input: text('2025-10-02'), want: '2025-10-02 00:00:00.000' },
  { from: 'cast', type: 'TIMESTAMP(3)', input: text('2025-10-02T07:55:22Z'), want: { error: /could not be parsed/ } },
  { from: 'cast', type: 'TIME(0)', input: text('12:34'), want: '12:34:00' },
  { from: 'cast', type: 'DECIMAL(4, 2)', input: 'CAST(123456 AS BIGINT)', want: null },
  { from: 'cast', type: 'SMALLINT', input: 'CAST(1e10 AS DOUBLE)', want: '-1' },
  { from: 'cast', type: 'INT', input: 'CAST(1e10 AS DOUBLE)', want: '2147483647' },
  { from: 'cast', type: 'BOOLEAN', input: 'CAST(2 AS INT)', want: 'TRUE' },
  { from: 'cast', type: 'CHAR(5)', input: text('ab'), want: 'ab   ' },
  { from: 'cast', type: 'VARCHAR(2)', input: text('abc'), want: 'ab' },
  { from: 'cast', type: 'TINYINT', input: 'CAST(300 AS SMALLINT)', want: '44' },
  { from: 'cast', type: 'BOOLEAN', input: text('yes'), want: 'TRUE' },
  { from: 'cast', type: 'BYTES', input: text('hé'), want: '68c3a9' },
];

/** An item of DynamoDB as the connector writes it, and what a column reads out of it. */
export interface AttributeValue {
  readonly column: ColumnObject;
  readonly input: string;
  readonly want: ConversionValue['want'];
}

const item = text(
  '{"name":{"S":"hé"},"n":{"N":"9007199254740993"},"price":{"N":"12.345"},"yes":{"BOOL":true},"gone":{"NULL":true},"born":{"S":"2025-10-02"},"last seen":{"N":"1700000000123"},'
    + '"it\'\'s":{"S":"quoted"},"at":{"S":"2025-10-02T07:55:22.5Z"},"m":{"M":{"b":{"N":"1"},"a":{"L":[{"S":"x"},{"NULL":true}]}}},"l":{"L":[{"N":"1"}]},"ss":{"SS":["b","a"]},"photo":{"B":"AP9o"}}',
);

export const attributeValues: readonly AttributeValue[] = [
  { column: { type: 'STRING', attribute: 'name' }, input: item, want: 'hé' },
  { column: { type: 'BIGINT', attribute: 'n' }, input: item, want: '9007199254740993' },
  { column: { type: 'STRING', attribute: 'n', attributeType: 'N' }, input: item, want: '9007199254740993' },
  { column: { type: 'DECIMAL(10, 2)', attribute: 'price' }, input: item, want: '12.35' },
  { column: { type: 'BOOLEAN', attribute: 'yes' }, input: item, want: 'TRUE' },
  { column: { type: 'STRING', attribute: 'gone' }, input: item, want: null },
  { column: { type: 'INT', attribute: 'missing' }, input: item, want: null },
  { column: { type: 'INT', attribute: 'name' }, input: item, want: null },
  { column: { type: 'DATE', attribute: 'born' }, input: item, want: '2025-10-02' },
  { column: { type: 'TIMESTAMP_LTZ(3)', attribute: 'last seen', from: 'timestamp' }, input: item, want: '2023-11-14 22:13:20.123' },
  { column: { type: 'STRING', attribute: "it's" }, input: item, want: 'quoted' },
  { column: { type: 'TIMESTAMP_LTZ(3)', attribute: 'at', from: 'zoned-timestamp' }, input: item, want: '2025-10-02 07:55:22.500' },
  { column: { type: 'STRING', attribute: 'm', attributeType: 'M' }, input: item, want: '{"a":{"L":[{"S":"x"},{"NULL":true}]},"b":{"N":"1"}}' },
  { column: { type: 'STRING', attribute: 'l', attributeType: 'L' }, input: item, want: '[{"N":"1"}]' },
  { column: { type: 'STRING', attribute: 'ss', attributeType: 'SS' }, input: item, want: '["b","a"]' },
  { column: { type: 'STRING', attribute: 'photo', attributeType: 'B' }, input: item, want: 'AP9o' },
  { column: { type: 'STRING', attribute: 'name' }, input: text('no JSON'), want: null },
  { column: { type: 'STRING', attribute: 'name' }, input: 'CAST(NULL AS STRING)', want: null },
];
