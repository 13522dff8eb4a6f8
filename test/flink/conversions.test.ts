import { describe, expect, it } from 'vitest';
import { conversionFits, conversionOf, conversions, isConversionName } from '../../src/flink/conversions.js';
import type { ConversionName } from '../../src/flink/conversions.js';
import { tokeniseSql } from '../../src/flink/sql-text.js';
import { isTypeProblem, parseFlinkType } from '../../src/flink/types.js';
import type { FlinkType } from '../../src/flink/types.js';

function type(text: string): FlinkType {
  const result = parseFlinkType(text);
  if (isTypeProblem(result)) throw new Error(result.error);
  return result;
}

const table: readonly (readonly [ConversionName, string, string])[] = [
  ['timestamp', 'TIMESTAMP_LTZ(3)', 'TO_TIMESTAMP_LTZ(`c`, 3)'],
  ['timestamp', 'TIMESTAMP(3)', 'CAST(TO_TIMESTAMP_LTZ(`c`, 3) AS TIMESTAMP(3))'],
  ['timestamp', 'TIMESTAMP_LTZ(6)', 'CAST(TO_TIMESTAMP_LTZ(`c`, 3) AS TIMESTAMP_LTZ(6))'],
  ['micro-timestamp', 'TIMESTAMP_LTZ(3)', 'TO_TIMESTAMP_LTZ(`c` / 1000, 3)'],
  ['micro-timestamp', 'TIMESTAMP(3)', 'CAST(TO_TIMESTAMP_LTZ(`c` / 1000, 3) AS TIMESTAMP(3))'],
  ['micro-timestamp', 'TIMESTAMP(6)',
    "CAST(CONCAT(DATE_FORMAT(TO_TIMESTAMP_LTZ((`c` - MOD(MOD(`c`, 1000000) + 1000000, 1000000)) / 1000, 3), 'yyyy-MM-dd HH:mm:ss'), '.', "
    + "LPAD(CAST(MOD(MOD(`c`, 1000000) + 1000000, 1000000) AS STRING), 6, '0')) AS TIMESTAMP(6))"],
  ['micro-timestamp-infinity', 'TIMESTAMP_LTZ(3)', 'CASE WHEN ABS(`c`) < 900000000000000000 THEN TO_TIMESTAMP_LTZ(`c` / 1000, 3) END'],
  ['nano-timestamp', 'TIMESTAMP_LTZ(3)', 'TO_TIMESTAMP_LTZ(`c` / 1000000, 3)'],
  ['epoch-seconds', 'TIMESTAMP_LTZ(3)', 'TO_TIMESTAMP_LTZ(`c`, 0)'],
  ['zoned-timestamp', 'TIMESTAMP_LTZ(6)', "CAST(CAST(REPLACE(REPLACE(`c`, 'T', ' '), 'Z', '') AS TIMESTAMP(6)) AS TIMESTAMP_LTZ(6))"],
  ['zoned-timestamp', 'TIMESTAMP(3)', "CAST(REPLACE(REPLACE(`c`, 'T', ' '), 'Z', '') AS TIMESTAMP(3))"],
  ['date', 'DATE', "TIMESTAMPADD(DAY, `c`, DATE '1970-01-01')"],
  ['time', 'TIME(3)', 'CAST(TO_TIMESTAMP_LTZ(CAST(`c` AS BIGINT), 3) AS TIME(3))'],
  ['time', 'VARCHAR(12)', "CAST(DATE_FORMAT(TO_TIMESTAMP_LTZ(CAST(`c` AS BIGINT), 3), 'HH:mm:ss.SSS') AS VARCHAR(12))"],
  ['micro-time', 'STRING', "CONCAT(DATE_FORMAT(TO_TIMESTAMP_LTZ(`c` / 1000, 3), 'HH:mm:ss'), '.', LPAD(CAST(MOD(`c`, 1000000) AS STRING), 6, '0'))"],
  ['nano-time', 'TIME(3)', 'CAST(TO_TIMESTAMP_LTZ(`c` / 1000000, 3) AS TIME(3))'],
  ['decimal', 'DECIMAL(10, 2)', 'CAST(`c` AS DECIMAL(10, 2))'],
  ['decimal', 'BIGINT', 'CAST(`c` AS BIGINT)'],
  ['decimal-or-null', 'DECIMAL(10, 2)', 'TRY_CAST(`c` AS DECIMAL(10, 2))'],
  ['base64-text', 'STRING', 'FROM_BASE64(`c`)'],
  ['utf8', 'VARCHAR(10)', "CAST(DECODE(`c`, 'UTF-8') AS VARCHAR(10))"],
  ['base64', 'STRING', 'TO_BASE64(`c`)'],
  ['json', 'STRING', 'JSON_STRING(`c`)'],
  ['array-text', 'STRING', "ARRAY_JOIN(`c`, ',')"],
  ['geometry-wkb', 'BYTES', '`c`.`wkb`'],
  ['boolean', 'BOOLEAN', '`c` <> 0'],
  ['unavailable-as-null', 'STRING', "NULLIF(NULLIF(`c`, '__debezium_unavailable_value'), '__cflt_unavailable_value')"],
  ['cast', 'SMALLINT', 'CAST(`c` AS SMALLINT)'],
];

describe('conversion tables', () => {
  it.each(table)('%s to %s', (name, target, want) => {
    expect(conversionFits(name, type(target))).toBe(true);
    expect(conversionOf(name).sql('`c`', type(target))).toBe(want);
  });

  it('covers every conversion', () => {
    expect([...new Set(table.map(([name]) => name))].sort()).toEqual(Object.keys(conversions).sort());
  });

  it('never asks for the current time', () => {
    const words = table.flatMap(([name, target]) => tokeniseSql(conversionOf(name).sql('`c`', type(target))).map((token) => token.text.toUpperCase()));
    expect(words.filter((word) => /^(CURRENT_|NOW$|LOCALTIME|PROCTIME|UUID|FROM_UNIXTIME)/.test(word))).toEqual([]);
  });

  it('knows what does not fit', () => {
    expect(conversionFits('date', type('TIMESTAMP(3)'))).toBe(false);
    expect(conversionFits('timestamp', type('DATE'))).toBe(false);
    expect(isConversionName('toString')).toBe(false);
  });

  it('knows what makes different values equal', () => {
    expect(conversionOf('micro-timestamp').lossy(type('TIMESTAMP_LTZ(3)'))).toBe(true);
    expect(conversionOf('micro-timestamp').lossy(type('TIMESTAMP_LTZ(6)'))).toBe(false);
    expect(conversionOf('date').lossy(type('DATE'))).toBe(false);
    expect(conversionOf('time').lossy(type('TIME(3)'))).toBe(true);
    expect(conversionOf('micro-time').lossy(type('STRING'))).toBe(false);
  });
});

describe('the exact form of microseconds', () => {
  /** What the generated arithmetic does, with the integer semantics of SQL: division and MOD truncate. */
  function evaluate(micros: bigint): { readonly ms: bigint; readonly fraction: bigint } {
    const fraction = ((micros % 1000000n) + 1000000n) % 1000000n;
    return { ms: (micros - fraction) / 1000n, fraction };
  }

  it.each([0n, 1n, -1n, 999999n, -1000000n, -1500000n, 1759391722873227n, -62135596800000000n])('is exact for %s', (micros) => {
    const { ms, fraction } = evaluate(micros);
    expect(ms % 1000n).toBe(0n);
    expect(fraction >= 0n && fraction < 1000000n).toBe(true);
    expect(ms * 1000n + fraction).toBe(micros);
  });
});
