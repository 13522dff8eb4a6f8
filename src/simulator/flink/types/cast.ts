import { RuntimeFailure } from '../errors.js';
import { NANOS, floorDivide, instantOf, parseDate, parseTime, parseTimestamp, truncateTo, zoneOffset } from './datetime.js';
import { printValue } from './print-value.js';
import { isApproximate, isBinary, isInteger, isNumeric, isText } from './types.js';
import type { DataType } from './types.js';
import { fitDecimal, isDecimal, parseDecimal, toDecimal, toNumber } from './value.js';
import type { Decimal, Value } from './value.js';

/** Converts a value that is not null. Throws RuntimeFailure where Flink's CAST throws. */
type Cast = (value: Exclude<Value, null>) => Value;

/**
 * The conversion from one type to another, null to null. `zone` is the session's time zone. A text that does not parse throws
 * RuntimeFailure; a number with too many digits for a DECIMAL becomes null, a text throws; integers wrap as in Java (semantics.md 2.5).
 */
export function makeCast(from: DataType, to: DataType, zone: string): (value: Value) => Value {
  const cast = chooseCast(from, to, zone);
  return (value) => (value === null ? null : cast(value));
}

function chooseCast(from: DataType, to: DataType, zone: string): Cast {
  if (isText(to)) return (value) => fitText(printValue(value, from, zone), to);
  if (isInteger(to)) return (value) => toInteger(value, from, to);
  if (isApproximate(to)) return (value) => toFloating(value, from, to);
  if (to.kind === 'DECIMAL') return (value) => toFittingDecimal(value, from, to.precision, to.scale);
  if (to.kind === 'BOOLEAN') return (value) => toBoolean(value, from);
  if (isBinary(to)) return (value) => (typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'utf8')) : value);
  if (to.kind === 'ARRAY' && from.kind === 'ARRAY') {
    const element = makeCast(from.element, to.element, zone);
    return (value) => (value as readonly Value[]).map(element);
  }
  if (to.kind === 'MAP' && from.kind === 'MAP') {
    const [key, entry] = [makeCast(from.key, to.key, zone), makeCast(from.value, to.value, zone)];
    return (value) => (value as readonly (readonly Value[])[]).map(([k = null, v = null]) => [key(k), entry(v)]);
  }
  if (to.kind === 'ROW' && from.kind === 'ROW') {
    const fields = from.fields.map((field, index) => makeCast(field.type, to.fields[index]?.type ?? field.type, zone));
    return (value) => fields.map((field, index) => field((value as readonly Value[])[index] ?? null));
  }
  return (value) => toTemporal(value, from, to, zone);
}

function fitText(text: string, to: DataType): string {
  const length = 'length' in to ? to.length : text.length;
  return to.kind === 'CHAR' ? text.slice(0, length).padEnd(length) : text.slice(0, length);
}

function unreadable(text: string, why = ' Invalid character found.'): RuntimeFailure {
  return new RuntimeFailure(`java.lang.NumberFormatException: For input string: '${text}'.${why}`);
}

const BITS: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 };

function toInteger(value: Exclude<Value, null>, from: DataType, to: DataType): bigint {
  const bits = BITS[to.kind] ?? 64;
  if (typeof value === 'string') return parseInteger(value, bits);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  // As Java: through INT, where the value is cut off at the ends, and then wrapped.
  if (isApproximate(from)) return BigInt.asIntN(bits, saturate(value as number, Math.max(bits, 32)));
  return BigInt.asIntN(bits, isDecimal(value) ? truncate(value) : (value as bigint));
}

function parseInteger(text: string, bits: number): bigint {
  const parsed = /^[+-]?\d+(\.\d*)?$/.test(text.trim()) ? parseDecimal(text) : undefined;
  if (parsed === undefined) throw unreadable(text);
  const value = truncate(parsed);
  if (BigInt.asIntN(bits, value) !== value) throw unreadable(text, ' Overflow.');
  return value;
}

function truncate(value: Decimal): bigint {
  return value.unscaled / 10n ** BigInt(value.scale);
}

function saturate(value: number, bits: number): bigint {
  if (Number.isNaN(value)) return 0n;
  const limit = 2n ** BigInt(bits - 1);
  if (value >= Number(limit)) return limit - 1n;
  return value <= -Number(limit) ? -limit : BigInt(Math.trunc(value));
}

function toFloating(value: Exclude<Value, null>, from: DataType, to: DataType): number {
  const round = to.kind === 'FLOAT' ? Math.fround : (number: number): number => number;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return round(toNumber(value as bigint | number | Decimal));
  const text = value.trim();
  const special = { NaN: NaN, Infinity: Infinity, '+Infinity': Infinity, '-Infinity': -Infinity }[text];
  if (special !== undefined) return special;
  if (!isNumeric(from) && parseDecimal(text) === undefined) throw unreadable(value);
  return round(Number(text));
}

/** A number with too many digits is null; a text with too many digits fails like one that is no number. */
function toFittingDecimal(value: Exclude<Value, null>, from: DataType, precision: number, scale: number): Value {
  const fitted = fitDecimal(toExact(value, from), precision, scale);
  if (fitted === null && typeof value === 'string') throw unreadable(value, ' Overflow.');
  return fitted;
}

function toExact(value: Exclude<Value, null>, from: DataType): Decimal {
  if (typeof value === 'boolean') return { unscaled: value ? 1n : 0n, scale: 0 };
  if (typeof value === 'string') {
    const parsed = parseDecimal(value);
    if (parsed === undefined) throw unreadable(value);
    return parsed;
  }
  if (isApproximate(from) && !Number.isFinite(value as number)) throw unreadable(String(value));
  return toDecimal(value as bigint | number | Decimal);
}

const TRUE_WORDS = ['t', 'true', 'y', 'yes', '1'];
const FALSE_WORDS = ['f', 'false', 'n', 'no', '0'];

function toBoolean(value: Exclude<Value, null>, from: DataType): boolean {
  if (typeof value === 'boolean') return value;
  if (isNumeric(from)) return toNumber(value as bigint | number | Decimal) !== 0;
  const word = String(value).trim().toLowerCase();
  if (!TRUE_WORDS.includes(word) && !FALSE_WORDS.includes(word)) throw new RuntimeFailure(`org.apache.flink.table.api.TableRuntimeException: Cannot parse '${String(value)}' as BOOLEAN.`);
  return TRUE_WORDS.includes(word);
}

function toTemporal(value: Exclude<Value, null>, from: DataType, to: DataType, zone: string): Value {
  const local = typeof value === 'string' ? readLocal(value, to) : localNanos(value as bigint, from, zone);
  const precision = 'precision' in to ? to.precision : 0;
  if (to.kind === 'DATE') return floorDivide(local, NANOS.day);
  if (to.kind === 'TIME') return truncateTo(local - floorDivide(local, NANOS.day) * NANOS.day, precision);
  if (to.kind === 'TIMESTAMP') return truncateTo(local, precision);
  if (to.kind === 'TIMESTAMP_LTZ') return truncateTo(from.kind === 'TIMESTAMP_LTZ' ? (value as bigint) : instantOf(local, zone), precision);
  return value;
}

/** A temporal value as nanoseconds on the wall clock of the session's zone. */
function localNanos(value: bigint, from: DataType, zone: string): bigint {
  if (from.kind === 'DATE') return value * NANOS.day;
  return from.kind === 'TIMESTAMP_LTZ' ? value + zoneOffset(value, zone) : value;
}

function readLocal(text: string, to: DataType): bigint {
  const days = to.kind === 'DATE' ? parseDate(text) : undefined;
  // Minutes may not end the text of a timestamp, though they may end that of a time.
  const complete = to.kind === 'DATE' || to.kind === 'TIME' || !text.includes(' ') || /:\d+:\d/.test(text);
  const nanos = !complete ? undefined : to.kind === 'DATE' ? (days === undefined ? undefined : days * NANOS.day) : to.kind === 'TIME' ? parseTime(text) : parseTimestamp(text);
  if (nanos === undefined) throw new RuntimeFailure(`java.time.format.DateTimeParseException: Text '${text}' could not be parsed as ${to.kind}`);
  return nanos;
}

