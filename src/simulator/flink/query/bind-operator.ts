import { RuntimeFailure, invalid } from '../errors.js';
import type { Position } from '../errors.js';
import { addMonths } from '../functions/temporal.js';
import { remainder, remainderType } from '../functions/numeric.js';
import type { BinaryOperator } from '../syntax/ast.js';
import { makeCast } from '../types/cast.js';
import { commonNumber, commonType } from '../types/convert.js';
import { NANOS, floorDivide } from '../types/datetime.js';
import { summariseType } from '../types/print.js';
import * as t from '../types/types.js';
import type { DataType } from '../types/types.js';
import { compareValues, divideHalfUp, fitDecimal, rescale, toDecimal, toNumber } from '../types/value.js';
import type { Decimal, Value } from '../types/value.js';
import type { Bound, Scope } from './scope.js';

/** Binds an operator between two expressions. Throws SqlError for types it does not take. */
export function bindBinary(operator: BinaryOperator, left: Bound, right: Bound, scope: Scope, at: Position): Bound {
  switch (operator) {
    case 'AND': case 'OR': return bindLogic(operator, left, right, at);
    case '=': case '<>': case '<': case '<=': case '>': case '>=': return bindComparison(operator, left, right, scope, at);
    case '||': return bindConcat(left, right, scope, at);
    default: return bindArithmetic(operator, left, right, at);
  }
}

/** `left = right`. */
export function bindEquality(left: Bound, right: Bound, scope: Scope, at: Position): Bound {
  return bindComparison('=', left, right, scope, at);
}

/** The expression cast to `type`, untouched when it has that type already. */
export function conform(bound: Bound, type: DataType, scope: Scope): Bound {
  const cast = makeCast(bound.type, type, scope.zone);
  const { column: _dropped, ...rest } = bound;
  return { ...rest, type: t.nullableIf(type, bound.type.nullable), evaluate: (row) => cast(bound.evaluate(row)) };
}

function refuse(operator: string, left: Bound, right: Bound, at: Position): never {
  throw invalid(`Cannot apply '${operator}' to arguments of type '<${summariseType(left.type)}> ${operator} <${summariseType(right.type)}>'`, at);
}

function combine(left: Bound, right: Bound, type: DataType, compute: (a: Value, b: Value) => Value): Bound {
  const volatile = left.volatile ?? right.volatile;
  const evaluate = (row: readonly Value[]): Value => compute(left.evaluate(row), right.evaluate(row));
  return volatile === undefined ? { type, evaluate } : { type, evaluate, volatile };
}

function strict(left: Bound, right: Bound, type: DataType, compute: (a: Exclude<Value, null>, b: Exclude<Value, null>) => Value): Bound {
  const nullable = left.type.nullable || right.type.nullable;
  return combine(left, right, t.nullableIf(type, nullable), (a, b) => (a === null || b === null ? null : compute(a, b)));
}

function bindLogic(operator: 'AND' | 'OR', left: Bound, right: Bound, at: Position): Bound {
  for (const side of [left, right]) if (side.type.kind !== 'BOOLEAN' && side.type.kind !== 'NULL') refuse(operator, left, right, at);
  const decisive = operator === 'OR';
  const type = t.nullableIf(t.BOOLEAN, left.type.nullable || right.type.nullable);
  const volatile = left.volatile ?? right.volatile;
  const evaluate = (row: readonly Value[]): Value => {
    const a = left.evaluate(row);
    if (a === decisive) return decisive;
    const b = right.evaluate(row);
    return b === decisive ? decisive : a === null || b === null ? null : !decisive;
  };
  return volatile === undefined ? { type, evaluate } : { type, evaluate, volatile };
}

const ORDER: Readonly<Record<'=' | '<>' | '<' | '<=' | '>' | '>=', (order: number) => boolean>> = {
  '=': (order) => order === 0, '<>': (order) => order !== 0, '<': (order) => order < 0,
  '<=': (order) => order <= 0, '>': (order) => order > 0, '>=': (order) => order >= 0,
};

function bindComparison(operator: keyof typeof ORDER, left: Bound, right: Bound, scope: Scope, at: Position): Bound {
  const type = comparisonType(left.type, right.type);
  if (type === undefined) {
    throw invalid(`implicit type conversion between ${summariseType(t.nullableIf(left.type, true))} and ${summariseType(t.nullableIf(right.type, true))} is not supported now (operator '${operator}')`, at);
  }
  return strict(conform(left, type, scope), conform(right, type, scope), t.BOOLEAN, (a, b) => ORDER[operator](compareValues(a, b)));
}

/** Texts compare at any length, and a text beside a temporal value is read as one. */
function comparisonType(left: DataType, right: DataType): DataType | undefined {
  if (t.isText(left) && t.isText(right)) return t.STRING;
  if (t.isTemporal(left) && t.isText(right)) return left;
  if (t.isText(left) && t.isTemporal(right)) return right;
  return commonType(left, right);
}

function bindConcat(left: Bound, right: Bound, scope: Scope, at: Position): Bound {
  if (!t.isText(left.type) && !t.isText(right.type)) refuse('||', left, right, at);
  for (const side of [left, right]) if (!t.isText(side.type) && side.type.kind !== 'NULL') refuse('||', left, right, at);
  return strict(conform(left, t.STRING, scope), conform(right, t.STRING, scope), t.STRING, (a, b) => `${String(a)}${String(b)}`);
}

type Arithmetic = '+' | '-' | '*' | '/' | '%';

function bindArithmetic(operator: Arithmetic, left: Bound, right: Bound, at: Position): Bound {
  const interval = bindIntervalMove(operator, left, right);
  if (interval !== undefined) return interval;
  for (const side of [left, right]) if (!t.isNumeric(side.type) && side.type.kind !== 'NULL') refuse(operator, left, right, at);
  const type = arithmeticType(operator, left.type, right.type);
  return strict(left, right, type, (a, b) => calculate(operator, a, b, type));
}

function bindIntervalMove(operator: Arithmetic, left: Bound, right: Bound): Bound | undefined {
  if (operator === '+' && left.type.kind === 'INTERVAL' && t.isTemporal(right.type)) return bindIntervalMove('+', right, left);
  const { type } = right;
  if (type.kind !== 'INTERVAL' || !t.isTemporal(left.type) || (operator !== '+' && operator !== '-')) return undefined;
  const scale = left.type.kind === 'DATE' ? NANOS.day : 1n;
  return strict(left, right, left.type, (value, step) => {
    const amount = operator === '-' ? -(step as bigint) : (step as bigint);
    const nanos = (value as bigint) * scale;
    return floorDivide(type.unit === 'MONTH' ? addMonths(nanos, amount) : nanos + amount, scale);
  });
}

/** The type of an arithmetic operation: the wider integer, Flink's DECIMAL rules, or DOUBLE. */
function arithmeticType(operator: Arithmetic, left: DataType, right: DataType): DataType {
  if (left.kind === 'NULL' || right.kind === 'NULL') return left.kind === 'NULL' ? right : left;
  if (operator === '%') return remainderType(left, right);
  const common = commonNumber(left, right);
  const a = t.exactShape(left);
  const b = t.exactShape(right);
  if (common.kind !== 'DECIMAL' || a === undefined || b === undefined) return common;
  if (operator === '*') return fitShape(a.precision + b.precision, a.scale + b.scale);
  if (operator === '/') {
    const scale = Math.max(6, a.scale + b.precision + 1);
    return fitShape(a.precision - a.scale + b.scale + scale, scale);
  }
  const scale = Math.max(a.scale, b.scale);
  return fitShape(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
}

/** Beyond 38 digits Flink gives up scale first, down to six digits. */
function fitShape(precision: number, scale: number): DataType {
  return precision <= 38 ? t.decimal(precision, scale) : t.decimal(38, Math.max(38 - (precision - scale), Math.min(scale, 6)));
}

const BITS: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 };

function calculate(operator: Arithmetic, a: Exclude<Value, null>, b: Exclude<Value, null>, type: DataType): Value {
  if (operator === '%') return remainder(a, b);
  const bits = BITS[type.kind];
  if (bits !== undefined) return BigInt.asIntN(bits, calculateWhole(operator, a as bigint, b as bigint));
  if (type.kind !== 'DECIMAL') {
    const result = calculateDouble(operator, toNumber(a as number), toNumber(b as number));
    return type.kind === 'FLOAT' ? Math.fround(result) : result;
  }
  return fitDecimal(calculateExact(operator, toDecimal(a as bigint), toDecimal(b as bigint), type.scale), type.precision, type.scale);
}

function calculateWhole(operator: Arithmetic, a: bigint, b: bigint): bigint {
  if (operator === '/' && b === 0n) throw new RuntimeFailure('java.lang.ArithmeticException: / by zero');
  return operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b;
}

function calculateDouble(operator: Arithmetic, a: number, b: number): number {
  return operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b;
}

function calculateExact(operator: Arithmetic, a: Decimal, b: Decimal, scale: number): Decimal {
  if (operator === '*') return { unscaled: a.unscaled * b.unscaled, scale: a.scale + b.scale };
  if (operator === '/') {
    if (b.unscaled === 0n) throw new RuntimeFailure('java.lang.ArithmeticException: Division by zero');
    return { unscaled: divideHalfUp(a.unscaled * 10n ** BigInt(scale + b.scale), b.unscaled * 10n ** BigInt(a.scale)), scale };
  }
  const common = Math.max(a.scale, b.scale);
  const [x, y] = [rescale(a, common).unscaled, rescale(b, common).unscaled];
  return { unscaled: operator === '+' ? x + y : x - y, scale: common };
}
