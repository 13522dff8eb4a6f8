import type { Statement } from '../confluent/wire.js';
import type { SourceStyle } from '../core/source.js';
import type { ColumnDefinition } from '../flink/columns.js';
import { DOCUMENT } from '../flink/dynamodb-document.js';
import { buildInsert } from '../flink/insert.js';
import type { InsertQuery, SelectItem } from '../flink/read-insert.js';
import { canonicalTokensOf, conditionsOf, meansTheSame, valuesOf } from '../flink/same-insert.js';
import { belongsToSlug, statementSlug } from '../flink/statement-name.js';
import { normaliseColumns } from '../flink/target-columns.js';
import { placed } from '../flink/when.js';
import type { RowPlace } from '../flink/when.js';
import { columnOrder } from '../kinds/shared/column-order.js';
import { columnsOfSchemas } from '../kinds/target-table/registry-columns.js';
import { targetNameOf } from '../pipeline/defaults.js';
import type { TableSpec } from '../pipeline/documents.js';
import type { AccountFacts } from './account.js';
import { readColumn } from './columns.js';
import type { FoundColumn } from './columns.js';
import { readOptions, readTableflow } from './target.js';

/** Which kind of event of a topic is read, and where Flink shows its fields. */
export interface EventInput {
  readonly name: string;
  readonly place: RowPlace;
}

/** What is wanted of one table of a connector or topic. */
export interface TableInput {
  readonly pipeline: string;
  readonly from: string;
  readonly topic: string;
  readonly style: SourceStyle;
  readonly event?: EventInput;
}

/** A table as the YAML would have it; `why` tells of one that is only captured. */
export interface ImportedTable {
  readonly spec: TableSpec;
  readonly topic: string;
  readonly style?: SourceStyle;
  readonly target?: string;
  readonly why?: string;
  /** Choices that were made for it, by column, and for the table. */
  readonly notes?: { readonly columns: Readonly<Record<string, string>>; readonly table: readonly string[] };
}

/** The table of a statement, or why columns and a condition cannot say what it does. */
export function readTable(input: TableInput, statement: Statement, query: InsertQuery, facts: AccountFacts): ImportedTable | { readonly reason: string } {
  if (query.hints.length > 0) return { reason: `it has the hint ${query.hints[0]}` };
  const columns = targetColumns(query.target, facts);
  if ('reason' in columns) return columns;
  const order = columnOrder(query.target, facts.schemas);
  const values = valuesOf(query, order);
  if (values === undefined) return { reason: `its values do not pair up with the columns of ${query.target}` };
  const missing = columns.found.find(({ name }) => !values.has(name));
  if (missing !== undefined) return { reason: `it leaves the column ${missing.name} of ${query.target} empty` };
  const definitions: [string, ColumnDefinition][] = [];
  for (const column of columns.found) {
    const read = readColumn(column, values.get(column.name)!, input.style, input.event?.place);
    if ('reason' in read) return read;
    definitions.push([column.name, read.definition]);
  }
  const key = columns.found.filter((column) => column.key).map((column) => column.name);
  const where = whereOf(query, ownConditions(input, definitions));
  const written = Object.fromEntries(definitions);
  const spec: TableSpec = {
    from: input.from,
    ...(targetNameOf({ from: input.from }, input.pipeline) === query.target ? {} : { to: query.target }),
    key,
    columns: written,
    ...(input.event === undefined ? {} : { event: input.event.name }),
    ...(where === undefined ? {} : { where }),
    ...keptName(input.pipeline, query.target, statement.name),
    ...readOptions(query.target, facts),
  };
  if (!saysTheSame(spec, written, input, statement, query, facts)) return { reason: 'columns and a condition say something else than it does' };
  const tableflow = readTableflow(query.target, facts);
  return { spec: { ...spec, tableflow }, topic: input.topic, target: query.target };
}

function targetColumns(target: string, { topics, schemas }: AccountFacts): { readonly found: readonly FoundColumn[] } | { readonly reason: string } {
  const value = schemas.get(`${target}-value`);
  if (!topics.has(target) || value === undefined) return { reason: `its target ${target} has no topic with a registered schema in this cluster` };
  const key = schemas.get(`${target}-key`);
  const other = [key, value].find((schema) => schema !== undefined && (schema.schemaType ?? 'AVRO') !== 'AVRO');
  if (other !== undefined) return { reason: `its target ${target} is written as ${other.schemaType}; a target made here is Avro` };
  const registered = columnsOfSchemas(key?.schema, value.schema);
  if (registered === undefined) return { reason: `the schema of its target ${target} is no record` };
  if (registered.primaryKey.length === 0) return { reason: `its target ${target} has no primary key` };
  const order = columnOrder(target, schemas) ?? Object.keys(registered.columns);
  const found = order.map((name): FoundColumn => ({ name, ...registered.columns[name]!, key: registered.primaryKey.includes(name) }));
  const stranger = found.find((column) => column.type === 'UNKNOWN');
  return stranger === undefined ? { found } : { reason: `the column ${stranger.name} of ${target} has a type that no column here can have` };
}

/** Conditions that a decode statement has by itself: of an item store, of bytes, of one kind of event. */
function ownConditions({ style, event }: TableInput, definitions: readonly (readonly [string, ColumnDefinition])[]): readonly string[] {
  if (event !== undefined) return [`${placed(event.place.slice(0, -1), event.place.at(-1)!)} IS NOT NULL`];
  if (style === 'dynamodb-document') return [`${DOCUMENT} IS NOT NULL`];
  const readsValue = definitions.some(([, column]) => typeof column === 'string' || column.expression !== undefined || column.column !== 'key');
  return style === 'raw' && readsValue ? ['`val` IS NOT NULL'] : [];
}

/** The condition without those of its own. */
function whereOf({ where }: InsertQuery, own: readonly string[]): string | undefined {
  if (where === undefined || own.length === 0) return where === undefined ? undefined : bare(where);
  const known = own.map((condition) => canonicalTokensOf(condition).join(' '));
  const others = conditionsOf(where).filter((tokens) => !known.includes(tokens.join(' '))).map(sqlOf);
  return others.length === 0 ? undefined : others.map((condition) => (others.length > 1 ? `(${condition})` : condition)).join(' AND ');
}

/** Tokens as a person writes them; the blanks mean nothing to SQL. */
function sqlOf(tokens: readonly string[]): string {
  return tokens.reduce((text, token, i) => {
    const before = tokens[i - 1] ?? '';
    const isCall = token === '(' && /^[A-Z_]+$/.test(before) && !/^(AND|OR|NOT|IN|BETWEEN|LIKE|AS|CASE|WHEN|THEN|ELSE)$/.test(before);
    return i === 0 || isCall || ['.', ',', ')', ']'].includes(token) || ['.', '(', '['].includes(before) ? `${text}${token}` : `${text} ${token}`;
  }, '');
}

/** Without parentheses around the whole, which is how we write it ourselves. */
function bare({ text, tokens }: SelectItem): string {
  const inner = /^\((.*)\)$/s.exec(text)?.[1];
  return inner !== undefined && canonicalTokensOf(inner).join(' ') === tokens.join(' ') ? inner.trim() : text;
}

/** A name that we would give need not be written down. */
function keptName(pipeline: string, target: string, name: string): Pick<TableSpec, 'statement'> {
  return belongsToSlug(name, statementSlug({ pipeline, table: target, purpose: 'decode' })) ? {} : { statement: name };
}

/** The proof: what the written columns and condition make means what the statement says. */
function saysTheSame(spec: TableSpec, written: Readonly<Record<string, ColumnDefinition>>, { topic, style, event }: TableInput, { spec: { statement } }: Statement, { target }: InsertQuery, { here, schemas }: AccountFacts): boolean {
  const { columns, problems } = normaliseColumns({ columns: written, key: spec.key ?? [] });
  if (problems.some((problem) => problem.severity !== 'warning')) return false;
  const { sql } = buildInsert({ target, source: topic, sourceStyle: style, columns, ...(event === undefined ? {} : { place: event.place }), ...(spec.where === undefined ? {} : { where: spec.where }) });
  return sql !== '' && meansTheSame(statement, sql, here, columnOrder(target, schemas));
}
