import { conversionOf, conversions, isConversionName } from '../conversions.js';
import type { Conversion, ConversionName } from '../conversions.js';
import { rootOf, sameType } from '../types.js';
import type { FlinkType, TypeRoot } from '../types.js';
import type { RegisteredType } from './shape.js';

const INTEGERS: readonly TypeRoot[] = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];
const NUMBERS: readonly TypeRoot[] = [...INTEGERS, 'FLOAT', 'DOUBLE', 'DECIMAL'];
const TEXTS: readonly TypeRoot[] = ['STRING', 'VARCHAR', 'CHAR'];
const BINARIES: readonly TypeRoot[] = ['BYTES', 'VARBINARY', 'BINARY'];
const INSTANTS: readonly TypeRoot[] = ['TIMESTAMP', 'TIMESTAMP_LTZ'];
const TEMPORAL: readonly TypeRoot[] = [...INSTANTS, 'DATE', 'TIME'];

/** Whether a value of one type may feed a column of the other as it is: what an INSERT allows without a CAST (semantics.md 3.5 item 1). */
export function copies(from: FlinkType, to: FlinkType): boolean {
  if (sameType(from, to)) return true;
  if (from.kind === 'array') return to.kind === 'array' && copies(from.element.type, to.element.type);
  if (from.kind === 'map') return to.kind === 'map' && copies(from.key.type, to.key.type) && copies(from.value.type, to.value.type);
  if (from.kind === 'row') return to.kind === 'row' && from.fields.length === to.fields.length && from.fields.every((field, i) => copies(field.type, to.fields[i]!.type));
  const [source, target] = [rootOf(from), rootOf(to)];
  if (INTEGERS.includes(target)) return INTEGERS.includes(source) && INTEGERS.indexOf(source) <= INTEGERS.indexOf(target);
  if (target === 'FLOAT') return NUMBERS.includes(source) && source !== 'DOUBLE';
  if (target === 'DOUBLE' || target === 'DECIMAL') return NUMBERS.includes(source);
  if (target === 'STRING' || target === 'VARCHAR') return TEXTS.includes(source);
  if (target === 'BYTES' || target === 'VARBINARY') return BINARIES.includes(source);
  if (INSTANTS.includes(target)) return INSTANTS.includes(source);
  return source === target;
}

/** Whether `CAST` takes the one to the other. */
export function casts(from: FlinkType, to: FlinkType): boolean {
  if (copies(from, to)) return true;
  const [source, target] = [rootOf(from), rootOf(to)];
  if (TEXTS.includes(target)) return true;
  if (TEXTS.includes(source)) return target === 'BOOLEAN' || [NUMBERS, TEMPORAL, BINARIES].some((group) => group.includes(target));
  if (NUMBERS.includes(source)) return NUMBERS.includes(target) || target === 'BOOLEAN';
  if (source === 'BOOLEAN') return NUMBERS.includes(target);
  if (BINARIES.includes(source)) return BINARIES.includes(target);
  if (INSTANTS.includes(source)) return TEMPORAL.includes(target);
  if (source === 'DATE' || source === 'TIME') return INSTANTS.includes(target) || source === target;
  return from.kind === 'array' && to.kind === 'array' && casts(from.element.type, to.element.type);
}

/** Physical types that a conversion's input stands for: its SQL takes narrower integers as well. */
const READABLE: Readonly<Record<Exclude<Conversion['input'], 'any'>, readonly TypeRoot[]>> = {
  INT: ['TINYINT', 'SMALLINT', 'INT'],
  BIGINT: INTEGERS,
  SMALLINT: NUMBERS,
  STRING: TEXTS,
  BYTES: BINARIES,
  ARRAY: ['ARRAY'],
  ROW: ['ROW'],
};

/** The Connect names whose encoding a conversion reads. */
const ENCODINGS: Readonly<Partial<Record<ConversionName, readonly string[]>>> = {
  timestamp: ['io.debezium.time.Timestamp'],
  'micro-timestamp': ['io.debezium.time.MicroTimestamp'],
  'micro-timestamp-infinity': ['io.debezium.time.MicroTimestamp'],
  'nano-timestamp': ['io.debezium.time.NanoTimestamp'],
  'epoch-seconds': [],
  'zoned-timestamp': ['io.debezium.time.ZonedTimestamp'],
  date: ['io.debezium.time.Date'],
  time: ['io.debezium.time.Time'],
  'micro-time': ['io.debezium.time.MicroTime'],
  'nano-time': ['io.debezium.time.NanoTime'],
};

/** Whether the SQL of a conversion takes the physical type of a column, on its way to a target type. */
export function conversionReads(name: ConversionName, column: RegisteredType, target: FlinkType): boolean {
  const type = column.flinkType;
  if (type === undefined) return false;
  if (name === 'cast') return casts(type, target);
  if (name === 'array-text') return type.kind === 'array' && TEXTS.includes(rootOf(type.element.type));
  if (name === 'geometry-wkb') return type.kind === 'row' && type.fields.some((field) => field.name === 'wkb');
  const { input } = conversionOf(name);
  return input === 'any' || READABLE[input].includes(rootOf(type));
}

/** Whether the conversion counts as the column does. A column without a Connect name may be anything. */
export function conversionMeans(name: ConversionName, column: RegisteredType): boolean {
  const encodings = ENCODINGS[name];
  const { semantic } = column;
  if (encodings === undefined || semantic === undefined || !semantic.startsWith('io.debezium.time.')) return true;
  return encodings.includes(semantic);
}

/** The conversions that make the target type of the column, the most telling first: by Connect name, then by physical type. */
export function conversionsTo(target: FlinkType, column: RegisteredType): readonly ConversionName[] {
  const fitting = Object.keys(conversions).filter(isConversionName).filter((name) =>
    conversionOf(name).targets.includes(rootOf(target)) && conversionReads(name, column, target) && conversionMeans(name, column));
  const exact = fitting.filter((name) => ENCODINGS[name]?.includes(column.semantic ?? '') === true);
  return exact.length > 0 ? exact : fitting;
}
