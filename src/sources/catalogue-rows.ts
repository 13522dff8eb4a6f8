import { CONNECT } from '../flink/registry/shape.js';
import type { TypeModes } from '../flink/registry/source-types.js';
import type { CatalogueAnswer, CatalogueRow } from './column-types.js';
import { DATA, NO_DECIMAL, TIMES, VARIABLE_DECIMAL } from './decodings.js';

/** Rows that several databases share. Types are those that Flink reads from the registered schema (semantics.md 2.2). */

const MAX_PRECISION = 38;

/** Registered as this type and no other, whatever the modes are. */
export const plain = (type: string, note?: string): CatalogueRow => () => ({ registers: { type }, ...(note === undefined ? {} : { note }) });

/** With one of Debezium's names. */
export const named = (type: string, semantic: string): CatalogueRow => () => ({ registers: { type, semantic } });

export const text = plain('STRING');
export const json = named('STRING', `${DATA}.Json`);
export const xml = named('STRING', `${DATA}.Xml`);
export const bits = named('BYTES', `${DATA}.Bits`);

/** The database has the type and the connector leaves it out of its records. */
export const absent = (what: string): CatalogueRow => () => ({
  problem: `the connector does not capture ${what}: the column is missing from its records`,
  choices: ['leave the column out of the pipeline', 'keep a copy of it in a column of another type, such as text, by a trigger or a view of the application'],
});

/** Binary columns under `binary.handling.mode`. */
export const binary: CatalogueRow = (_type, modes) =>
  modes.binary === 'bytes'
    ? { registers: { type: 'BYTES' } }
    : { registers: { type: 'STRING' }, note: modes.binary === 'hex' ? 'Hexadecimal text.' : 'Base64 text.' };

/** A number of fixed precision and scale under `decimal.handling.mode`. */
export function decimal(precision: number, scale: number, modes: TypeModes): CatalogueAnswer {
  const fits = precision <= MAX_PRECISION && scale >= 0 && scale <= precision;
  switch (modes.decimals) {
    case 'precise':
      return fits ? { registers: { type: `DECIMAL(${precision}, ${scale})`, semantic: CONNECT.decimal } } : NO_DECIMAL;
    case 'double':
      return { registers: { type: 'DOUBLE' }, note: 'Digits beyond the 15th are lost under decimals: double.' };
    case 'string':
      return decimalText(precision, scale);
  }
}

/** The text of a number, as the narrowest DECIMAL that holds it; as text where there is none. */
function decimalText(precision: number, scale: number): CatalogueAnswer {
  const digits = scale < 0 ? precision - scale : Math.max(precision, scale);
  if (digits > MAX_PRECISION) return { registers: { type: 'STRING' }, note: `A number of ${digits} digits stays text: a DECIMAL holds ${MAX_PRECISION}.` };
  return { registers: { type: 'STRING' }, as: { type: `DECIMAL(${digits}, ${Math.max(0, scale)})`, from: 'decimal' } };
}

/** A number without a declared scale. */
export const anyNumber: CatalogueRow = (_type, modes) => {
  switch (modes.decimals) {
    case 'precise':
      return VARIABLE_DECIMAL;
    case 'double':
      return { registers: { type: 'DOUBLE' }, note: 'Digits beyond the 15th are lost under decimals: double.' };
    case 'string':
      return { registers: { type: 'STRING' }, note: 'The number has no declared precision: write DECIMAL(p, s) with from: decimal when its range is known.' };
  }
};

export const date: CatalogueRow = (_type, modes) =>
  ({ registers: modes.times === 'connect' ? { type: 'DATE', semantic: CONNECT.date } : { type: 'INT', semantic: `${TIMES}.Date` } });

/** A time of day with so many digits after the second. */
export function time(digits: number, modes: TypeModes): CatalogueAnswer {
  if (modes.times === 'connect') return { registers: { type: 'TIME(3)', semantic: CONNECT.time } };
  if (modes.times === 'adaptive_time_microseconds') return { registers: { type: 'BIGINT', semantic: `${TIMES}.MicroTime` } };
  if (digits <= 3) return { registers: { type: 'INT', semantic: `${TIMES}.Time` } };
  return { registers: { type: 'BIGINT', semantic: `${TIMES}.${digits <= 6 ? 'MicroTime' : 'NanoTime'}` } };
}

/** A date and time without a zone, with so many digits after the second. */
export function timestamp(digits: number, modes: TypeModes): CatalogueAnswer {
  if (modes.times === 'connect') return { registers: { type: 'TIMESTAMP_LTZ(3)', semantic: CONNECT.timestamp } };
  const name = digits <= 3 ? 'Timestamp' : digits <= 6 ? 'MicroTimestamp' : 'NanoTimestamp';
  return { registers: { type: 'BIGINT', semantic: `${TIMES}.${name}` } };
}

export const zonedTimestamp = named('STRING', `${TIMES}.ZonedTimestamp`);

const POINT = 'ROW<`x` DOUBLE NOT NULL, `y` DOUBLE NOT NULL, `wkb` BYTES, `srid` INT>';
const GEOMETRY = 'ROW<`wkb` BYTES NOT NULL, `srid` INT>';
export const point = named(POINT, `${DATA}.geometry.Point`);
export const geometry = named(GEOMETRY, `${DATA}.geometry.Geometry`);
export const geography = named(GEOMETRY, `${DATA}.geometry.Geography`);
export const floatVector = named('ARRAY<FLOAT NOT NULL>', `${DATA}.FloatVector`);
export const doubleVector = named('ARRAY<DOUBLE NOT NULL>', `${DATA}.DoubleVector`);

/** One row for many names. */
export function each(names: readonly string[], row: CatalogueRow): Readonly<Record<string, CatalogueRow>> {
  return Object.fromEntries(names.map((name) => [name, row]));
}
