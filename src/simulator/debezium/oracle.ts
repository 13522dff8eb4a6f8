import type { Cell } from '../model.js';
import type { ColumnMapping } from './columns.js';
import { binaryColumn, floatColumn, integerColumn, semanticColumn, textColumn, toText } from './columns.js';
import { LOGICAL } from './connect-schema.js';
import { decimalColumn, variableDecimalColumn } from './decimal-columns.js';
import type { Modes } from './modes.js';
import { dateColumn, intervalColumn, timestampColumn, zonedTimestampColumn } from './temporal-columns.js';
import { parseMoment } from './time.js';
import type { TypeText } from './type-text.js';
import { numberArg } from './type-text.js';

type Table = Readonly<Record<string, (type: TypeText, modes: Modes) => ColumnMapping>>;

const text = (): ColumnMapping => textColumn();
const binary = (_type: TypeText, modes: Modes): ColumnMapping => binaryColumn(modes);
const whole = (_type: TypeText, modes: Modes): ColumnMapping => decimalColumn(modes, 38, 0);
const unscaled = (_type: TypeText, modes: Modes): ColumnMapping => variableDecimalColumn(modes);
const duration = (): ColumnMapping => intervalColumn('numeric');
const zoned = (keepOffset: boolean) => (type: TypeText): ColumnMapping =>
  zonedTimestampColumn({ keepOffset, precision: numberArg(type, 0) ?? 6, fixedWidth: false });
/** DECIMAL and NUMERIC without precision are whole numbers; NUMBER without precision is anything. */
const exact = (type: TypeText, modes: Modes): ColumnMapping => (type.args.length === 0 ? whole(type, modes) : number(type, modes));

/** Oracle types that the XStream connector maps (semantics.md 2.8). */
const TYPES: Table = {
  char: text, nchar: text, varchar2: text, nvarchar2: text, varchar: text, clob: text, nclob: text,
  number, decimal: exact, numeric: exact, dec: exact,
  integer: whole, int: whole, smallint: whole,
  float: unscaled, real: unscaled, 'double precision': unscaled,
  binary_float: () => floatColumn('float32'), binary_double: () => floatColumn('float64'),
  date: (_type, modes) => (modes.time === 'connect' ? dateWithoutTime(modes) : timestampColumn(modes, 0)),
  timestamp: (type, modes) => timestampColumn(modes, numberArg(type, 0) ?? 6),
  'timestamp with time zone': zoned(true),
  'timestamp with local time zone': zoned(false),
  'interval year to month': duration, 'interval day to second': duration,
  raw: binary, blob: binary,
  xmltype: () => textColumn('io.debezium.data.Xml'),
};

/** Types that Oracle has and XStream does not capture. */
const DROPPED: ReadonlySet<string> = new Set([
  'boolean', 'json', 'vector', 'bfile', 'long', 'long raw', 'rowid', 'urowid', 'udt', 'ref', 'nested table',
]);

/** The field that an Oracle column becomes; undefined when it is left out. Throws an Error for a type that Oracle does not have. */
export function mapOracleType(type: TypeText, modes: Modes): ColumnMapping | undefined {
  const column = type.array ? undefined : (TYPES[type.name] ?? intervalWithPrecision(type));
  if (column) return column(type, modes);
  if (DROPPED.has(type.name)) return undefined;
  throw new Error(`Oracle has no type '${type.text}'`);
}

/** NUMBER by its count of digits before the point: the smallest integer that surely holds it (semantics.md 2.8). */
function number(type: TypeText, modes: Modes): ColumnMapping {
  if (type.args.length === 0) return variableDecimalColumn(modes);
  const precision = numberArg(type, 0) ?? 38;
  const scale = numberArg(type, 1) ?? 0;
  if (scale === 0 && type.args[0] === '*' && type.args.length === 1) return variableDecimalColumn(modes);
  if (scale > 0 || modes.decimal !== 'precise') return decimalColumn(modes, precision, scale);
  const digits = precision - scale;
  if (digits >= 19) return decimalColumn(modes, precision, scale);
  return integerColumn(digits < 3 ? 'int8' : digits < 5 ? 'int16' : digits < 10 ? 'int32' : 'int64');
}

/** Mode connect makes an Oracle DATE a calendar date and loses its time part (semantics.md 2.8). */
function dateWithoutTime(modes: Modes): ColumnMapping {
  const date = dateColumn(modes);
  const encode = (cell: Cell): Cell => {
    if (!parseMoment(toText(cell))) throw new Error(`'${toText(cell)}' is no date`);
    return date.encode(toText(cell).trim().slice(0, 10));
  };
  return semanticColumn('int32', LOGICAL.date, encode);
}

/** `INTERVAL DAY(2) TO SECOND(6)` has arguments inside, so that its name does not come apart cleanly. */
function intervalWithPrecision(type: TypeText): Table[string] | undefined {
  return type.name.startsWith('interval ') ? duration : undefined;
}
