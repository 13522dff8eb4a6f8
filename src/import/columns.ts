import type { SourceStyle } from '../core/source.js';
import { conversionFits, conversions } from '../flink/conversions.js';
import type { ConversionName } from '../flink/conversions.js';
import type { ColumnDefinition, ColumnObject } from '../flink/columns.js';
import { buildInsert } from '../flink/insert.js';
import { isInsertQuery, readInsert } from '../flink/read-insert.js';
import type { SelectItem } from '../flink/read-insert.js';
import { sameValue } from '../flink/same-insert.js';
import { checkSqlFragment } from '../flink/sql-fragment.js';
import { isJsonPath, pathOfField } from '../flink/raw-json.js';
import { normaliseColumns } from '../flink/target-columns.js';
import { isTypeProblem, parseFlinkType } from '../flink/types.js';
import type { RowPlace } from '../flink/when.js';

/** A column of a target table as the account has it. */
export interface FoundColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly key: boolean;
}

/** How a column would be written, or why it cannot be. */
export type ColumnReading = { readonly definition: ColumnDefinition } | { readonly reason: string };

/**
 * The definition that makes a column's value from the source, found by trying: the shortest first, then the conversions,
 * then the expression as it stands. `place`: where the source's columns are, for one kind of event. What `buildInsert` makes of a candidate must mean what the statement says.
 */
export function readColumn(column: FoundColumn, value: SelectItem, style: SourceStyle, place: RowPlace = []): ColumnReading {
  for (const candidate of candidates(column, value, style, place)) {
    if (makes(candidate, column, value, style, place)) return { definition: simplest(candidate) };
  }
  const refused = checkSqlFragment(value.text);
  if (refused !== undefined) return { reason: `column ${column.name}: ${refused.reason}` };
  return { reason: `column ${column.name}: ${column.key ? 'a key column must be copied' : `no definition makes ${value.text}`}` };
}

function* candidates(column: FoundColumn, value: SelectItem, style: SourceStyle, place: RowPlace): Generator<ColumnObject> {
  const base: ColumnObject = { type: column.type, ...(column.nullable || column.key ? {} : { nullable: false }) };
  if (style === 'raw') yield* rawCandidates(base, column, value);
  const names = style === 'columns' || column.key ? referencesIn(value, place) : attributesIn(value);
  if (style !== 'raw') for (const name of [column.name, ...names.filter((name) => name !== column.name)]) {
    const renamed = name === column.name ? {} : style === 'columns' || column.key ? { column: name } : { attribute: name };
    yield { ...base, ...renamed };
    if (style !== 'columns' && !column.key) for (const attributeType of descriptors) yield { ...base, ...renamed, attributeType };
    for (const from of conversionsTo(column.type)) {
      yield { ...base, ...renamed, from };
      if (style !== 'columns' && !column.key) yield { ...base, ...renamed, from, attributeType: 'N' };
    }
  }
  if (column.key) return;
  // What we wrote ourselves stands in a CAST to the column's type.
  const inner = /^CAST\(\((.*)\) AS .*\)$/is.exec(value.text)?.[1];
  if (inner !== undefined) yield { ...base, expression: inner };
  yield { ...base, expression: value.text };
}

const descriptors = ['S', 'N', 'BOOL', 'B', 'M', 'L', 'SS', 'NS', 'BS'] as const;

function conversionsTo(text: string): ConversionName[] {
  const type = parseFlinkType(text);
  if (isTypeProblem(type)) return [];
  return (Object.keys(conversions) as ConversionName[]).filter((name) => conversionFits(name, type));
}

/** A place in the JSON of a value or key, or the key as a whole. */
function* rawCandidates(base: ColumnObject, column: FoundColumn, { tokens }: SelectItem): Generator<ColumnObject> {
  const part = tokens.includes('`key`') ? { column: 'key' } : {};
  const paths = tokens.filter((token) => token.startsWith("'$")).map((token) => token.slice(1, -1).replaceAll("''", "'")).filter(isJsonPath);
  const places: readonly Partial<ColumnObject>[] = [{}, ...paths.filter((path) => path !== pathOfField(column.name) || 'column' in part).map((path) => ({ path }))];
  for (const place of places) {
    yield { ...base, ...part, ...place };
    for (const from of conversionsTo(column.type)) yield { ...base, ...part, ...place, from };
  }
}

/** Names of columns in an expression; behind a place, those of its fields. */
function referencesIn({ tokens }: SelectItem, place: RowPlace): string[] {
  const names = tokens.filter((token, i) => token.startsWith('`') && (place.length === 0 ? tokens[i - 1] !== '.' : !place.includes(token.slice(1, -1))));
  return [...new Set(names)].map((token) => token.slice(1, -1));
}

/** Attributes that the paths in an expression lead to: `'$.user.S'`, `'$[''user''].S'`. */
function attributesIn({ tokens }: SelectItem): string[] {
  return [...new Set(tokens.flatMap((token) => {
    const plain = /^'\$\.([A-Za-z_][A-Za-z0-9_]*)\.[A-Z]+'$/.exec(token)?.[1];
    const bracketed = /^'\$\[''(.*)''\]\.[A-Z]+'$/.exec(token)?.[1]?.replace(/\\(.)/g, '$1').replaceAll("''", "'");
    return [plain, bracketed].filter((name) => name !== undefined);
  }))];
}

function makes(definition: ColumnObject, { name, key }: FoundColumn, value: SelectItem, style: SourceStyle, place: RowPlace): boolean {
  const { columns, problems } = normaliseColumns({ columns: { [name]: definition }, key: key ? [name] : [] });
  if (columns.length !== 1 || problems.some((problem) => problem.severity !== 'warning')) return false;
  const { sql } = buildInsert({ target: 't', source: 's', sourceStyle: style, columns, ...(place.length === 0 ? {} : { place }) });
  const ours = readInsert(sql);
  return isInsertQuery(ours) && sameValue(value.tokens, ours.items[0]!.tokens);
}

function simplest(definition: ColumnObject): ColumnDefinition {
  return Object.keys(definition).length === 1 ? definition.type : definition;
}
