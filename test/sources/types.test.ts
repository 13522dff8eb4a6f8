import { describe, expect, it } from 'vitest';
import type { ColumnDefinition } from '../../src/flink/columns.js';
import { buildCreateTable } from '../../src/flink/create-table.js';
import { buildInsert } from '../../src/flink/insert.js';
import { inferColumns, isNoType, isSourceTable, readSourceTable } from '../../src/flink/registry/index.js';
import type { SourceTable, TypeAnswer } from '../../src/flink/registry/index.js';
import { normaliseColumns } from '../../src/flink/target-columns.js';
import { formatFlinkType, isTypeProblem, parseFlinkType } from '../../src/flink/types.js';
import type { PublishedTable, SourceName } from '../../src/simulator/debezium/index.js';
import { inferTable } from '../../src/simulator/flink/index.js';
import type { TopicView } from '../../src/simulator/flink/index.js';
import type { Cell } from '../../src/simulator/model.js';
import { modesOf } from '../../src/sources/column-types.js';
import { typesOf } from '../../src/sources/types.js';
import { captureOne, tableOf } from '../simulator/debezium/support.js';
import { createdTopic, insertOf, recordsOf, sessionOf } from '../simulator/flink/support.js';
import { expectGolden } from './golden.js';
import { cases, HOUSE } from './type-cases.js';
import type { Config, TypeCase } from './type-cases.js';

const FORMATS = ['AVRO', 'JSON_SR', 'PROTOBUF'] as const;
type Format = (typeof FORMATS)[number];
type Database = keyof typeof cases;

/** What the pipeline's connector is told for each format (src/sources/config.ts). */
const CONVERTER: Readonly<Record<Format, Config>> = {
  AVRO: {},
  JSON_SR: { 'value.converter.decimal.format': 'NUMERIC' },
  PROTOBUF: { 'value.converter.optional.for.nullables': 'true' },
};

function published(source: SourceName, [type, cell, config]: TypeCase, format: Format): PublishedTable {
  // Under decimals: double a NUMBER key would be a DOUBLE, which no key can be.
  return captureOne(source, tableOf(source, type, cell, source === 'oracle' ? 'VARCHAR2(9)' : undefined), { ...HOUSE, ...CONVERTER[format], ...config }, format);
}

function topicOf(table: PublishedTable): TopicView {
  const { topic: name, valueSchema, keySchema } = table;
  return { name, partitions: 1, configs: { 'cleanup.policy': 'compact' }, valueSchema, ...(keySchema === undefined ? {} : { keySchema }) };
}

function sourceTable(table: PublishedTable): SourceTable {
  const read = readSourceTable({ keySchema: table.keySchema, valueSchema: table.valueSchema, style: 'columns' });
  if (!isSourceTable(read)) throw new Error(read.summary);
  return read;
}

/** The row that a decode statement with these columns writes for the only row of the snapshot. Throws what Flink refuses. */
function decode(table: PublishedTable, inferred: { readonly columns: Readonly<Record<string, ColumnDefinition>>; readonly key: readonly string[] }): Cell | undefined {
  const { columns, problems } = normaliseColumns(inferred);
  expect(problems).toEqual([]);
  const create = buildCreateTable({ table: 'target', columns, primaryKey: inferred.key, changelogMode: 'upsert', cleanupPolicy: 'compact', buckets: 1, maxMessageBytes: 1024 });
  const insert = buildInsert({ target: 'target', source: table.topic, sourceStyle: 'columns', columns });
  expect(insert.problems).toEqual([]);
  const session = sessionOf([topicOf(table), createdTopic(create)]);
  // The simulator lets no query near a table with such a column: what the service does is open (semantics.md 8.2 D).
  if (session.tables().some((shown) => shown.columns.some(({ type }) => /DECIMAL\((4[0-9]|50|64),/.test(type)))) return 'no table';
  // Its records count milliseconds, and its Flink reads Protobuf's messages in nanoseconds.
  const finer = table.valueFormat === 'PROTOBUF' && session.tables().some((shown) => shown.columns.some(({ type }) => type.startsWith('TIME') && type.includes('(9)')));
  const [record] = insertOf(insert.sql, session).run(table.topic, recordsOf(table.snapshot));
  return finer ? 'not read' : record?.value?.['c'];
}

function canonical(text: string): string {
  const type = parseFlinkType(text);
  return isTypeProblem(type) ? `${text}: ${type.error}` : formatFlinkType(type);
}

function shown(definition: ColumnDefinition | undefined): string {
  if (definition === undefined) return '-';
  return typeof definition === 'string' ? definition : [definition.type, ...(definition.from === undefined ? [] : [`from ${definition.from}`])].join(' ');
}

function told(answer: TypeAnswer): string {
  return isNoType(answer) ? `none: ${answer.problem}` : `${shown(answer.definition)}${answer.note === undefined ? '' : ` -- ${answer.note}`}`;
}

const cellText = (cell: Cell | undefined): string =>
  cell instanceof Uint8Array ? `x'${Buffer.from(cell).toString('hex')}'` : typeof cell === 'string' ? cell : JSON.stringify(cell, (_, value: unknown) => (value instanceof Uint8Array ? `x'${Buffer.from(value).toString('hex')}'` : typeof value === 'bigint' ? String(value) : value)) ?? '-';

const changes = (config: Config = {}): string => Object.entries(config).map(([key, value]) => `${key.replace('.handling.mode', '').replace('.precision.mode', '')}=${value}`).join(' ');

describe.each(Object.keys(cases) as Database[])('%s', (source) => {
  const types = typesOf[source];

  it.each(FORMATS)('reads schemas in %s as Flink does', (format) => {
    for (const each of cases[source]) {
      const table = published(source, each, format);
      const ours = sourceTable(table).columns.map(({ name, flinkType, nullable }) => `${name} ${flinkType === undefined ? '?' : formatFlinkType(flinkType)} ${nullable}`);
      const flinks = inferTable(topicOf(table)).columns.map(({ name, type, nullable }) => `${name} ${canonical(type)} ${nullable}`);
      // What Flink cannot say stays open here, where the simulator takes a guess (semantics.md 8.2 D, E).
      const compared = flinks.map((column, i) => (ours[i]?.includes(' ? ') === true ? ours[i] : column));
      expect({ type: each[0], columns: ours }).toEqual({ type: each[0], columns: compared });
    }
  });

  it('infers columns that Flink accepts and that hold what the row had', () => {
    const rows = cases[source].map((each) => {
      const [type, cell, config] = each;
      const perFormat = FORMATS.map((format) => {
        const table = published(source, each, format);
        const read = sourceTable(table);
        const inferred = inferColumns(types, read);
        const column = read.columns.find(({ name }) => name === 'c');
        const errors = inferred.findings.filter(({ severity }) => severity === 'error');
        expect({ type, format, errors }).toEqual({ type, format, errors: [] });
        if (inferred.columns['c'] === undefined) expect(column === undefined || inferred.findings.some(({ code }) => code === 'CDC2307')).toBe(true);
        return { flink: column?.flinkType === undefined ? '-' : formatFlinkType(column.flinkType), definition: shown(inferred.columns['c']), value: cellText(decode(table, inferred)) };
      });
      const [avro, json, proto] = perFormat;
      const elsewhere = [json, proto].map((other, i) => (JSON.stringify(other) === JSON.stringify(avro) ? [] : [`${FORMATS[i + 1]}: ${other!.flink} / ${other!.definition} / ${other!.value}`])).flat();
      const catalogue = told(types.typeOf(type, modesOf({ ...HOUSE, ...config })));
      return [type, changes(config), avro!.flink, avro!.definition, cellText(cell), avro!.value, catalogue, elsewhere.join('; ') || 'same'];
    });
    const head = ['Type', 'Modes', 'Flink (AVRO)', 'Inferred from the schema', 'Cell', 'Value', 'From the catalogue', 'Other formats'];
    const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`);
    expectGolden(new URL('./golden/', import.meta.url), `types-${source}.md`, `${lines.join('\n')}\n`);
  });

  it.each(FORMATS)('takes the catalogue for the columns of %s schemas, and Flink accepts that too', (format) => {
    for (const each of cases[source]) {
      const [type, , config] = each;
      const table = published(source, each, format);
      const { columns, key, findings } = inferColumns(types, sourceTable(table), { databaseTypes: { c: type } });
      const answer = types.typeOf(type, modesOf({ ...HOUSE, ...config }));
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      // Arrays and maps differ between formats in the NULLs that they admit, and are copied as the schema has them.
      const nested = /ARRAY|MAP|ROW/.test(shown(columns['c']));
      if (!isNoType(answer) && columns['c'] !== undefined && !nested) expect({ type, is: plain(columns['c']) }).toEqual({ type, is: plain(answer.definition) });
      expect(() => decode(table, { columns, key })).not.toThrow();
    }
  });
});

/** Protobuf's own times have more digits than a table keeps, so they are cut there. */
function plain(definition: ColumnDefinition): ColumnDefinition {
  return typeof definition === 'object' && definition.from === 'cast' ? definition.type : definition;
}
