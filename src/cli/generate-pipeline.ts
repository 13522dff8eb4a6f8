import { Document, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Node, YAMLMap } from 'yaml';
import { targetNameOf } from '../pipeline/defaults.js';
import { printable } from '../report/printable.js';
import type { GeneratedTable, LeftOutTable } from './generate-tables.js';

export interface GeneratedPipeline {
  readonly name: string;
  readonly source: string;
  readonly block: Readonly<Record<string, unknown>>;
  readonly toBeSet: Readonly<Record<string, string>>;
  readonly format?: string;
  readonly tables: readonly GeneratedTable[];
  readonly leftOut: readonly LeftOutTable[];
}

const SCHEMA = 'yaml-language-server: $schema=../schema/pipeline.schema.json';

/** The pipeline as YAML with comments. The same catalogue gives the same text. */
export function renderGenerated(pipeline: GeneratedPipeline): string {
  const { name, source, tables } = pipeline;
  const targets = targetsOf(tables, name);
  const document = new Document({
    apiVersion: 'cdc-reconciler/v1',
    kind: 'Pipeline',
    metadata: { name },
    spec: {
      source: { [source]: { ...pipeline.block, ...blockOf(tables) } },
      ...(pipeline.format === undefined ? {} : { format: pipeline.format }),
      tables: tables.map((table) => ({
        from: table.from,
        ...(targets.get(table.from) === undefined ? {} : { to: targets.get(table.from) }),
        key: table.key,
        columns: Object.fromEntries(table.columns.map((column) => [column.name, column.definition])),
      })),
    },
  });
  document.commentBefore = ` ${SCHEMA}\n Generated from the database's catalogue; read it, then change what you want.`;
  for (const [key, words] of Object.entries(pipeline.toBeSet)) annotate(document.getIn(['spec', 'source', source, key], true), words);
  tables.forEach((table, i) => annotateTable(document, i, table));
  if (pipeline.leftOut.length > 0) {
    document.comment = ['', ' Left out:', ...pipeline.leftOut.map(({ table, why }) => `   ${table}: ${why}.`)].map(printable).join('\n');
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** What the tables ask of the source block. */
function blockOf(tables: readonly GeneratedTable[]): Readonly<Record<string, unknown>> {
  const keys = tables.filter((table) => table.messageKey !== undefined).map((table) => [table.from, table.messageKey]);
  const excluded = tables.flatMap((table) => table.exclude);
  return { ...(excluded.length === 0 ? {} : { excludeColumns: excluded }), ...(keys.length === 0 ? {} : { messageKeys: Object.fromEntries(keys) }) };
}

/** `to` is written only where the derived name would be that of another table: then with the schema in it. */
function targetsOf(tables: readonly GeneratedTable[], pipeline: string): ReadonlyMap<string, string> {
  const derived = (table: GeneratedTable): string => targetNameOf({ from: table.from }, pipeline);
  const count = new Map<string, number>();
  for (const table of tables) count.set(derived(table), (count.get(derived(table)) ?? 0) + 1);
  const used = new Set(tables.map(derived).filter((name) => count.get(name) === 1));
  const targets = new Map<string, string>();
  for (const table of tables) {
    if (count.get(derived(table)) === 1) continue;
    const base = `${pipeline}_${table.from}`.replace(/[^A-Za-z0-9_]/g, '_');
    let name = base;
    for (let n = 2; used.has(name); n += 1) name = `${base}_${n}`;
    used.add(name);
    targets.set(table.from, name);
  }
  return targets;
}

function annotateTable(document: Document, index: number, table: GeneratedTable): void {
  const path = ['spec', 'tables', index];
  const node = document.getIn(path, true);
  if (!isMap(node)) return;
  if (table.comment !== undefined) node.commentBefore = ` ${printable(table.comment)}`;
  flow(document.getIn([...path, 'key'], true));
  const columns = document.getIn([...path, 'columns'], true);
  if (!isMap(columns)) return;
  table.columns.forEach((column, i) => annotateColumn(columns, i, column.comment));
  if (table.leftOut.length > 0) columns.comment = table.leftOut.map((line) => ` Left out: ${printable(line)}`).join('\n');
}

function annotateColumn(columns: YAMLMap, index: number, comment: string | undefined): void {
  const pair = columns.items[index];
  if (!isPair(pair)) return;
  flow(pair.value);
  annotate(pair.value, comment);
}

function flow(node: unknown): void {
  if (isMap(node) || isSeq(node)) node.flow = true;
}

function annotate(node: unknown, words: string | undefined): void {
  if (words !== undefined && (isScalar(node) || isMap(node) || isSeq(node))) (node as Node).comment = ` ${printable(words)}`;
}
