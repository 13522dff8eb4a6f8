import { describe, expect, it } from 'vitest';
import { resultOf, sessionOf } from '../simulator/flink/support.js';
import { judgeValue, valueCases } from './check.js';
import type { ValueCase } from './check.js';
import type { ValueAnswer } from './flink-case.js';

/** The table that scripts/check-flink.mjs puts before the real Flink, put before the simulator: both must agree with it. */
describe('conversions as the simulator computes them', () => {
  it.each(valueCases())('$name', (asked) => {
    expect(judgeValue(asked, simulate(asked))).toBeUndefined();
  });
});

function simulate({ expression, input, type }: ValueCase): ValueAnswer {
  const isBytes = /^(BYTES|BINARY|VARBINARY)/.test(type);
  const sql = `SELECT ${expression.replaceAll('`c`', `(${input})`)}`;
  try {
    const { rows: [row = []], columns: [column] } = resultOf(isBytes ? `SELECT TO_BASE64(${sql.slice('SELECT '.length)})` : sql, sessionOf([]));
    const value = row[0] as string | null;
    if (isBytes) return { type, value: value === null ? null : Buffer.from(value, 'base64').toString('hex') };
    return { type: column?.type.replace(/^TIMESTAMP\((\d)\) WITH LOCAL TIME ZONE$/, 'TIMESTAMP_LTZ($1)') ?? '', value };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
