import type { NoType } from '../../flink/registry/source-types.js';
import {
  absent, anyNumber, binary, bits, date, decimal, doubleVector, each, floatVector, geography, geometry, json, named, plain, point, text, time, timestamp,
  xml, zonedTimestamp,
} from '../catalogue-rows.js';
import { sourceTypes } from '../column-types.js';
import type { CatalogueRow } from '../column-types.js';
import { numberAt } from '../database-type.js';
import type { DatabaseType } from '../database-type.js';
import { DATA, SPARSE_VECTOR, TIMES } from '../decodings.js';
import type { Decoding } from '../decodings.js';

const float: CatalogueRow = (type) => ({ registers: { type: (numberAt(type, 0) ?? 53) <= 24 ? 'FLOAT' : 'DOUBLE' } });
const numeric: CatalogueRow = (type, modes) => {
  const precision = numberAt(type, 0);
  if (precision === undefined) return anyNumber(type, modes);
  const answer = decimal(precision, numberAt(type, 1) ?? 0, modes);
  const mayFail = modes.decimals === 'string' && !('problem' in answer) && answer.as !== undefined;
  return mayFail ? { ...answer, note: 'Where the column holds NaN, use from: decimal-or-null.' } : answer;
};
/** Its precision is in no schema: 64 digits are assumed, more than Flink takes (semantics.md 2.1 item 9). */
const money: CatalogueRow = (_type, modes) =>
  modes.decimals === 'precise'
    ? { problem: 'money is registered without a precision, and so with more digits than a DECIMAL of Flink holds', choices: ['decimals: string, which makes it a DECIMAL(19, 2)', 'decimals: double, which loses digits'] }
    : decimal(19, modes.moneyFractionDigits, modes);
const bit: CatalogueRow = (type, modes) => ((numberAt(type, 0) ?? 1) === 1 ? { registers: { type: 'BOOLEAN' } } : bits(type, modes));
const timeRow: CatalogueRow = (type, modes) => time(numberAt(type, 0) ?? 6, modes);
const timestampRow: CatalogueRow = (type, modes) => {
  const answer = timestamp(numberAt(type, 0) ?? 6, modes);
  const endless = (numberAt(type, 0) ?? 6) > 3 && modes.times !== 'connect';
  return 'problem' in answer || !endless ? answer : { ...answer, note: 'Where the column holds infinity, use from: micro-timestamp-infinity.' };
};
const interval: CatalogueRow = (_type, modes) =>
  ({ registers: modes.intervals === 'string' ? { type: 'STRING', semantic: `${TIMES}.Interval` } : { type: 'BIGINT', semantic: `${TIMES}.MicroDuration` } });
const hstore: CatalogueRow = (type, modes) =>
  modes.hstore === 'json' ? json(type, modes) : { registers: { type: 'MAP<STRING NOT NULL, STRING>' }, note: 'hstore.handling.mode=json makes it a JSON text, which every reader of the table takes.' };

/** semantics.md 2.6, row by row. */
const ROWS: Readonly<Record<string, CatalogueRow>> = {
  ...each(['boolean', 'bool'], plain('BOOLEAN')), bit, ...each(['varbit', 'bit varying'], bits),
  ...each(['smallint', 'int2', 'smallserial', 'serial2'], plain('SMALLINT')),
  ...each(['integer', 'int', 'int4', 'serial', 'serial4'], plain('INT')),
  ...each(['bigint', 'int8', 'bigserial', 'serial8', 'oid'], plain('BIGINT')),
  ...each(['real', 'float4'], plain('FLOAT')), ...each(['double precision', 'float8'], plain('DOUBLE')), float,
  ...each(['numeric', 'decimal'], numeric), money,
  ...each(['char', 'character', 'bpchar'], plain('STRING', 'Padded with blanks to its length.')),
  ...each(['varchar', 'character varying', 'text', 'citext', 'name'], text),
  uuid: named('STRING', `${DATA}.Uuid`), ...each(['json', 'jsonb'], json), xml, enum: named('STRING', `${DATA}.Enum`), ltree: named('STRING', `${DATA}.Ltree`),
  ...each(['inet', 'cidr', 'macaddr', 'macaddr8', 'int4range', 'int8range', 'numrange', 'tsrange', 'tstzrange', 'daterange', 'isbn'], text),
  hstore, bytea: binary,
  date, ...each(['time', 'time without time zone'], timeRow), ...each(['timetz', 'time with time zone'], named('STRING', `${TIMES}.ZonedTime`)),
  ...each(['timestamp', 'timestamp without time zone'], timestampRow), ...each(['timestamptz', 'timestamp with time zone'], zonedTimestamp),
  interval, point, geometry, geography, vector: doubleVector, halfvec: floatVector, sparsevec: () => SPARSE_VECTOR,
};

/** Types that Debezium 3.2 does not read; they may be asked for as bytes. */
const ABSENT: ReadonlySet<string> = new Set(['box', 'lseg', 'path', 'polygon', 'circle', 'line', 'tsvector', 'tsquery', 'jsonpath', 'pg_lsn']);

/** Element types whose arrays are captured; the column of any other array is dropped. */
const ARRAYS: ReadonlySet<string> = new Set([
  'smallint', 'int2', 'integer', 'int', 'int4', 'bigint', 'int8', 'oid', 'text', 'varchar', 'character varying', 'char', 'character', 'bpchar', 'citext',
  'inet', 'cidr', 'macaddr', 'macaddr8', 'int4range', 'int8range', 'numrange', 'tsrange', 'tstzrange', 'daterange', 'isbn', 'numeric', 'decimal', 'real', 'float4', 'double precision', 'float8', 'float',
  'boolean', 'bool', 'date', 'uuid', 'json', 'jsonb', 'time', 'time without time zone', 'timetz', 'time with time zone', 'timestamp', 'timestamp without time zone',
  'timestamptz', 'timestamp with time zone', 'bytea', 'enum', 'ltree', 'hstore', 'geometry', 'geography',
]);

/** Elements cannot be converted without taking the array apart, so they stay as they travel. */
const arrayOf = (element: CatalogueRow): CatalogueRow => (type, modes) => {
  const answer = element(type, modes);
  if ('problem' in answer) return answer;
  const { semantic } = answer.registers;
  const encoded = semantic?.startsWith(TIMES) === true && answer.registers.type !== 'STRING';
  return { registers: { type: `ARRAY<${answer.registers.type}>` }, ...(encoded ? { note: `The elements stay encoded as ${semantic}.` } : {}) };
};

const asBytes: CatalogueRow = () => ({ registers: { type: 'BYTES' }, note: 'Passed on as bytes, since the connector does not know the type.' });

function rowOf(type: DatabaseType): CatalogueRow {
  // `interval day to second` limits what is kept, not how it travels.
  const row = ROWS[type.name.startsWith('interval ') ? 'interval' : type.name];
  const known = row !== undefined && (!type.array || ARRAYS.has(type.name));
  if (known) return type.array ? arrayOf(row) : row;
  return (asked, modes) => (modes.unknownTypes ? asBytes(asked, modes) : type.array || ABSENT.has(type.name) ? absent(`${type.text} columns`)(asked, modes) : unknownType(type));
}

function unknownType({ text: written }: DatabaseType): NoType {
  return {
    problem: `${written} is no type that the connector knows: a composite type or one of an extension. The column is missing from its records`,
    choices: ['leave the column out of the pipeline', 'include.unknown.datatypes=true, which passes it on as BYTES', 'for an enum or a domain, name the enum or the type below the domain'],
  };
}

/** The place of a geometry is half of what it says: its reference system is a column beside it. */
const withSrid: Decoding = () => ({ definition: { type: 'BYTES', from: 'geometry-wkb' }, also: { _srid: { type: 'INT', expression: '{column}.`srid`' } } });

/** Arguments that make another type. */
const WITH_ARGUMENTS = ['bit(8)', 'numeric(10,2)', 'decimal(10,2)', 'float(24)', 'time(3)', 'timestamp(3)', 'integer[]', 'text[]', 'numeric(10,2)[]', 'timestamp(3)[]', 'money[]'];

export const postgresTypes = sourceTypes({
  names: [...Object.keys(ROWS), ...ABSENT, ...WITH_ARGUMENTS],
  rowOf,
  unknownType,
  decodings: { [`${DATA}.geometry.Geometry`]: withSrid, [`${DATA}.geometry.Geography`]: withSrid },
});
