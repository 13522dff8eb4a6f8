import type { BinaryOperator, Expression } from './ast.js';
import type { Cursor } from './cursor.js';
import { parsePrimary } from './parse-primary.js';

/** Parses an expression, from OR at the loosest to field access at the tightest; `sum` stops before comparisons. Throws SqlError. */
export function parseExpression(cursor: Cursor, level: 'all' | 'sum' = 'all'): Expression {
  return level === 'sum' ? parseSum(cursor) : parseChain(cursor, ['OR'], parseConjunction);
}

function parseConjunction(cursor: Cursor): Expression {
  return parseChain(cursor, ['AND'], parseNegation);
}

function parseNegation(cursor: Cursor): Expression {
  const at = cursor.peek();
  return cursor.accept('NOT') ? { kind: 'not', at, operand: parseNegation(cursor) } : parsePredicate(cursor);
}

const COMPARISONS: readonly BinaryOperator[] = ['=', '<>', '<=', '>=', '<', '>'];

function parsePredicate(cursor: Cursor): Expression {
  let left = parseSum(cursor);
  for (;;) {
    const next = parseComparison(cursor, left) ?? parseTest(cursor, left);
    if (next === undefined) return left;
    left = next;
  }
}

function parseComparison(cursor: Cursor, left: Expression): Expression | undefined {
  const at = cursor.peek();
  const operator = COMPARISONS.find((symbol) => cursor.accept(symbol));
  return operator === undefined ? undefined : { kind: 'binary', at, operator, left, right: parseSum(cursor) };
}

function parseTest(cursor: Cursor, operand: Expression): Expression | undefined {
  const at = cursor.peek();
  if (cursor.accept('IS')) return parseIs(cursor, operand);
  const negated = cursor.sees('NOT', 'IN') || cursor.sees('NOT', 'BETWEEN') || cursor.sees('NOT', 'LIKE');
  if (negated) cursor.next();
  if (cursor.accept('IN')) {
    cursor.expect('(');
    const list = cursor.list(() => parseExpression(cursor));
    cursor.expect(')');
    return { kind: 'in', at, operand, list, negated };
  }
  if (cursor.accept('BETWEEN')) {
    const low = parseSum(cursor);
    cursor.expect('AND');
    return { kind: 'between', at, operand, low, high: parseSum(cursor), negated };
  }
  if (cursor.accept('LIKE')) {
    const pattern = parseSum(cursor);
    return { kind: 'like', at, operand, pattern, negated, ...(cursor.accept('ESCAPE') ? { escape: parseSum(cursor) } : {}) };
  }
  return undefined;
}

function parseIs(cursor: Cursor, operand: Expression): Expression {
  const at = cursor.peek();
  const negated = cursor.accept('NOT');
  const what = (['NULL', 'TRUE', 'FALSE'] as const).find((word) => cursor.accept(word));
  if (what !== undefined) return { kind: 'is', at, what, negated, operand };
  if (cursor.accept('UNKNOWN')) return { kind: 'is', at, what: 'NULL', negated, operand };
  throw cursor.unexpected('NULL');
}

function parseSum(cursor: Cursor): Expression {
  return parseChain(cursor, ['+', '-', '||'], parseProduct);
}

function parseProduct(cursor: Cursor): Expression {
  return parseChain(cursor, ['*', '/', '%'], parseSign);
}

function parseSign(cursor: Cursor): Expression {
  const at = cursor.peek();
  if (cursor.accept('-')) return negate(parseSign(cursor), at);
  cursor.accept('+');
  return parsePrimary(cursor, parseExpression);
}

/** A minus before a literal belongs to the literal, so that -9223372036854775808 keeps its type. */
function negate(operand: Expression, at: Expression['at']): Expression {
  if (operand.kind === 'literal' && (typeof operand.value === 'bigint' || typeof operand.value === 'number') && operand.type.kind !== 'INTERVAL') {
    return { ...operand, at, value: -operand.value };
  }
  return { kind: 'negate', at, operand };
}

function parseChain(cursor: Cursor, operators: readonly BinaryOperator[], operand: (cursor: Cursor) => Expression): Expression {
  let left = operand(cursor);
  for (;;) {
    const at = cursor.peek();
    const operator = operators.find((symbol) => cursor.accept(symbol));
    if (operator === undefined) return left;
    left = { kind: 'binary', at, operator, left, right: operand(cursor) };
  }
}
