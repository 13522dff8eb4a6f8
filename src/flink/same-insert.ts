import { canonicalExpression, closing, unwrapped } from './expression-tokens.js';
import { isInsertQuery, readInsert } from './read-insert.js';
import type { InsertQuery, SelectItem } from './read-insert.js';
import { tokeniseSql } from './sql-text.js';

/**
 * Whether a statement that somebody wrote by hand does the same as one of ours: the same values into the same columns, from
 * the same topic, under the same condition. Quoting, aliases, qualifiers and the order of the columns do not matter. A CAST
 * of ours to the column's own type is one that Flink makes by itself where it accepted the statement without.
 * `here`: what the catalog and database may be called. `columnOrder`: the target's columns as Flink lists them, which a statement without a column list goes by; without it such a
 * statement is never the same. May say `false` for equal statements, never the reverse.
 */
export function meansTheSame(theirs: string, ours: string, here: readonly string[], columnOrder: readonly string[] | undefined): boolean {
  const [their, our] = [readInsert(theirs), readInsert(ours)];
  if (!isInsertQuery(their) || !isInsertQuery(our)) return false;
  if (their.target !== our.target || their.source !== our.source || their.hints.length > 0 || our.hints.length > 0) return false;
  if (!their.databases.every((name) => here.includes(name))) return false;
  const [theirValues, ourValues] = [valuesOf(their, columnOrder), valuesOf(our, columnOrder)];
  if (theirValues === undefined || ourValues === undefined || theirValues.size !== ourValues.size) return false;
  for (const [column, value] of ourValues) {
    const theirValue = theirValues.get(column);
    if (theirValue === undefined || !sameValue(theirValue.tokens, value.tokens)) return false;
  }
  return sameCondition(their.where, our.where);
}

/** Target column -> its value; `undefined` when they do not pair up. */
export function valuesOf(query: InsertQuery, columnOrder: readonly string[] | undefined): ReadonlyMap<string, SelectItem> | undefined {
  const columns = query.columns ?? columnOrder;
  if (columns === undefined || columns.length !== query.items.length || new Set(columns).size !== columns.length) return undefined;
  return new Map(columns.map((column, i) => [column, query.items[i]!]));
}

/** The condition as a list of parts that AND joins. */
export function conditionsOf(where: SelectItem | undefined): readonly (readonly string[])[] {
  return where === undefined ? [] : conjuncts(where.tokens);
}

/** An expression as it is written, made comparable. */
export function canonicalTokensOf(expression: string): readonly string[] {
  return canonicalExpression(tokeniseSql(expression));
}

/** Whether two expressions give the same value: `theirs` of a statement that Flink runs, `ours` as we would write it. */
export function sameValue(theirs: readonly string[], ours: readonly string[]): boolean {
  if (equal(theirs, ours)) return true;
  const our = readCast(ours);
  if (our === undefined) return false;
  const their = readCast(theirs);
  return equal(theirs, our.value) || (their !== undefined && equal(their.value, our.value) && equal(their.type, our.type));
}

/** `CAST(value AS type)`, when that is all. */
function readCast(tokens: readonly string[]): { readonly value: readonly string[]; readonly type: readonly string[] } | undefined {
  if (tokens[0] !== 'CAST' || tokens[1] !== '(' || closing(tokens, 1) !== tokens.length - 1) return undefined;
  let depth = 0;
  for (let i = 2; i < tokens.length - 1; i += 1) {
    if (tokens[i] === '(') depth += 1;
    if (tokens[i] === ')') depth -= 1;
    if (depth === 0 && tokens[i] === 'AS') return { value: unwrapped(tokens.slice(2, i)), type: tokens.slice(i + 1, -1) };
  }
  return undefined;
}

function sameCondition(theirs: SelectItem | undefined, ours: SelectItem | undefined): boolean {
  const [left, right] = [conditionsOf(theirs), conditionsOf(ours)].map((list) => list.map((tokens) => tokens.join(' ')).sort());
  return equal(left!, right!);
}

/** `BETWEEN a AND b` keeps its AND. */
function conjuncts(tokens: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  let depth = 0;
  let between = 0;
  let cases = 0;
  for (const token of tokens) {
    if (token === '(' || token === '[') depth += 1;
    if (token === ')' || token === ']') depth -= 1;
    if (token === 'CASE') cases += 1;
    if (token === 'END' && cases > 0) cases -= 1;
    if (depth === 0 && cases === 0 && token === 'OR') return [[...tokens]];
    if (depth === 0 && cases === 0 && token === 'BETWEEN') between += 1;
    const joins = depth === 0 && cases === 0 && token === 'AND';
    if (joins && between === 0) parts.push([]);
    else {
      if (joins) between -= 1;
      parts.at(-1)!.push(token);
    }
  }
  return parts.length === 1 ? [unwrapped(parts[0]!)] : parts.flatMap((part) => conjuncts(unwrapped(part)));
}

function equal(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}
