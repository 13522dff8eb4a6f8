import { buildCreateTable } from '../../../src/flink/create-table.js';
import type { ColumnDefinition } from '../../../src/flink/columns.js';
import { buildInsert } from '../../../src/flink/insert.js';
import { inferColumns, isSourceTable, readSourceTable } from '../../../src/flink/registry/index.js';
import type { SourceTable } from '../../../src/flink/registry/index.js';
import { normaliseColumns } from '../../../src/flink/target-columns.js';
import { formatFlinkType } from '../../../src/flink/types.js';
import type { PublishedTable, SourceName, WorldTable } from '../../../src/simulator/debezium/index.js';
import { typesOf } from '../../../src/sources/types.js';
import { captureOne } from '../../simulator/debezium/support.js';
import { cases, HOUSE } from '../../sources/type-cases.js';
import type { Config, TypeCase } from '../../sources/type-cases.js';

export const FORMATS = ['AVRO', 'JSON_SR', 'PROTOBUF'] as const;
export type Format = (typeof FORMATS)[number];
export const SOURCES = ['postgres', 'mysql', 'sqlserver', 'oracle', 'dynamodb'] as const satisfies readonly SourceName[];

/** What the pipeline's connector is told for each format (src/sources/config.ts). */
const CONVERTER: Readonly<Record<Format, Config>> = {
  AVRO: {},
  JSON_SR: { 'value.converter.decimal.format': 'NUMERIC' },
  PROTOBUF: { 'value.converter.optional.for.nullables': 'true' },
};

/** A table with a column per type, as one source registers it in one format, and what is inferred from that. */
export interface InferredCase {
  readonly source: SourceName;
  readonly format: Format;
  /** Settings of the connector that differ from the house's. */
  readonly modes: string;
  /** Type in the database, by column. */
  readonly types: Readonly<Record<string, string>>;
  /** Columns that the connector leaves out of its schema. */
  readonly absent: readonly string[];
  /** Absent: why nothing can be inferred. */
  readonly table?: SourceTable;
  readonly problem?: string;
  readonly create?: string;
  readonly insert?: string;
  /** Column -> why it is not in the target. */
  readonly leftOut: Readonly<Record<string, string>>;
}

/** Every type row of semantics.md 2.6 to 2.8 in every mode that changes it, one table per mode; DynamoDB by attribute type. */
export function inferredCases(source: SourceName, format: Format): readonly InferredCase[] {
  if (source === 'dynamodb') return dynamodbCases(format);
  const modes = new Map<string, TypeCase[]>();
  for (const each of cases[source]) {
    const name = modesText(each[2]);
    modes.set(name, [...(modes.get(name) ?? []), each]);
  }
  return [...modes].map(([name, members]) => inferredCase(source, format, name, tableOf(source, members), { ...HOUSE, ...CONVERTER[format], ...members[0]![2] }));
}

function modesText(config: Config = {}): string {
  return Object.entries(config).map(([key, value]) => `${key}=${value}`).join(', ') || 'defaults of the house';
}

/** Columns are called like their types, so that a line of SQL tells which row of the table it stands for. */
function tableOf(source: SourceName, members: readonly TypeCase[]): WorldTable {
  const names = members.reduce<readonly string[]>((taken, [type]) => [...taken, freeName(type, taken)], []);
  const key = source === 'oracle' ? 'VARCHAR2(9)' : 'int';
  return { name: 's.t', key: ['id'], columns: { id: { type: key }, ...Object.fromEntries(members.map(([type], i) => [names[i]!, { type }])) }, rows: [] };
}

function freeName(type: string, taken: readonly string[]): string {
  const name = `c_${type.toLowerCase().replace(/\[\]/g, '_array').replace(/[^a-z0-9]+/g, '_').replace(/_$/, '')}`;
  return taken.includes(name) ? freeName(`${type} 2`, taken) : name;
}

function inferredCase(source: SourceName, format: Format, modes: string, world: WorldTable, config: Config, exceptions?: Readonly<Record<string, ColumnDefinition>>): InferredCase {
  const published: PublishedTable = captureOne(source, world, config, format);
  const types = Object.fromEntries(Object.entries(world.columns).map(([name, { type }]) => [name, type]));
  const base = { source, format, modes, types, absent: published.dropped, leftOut: {} };
  const table = readSourceTable({ keySchema: published.keySchema, valueSchema: published.valueSchema, style: source === 'dynamodb' ? 'dynamodb-document' : 'columns' });
  if (!isSourceTable(table)) return { ...base, problem: table.summary };
  const inferred = inferColumns(typesOf[source], table, exceptions === undefined ? {} : { exceptions });
  const { columns, problems } = normaliseColumns(inferred);
  const create = buildCreateTable({ table: 'target', columns, primaryKey: inferred.key, changelogMode: 'upsert', cleanupPolicy: 'compact', buckets: 6, maxMessageBytes: 8_388_608 });
  const insert = buildInsert({ target: 'target', source: published.topic, sourceStyle: source === 'dynamodb' ? 'dynamodb-document' : 'columns', columns });
  const errors = [...inferred.findings, ...problems, ...insert.problems].filter(({ severity }) => (severity ?? 'error') === 'error');
  if (errors.length > 0) throw new Error(`${source} ${format} ${modes}: ${errors.map(({ summary }) => summary).join('; ')}`);
  const leftOut = inferred.findings.filter(({ code }) => code === 'CDC2307').map(({ summary }) => [/^The column (\S+) /.exec(summary)?.[1] ?? summary, summary] as const);
  return { ...base, table, create, insert: insert.sql, leftOut: Object.fromEntries(leftOut) };
}

const DESCRIPTORS = ['S', 'N', 'BOOL', 'B', 'M', 'L', 'SS', 'NS', 'BS'] as const;

/** The item as one text, and each attribute type as a column of the type that its own row says. */
function dynamodbCases(format: Format): readonly InferredCase[] {
  const attribute = (type: string): string => `a_${type.toLowerCase()}`;
  const columns = { pk: { type: 'S' }, sk: { type: 'N' }, ...Object.fromEntries(DESCRIPTORS.map((type) => [attribute(type), { type }])) };
  const world: WorldTable = { name: 'items', key: ['pk', 'sk'], columns, rows: [] };
  const listed = Object.fromEntries(DESCRIPTORS.map((type) => {
    const answer = typesOf.dynamodb.typeOf(type, {} as never);
    if ('problem' in answer) throw new Error(answer.problem);
    return [attribute(type), answer.definition];
  }));
  const config = { 'dynamodb.table.includelist': 'items' };
  return [inferredCase('dynamodb', format, 'the item as a whole', world, config), inferredCase('dynamodb', format, 'attributes listed', world, config, listed)];
}

/** One case as a reader compares it with semantics.md: what is registered for each type, then the two statements. */
export function goldenText({ source, format, modes, types, absent, table, problem, create, insert, leftOut }: InferredCase): string {
  const head = `-- ${source}, ${format}: ${modes}`;
  if (problem !== undefined || table === undefined) return `${head}\n-- refused: ${problem ?? ''}\n`;
  const shown = (name: string): string => {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (absent.includes(name)) return 'absent: the connector has no converter';
    if (column === undefined) return 'within the item';
    const semantic = column.semantic === undefined ? '' : ` (${column.semantic})`;
    const type = column.flinkType === undefined ? `not read: ${column.reason ?? ''}` : formatFlinkType(column.flinkType);
    return `${type}${column.nullable ? '' : ' NOT NULL'}${semantic}${leftOut[name] === undefined ? '' : ' -> left out'}`;
  };
  const width = Math.max(...Object.values(types).map(({ length }) => length));
  const lines = Object.entries(types).map(([name, type]) => `--   ${type.padEnd(width)}  ${shown(name)}`);
  const reasons = Object.values(leftOut).map((reason) => `-- ${reason}`);
  return `${[head, ...lines, ...reasons, create!, insert!].join('\n')}\n`;
}
