import { formatFlinkType, rootOf } from './types.js';
import type { FlinkType } from './types.js';

/**
 * Expressions that turn the numbers and texts of CDC records into Flink's times (semantics.md 2.5). All are meant for
 * the session time zone UTC. None of them asks for the current time, which an updating query may not.
 */

/** What `TO_TIMESTAMP_LTZ` of a number returns, whatever unit the number has. */
const LTZ_MILLIS = 'TIMESTAMP_LTZ(3)';

/** Milliseconds (`unit` 3) or seconds (`unit` 0) since 1970; the function takes no other units. */
export function epochMillis(column: string, target: FlinkType, unit: 0 | 3 = 3): string {
  return castUnless(LTZ_MILLIS, `TO_TIMESTAMP_LTZ(${column}, ${unit})`, target);
}

/**
 * `10^-digits` seconds since 1970, `digits` 6 or 9. Targets of up to three digits take the short way, which rounds what
 * is below a millisecond towards 1970; finer targets are put together from seconds and fraction, and are exact before 1970 too.
 */
export function epochWithDigits(column: string, digits: 6 | 9, target: FlinkType): string {
  if (target.kind !== 'temporal' || target.precision <= 3) {
    return epochMillis(`${column} / ${10 ** (digits - 3)}`, target);
  }
  const perSecond = 10 ** digits;
  // MOD keeps the dividend's sign; adding one second's worth before a second MOD makes it count up from the second below.
  const fraction = `MOD(MOD(${column}, ${perSecond}) + ${perSecond}, ${perSecond})`;
  const seconds = `DATE_FORMAT(TO_TIMESTAMP_LTZ((${column} - ${fraction}) / ${10 ** (digits - 3)}, 3), 'yyyy-MM-dd HH:mm:ss')`;
  const text = `CONCAT(${seconds}, '.', LPAD(CAST(${fraction} AS STRING), ${digits}, '0'))`;
  return instantOfText(text, target.precision, target);
}

/** ISO 8601 with a `T`, any number of fraction digits and a `Z`: a direct CAST of that form fails. */
export function isoInstant(column: string, target: FlinkType): string {
  const precision = target.kind === 'temporal' ? target.precision : 6;
  return instantOfText(`REPLACE(REPLACE(${column}, 'T', ' '), 'Z', '')`, precision, target);
}

/**
 * `10^-digits` seconds since midnight. As text every digit is kept. As TIME whole seconds are: Flink's SQL computes a TIME of
 * any precision as TIME(0), whatever CAST says (seen with Flink 2.2: test/flink-planner).
 */
export function timeOfDay(column: string, digits: 3 | 6 | 9, target: FlinkType): string {
  const millis = digits === 3 ? `CAST(${column} AS BIGINT)` : `${column} / ${10 ** (digits - 3)}`;
  const instant = `TO_TIMESTAMP_LTZ(${millis}, 3)`;
  if (rootOf(target) === 'TIME') return `CAST(${instant} AS ${formatFlinkType(target)})`;
  const fraction = `LPAD(CAST(MOD(${column}, ${10 ** digits}) AS STRING), ${digits}, '0')`;
  const text = digits === 3 ? `DATE_FORMAT(${instant}, 'HH:mm:ss.SSS')` : `CONCAT(DATE_FORMAT(${instant}, 'HH:mm:ss'), '.', ${fraction})`;
  return rootOf(target) === 'STRING' ? text : `CAST(${text} AS ${formatFlinkType(target)})`;
}

function instantOfText(text: string, precision: number, target: FlinkType): string {
  const local = `CAST(${text} AS TIMESTAMP(${precision}))`;
  return rootOf(target) === 'TIMESTAMP_LTZ' ? `CAST(${local} AS ${formatFlinkType(target)})` : local;
}

function castUnless(actual: string, sql: string, target: FlinkType): string {
  const wanted = formatFlinkType(target);
  return wanted === actual ? sql : `CAST(${sql} AS ${wanted})`;
}
