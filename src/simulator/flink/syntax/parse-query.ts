import { notSimulated, parseFailure } from '../errors.js';
import type { Expression, Query, Relation, Select, SelectItem, Unnest } from './ast.js';
import type { Cursor } from './cursor.js';
import { parseExpression } from './parse-expression.js';

/** Parses `[WITH ..] SELECT .. | VALUES .. [UNION ALL ..]`. Throws SqlError; joins, grouping and ordering are refused by name. */
export function parseQuery(cursor: Cursor): Query {
  const at = cursor.peek();
  if (!cursor.accept('WITH')) return parseUnion(cursor);
  const tables = cursor.list(() => parseCommonTable(cursor));
  return { kind: 'with', at, tables, body: parseUnion(cursor) };
}

function parseCommonTable(cursor: Cursor): { readonly name: string; readonly columns?: readonly string[]; readonly query: Query } {
  const name = cursor.name();
  const columns = cursor.sees('(') ? parseNames(cursor) : undefined;
  cursor.expect('AS', '(');
  const query = parseQuery(cursor);
  cursor.expect(')');
  return columns === undefined ? { name, query } : { name, columns, query };
}

function parseUnion(cursor: Cursor): Query {
  let left = parseBody(cursor);
  for (let at = cursor.peek(); cursor.accept('UNION'); at = cursor.peek()) {
    if (!cursor.accept('ALL')) throw notSimulated('UNION without ALL', at);
    left = { kind: 'union', at, left, right: parseBody(cursor) };
  }
  return left;
}

function parseBody(cursor: Cursor): Query {
  const at = cursor.peek();
  if (cursor.accept('(')) {
    const query = parseQuery(cursor);
    cursor.expect(')');
    return query;
  }
  if (cursor.accept('VALUES')) return { kind: 'values', at, rows: cursor.list(() => parseValuesRow(cursor)) };
  return parseSelect(cursor);
}

function parseValuesRow(cursor: Cursor): readonly Expression[] {
  const row = parseExpression(cursor);
  return row.kind === 'row' ? row.items : [row];
}

const REFUSED = ['GROUP', 'HAVING', 'ORDER', 'WINDOW', 'EXCEPT', 'INTERSECT', 'MINUS', 'OFFSET', 'FETCH', 'QUALIFY'] as const;

function parseSelect(cursor: Cursor): Select {
  const at = cursor.expect('SELECT');
  const distinct = cursor.accept('DISTINCT');
  if (!distinct) cursor.accept('ALL');
  const items = cursor.list(() => parseItem(cursor));
  const from = cursor.accept('FROM') ? parseRelation(cursor) : undefined;
  const unnests = from === undefined ? [] : parseUnnests(cursor);
  const where = cursor.accept('WHERE') ? parseExpression(cursor) : undefined;
  const clause = REFUSED.find((word) => cursor.sees(word));
  if (clause !== undefined) throw notSimulated(clause, cursor.peek());
  const limit = cursor.accept('LIMIT') ? cursor.integer() : undefined;
  return {
    kind: 'select', at, items, unnests, distinct,
    ...(from === undefined ? {} : { from }), ...(where === undefined ? {} : { where }), ...(limit === undefined ? {} : { limit }),
  };
}

function parseItem(cursor: Cursor): SelectItem {
  const start = cursor.peek();
  const expression = parseExpression(cursor);
  const text = cursor.textSince(start);
  if (cursor.accept('AS')) return { expression, text, alias: cursor.name() };
  return cursor.seesName() ? { expression, text, alias: cursor.name() } : { expression, text };
}

function parseRelation(cursor: Cursor): Relation {
  const at = cursor.peek();
  if (cursor.accept('(')) {
    const query = parseQuery(cursor);
    cursor.expect(')');
    return { kind: 'subquery', at, query, ...parseAlias(cursor) };
  }
  if (cursor.sees('TABLE', '(') || cursor.sees('LATERAL') || cursor.sees('UNNEST')) throw notSimulated(`FROM ${at.text}`, at);
  const name = cursor.path();
  const hints = parseHints(cursor);
  return { kind: 'table', at, name, hints, ...parseAlias(cursor) };
}

/** The OPTIONS of a table hint; other hints are read and dropped. */
function parseHints(cursor: Cursor): Readonly<Record<string, string>> {
  const hints: Record<string, string> = {};
  if (!cursor.accept('/*+')) return hints;
  const at = cursor.peek();
  if (cursor.name().toUpperCase() !== 'OPTIONS') throw parseFailure(`Unknown hint "${at.text}"`, at);
  cursor.expect('(');
  for (const [key, value] of cursor.list(() => parseOption(cursor))) hints[key] = value;
  cursor.expect(')', '*/');
  return hints;
}

/** One `'key' = 'value'` of a WITH, SET or OPTIONS list. */
export function parseOption(cursor: Cursor): readonly [string, string] {
  const key = cursor.string();
  cursor.expect('=');
  return [key, cursor.string()];
}

function parseAlias(cursor: Cursor): { readonly alias?: string; readonly columns?: readonly string[] } {
  const alias = cursor.accept('AS') || cursor.seesName() ? cursor.name() : undefined;
  if (alias === undefined) return {};
  return cursor.sees('(') ? { alias, columns: parseNames(cursor) } : { alias };
}

/** Names between brackets. */
export function parseNames(cursor: Cursor): readonly string[] {
  cursor.expect('(');
  const names = cursor.list(() => cursor.name());
  cursor.expect(')');
  return names;
}

const JOINS = ['JOIN', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'NATURAL'] as const;

function parseUnnests(cursor: Cursor): readonly Unnest[] {
  const unnests: Unnest[] = [];
  for (;;) {
    const at = cursor.peek();
    const join = JOINS.find((word) => cursor.sees(word));
    if (join !== undefined) throw notSimulated(join === 'JOIN' ? 'JOIN' : `${join} JOIN`, at);
    const crossed = cursor.accept('CROSS', 'JOIN') || cursor.accept(',');
    if (!crossed) return unnests;
    if (!cursor.sees('UNNEST')) throw notSimulated('A join other than CROSS JOIN UNNEST', cursor.peek());
    unnests.push(parseUnnest(cursor));
  }
}

function parseUnnest(cursor: Cursor): Unnest {
  const at = cursor.expect('UNNEST', '(');
  const expression = parseExpression(cursor);
  cursor.expect(')');
  const { alias, columns } = parseAlias(cursor);
  if (alias === undefined) throw cursor.unexpected('AS');
  return { at, expression, alias, columns: columns ?? [] };
}
