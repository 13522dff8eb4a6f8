import { conversionFits, conversionOf, conversions } from '../../src/flink/conversions.js';
import type { ConversionName } from '../../src/flink/conversions.js';
import type { ColumnObject } from '../../src/flink/columns.js';
import { buildCreateTable } from '../../src/flink/create-table.js';
import { buildInsert } from '../../src/flink/insert.js';
import { normaliseColumns } from '../../src/flink/target-columns.js';
import { isTypeProblem, parseFlinkType } from '../../src/flink/types.js';
import { DYNAMODB_VALUE } from './golden-sources.js';
import type { PlanCase, State } from './flink-case.js';
import { expectedState, sourceTableSql } from './source-table.js';
import type { SourceKind, SourceTable } from './source-table.js';

/** A target column for each type, some with edges of their range. */
export const TARGET_TYPES = [
  'BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL(10, 2)', 'DECIMAL(38, 18)', 'STRING', 'VARCHAR(20)', 'CHAR(5)', 'BYTES',
  'BINARY(4)', 'VARBINARY(20)', 'DATE', 'TIME(0)', 'TIME(3)', 'TIMESTAMP(0)', 'TIMESTAMP(3)', 'TIMESTAMP(6)', 'TIMESTAMP(9)', 'TIMESTAMP_LTZ(0)',
  'TIMESTAMP_LTZ(3)', 'TIMESTAMP_LTZ(6)', 'TIMESTAMP_LTZ(9)',
] as const;

const NESTED_TYPES = ['ARRAY<STRING>', 'ARRAY<INT NOT NULL>', 'MAP<STRING, STRING>', 'ROW<`x` DOUBLE NOT NULL, `wkb` BYTES, `srid` INT>'] as const;

/** What a source column of a conversion may be in Flink; `any` in the words of the conversion's description. */
const INPUT_TYPES: Readonly<Record<Exclude<(typeof conversions)[ConversionName]['input'], 'any'>, readonly string[]>> = {
  INT: ['INT'],
  BIGINT: ['BIGINT'],
  STRING: ['STRING'],
  BYTES: ['BYTES'],
  SMALLINT: ['SMALLINT', 'INT'],
  ARRAY: ['ARRAY<STRING>'],
  ROW: ['ROW<`wkb` BYTES, `srid` INT>'],
};

/** Casts that people write: a registered type, and what they want it to be. */
const CASTS: readonly (readonly [string, readonly string[]])[] = [
  ['SMALLINT', ['INT', 'BIGINT', 'DECIMAL(10, 2)', 'STRING', 'BOOLEAN']],
  ['BIGINT', ['INT', 'DOUBLE', 'STRING', 'VARCHAR(20)', 'BOOLEAN']],
  ['DECIMAL(38, 0)', ['BIGINT', 'DECIMAL(10, 2)', 'STRING']],
  ['FLOAT', ['DOUBLE', 'DECIMAL(10, 2)', 'STRING']],
  ['BOOLEAN', ['SMALLINT', 'STRING']],
  ['STRING', ['CHAR(5)', 'VARCHAR(20)', 'DATE', 'TIME(3)', 'TIMESTAMP(3)', 'TIMESTAMP_LTZ(3)', 'BOOLEAN', 'INT', 'BYTES', 'BINARY(4)', 'VARBINARY(20)']],
  ['BYTES', ['STRING', 'BINARY(4)', 'VARBINARY(20)']],
  ['DATE', ['TIMESTAMP(3)', 'TIMESTAMP_LTZ(3)', 'STRING']],
  ['TIMESTAMP_LTZ(3)', ['TIMESTAMP(3)', 'TIMESTAMP_LTZ(6)', 'DATE', 'TIME(3)', 'STRING']],
];

/** Widenings that need no CAST (semantics.md 3.5 item 1): a registered type, and target types that take it as it is. */
const WIDENINGS: readonly (readonly [string, readonly string[]])[] = [
  ['TINYINT', ['SMALLINT', 'INT', 'BIGINT']], ['SMALLINT', ['INT', 'BIGINT', 'DOUBLE']], ['INT', ['BIGINT', 'DOUBLE']], ['FLOAT', ['DOUBLE']],
  ['VARCHAR(20)', ['STRING']], ['TIMESTAMP_LTZ(3)', ['TIMESTAMP_LTZ(6)']], ['TIMESTAMP(3)', ['TIMESTAMP(6)']], ['STRING NOT NULL', ['STRING']],
  ['STRING', ['DECIMAL(10, 2)']], ['DECIMAL(10, 2)', ['DECIMAL(12, 2)']], ['DOUBLE', ['DECIMAL(10, 2)']],
];

interface Reading {
  readonly label: string;
  readonly source: string;
  readonly column: ColumnObject;
}

/** Every conversion to every type that it makes, as value and as key; plain columns of every type; DynamoDB's attributes. */
export function matrixCases(): readonly PlanCase[] {
  const asIs = [...TARGET_TYPES, ...NESTED_TYPES].map((type): Reading => ({ label: `${type} as it is`, source: type, column: { type } }));
  const widened = WIDENINGS.flatMap(([source, types]) => types.map((type): Reading => ({ label: `${source} into ${type}`, source, column: { type } })));
  return [
    ...inBatches(conversionReadings(), (readings) => valueCase('conversions', readings)),
    ...inBatches([...asIs, ...widened], (readings) => valueCase('plain columns', readings)),
    ...inBatches([...conversionReadings(), ...asIs].filter(canBeKey), keyCase),
    ...inBatches(attributeReadings(), attributeCase),
  ];
}

/** Planning costs much the same for one column and for many. */
const COLUMNS_PER_CASE = 25;

function inBatches(readings: readonly Reading[], make: (readings: readonly Reading[]) => PlanCase): readonly PlanCase[] {
  const batches = Array.from({ length: Math.ceil(readings.length / COLUMNS_PER_CASE) }, (_, i) => readings.slice(i * COLUMNS_PER_CASE, (i + 1) * COLUMNS_PER_CASE));
  return batches.map((batch) => ({ ...make(batch), parts: batch.map((reading) => make([reading])) }));
}

function conversionReadings(): readonly Reading[] {
  return (Object.keys(conversions) as ConversionName[]).flatMap((from) =>
    sourceTypesOf(from).flatMap(([source, types]) => types.map((type) => ({ label: `${from}: ${source} to ${type}`, source, column: { type, from } }))),
  );
}

function sourceTypesOf(name: ConversionName): readonly (readonly [string, readonly string[]])[] {
  if (name === 'cast') return CASTS;
  const { input } = conversionOf(name);
  const sources = input === 'any' ? NESTED_TYPES : INPUT_TYPES[input];
  return sources.map((source) => [source, TARGET_TYPES.filter((type) => fits(name, type))] as const);
}

function fits(name: ConversionName, text: string): boolean {
  const type = parseFlinkType(text);
  return !isTypeProblem(type) && conversionFits(name, type);
}

/** The columns beside a key, with a condition on another. */
function valueCase(group: string, readings: readonly Reading[]): PlanCase {
  const table: SourceTable = { name: 'db.s.t', columns: { id: 'INT NOT NULL', status: 'STRING', ...each(readings, ({ source }) => source) }, key: ['id'] };
  const columns = { id: { type: 'INT' }, ...each(readings, ({ column }) => column) };
  const state = expectedState('upsert', { filtered: true, keyCopied: true });
  return planCase({ group, name: labelOf(readings), table, kind: 'upsert', columns, key: ['id'], where: "`status` <> 'test'", state });
}

function canBeKey({ column }: Reading): boolean {
  return normaliseColumns({ columns: { c: column }, key: ['c'] }).problems.every((problem) => problem.severity === 'warning');
}

/** The columns as a key. Those that are converted lose the key that Flink knew (semantics.md 3.5 item 5). */
function keyCase(readings: readonly Reading[]): PlanCase {
  const columns = each(readings, ({ column }) => column);
  const key = Object.keys(columns);
  const table: SourceTable = { name: 'db.s.t', columns: { ...each(readings, ({ source }) => `${source} NOT NULL`), v: 'STRING' }, key };
  const keyCopied = readings.every(({ column }) => column.from === undefined || column.from === 'geometry-wkb');
  const state = expectedState('retract-with-key', { filtered: false, keyCopied });
  return planCase({ group: 'keys', name: `key ${labelOf(readings)}`, table, kind: 'retract-with-key', columns: { ...columns, v: { type: 'STRING' } }, key, state });
}

const DESCRIPTORS = ['S', 'N', 'BOOL', 'B', 'M', 'L', 'SS', 'NS', 'BS'] as const;

/** Attributes of an item: each descriptor as each type, and through each conversion, that the product lets pass. */
function attributeReadings(): readonly Reading[] {
  const attribute = "o'c 1";
  const plain = DESCRIPTORS.flatMap((attributeType) =>
    TARGET_TYPES.map((type): Reading => ({ label: `${attributeType} to ${type}`, source: 'STRING', column: { type, attributeType, attribute } })),
  );
  const converted = (Object.keys(conversions) as ConversionName[]).filter((from) => from !== 'cast').flatMap((from) =>
    TARGET_TYPES.filter((type) => fits(from, type)).map((type): Reading => ({ label: `${from} to ${type}`, source: 'STRING', column: { type, from, attribute } })),
  );
  return [...plain, ...converted].filter(({ column }) => {
    const { columns } = normaliseColumns({ columns: { id: { type: 'STRING' }, c: column }, key: ['id'] });
    return buildInsert({ target: 't', source: 'Orders', sourceStyle: 'dynamodb-document', columns }).sql !== '';
  });
}

function attributeCase(readings: readonly Reading[]): PlanCase {
  const table: SourceTable = { name: 'Orders', columns: { id: 'STRING NOT NULL', val: DYNAMODB_VALUE }, key: ['id'] };
  const columns = { id: { type: 'STRING' }, ...each(readings, ({ column }) => column) };
  return planCase({ group: 'DynamoDB attributes', name: `attribute ${labelOf(readings)}`, table, kind: 'append', columns, key: ['id'] });
}

/** One entry per reading: `c0`, `c1` ... */
function each<Item>(readings: readonly Reading[], item: (reading: Reading) => Item): Readonly<Record<string, Item>> {
  return Object.fromEntries(readings.map((reading, i) => [`c${i}`, item(reading)]));
}

function labelOf(readings: readonly Reading[]): string {
  return readings.map(({ label }) => label).join(', ');
}

interface Parts {
  readonly group: string;
  readonly name: string;
  readonly table: SourceTable;
  readonly kind: SourceKind;
  readonly columns: Readonly<Record<string, ColumnObject>>;
  readonly key: readonly string[];
  readonly where?: string;
  readonly state?: State;
}

/** The statements as the product writes them. */
function planCase({ group, name, table, kind, columns: written, key, where, state }: Parts): PlanCase {
  const { columns, problems } = normaliseColumns({ columns: written, key });
  const errors = problems.filter((problem) => problem.severity !== 'warning');
  if (errors.length > 0) throw new Error(`${name}: ${errors.map((error) => error.summary).join('; ')}`);
  const insert = buildInsert({
    target: 'target', source: table.name, sourceStyle: table.columns['val'] === undefined ? 'columns' : 'dynamodb-document', columns, ...(where === undefined ? {} : { where }),
  });
  const create = buildCreateTable({ table: 'target', columns, primaryKey: key, changelogMode: 'upsert', cleanupPolicy: 'compact', buckets: 6, maxMessageBytes: 8_388_608 });
  const statements = [sourceTableSql(table, kind), create, insert.sql].map((sql) => sql.replace(/;\s*$/, ''));
  return { group, name, statements, ...(state === undefined ? {} : { state }) };
}
