import { invalid } from '../errors.js';
import { NANOS, calendarOf, daysOf, floorDivide, instantOf, parseDate, parseTimestamp, truncateTo, zoneOffset } from '../types/datetime.js';
import { unitSize } from '../types/interval.js';
import * as t from '../types/types.js';
import type { DataType } from '../types/types.js';
import { toDecimal, toNumber } from '../types/value.js';
import type { Value } from '../types/value.js';
import { formatPattern, parsePattern } from './date-pattern.js';
import type { CallContext, FunctionDefinition, FunctionTable } from './definition.js';

const YEAR_0 = -62_167_219_200n * NANOS.second;
const YEAR_10000 = 253_402_300_800n * NANOS.second;

/** Seconds or milliseconds since 1970 as an instant; null outside the years 0 to 9999, as Flink answers. */
function instantOfNumber(value: Value, precision: Value): Value {
  const scale = precision === 0n ? NANOS.second : NANOS.milli;
  const whole = typeof value === 'number' ? BigInt(Math.trunc(value)) : toDecimal(value as bigint).unscaled / 10n ** BigInt(toDecimal(value as bigint).scale);
  const nanos = whole * scale;
  return nanos >= YEAR_0 && nanos < YEAR_10000 ? nanos : null;
}

function parseLocal(text: string, format: string | undefined): bigint | undefined {
  return format === undefined ? parseTimestamp(text) : parsePattern(text, format);
}

/** Adds months to a date or timestamp; the day is cut to the length of the new month. */
export function addMonths(nanos: bigint, months: bigint): bigint {
  const date = calendarOf(nanos);
  const index = BigInt(date.year * 12 + date.month - 1) + months;
  const [year, month] = [Number(floorDivide(index, 12n)), Number(index - floorDivide(index, 12n) * 12n) + 1];
  for (let day = date.day; day > 27; day -= 1) {
    const days = daysOf(year, month, day);
    if (days !== undefined) return days * NANOS.day + (nanos - floorDivide(nanos, NANOS.day) * NANOS.day);
  }
  return (daysOf(year, month, date.day) ?? 0n) * NANOS.day + (nanos - floorDivide(nanos, NANOS.day) * NANOS.day);
}

function timestampAdd([amount, value]: readonly Value[], { types, unit = '' }: CallContext): Value {
  const [size, measure] = unitSize(unit) ?? [0n, 'NANOSECOND'];
  const isDate = types[1]?.kind === 'DATE';
  const nanos = isDate ? (value as bigint) * NANOS.day : (value as bigint);
  const moved = measure === 'MONTH' ? addMonths(nanos, (amount as bigint) * size) : nanos + (amount as bigint) * size;
  return isDate && (measure === 'MONTH' || size % NANOS.day === 0n) ? floorDivide(moved, NANOS.day) : moved;
}

function timestampAddType({ types, unit = '' }: CallContext): DataType {
  const size = unitSize(unit);
  if (size === undefined) throw invalid(`'${unit}' is not a valid time frame`);
  const type = types[1] ?? t.NULL;
  const wholeDays = size[1] === 'MONTH' || size[0] % NANOS.day === 0n;
  return type.kind === 'DATE' && !wholeDays ? t.timestamp(0) : type;
}

function field(nanos: bigint, unit: string): bigint {
  const date = calendarOf(nanos);
  const fields: Readonly<Record<string, number>> = { YEAR: date.year, QUARTER: Math.ceil(date.month / 3), MONTH: date.month, DAY: date.day, HOUR: date.hour, MINUTE: date.minute, SECOND: date.second, MILLISECOND: Math.floor(date.nanos / 1e6) };
  const value = fields[unit];
  if (value === undefined) throw invalid(`EXTRACT of ${unit} is not supported`);
  return BigInt(value);
}

/** A temporal value on the wall clock of the session's zone, in nanoseconds. */
function wallClock(value: Value, type: DataType | undefined, zone: string): bigint {
  const nanos = value as bigint;
  if (type?.kind === 'DATE') return nanos * NANOS.day;
  return type?.kind === 'TIMESTAMP_LTZ' ? nanos + zoneOffset(nanos, zone) : nanos;
}

const extract = (unit?: string): FunctionDefinition => ({
  parameters: ['temporal'], result: () => t.BIGINT,
  evaluate: ([value = null], context) => field(wallClock(value, context.types[0], context.zone), unit ?? context.unit ?? ''),
});

const clock = (type: DataType): FunctionDefinition => ({ parameters: [], result: () => type, volatile: true, evaluate: () => BigInt(Date.now()) * NANOS.milli });

export const TEMPORAL: FunctionTable = {
  TO_TIMESTAMP_LTZ: {
    parameters: ['text or numeric', 'any', 'text'], required: 1, nulls: 'produce', result: () => t.timestampLtz(3),
    evaluate: ([value = null, second = 3n, zone], context) => {
      if (typeof value !== 'string') return instantOfNumber(value, second);
      const local = parseLocal(value, typeof second === 'string' ? second : undefined);
      return local === undefined ? null : truncateTo(instantOf(local, typeof zone === 'string' ? zone : context.zone), 3);
    },
  },
  TO_TIMESTAMP: {
    parameters: ['text', 'text'], required: 1, nulls: 'produce', result: () => t.timestamp(3),
    evaluate: ([value, format]) => {
      const local = parseLocal(value as string, format as string | undefined);
      return local === undefined ? null : truncateTo(local, 3);
    },
  },
  TO_DATE: {
    parameters: ['text', 'text'], required: 1, nulls: 'produce', result: () => t.DATE,
    evaluate: ([value, format]) => {
      const local = format === undefined || format === null ? undefined : parsePattern(value as string, format as string);
      return local === undefined ? (format === undefined ? parseDate(value as string) ?? null : null) : floorDivide(local, NANOS.day);
    },
  },
  DATE_FORMAT: {
    parameters: ['text or timestamp', 'text'], nulls: 'produce', result: () => t.STRING,
    evaluate: ([value = null, format], { types, zone }) => {
      const local = typeof value === 'string' ? parseTimestamp(value) : wallClock(value, types[0], zone);
      return local === undefined ? null : formatPattern(local, format as string);
    },
  },
  FROM_UNIXTIME: {
    parameters: ['numeric', 'text'], required: 1, result: () => t.STRING,
    evaluate: ([value, format = 'yyyy-MM-dd HH:mm:ss'], { zone }) => {
      const nanos = BigInt(Math.trunc(toNumber(value as bigint))) * NANOS.second;
      return formatPattern(nanos + zoneOffset(nanos, zone), format as string);
    },
  },
  UNIX_TIMESTAMP: {
    parameters: ['text', 'text'], required: 1, result: () => t.BIGINT,
    evaluate: ([value, format], { zone }) => {
      const local = parseLocal(value as string, format as string | undefined);
      return local === undefined ? -9223372036854775808n : floorDivide(instantOf(local, zone), NANOS.second);
    },
  },
  TIMESTAMPADD: { parameters: ['integer', 'temporal'], result: timestampAddType, evaluate: timestampAdd },
  TIMESTAMPDIFF: {
    parameters: ['temporal', 'temporal'], result: () => t.INT,
    evaluate: ([from = null, to = null], { types, zone, unit = '' }) => {
      const [a, b] = [wallClock(from, types[0], zone), wallClock(to, types[1], zone)];
      const [size, measure] = unitSize(unit) ?? [NANOS.second, 'NANOSECOND'];
      return measure === 'NANOSECOND' ? (b - a) / size : monthsBetween(a, b) / size;
    },
  },
  EXTRACT: extract(),
  YEAR: extract('YEAR'),
  MONTH: extract('MONTH'),
  HOUR: extract('HOUR'),
  MINUTE: extract('MINUTE'),
  SECOND: extract('SECOND'),
  CURRENT_TIMESTAMP: clock(t.timestampLtz(3)),
  NOW: clock(t.timestampLtz(3)),
  CURRENT_ROW_TIMESTAMP: clock(t.timestampLtz(3)),
  LOCALTIMESTAMP: clock(t.timestamp(3)),
  CURRENT_DATE: { ...clock(t.DATE), evaluate: () => BigInt(Math.floor(Date.now() / 86_400_000)) },
  CURRENT_TIME: { ...clock(t.time(0)), evaluate: () => (BigInt(Date.now()) * NANOS.milli) % NANOS.day },
  LOCALTIME: { ...clock(t.time(0)), evaluate: () => (BigInt(Date.now()) * NANOS.milli) % NANOS.day },
  PROCTIME: clock(t.timestampLtz(3)),
};

function monthsBetween(from: bigint, to: bigint): bigint {
  const [a, b] = [calendarOf(from), calendarOf(to)];
  const months = BigInt((b.year - a.year) * 12 + b.month - a.month);
  const overshoot = to >= from ? addMonths(from, months) > to : addMonths(from, months) < to;
  return overshoot ? months - (to >= from ? 1n : -1n) : months;
}
