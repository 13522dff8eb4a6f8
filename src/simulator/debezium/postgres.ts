import type { Cell } from '../model.js';
import type { ColumnMapping } from './columns.js';
import {
  binaryColumn, bitsColumn, booleanColumn, enumColumn, floatColumn, integerColumn, jsonColumn, textColumn, toText, unknownColumn,
} from './columns.js';
import { arrayOf, optional, primitive } from './connect-schema.js';
import { decimalColumn, variableDecimalColumn } from './decimal-columns.js';
import { geometryColumn, pointColumn, sparseVectorColumn, vectorColumn } from './geometry-columns.js';
import type { Modes } from './modes.js';
import { dateColumn, intervalColumn, timeColumn, timestampColumn, zonedTimeColumn, zonedTimestampColumn } from './temporal-columns.js';
import type { TypeText } from './type-text.js';
import { numberArg } from './type-text.js';

type Table = Readonly<Record<string, (type: TypeText, modes: Modes) => ColumnMapping>>;

const text = (): ColumnMapping => textColumn();
const int16 = (): ColumnMapping => integerColumn('int16');
const int32 = (): ColumnMapping => integerColumn('int32');
const int64 = (): ColumnMapping => integerColumn('int64');
const time = (type: TypeText, modes: Modes): ColumnMapping => timeColumn(modes, numberArg(type, 0) ?? 6);
const timestamp = (type: TypeText, modes: Modes): ColumnMapping => timestampColumn(modes, numberArg(type, 0) ?? 6);
const timestamptz = (type: TypeText): ColumnMapping =>
  zonedTimestampColumn({ keepOffset: false, precision: numberArg(type, 0) ?? 6, fixedWidth: false });
const bit = (type: TypeText): ColumnMapping => ((numberArg(type, 0) ?? 1) === 1 ? booleanColumn() : bitsColumn(numberArg(type, 0)));
const varbit = (type: TypeText): ColumnMapping => bitsColumn(numberArg(type, 0));
const float = (type: TypeText): ColumnMapping => floatColumn((numberArg(type, 0) ?? 53) <= 24 ? 'float32' : 'float64');
const hstore = (_type: TypeText, modes: Modes): ColumnMapping => (modes.hstore === 'json' ? jsonColumn() : hstoreMap());

/** PostgreSQL types that Debezium 3.2 maps (semantics.md 2.6). */
const TYPES: Table = {
  boolean: booleanColumn, bool: booleanColumn, bit, varbit, 'bit varying': varbit,
  smallint: int16, int2: int16, smallserial: int16, serial2: int16,
  integer: int32, int: int32, int4: int32, serial: int32, serial4: int32,
  bigint: int64, int8: int64, bigserial: int64, serial8: int64, oid: int64,
  real: () => floatColumn('float32'), float4: () => floatColumn('float32'), float,
  'double precision': () => floatColumn('float64'), float8: () => floatColumn('float64'),
  numeric, decimal: numeric,
  money: (_type, modes) => decimalColumn(modes, undefined, modes.moneyFractionDigits),
  char: text, character: text, varchar: text, 'character varying': text, text, bpchar: text, citext: text, name: text,
  uuid: () => textColumn('io.debezium.data.Uuid'),
  json: jsonColumn, jsonb: jsonColumn, hstore,
  xml: () => textColumn('io.debezium.data.Xml'),
  enum: (type) => enumColumn(type.args),
  inet: text, cidr: text, macaddr: text, macaddr8: text, isbn: text,
  int4range: text, int8range: text, numrange: text, tsrange: text, tstzrange: text, daterange: text,
  ltree: () => textColumn('io.debezium.data.Ltree'),
  bytea: (_type, modes) => binaryColumn(modes),
  date: (_type, modes) => dateColumn(modes),
  time, 'time without time zone': time,
  timetz: zonedTimeColumn, 'time with time zone': zonedTimeColumn,
  timestamp, 'timestamp without time zone': timestamp,
  timestamptz, 'timestamp with time zone': timestamptz,
  interval: (_type, modes) => intervalColumn(modes.interval),
  point: pointColumn,
  geometry: () => geometryColumn('Geometry'),
  geography: () => geometryColumn('Geography'),
  vector: () => vectorColumn('DoubleVector'),
  halfvec: () => vectorColumn('FloatVector'),
  sparsevec: sparseVectorColumn,
};

/** Element types of which Debezium 3.2 publishes no array. */
const NO_ARRAY: ReadonlySet<string> = new Set([
  'money', 'name', 'interval', 'varbit', 'bit varying', 'bit', 'xml', 'point', 'vector', 'halfvec', 'sparsevec',
]);

/**
 * The field that a PostgreSQL column becomes. Undefined: the column is missing from the record, as for box, tsvector, composite
 * and every other type without a converter, unless `include.unknown.datatypes` passes it through as bytes (semantics.md 2.6).
 */
export function mapPostgresType(type: TypeText, modes: Modes): ColumnMapping | undefined {
  const unknown = modes.includeUnknown ? unknownColumn() : undefined;
  const element = TYPES[type.name]?.(type, modes);
  if (!type.array) return element ?? unknown;
  return element && !NO_ARRAY.has(type.name) ? arrayColumn(element) : unknown;
}

function numeric(type: TypeText, modes: Modes): ColumnMapping {
  const precision = numberArg(type, 0);
  return precision === undefined ? variableDecimalColumn(modes) : decimalColumn(modes, precision, numberArg(type, 1) ?? 0);
}

function arrayColumn(element: ColumnMapping): ColumnMapping {
  const encode = (cell: Cell): Cell => {
    if (!Array.isArray(cell)) throw new Error('expected a list');
    return (cell as readonly Cell[]).map((item) => (item === null ? null : element.encode(item)));
  };
  return { schema: arrayOf(optional(element.schema)), encode };
}

function hstoreMap(): ColumnMapping {
  const encode = (cell: Cell): Cell => {
    if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) throw new Error('expected an object of texts');
    return Object.fromEntries(Object.entries(cell).map(([key, value]) => [key, value === null ? null : toText(value)]));
  };
  return { schema: { type: 'map', values: optional(primitive('string')) }, encode };
}
