import type { ColumnMapping } from './columns.js';
import { binaryColumn, booleanColumn, floatColumn, integerColumn, textColumn, toText } from './columns.js';
import { decimalColumn } from './decimal-columns.js';
import type { Modes } from './modes.js';
import { dateColumn, timeColumn, timestampColumn, zonedTimestampColumn } from './temporal-columns.js';
import type { TypeText } from './type-text.js';
import { numberArg } from './type-text.js';

type Table = Readonly<Record<string, (type: TypeText, modes: Modes) => ColumnMapping>>;

const text = (): ColumnMapping => textColumn();
const binary = (type: TypeText, modes: Modes): ColumnMapping => binaryColumn(modes, type.name === 'binary' ? (numberArg(type, 0) ?? 1) : undefined);
const decimal = (type: TypeText, modes: Modes): ColumnMapping => decimalColumn(modes, numberArg(type, 0) ?? 18, numberArg(type, 1) ?? 0);
const uppercase: ColumnMapping = { ...textColumn(), encode: (cell) => toText(cell).toUpperCase() };

/** SQL Server types that Debezium 3.2 maps (semantics.md 2.8). */
const TYPES: Table = {
  bit: booleanColumn,
  tinyint: () => integerColumn('int16', undefined, 0n), smallint: () => integerColumn('int16'),
  int: () => integerColumn('int32'), integer: () => integerColumn('int32'), bigint: () => integerColumn('int64'),
  real: () => floatColumn('float32'),
  float: (type) => floatColumn((numberArg(type, 0) ?? 53) <= 24 ? 'float32' : 'float64'),
  decimal, numeric: decimal,
  money: (_type, modes) => decimalColumn(modes, 19, 4), smallmoney: (_type, modes) => decimalColumn(modes, 10, 4),
  char: text, varchar: text, text, nchar: text, nvarchar: text, ntext: text, sysname: text,
  uniqueidentifier: () => uppercase,
  xml: () => textColumn('io.debezium.data.Xml'),
  date: (_type, modes) => dateColumn(modes),
  time: (type, modes) => timeColumn(modes, numberArg(type, 0) ?? 7),
  datetime: (_type, modes) => timestampColumn(modes, 3),
  smalldatetime: (_type, modes) => timestampColumn(modes, 0),
  datetime2: (type, modes) => timestampColumn(modes, numberArg(type, 0) ?? 7),
  datetimeoffset: (type) => zonedTimestampColumn({ keepOffset: true, precision: numberArg(type, 0) ?? 7, fixedWidth: false }),
  binary, varbinary: binary, image: binary, rowversion: binary, timestamp: binary,
};

/** Types that SQL Server has and Debezium leaves out of the record. */
const DROPPED: ReadonlySet<string> = new Set(['geometry', 'geography', 'hierarchyid', 'sql_variant', 'clr']);

/** The field that a SQL Server column becomes; undefined when it is left out. Throws an Error for a type that SQL Server does not have. */
export function mapSqlserverType(type: TypeText, modes: Modes): ColumnMapping | undefined {
  const column = type.array ? undefined : TYPES[type.name];
  if (column) return column(type, modes);
  if (DROPPED.has(type.name)) return undefined;
  throw new Error(`SQL Server has no type '${type.text}'`);
}
