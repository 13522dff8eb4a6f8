import { CONNECT } from '../flink/registry/shape.js';
import type { NoType, TypeAnswer, TypeOptions } from '../flink/registry/source-types.js';
import { formatFlinkType } from '../flink/types.js';
import type { FlinkType } from '../flink/types.js';

/**
 * How a column with a Connect name is read, from the type that Flink gives it (undefined: none). Undefined: copied as it is.
 */
export type Decoding = (type: FlinkType | undefined, options: TypeOptions) => TypeAnswer | undefined;

export const TIMES = 'io.debezium.time';
export const DATA = 'io.debezium.data';

/** Kept under the type it travels as. */
const copied: Decoding = () => undefined;

/** Copied, with a remark for the reader of the pipeline. */
export const copiedWith = (note: string): Decoding => (type) => (type === undefined ? undefined : { definition: formatFlinkType(type), note });

/** As text every digit of a time of day is kept, and every table format takes it; a TIME keeps whole seconds, and Delta has none. */
const timeOfDay = (from: 'time' | 'micro-time' | 'nano-time'): Decoding => () => ({ definition: { type: 'STRING', from } });

const FINER = 'Milliseconds are kept: TIMESTAMP_LTZ(6) keeps microseconds.';

export const VARIABLE_DECIMAL: NoType = {
  problem: 'the number has no declared precision, so under decimals: precise it travels as a record of scale and bytes, which SQL cannot calculate with',
  choices: ['decimals: string, then STRING or DECIMAL(p, s) from: decimal', 'decimals: double, which loses digits', 'declare a precision in the database'],
};

export const NO_DECIMAL: NoType = {
  problem: 'its digits are more than the 38 that a DECIMAL of Flink holds, or are not known',
  choices: ['decimals: string, then STRING or DECIMAL(p, s) from: decimal', 'decimals: double, which loses digits', 'exclude the column from capture, where Flink refuses the whole table for it'],
};

export const SPARSE_VECTOR: NoType = {
  problem: 'a sparse vector is a record of dimensions and a map, which no table format reads as a vector',
  choices: ['leave the column out of the pipeline', 'STRING from: json'],
};

/** Debezium's and Connect's names, as semantics.md 2.6 to 2.8 decode them; the sources differ only where their own table says so. */
export const decodings: Readonly<Record<string, Decoding>> = {
  [CONNECT.decimal]: (type) => (type?.kind === 'decimal' ? undefined : NO_DECIMAL),
  [CONNECT.date]: copied,
  [CONNECT.time]: (type, options) => {
    // Delta has no type for it (semantics.md 2.5).
    if (options.tableFormats?.includes('DELTA') === true) return { definition: { type: 'STRING', from: 'cast' } };
    // Protobuf's TimeOfDay has nanoseconds, a TIME milliseconds.
    return { definition: isFiner(type, 3) ? { type: 'TIME(3)', from: 'cast' } : 'TIME(3)' };
  },
  [CONNECT.timestamp]: (type) => ({ definition: isFiner(type, 3) ? { type: 'TIMESTAMP_LTZ(3)', from: 'cast' } : 'TIMESTAMP_LTZ(3)' }),
  [`${TIMES}.Date`]: () => ({ definition: { type: 'DATE', from: 'date' } }),
  [`${TIMES}.Time`]: timeOfDay('time'),
  [`${TIMES}.MicroTime`]: timeOfDay('micro-time'),
  [`${TIMES}.NanoTime`]: timeOfDay('nano-time'),
  [`${TIMES}.Timestamp`]: () => ({ definition: { type: 'TIMESTAMP_LTZ(3)', from: 'timestamp' } }),
  [`${TIMES}.MicroTimestamp`]: () => ({ definition: { type: 'TIMESTAMP_LTZ(3)', from: 'micro-timestamp' }, note: FINER }),
  [`${TIMES}.NanoTimestamp`]: () => ({ definition: { type: 'TIMESTAMP_LTZ(3)', from: 'nano-timestamp' }, note: FINER }),
  [`${TIMES}.ZonedTimestamp`]: () => ({ definition: { type: 'TIMESTAMP_LTZ(6)', from: 'zoned-timestamp' } }),
  [`${TIMES}.ZonedTime`]: copied,
  [`${TIMES}.Interval`]: copied,
  [`${TIMES}.MicroDuration`]: copiedWith('Microseconds, a month counted as its average length.'),
  [`${TIMES}.Year`]: copied,
  [`${DATA}.VariableScaleDecimal`]: () => VARIABLE_DECIMAL,
  [`${DATA}.SparseDoubleVector`]: () => SPARSE_VECTOR,
  [`${DATA}.geometry.Point`]: copied,
  [`${DATA}.geometry.Geometry`]: geometry,
  [`${DATA}.geometry.Geography`]: geometry,
};

/** Well-known binary; the reference system is a column of its own where the source's table asks for it. */
function geometry(): TypeAnswer {
  return { definition: { type: 'BYTES', from: 'geometry-wkb' }, note: 'The srid is left out: add a column of type INT with the expression `<column>`.`srid`.' };
}

function isFiner(type: FlinkType | undefined, digits: number): boolean {
  return type?.kind === 'temporal' && type.precision > digits;
}
