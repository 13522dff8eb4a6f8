import type { NoType, TypeModes } from '../../flink/registry/source-types.js';
import { CONNECT } from '../../flink/registry/shape.js';
import { absent, anyNumber, binary, decimal, each, named, plain, text, timestamp, xml } from '../catalogue-rows.js';
import { sourceTypes } from '../column-types.js';
import type { CatalogueAnswer, CatalogueRow } from '../column-types.js';
import { numberAt } from '../database-type.js';
import type { DatabaseType } from '../database-type.js';
import { copiedWith, TIMES } from '../decodings.js';

const WHOLE_PRECISION = 38;

const whole: CatalogueRow = (_type, modes) => integer(WHOLE_PRECISION, 0, modes);
const number: CatalogueRow = (type, modes) => {
  const [precision, scale] = [numberAt(type, 0) ?? WHOLE_PRECISION, numberAt(type, 1)];
  const undeclared = type.args.length === 0 || (type.args[0] === '*' && type.args.length === 1);
  if (undeclared) return anyNumber(type, modes);
  return (scale ?? 0) > 0 ? decimal(precision, scale!, modes) : integer(precision, scale ?? 0, modes);
};
/** DECIMAL and NUMERIC without digits are whole numbers; NUMBER without digits is any number. */
const exact: CatalogueRow = (type, modes) => (type.args.length === 0 ? whole(type, modes) : number(type, modes));

/**
 * The narrowest integer that holds all values of so many digits. As text or as a floating point number it travels like any
 * other number, keys included (semantics.md 2.8).
 */
function integer(precision: number, scale: number, modes: TypeModes): CatalogueAnswer {
  const digits = precision - scale;
  const type = digits < 3 ? 'TINYINT' : digits < 5 ? 'SMALLINT' : digits < 10 ? 'INT' : digits < 19 ? 'BIGINT' : undefined;
  if (type === undefined || modes.decimals === 'double') return decimal(precision, scale, modes);
  return modes.decimals === 'precise' ? { registers: { type } } : { registers: { type: 'STRING' }, as: { type, from: 'decimal' } };
}

const dateRow: CatalogueRow = (_type, modes) =>
  modes.times === 'connect'
    ? { registers: { type: 'DATE', semantic: CONNECT.date }, note: 'The time of day is cut off: times: adaptive keeps it.' }
    : timestamp(0, modes);
const timestampRow: CatalogueRow = (type, modes) => timestamp(numberAt(type, 0) ?? 6, modes);

const zoned = { type: 'STRING', semantic: `${TIMES}.ZonedTimestamp` } as const;

/** semantics.md 2.8, row by row. */
const ROWS: Readonly<Record<string, CatalogueRow>> = {
  ...each(['char', 'nchar', 'varchar', 'varchar2', 'nvarchar2'], text),
  number, ...each(['decimal', 'numeric', 'dec'], exact), ...each(['integer', 'int', 'smallint'], whole),
  ...each(['float', 'real', 'double precision'], anyNumber), binary_float: plain('FLOAT'), binary_double: plain('DOUBLE'),
  date: dateRow, timestamp: timestampRow,
  'timestamp with time zone': () => ({ registers: zoned }),
  // Normalised to UTC: the catalogue knows it, the registered schema does not.
  'timestamp with local time zone': () => ({ registers: zoned, as: { type: 'TIMESTAMP_LTZ(6)', from: 'zoned-timestamp' } }),
  ...each(['interval year to month', 'interval day to second'], named('BIGINT', `${TIMES}.MicroDuration`)),
  ...each(['raw', 'blob'], binary),
  ...each(['clob', 'nclob'], plain('STRING', 'An update that does not touch it brings __cflt_unavailable_value instead: from: unavailable-as-null makes that NULL.')),
  xmltype: xml,
};

const ABSENT: ReadonlySet<string> = new Set([
  'boolean', 'json', 'vector', 'bfile', 'long', 'long raw', 'rowid', 'urowid', 'udt', 'ref', 'nested table',
]);

function unknownType({ text: written }: DatabaseType): NoType {
  return { problem: `${written} is no type of Oracle that XStream captures, such as an object type`, choices: ['leave the column out of the pipeline'] };
}

/** Arguments that make another type. */
const WITH_ARGUMENTS = ['number(2)', 'number(4)', 'number(9)', 'number(18)', 'number(30)', 'number(10,2)', 'timestamp(3)', 'timestamp(9)'];

export const oracleTypes = sourceTypes({
  names: [...Object.keys(ROWS), ...ABSENT, ...WITH_ARGUMENTS],
  rowOf: (type) => ROWS[type.name] ?? (ABSENT.has(type.name) ? absent(`${type.text} columns`) : undefined),
  unknownType,
  decodings: {
    [`${TIMES}.ZonedTimestamp`]: copiedWith('ISO text; TIMESTAMP WITH TIME ZONE keeps its own offset, WITH LOCAL TIME ZONE is in UTC and can become TIMESTAMP_LTZ(6) with from: zoned-timestamp.'),
  },
});
