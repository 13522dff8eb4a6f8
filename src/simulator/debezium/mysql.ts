import type { Cell } from '../model.js';
import type { ColumnMapping } from './columns.js';
import {
  binaryColumn, bitsColumn, booleanColumn, compact, enumColumn, floatColumn, integerColumn, jsonColumn, textColumn, toInteger,
} from './columns.js';
import { primitive } from './connect-schema.js';
import { decimalColumn } from './decimal-columns.js';
import { geometryColumn, pointColumn, vectorColumn } from './geometry-columns.js';
import type { Modes } from './modes.js';
import { dateColumn, timeColumn, timestampColumn, zonedTimestampColumn } from './temporal-columns.js';
import type { TypeText } from './type-text.js';
import { numberArg } from './type-text.js';

type Table = Readonly<Record<string, (type: TypeText, modes: Modes) => ColumnMapping>>;

const text = (): ColumnMapping => textColumn();
const binary = (_type: TypeText, modes: Modes): ColumnMapping => binaryColumn(modes);
const geometry = (): ColumnMapping => geometryColumn();
const double = (): ColumnMapping => floatColumn('float64');
const decimal = (type: TypeText, modes: Modes): ColumnMapping => decimalColumn(modes, numberArg(type, 0) ?? 10, numberArg(type, 1) ?? 0);
const float = (type: TypeText): ColumnMapping => floatColumn((numberArg(type, 0) ?? 0) > 24 && type.args.length === 1 ? 'float64' : 'float32');

/** The signed width and the width that holds the unsigned range too (semantics.md 2.7). */
const integer = (signed: 'int16' | 'int32', unsigned: 'int16' | 'int32' | 'int64') => (type: TypeText): ColumnMapping =>
  type.unsigned ? integerColumn(unsigned, undefined, 0n) : integerColumn(signed);

/** MySQL types that Debezium 3.2 maps (semantics.md 2.7). BOOLEAN is TINYINT(1), as in a snapshot. */
const TYPES: Table = {
  boolean: () => booleanAsTinyint(), bool: () => booleanAsTinyint(),
  bit: (type) => ((numberArg(type, 0) ?? 1) === 1 ? booleanColumn() : bitsColumn(numberArg(type, 0))),
  tinyint: (type) => (numberArg(type, 0) === 1 ? booleanAsTinyint() : integer('int16', 'int16')(type)),
  smallint: integer('int16', 'int32'),
  mediumint: integer('int32', 'int32'),
  int: integer('int32', 'int64'), integer: integer('int32', 'int64'),
  bigint, serial: (type, modes) => bigint({ ...type, unsigned: true }, modes),
  float, double, 'double precision': double, real: double,
  decimal, numeric: decimal, dec: decimal, fixed: decimal,
  char: text, varchar: text, tinytext: text, text, mediumtext: text, longtext: text, nchar: text, nvarchar: text,
  binary: (type, modes) => binaryColumn(modes, numberArg(type, 0) ?? 1), varbinary: binary,
  tinyblob: binary, blob: binary, mediumblob: binary, longblob: binary,
  json: jsonColumn,
  enum: (type) => enumColumn(type.args),
  set: (type) => enumColumn(type.args, 'io.debezium.data.EnumSet'),
  year: () => integerColumn('int32', 'io.debezium.time.Year'),
  date: (_type, modes) => zeroDates(dateColumn(modes), 0),
  time: (type, modes) => timeColumn(modes, numberArg(type, 0) ?? 0),
  datetime: (type, modes) => zeroDates(timestampColumn(asAdaptive(modes), numberArg(type, 0) ?? 0), 0),
  timestamp: (type) => zonedTimestamp(numberArg(type, 0) ?? 0),
  geometry, linestring: geometry, polygon: geometry, multipoint: geometry, multilinestring: geometry, multipolygon: geometry,
  geometrycollection: geometry, geomcollection: geometry,
  point: pointColumn,
  vector: () => vectorColumn('FloatVector'),
};

/** The field that a MySQL column becomes. Throws an Error for a type that MySQL does not have. */
export function mapMysqlType(type: TypeText, modes: Modes): ColumnMapping {
  const column = TYPES[type.name];
  if (!column || type.array) throw new Error(`MySQL has no type '${type.text}'`);
  return column(type, modes);
}

function booleanAsTinyint(): ColumnMapping {
  const number = integerColumn('int16');
  return { ...number, encode: (cell) => (typeof cell === 'boolean' ? Number(cell) : number.encode(cell)) };
}

function bigint(type: TypeText, modes: Modes): ColumnMapping {
  if (!type.unsigned) return integerColumn('int64');
  const encode = (cell: Cell): bigint => {
    const value = toInteger(cell);
    if (BigInt.asUintN(64, value) !== value) throw new Error(`${value} does not fit bigint unsigned`);
    return value;
  };
  if (modes.bigintUnsigned === 'precise') {
    const exact = decimalColumn({ ...modes, decimal: 'precise' }, 20, 0);
    return { ...exact, encode: (cell) => exact.encode(encode(cell)) };
  }
  // Mode `long` keeps the 64 bits and loses the meaning of the highest (semantics.md 1.3.5).
  return { schema: primitive('int64'), encode: (cell) => compact(BigInt.asIntN(64, encode(cell))) };
}

/** Mode adaptive_time_microseconds changes TIME only; DATETIME goes by its precision. */
function asAdaptive(modes: Modes): Modes {
  return modes.time === 'connect' ? modes : { ...modes, time: 'adaptive' };
}

function zonedTimestamp(precision: number): ColumnMapping {
  return zeroDates(zonedTimestampColumn({ keepOffset: false, precision, fixedWidth: true }), '1970-01-01T00:00:00Z');
}

/** `0000-00-00` is no date elsewhere: NULL where the column allows it, else 1970 (semantics.md 2.7). */
function zeroDates(column: ColumnMapping, epoch: Cell): ColumnMapping {
  const isZero = (cell: Cell): boolean => typeof cell === 'string' && cell.startsWith('0000-00-00');
  return { ...column, impossible: { matches: isZero, otherwise: epoch } };
}
