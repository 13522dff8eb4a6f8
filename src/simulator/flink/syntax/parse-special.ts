import type { Expression, JsonBehaviour } from './ast.js';
import type { Cursor } from './cursor.js';
import type { ParseExpression } from './parse-primary.js';
import { parseType } from './parse-type.js';

/** Parses the calls that have a grammar of their own: CASE, CAST, TIMESTAMPADD, EXTRACT, TRIM, POSITION, SUBSTRING FROM, FLOOR TO, JSON_VALUE ... */
export function parseSpecialCall(cursor: Cursor, expression: ParseExpression): Expression | undefined {
  if (cursor.sees('CASE')) return parseCase(cursor, expression);
  const name = cursor.peek().text.toUpperCase();
  if (!cursor.sees(name, '(')) return undefined;
  const parser = SPECIAL[name];
  if (parser === undefined) return undefined;
  const at = cursor.next();
  cursor.next();
  const parsed = parser(cursor, expression, name);
  cursor.expect(')');
  return { ...parsed, at };
}

type Special = (cursor: Cursor, expression: ParseExpression, name: string) => Expression;

const SPECIAL: Readonly<Record<string, Special>> = {
  CAST: parseCast,
  TRY_CAST: parseCast,
  TIMESTAMPADD: parseUnitFirst,
  TIMESTAMPDIFF: parseUnitFirst,
  EXTRACT: parseExtract,
  TRIM: parseTrim,
  POSITION: parsePosition,
  SUBSTRING: parseSubstring,
  FLOOR: parseRounding,
  CEIL: parseRounding,
  CEILING: parseRounding,
  JSON_VALUE: parseJson,
  JSON_QUERY: parseJson,
  JSON_EXISTS: parseJson,
};

function parseCase(cursor: Cursor, expression: ParseExpression): Expression {
  const at = cursor.expect('CASE');
  const operand = cursor.sees('WHEN') ? undefined : expression(cursor);
  const branches: (readonly [Expression, Expression])[] = [];
  while (cursor.accept('WHEN')) {
    const condition = expression(cursor);
    cursor.expect('THEN');
    branches.push([condition, expression(cursor)]);
  }
  if (branches.length === 0) throw cursor.unexpected('WHEN');
  const otherwise = cursor.accept('ELSE') ? expression(cursor) : undefined;
  cursor.expect('END');
  return { kind: 'case', at, branches, ...(operand === undefined ? {} : { operand }), ...(otherwise === undefined ? {} : { otherwise }) };
}

function parseCast(cursor: Cursor, expression: ParseExpression, name: string): Expression {
  const operand = expression(cursor);
  cursor.expect('AS');
  return { kind: 'cast', at: operand.at, operand, type: parseType(cursor), lenient: name === 'TRY_CAST' };
}

function parseUnitFirst(cursor: Cursor, expression: ParseExpression, name: string): Expression {
  const unit = cursor.next();
  cursor.expect(',');
  return { kind: 'call', at: unit, name, unit: unit.text.toUpperCase(), args: cursor.list(() => expression(cursor)) };
}

function parseExtract(cursor: Cursor, expression: ParseExpression): Expression {
  const unit = cursor.next();
  cursor.expect('FROM');
  return { kind: 'call', at: unit, name: 'EXTRACT', unit: unit.text.toUpperCase(), args: [expression(cursor)] };
}

function parseTrim(cursor: Cursor, expression: ParseExpression): Expression {
  const at = cursor.peek();
  const unit = (['BOTH', 'LEADING', 'TRAILING'] as const).find((word) => cursor.accept(word));
  const first = cursor.sees('FROM') ? undefined : expression(cursor);
  if (!cursor.accept('FROM')) return { kind: 'call', at, name: 'TRIM', unit: unit ?? 'BOTH', args: first === undefined ? [] : [first] };
  const text = expression(cursor);
  return { kind: 'call', at, name: 'TRIM', unit: unit ?? 'BOTH', args: first === undefined ? [text] : [text, first] };
}

function parsePosition(cursor: Cursor, expression: ParseExpression): Expression {
  const at = cursor.peek();
  const needle = expression(cursor, 'sum');
  cursor.expect('IN');
  return { kind: 'call', at, name: 'POSITION', args: [needle, expression(cursor)] };
}

function parseSubstring(cursor: Cursor, expression: ParseExpression): Expression {
  const args = [expression(cursor)];
  const at = args[0]?.at ?? cursor.peek();
  while (cursor.accept(',') || cursor.accept('FROM') || cursor.accept('FOR')) args.push(expression(cursor));
  return { kind: 'call', at, name: 'SUBSTRING', args };
}

function parseRounding(cursor: Cursor, expression: ParseExpression, name: string): Expression {
  const operand = expression(cursor);
  const unit = cursor.accept('TO') ? cursor.next().text.toUpperCase() : undefined;
  return { kind: 'call', at: operand.at, name: name === 'FLOOR' ? 'FLOOR' : 'CEIL', args: [operand], ...(unit === undefined ? {} : { unit }) };
}

function parseJson(cursor: Cursor, expression: ParseExpression, name: string): Expression {
  const input = expression(cursor);
  cursor.expect(',');
  const path = expression(cursor);
  const returning = cursor.accept('RETURNING') ? parseType(cursor) : undefined;
  skipWrapper(cursor);
  const behaviours: { onEmpty?: JsonBehaviour; onError?: JsonBehaviour } = {};
  while (!cursor.sees(')')) {
    const behaviour = parseBehaviour(cursor, expression);
    cursor.expect('ON');
    if (cursor.accept('EMPTY')) behaviours.onEmpty = behaviour;
    else {
      cursor.expect('ERROR');
      behaviours.onError = behaviour;
    }
  }
  return { kind: 'json', at: input.at, name: name as 'JSON_VALUE', input, path, ...(returning === undefined ? {} : { returning }), ...behaviours };
}

function skipWrapper(cursor: Cursor): void {
  if (cursor.accept('WITHOUT')) {
    cursor.accept('ARRAY');
    cursor.expect('WRAPPER');
  }
}

function parseBehaviour(cursor: Cursor, expression: ParseExpression): JsonBehaviour {
  if (cursor.accept('DEFAULT')) return { kind: 'DEFAULT', value: expression(cursor) };
  if (cursor.accept('EMPTY', 'ARRAY')) return { kind: 'EMPTY_ARRAY' };
  if (cursor.accept('EMPTY', 'OBJECT')) return { kind: 'EMPTY_OBJECT' };
  const kind = (['NULL', 'ERROR', 'TRUE', 'FALSE', 'UNKNOWN'] as const).find((word) => cursor.accept(word));
  if (kind === undefined) throw cursor.unexpected('NULL, ERROR or DEFAULT');
  return { kind };
}
