import type { NoType } from '../../flink/registry/source-types.js';
import { rootOf } from '../../flink/types.js';
import type { TypeRoot } from '../../flink/types.js';
import { binary, bits, date, decimal, each, floatVector, geometry, json, named, plain, point, text, time, timestamp, zonedTimestamp } from '../catalogue-rows.js';
import { sourceTypes } from '../column-types.js';
import type { CatalogueRow } from '../column-types.js';
import { numberAt } from '../database-type.js';
import type { DatabaseType } from '../database-type.js';
import { copiedWith, DATA, TIMES } from '../decodings.js';

const integer = (signed: string, unsigned: string): CatalogueRow => (type) => ({ registers: { type: type.unsigned ? unsigned : signed } });

/** A snapshot reads it as a number; a table that the connector saw being created may stream it as BOOLEAN (semantics.md 2.7). */
const booleanRow = plain('SMALLINT', '0 and 1: BOOLEAN with from: boolean makes it a truth value.');
const tinyint: CatalogueRow = (type, modes) => (numberAt(type, 0) === 1 && !type.unsigned ? booleanRow(type, modes) : { registers: { type: 'SMALLINT' } });

/** BIGINT UNSIGNED has a mode of its own; under `precise` it is a decimal whatever decimals are. */
const bigint: CatalogueRow = (type, modes) => {
  if (!type.unsigned) return { registers: { type: 'BIGINT' } };
  if (modes.unsignedBigint === 'precise') return decimal(20, 0, { ...modes, decimals: 'precise' });
  return { registers: { type: 'BIGINT' }, note: 'Values above 9223372036854775807 become negative: unsignedBigint: precise makes it a DECIMAL(20, 0).' };
};

const float: CatalogueRow = (type) => {
  const digits = type.args.length === 1 ? numberAt(type, 0) ?? 0 : 0;
  return { registers: { type: digits > 24 ? 'DOUBLE' : 'FLOAT' } };
};

/** MySQL tells DATETIME apart by its digits, also where times are counted in microseconds. */
const datetime: CatalogueRow = (type, modes) => timestamp(numberAt(type, 0) ?? 0, modes.times === 'connect' ? modes : { ...modes, times: 'adaptive' });
const timeRow: CatalogueRow = (type, modes) => time(numberAt(type, 0) ?? 0, modes.times === 'connect' ? modes : { ...modes, times: 'adaptive_time_microseconds' });
const bit: CatalogueRow = (type, modes) => ((numberAt(type, 0) ?? 1) === 1 ? { registers: { type: 'BOOLEAN' } } : bits(type, modes));
const decimalRow: CatalogueRow = (type, modes) => decimal(numberAt(type, 0) ?? 10, numberAt(type, 1) ?? 0, modes);

/** semantics.md 2.7, row by row. */
const ROWS: Readonly<Record<string, CatalogueRow>> = {
  ...each(['boolean', 'bool'], booleanRow), bit,
  tinyint, smallint: integer('SMALLINT', 'INT'), mediumint: integer('INT', 'INT'), ...each(['int', 'integer'], integer('INT', 'BIGINT')),
  bigint, serial: (type, modes) => bigint({ ...type, unsigned: true }, modes),
  float, ...each(['double', 'double precision', 'real'], plain('DOUBLE')), ...each(['decimal', 'numeric', 'dec', 'fixed'], decimalRow),
  ...each(['char', 'varchar', 'nchar', 'nvarchar', 'tinytext', 'text', 'mediumtext', 'longtext'], text),
  binary: (type, modes) => ({ note: 'Padded with zero bytes to its length.', ...binary(type, modes) }),
  ...each(['varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob'], binary),
  json, enum: named('STRING', `${DATA}.Enum`), set: named('STRING', `${DATA}.EnumSet`),
  year: named('INT', `${TIMES}.Year`), date, time: timeRow, datetime, timestamp: zonedTimestamp,
  ...each(['geometry', 'linestring', 'polygon', 'multipoint', 'multilinestring', 'multipolygon', 'geometrycollection', 'geomcollection'], geometry),
  point, vector: floatVector,
};

const WIDENED: Readonly<Partial<Record<TypeRoot, string>>> = { TINYINT: 'SMALLINT', FLOAT: 'DOUBLE' };

function unknownType({ text: written }: DatabaseType): NoType {
  return { problem: `${written} is no type of MySQL that the connector captures`, choices: ['leave the column out of the pipeline'] };
}

/** Arguments that make another type. */
const WITH_ARGUMENTS = ['bit(8)', 'tinyint(1)', 'tinyint unsigned', 'smallint unsigned', 'mediumint unsigned', 'int unsigned', 'bigint unsigned', 'float(53)', 'decimal(10,2)', 'decimal(50,2)', 'time(6)', 'datetime(6)'];

export const mysqlTypes = sourceTypes({
  names: [...Object.keys(ROWS), ...WITH_ARGUMENTS],
  rowOf: (type) => (type.array ? undefined : ROWS[type.name]),
  unknownType,
  decodings: {
    // Versions of the connector differ in the width of TINYINT, and the table takes both (semantics.md 2.7).
    '': (type) => (type !== undefined && WIDENED[rootOf(type)] !== undefined ? { definition: WIDENED[rootOf(type)]! } : undefined),
    [`${TIMES}.MicroTime`]: copiedWith('Microseconds: a TIME of MySQL may be negative or longer than a day, which no time of day can be.') },
});
