import type { Cell } from '../model.js';
import type { ColumnMapping } from './columns.js';
import { compact, semanticColumn, toText } from './columns.js';
import { LOGICAL } from './connect-schema.js';
import { approximateMicros, formatDuration, parseDuration } from './duration.js';
import type { Modes } from './modes.js';
import type { Moment } from './time.js';
import { NANOS, floorDivide, formatMoment, formatOffset, formatTime, instantOf, parseDate, parseMoment, parseTime, parseZonedTime } from './time.js';

/** A calendar date: days since 1970 in every mode, only the semantic name differs. */
export function dateColumn(modes: Modes): ColumnMapping {
  const encode = (cell: Cell): Cell => parseDate(toText(cell)) ?? fail(cell, 'date');
  return semanticColumn('int32', modes.time === 'connect' ? LOGICAL.date : 'io.debezium.time.Date', encode);
}

/** A time of day. `precision`: digits after the second. Adaptive: ms up to 3, us up to 6, ns beyond (semantics.md 2.6, 2.8). */
export function timeColumn(modes: Modes, precision: number): ColumnMapping {
  const nanos = (cell: Cell): bigint => truncate(parseTime(toText(cell)) ?? fail(cell, 'time'), precision);
  if (modes.time === 'connect') return semanticColumn('int32', LOGICAL.time, (cell) => Number(withinDay(cell, nanos(cell)) / NANOS.millisecond));
  const micros = (cell: Cell): Cell => compact(nanos(cell) / NANOS.microsecond);
  if (modes.time === 'adaptive_time_microseconds') return semanticColumn('int64', 'io.debezium.time.MicroTime', micros);
  if (precision <= 3) return semanticColumn('int32', 'io.debezium.time.Time', (cell) => Number(nanos(cell) / NANOS.millisecond));
  if (precision <= 6) return semanticColumn('int64', 'io.debezium.time.MicroTime', micros);
  return semanticColumn('int64', 'io.debezium.time.NanoTime', (cell) => compact(nanos(cell)));
}

/** A date and time without zone, counted as if it were UTC. Adaptive: ms, us or ns by precision. */
export function timestampColumn(modes: Modes, precision: number): ColumnMapping {
  const nanos = (cell: Cell): bigint => truncate(readInstant(cell), precision);
  const millis = (cell: Cell): Cell => compact(floorDivide(nanos(cell), NANOS.millisecond));
  if (modes.time === 'connect') return semanticColumn('int64', LOGICAL.timestamp, millis);
  if (precision <= 3) return semanticColumn('int64', 'io.debezium.time.Timestamp', millis);
  if (precision <= 6) {
    const micros = (cell: Cell): Cell => infinity(cell) ?? compact(floorDivide(nanos(cell), NANOS.microsecond));
    return semanticColumn('int64', 'io.debezium.time.MicroTimestamp', micros);
  }
  return semanticColumn('int64', 'io.debezium.time.NanoTimestamp', (cell) => compact(inLong(cell, nanos(cell))));
}

export interface ZonedText {
  /** Keep the offset as written (SQL Server, Oracle); else the instant in UTC. */
  readonly keepOffset: boolean;
  readonly precision: number;
  /** Always `precision` digits (MySQL); else no trailing zeros. */
  readonly fixedWidth: boolean;
}

/** An instant as ISO text, in every time mode (semantics.md 2.6 to 2.8). */
export function zonedTimestampColumn({ keepOffset, precision, fixedWidth }: ZonedText): ColumnMapping {
  const encode = (cell: Cell): Cell => {
    const moment: Moment = parseMoment(toText(cell)) ?? fail(cell, 'timestamp');
    const nanos = truncate(keepOffset ? moment.nanos : instantOf(moment), precision);
    return formatMoment(nanos, fixedWidth ? precision : undefined) + formatOffset(keepOffset ? (moment.offsetMinutes ?? 0) : 0);
  };
  return semanticColumn('string', 'io.debezium.time.ZonedTimestamp', encode);
}

/** PostgreSQL's timetz: text in UTC. */
export function zonedTimeColumn(): ColumnMapping {
  const encode = (cell: Cell): Cell => {
    const moment = parseZonedTime(toText(cell)) ?? fail(cell, 'time');
    const nanos = ((instantOf(moment) % NANOS.day) + NANOS.day) % NANOS.day;
    return `${formatTime(nanos)}Z`;
  };
  return semanticColumn('string', 'io.debezium.time.ZonedTime', encode);
}

/** An interval: approximate microseconds, or ISO text. */
export function intervalColumn(mode: Modes['interval']): ColumnMapping {
  const read = (cell: Cell) => parseDuration(toText(cell)) ?? fail(cell, 'interval');
  if (mode === 'string') return semanticColumn('string', 'io.debezium.time.Interval', (cell) => formatDuration(read(cell)));
  return semanticColumn('int64', 'io.debezium.time.MicroDuration', (cell) => compact(approximateMicros(read(cell))));
}

const CLOCK_WORDS = 'current_(date|time|timestamp)|localtime(stamp)?|sysdate|systimestamp|now';
const FUNCTION_CALL = new RegExp(`^(${CLOCK_WORDS}|[a-z_][\\w.]*\\s*\\(.*\\))(\\(\\d*\\))?(::.*)?$`, 'i');

/** Whether a default is computed by the database; such defaults become zero in the schema (semantics.md 2.1.5). */
export function isFunctionDefault(cell: Cell): boolean {
  return typeof cell === 'string' && FUNCTION_CALL.test(cell.trim());
}

/** The value of a computed default: 1970 for dates and times, zero for numbers. Undefined for types that get none. */
export function functionDefault({ schema }: ColumnMapping): Cell | undefined {
  if (schema.name === 'io.debezium.time.ZonedTimestamp') return '1970-01-01T00:00:00Z';
  if (schema.name === 'io.debezium.time.ZonedTime') return '00:00:00Z';
  if (schema.name === LOGICAL.decimal) return '0';
  return ['int8', 'int16', 'int32', 'int64', 'float32', 'float64'].includes(schema.type) ? 0 : undefined;
}


function readInstant(cell: Cell): bigint {
  return instantOf(parseMoment(toText(cell)) ?? fail(cell, 'timestamp'));
}

function truncate(nanos: bigint, precision: number): bigint {
  const unit = 10n ** BigInt(9 - Math.min(precision, 9));
  return floorDivide(nanos, unit) * unit;
}

/** PostgreSQL's timestamp 'infinity' (semantics.md 2.6). */
function infinity(cell: Cell): bigint | undefined {
  if (cell === 'infinity') return 9_223_372_036_825_200_000n;
  return cell === '-infinity' ? -9_223_372_036_832_400_000n : undefined;
}

function inLong(cell: Cell, nanos: bigint): bigint {
  if (BigInt.asIntN(64, nanos) !== nanos) throw new Error(`${toText(cell)} is outside of 1677..2262, which nanoseconds cannot hold`);
  return nanos;
}

function withinDay(cell: Cell, nanos: bigint): bigint {
  if (nanos < 0n || nanos >= NANOS.day) throw new Error(`${toText(cell)} is no time of a day, which time.precision.mode=connect needs`);
  return nanos;
}

function fail(cell: Cell, what: string): never {
  throw new Error(`${typeof cell === 'string' ? `'${cell}'` : String(cell)} is no ${what}`);
}
