import type { Expression } from './ast.js';
import type { Cursor } from './cursor.js';
import { parseLiteral } from './parse-literal.js';
import { parseSpecialCall } from './parse-special.js';
import { RESERVED } from './reserved.js';

/** Parses an expression between commas or brackets; handed down so that the grammar's files need not import in a circle. */
export type ParseExpression = (cursor: Cursor, level?: 'all' | 'sum') => Expression;

/** Functions that the grammar lets stand without brackets. */
const BARE_CALLS: ReadonlySet<string> = new Set(['CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME', 'LOCALTIMESTAMP', 'LOCALTIME', 'CURRENT_ROW_TIMESTAMP']);

/** Reserved words that are function names when a bracket follows. */
const RESERVED_CALLS: ReadonlySet<string> = new Set([
  'ABS', 'CARDINALITY', 'CEIL', 'CEILING', 'COALESCE', 'COUNT', 'ELEMENT', 'EXP', 'EXTRACT', 'FLOOR', 'LEFT', 'LN', 'LOWER', 'MOD', 'NULLIF', 'POSITION', 'POWER', 'RIGHT', 'SQRT',
  'SUBSTRING', 'TRIM', 'TRUNCATE', 'UPPER', 'YEAR', 'MONTH', 'HOUR', 'MINUTE', 'SECOND', 'TRANSLATE', 'MAX', 'MIN', 'SUM', 'AVG', 'ROW_NUMBER', 'RANK', 'LAG', 'LEAD', 'FIRST_VALUE', 'LAST_VALUE', 'USER',
]);

/** Parses a literal, a call, a name, something in brackets, and the `.field` and `[index]` behind it. */
export function parsePrimary(cursor: Cursor, expression: ParseExpression): Expression {
  let base = parseBase(cursor, expression);
  for (;;) {
    const at = cursor.peek();
    if (cursor.accept('[')) {
      base = { kind: 'element', at, base, index: expression(cursor) };
      cursor.expect(']');
    } else if (base.kind !== 'star' && cursor.accept('.')) {
      base = { kind: 'field', at, base, name: cursor.name() };
    } else return base;
  }
}

function parseBase(cursor: Cursor, expression: ParseExpression): Expression {
  const at = cursor.peek();
  if (cursor.accept('*')) return { kind: 'star', at };
  if (cursor.accept('(')) return parseBrackets(cursor, expression);
  return parseLiteral(cursor) ?? parseSpecialCall(cursor, expression) ?? parseConstructor(cursor, expression) ?? parseCall(cursor, expression) ?? parseColumn(cursor);
}

function parseBrackets(cursor: Cursor, expression: ParseExpression): Expression {
  const at = cursor.peek();
  if (cursor.sees('SELECT')) throw cursor.unexpected('an expression (sub-queries are not supported)');
  const items = cursor.list(() => expression(cursor));
  cursor.expect(')');
  return items.length === 1 ? (items[0] as Expression) : { kind: 'row', at, items };
}

function parseConstructor(cursor: Cursor, expression: ParseExpression): Expression | undefined {
  const at = cursor.peek();
  for (const [word, kind, open, close] of [['ARRAY', 'array', '[', ']'], ['MAP', 'map', '[', ']'], ['ROW', 'row', '(', ')']] as const) {
    if (cursor.accept(word, open)) {
      const items = cursor.sees(close) ? [] : cursor.list(() => expression(cursor));
      cursor.expect(close);
      return { kind, at, items };
    }
  }
  return undefined;
}

function parseCall(cursor: Cursor, expression: ParseExpression): Expression | undefined {
  const token = cursor.peek();
  const name = token.text.toUpperCase();
  if (token.kind === 'word' && BARE_CALLS.has(name)) {
    cursor.next();
    if (cursor.accept('(')) cursor.expect(')');
    return { kind: 'call', at: token, name, args: [] };
  }
  const opens = cursor.peek(1).kind === 'symbol' && cursor.peek(1).text === '(';
  const callable = token.kind === 'quoted' || (token.kind === 'word' && (!RESERVED.has(name) || RESERVED_CALLS.has(name)));
  if (!opens || !callable) return undefined;
  cursor.next();
  cursor.next();
  if (name === 'COUNT') return parseCount(cursor, token, expression);
  const args = cursor.sees(')') ? [] : cursor.list(() => expression(cursor));
  cursor.expect(')');
  return { kind: 'call', at: token, name, args };
}

function parseCount(cursor: Cursor, at: Expression['at'], expression: ParseExpression): Expression {
  const counted = cursor.accept('*') ? undefined : expression(cursor);
  cursor.expect(')');
  return { kind: 'count', at, ...(counted === undefined ? {} : { of: counted }) };
}

function parseColumn(cursor: Cursor): Expression {
  const at = cursor.peek();
  const path = [cursor.name()];
  while (cursor.accept('.')) {
    if (cursor.accept('*')) return { kind: 'star', at, relation: path.join('.') };
    path.push(cursor.name());
  }
  return { kind: 'column', at, path };
}
