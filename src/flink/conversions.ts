import { epochMillis, epochWithDigits, isoInstant, timeOfDay } from './temporal-sql.js';
import { formatFlinkType, rootOf } from './types.js';
import type { FlinkType, TypeRoot } from './types.js';

/**
 * A named way to read a source column that is not simply copied. The expressions are those of semantics.md 2.5;
 * whatever depends on a time zone reads it as UTC, so statements run with `sql.local-time-zone` = UTC (the service's default).
 */
export interface Conversion {
  readonly title: string;
  readonly description: string;
  /** How the source column is encoded: Connect type and semantic name. */
  readonly encoding: string;
  /** Flink type of the source column; DynamoDB attributes are cast to it first. */
  readonly input: 'INT' | 'BIGINT' | 'STRING' | 'BYTES' | 'SMALLINT' | 'ARRAY' | 'ROW' | 'any';
  /** Types of the target column that fit. */
  readonly targets: readonly TypeRoot[];
  /** Whether two different source values may become one: such a column cannot be a key. */
  readonly lossy: (target: FlinkType) => boolean;
  /** `column` is SQL already: a quoted name or an expression. */
  readonly sql: (column: string, target: FlinkType) => string;
}

const INSTANTS = ['TIMESTAMP_LTZ', 'TIMESTAMP'] as const;
const TEXTS = ['STRING', 'VARCHAR', 'CHAR'] as const;
const NUMBERS = ['DECIMAL', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE'] as const;

const never = (): boolean => false;
const always = (): boolean => true;
/** A VARCHAR or CHAR may cut the text. */
const unlessString = (target: FlinkType): boolean => rootOf(target) !== 'STRING';
const fewerDigitsThan = (digits: number) => (target: FlinkType): boolean =>
  target.kind !== 'temporal' || target.precision < digits;

/** By the name that a user writes as `from:`. */
export const conversions = {
  timestamp: {
    title: 'Milliseconds since 1970',
    description: 'PostgreSQL timestamp(0-3), MySQL DATETIME(0-3), SQL Server datetime and datetime2(0-3), Oracle DATE and TIMESTAMP(0-3).',
    encoding: 'INT64 io.debezium.time.Timestamp',
    input: 'BIGINT',
    targets: INSTANTS,
    lossy: fewerDigitsThan(3),
    sql: (column, target) => epochMillis(column, target),
  },
  'micro-timestamp': {
    title: 'Microseconds since 1970',
    description:
      'PostgreSQL timestamp(4-6), MySQL DATETIME(4-6), SQL Server datetime2(4-6), Oracle TIMESTAMP(4-6). Milliseconds are kept; '
      + 'a target of precision 4 to 6 keeps the microseconds.',
    encoding: 'INT64 io.debezium.time.MicroTimestamp',
    input: 'BIGINT',
    targets: INSTANTS,
    lossy: fewerDigitsThan(6),
    sql: (column, target) => epochWithDigits(column, 6, target),
  },
  'micro-timestamp-infinity': {
    title: 'Microseconds since 1970, infinity as NULL',
    description: 'As micro-timestamp, for PostgreSQL columns that hold infinity or -infinity, which no table format can store.',
    encoding: 'INT64 io.debezium.time.MicroTimestamp',
    input: 'BIGINT',
    targets: INSTANTS,
    lossy: always,
    sql: (column, target) => `CASE WHEN ABS(${column}) < 900000000000000000 THEN ${epochWithDigits(column, 6, target)} END`,
  },
  'nano-timestamp': {
    title: 'Nanoseconds since 1970',
    description: 'SQL Server datetime2(7), Oracle TIMESTAMP(7-9). Milliseconds are kept; a target of precision 4 to 9 keeps more.',
    encoding: 'INT64 io.debezium.time.NanoTimestamp',
    input: 'BIGINT',
    targets: INSTANTS,
    lossy: fewerDigitsThan(9),
    sql: (column, target) => epochWithDigits(column, 9, target),
  },
  'epoch-seconds': {
    title: 'Seconds since 1970',
    description: 'A number column in which an application keeps Unix time.',
    encoding: 'INT64, by agreement of the application',
    input: 'BIGINT',
    targets: INSTANTS,
    lossy: never,
    sql: (column, target) => epochMillis(column, target, 0),
  },
  'zoned-timestamp': {
    title: 'ISO 8601 text in UTC',
    description:
      'PostgreSQL timestamptz, MySQL TIMESTAMP, Oracle TIMESTAMP WITH LOCAL TIME ZONE: always ends in Z. SQL Server datetimeoffset and '
      + 'Oracle TIMESTAMP WITH TIME ZONE keep their own offset: leave those STRING.',
    encoding: 'STRING io.debezium.time.ZonedTimestamp',
    input: 'STRING',
    targets: INSTANTS,
    lossy: fewerDigitsThan(6),
    sql: (column, target) => isoInstant(column, target),
  },
  date: {
    title: 'Days since 1970-01-01',
    description: 'date columns of PostgreSQL, MySQL and SQL Server. Independent of any time zone.',
    encoding: 'INT32 io.debezium.time.Date',
    input: 'INT',
    targets: ['DATE'],
    lossy: never,
    sql: (column) => `TIMESTAMPADD(DAY, ${column}, DATE '1970-01-01')`,
  },
  time: {
    title: 'Milliseconds since midnight',
    description: 'PostgreSQL time(0-3), SQL Server time(0-3). A STRING keeps the milliseconds, a TIME whole seconds; Delta tables have no TIME.',
    encoding: 'INT32 io.debezium.time.Time',
    input: 'INT',
    targets: ['TIME', ...TEXTS],
    lossy: unlessString,
    sql: (column, target) => timeOfDay(column, 3, target),
  },
  'micro-time': {
    title: 'Microseconds since midnight',
    description:
      'PostgreSQL time(4-6), SQL Server time(4-6), MySQL TIME. A STRING keeps the microseconds, a TIME whole seconds. A MySQL TIME may '
      + 'be negative or longer than a day: leave that BIGINT.',
    encoding: 'INT64 io.debezium.time.MicroTime',
    input: 'BIGINT',
    targets: ['TIME', ...TEXTS],
    lossy: unlessString,
    sql: (column, target) => timeOfDay(column, 6, target),
  },
  'nano-time': {
    title: 'Nanoseconds since midnight',
    description: 'SQL Server time(7). A STRING keeps the nanoseconds, a TIME whole seconds.',
    encoding: 'INT64 io.debezium.time.NanoTime',
    input: 'BIGINT',
    targets: ['TIME', ...TEXTS],
    lossy: unlessString,
    sql: (column, target) => timeOfDay(column, 9, target),
  },
  decimal: {
    title: 'Number as text',
    description: 'Decimals under decimal.handling.mode=string. A text that is no number (NaN), or has too many digits, fails the statement: see decimal-or-null.',
    encoding: 'STRING',
    input: 'STRING',
    targets: NUMBERS,
    lossy: never,
    sql: (column, target) => `CAST(${column} AS ${formatFlinkType(target)})`,
  },
  'decimal-or-null': {
    title: 'Number as text, anything else as NULL',
    description: 'As decimal, but NaN, Infinity, other texts and numbers with too many digits become NULL instead of failing the statement.',
    encoding: 'STRING',
    input: 'STRING',
    targets: NUMBERS,
    lossy: always,
    sql: (column, target) => `TRY_CAST(${column} AS ${formatFlinkType(target)})`,
  },
  'base64-text': {
    title: 'Base64 of a UTF-8 text',
    description: 'A binary column that holds text, under binary.handling.mode=base64. Other bytes cannot be decoded: leave those STRING.',
    encoding: 'STRING (base64)',
    input: 'STRING',
    targets: TEXTS,
    lossy: never,
    sql: (column, target) => asText(`FROM_BASE64(${column})`, target),
  },
  utf8: {
    title: 'Bytes of a UTF-8 text',
    description: 'A binary column that holds text, under binary.handling.mode=bytes.',
    encoding: 'BYTES',
    input: 'BYTES',
    targets: TEXTS,
    lossy: never,
    sql: (column, target) => asText(`DECODE(${column}, 'UTF-8')`, target),
  },
  base64: {
    title: 'Bytes as base64 text',
    description: 'PostgreSQL bit(n) and varbit, and any binary column under binary.handling.mode=bytes.',
    encoding: 'BYTES',
    input: 'BYTES',
    targets: TEXTS,
    lossy: never,
    sql: (column, target) => asText(`TO_BASE64(${column})`, target),
  },
  json: {
    title: 'Structure as JSON text',
    description: 'A row, array or map column, such as a PostgreSQL point or integer[].',
    encoding: 'STRUCT, ARRAY or MAP',
    input: 'any',
    targets: TEXTS,
    lossy: never,
    sql: (column, target) => asText(`JSON_STRING(${column})`, target),
  },
  'array-text': {
    title: 'Array as text, separated by commas',
    description: 'A PostgreSQL text[].',
    encoding: 'ARRAY of STRING',
    input: 'ARRAY',
    targets: TEXTS,
    lossy: always,
    sql: (column, target) => asText(`ARRAY_JOIN(${column}, ',')`, target),
  },
  'geometry-wkb': {
    title: 'Geometry as well-known binary',
    description: 'PostGIS geometry and geography, MySQL spatial types. The srid is a field of its own: use an expression for it.',
    encoding: 'STRUCT io.debezium.data.geometry.Geometry',
    input: 'ROW',
    targets: ['BYTES', 'VARBINARY'],
    lossy: always,
    sql: (column) => `${column}.\`wkb\``,
  },
  boolean: {
    title: 'Number as BOOLEAN',
    description: 'MySQL TINYINT(1), Oracle NUMBER(1): zero is false, every other number true.',
    encoding: 'INT16',
    input: 'SMALLINT',
    targets: ['BOOLEAN'],
    lossy: always,
    sql: (column) => `${column} <> 0`,
  },
  'unavailable-as-null': {
    title: 'Placeholder of an unchanged large value as NULL',
    description:
      'PostgreSQL TOAST columns without REPLICA IDENTITY FULL, Oracle LOBs. The previous value is overwritten with NULL instead of '
      + 'the placeholder: it is not kept.',
    encoding: 'STRING',
    input: 'STRING',
    targets: TEXTS,
    lossy: always,
    sql: (column, target) =>
      asText(`NULLIF(NULLIF(${column}, '__debezium_unavailable_value'), '__cflt_unavailable_value')`, target),
  },
  cast: {
    title: 'Plain CAST',
    description: 'Widens or narrows: SMALLINT to INT, STRING to CHAR(3). A value that does not fit fails the statement or is cut.',
    encoding: 'any',
    input: 'any',
    targets: ['BOOLEAN', ...NUMBERS, ...TEXTS, 'BYTES', 'BINARY', 'VARBINARY', 'DATE', 'TIME', ...INSTANTS],
    lossy: always,
    sql: (column, target) => `CAST(${column} AS ${formatFlinkType(target)})`,
  },
} as const satisfies Record<string, Conversion>;

export type ConversionName = keyof typeof conversions;

export function isConversionName(name: string): name is ConversionName {
  return Object.hasOwn(conversions, name);
}

/** The conversion of that name, seen without its literal types. */
export function conversionOf(name: ConversionName): Conversion {
  return conversions[name];
}

/** Whether a column of the type can hold what the conversion makes. */
export function conversionFits(name: ConversionName, target: FlinkType): boolean {
  return conversionOf(name).targets.includes(rootOf(target));
}

function asText(sql: string, target: FlinkType): string {
  return rootOf(target) === 'STRING' ? sql : `CAST(${sql} AS ${formatFlinkType(target)})`;
}
