import { assertNever, invalid, notSimulated } from '../errors.js';
import type { Expression } from '../syntax/ast.js';
import { commonType, isExplicitlyCastable } from '../types/convert.js';
import { makeCast } from '../types/cast.js';
import { summariseType } from '../types/print.js';
import * as t from '../types/types.js';
import type { DataType } from '../types/types.js';
import { compareValues, isDecimal } from '../types/value.js';
import type { Value } from '../types/value.js';
import { bindCall } from './bind-call.js';
import { bindJson } from './bind-json.js';
import { bindBinary, bindEquality, conform } from './bind-operator.js';
import { resolveColumn } from './scope.js';
import type { Bound, Scope } from './scope.js';

/** Gives an expression its type and its computation. Throws SqlError that names the unknown column or function, or the wrong type. */
export function bind(expression: Expression, scope: Scope): Bound {
  const recurse = (inner: Expression): Bound => bind(inner, scope);
  switch (expression.kind) {
    case 'literal': return { type: expression.type, evaluate: () => expression.value };
    case 'column': return bindColumn(expression.path, scope, expression);
    case 'star': throw invalid("'*' is not an expression", expression.at);
    case 'count': throw notSimulated('An aggregate inside an expression or an INSERT', expression.at);
    case 'call': return bindCall(expression, expression.args.map(recurse), scope);
    case 'binary': return bindBinary(expression.operator, recurse(expression.left), recurse(expression.right), scope, expression.at);
    case 'not': return not(boolean(recurse(expression.operand), expression));
    case 'negate': return bindNegation(recurse(expression.operand), expression);
    case 'is': return bindIs(expression, recurse(expression.operand));
    case 'in': return bindIn(expression, recurse, scope);
    case 'between': return bindBetween(expression, recurse, scope);
    case 'like': return bindLike(expression, recurse);
    case 'case': return bindCase(expression, recurse, scope);
    case 'cast': return bindCast(expression, recurse(expression.operand), scope);
    case 'element': return bindElement(recurse(expression.base), recurse(expression.index), expression);
    case 'field': return bindField(recurse(expression.base), expression.name, expression);
    case 'array': case 'row': case 'map': return bindConstructor(expression, recurse, scope);
    case 'json': return bindJson(expression, recurse, scope);
    default: return assertNever(expression);
  }
}

/** A condition, as WHERE needs it. Throws SqlError for any other type. */
export function bindCondition(expression: Expression, scope: Scope): Bound {
  return boolean(bind(expression, scope), expression);
}

function boolean(bound: Bound, { at }: Expression): Bound {
  if (bound.type.kind !== 'BOOLEAN' && bound.type.kind !== 'NULL') throw invalid(`A condition must be BOOLEAN, but is ${summariseType(bound.type)}`, at);
  return bound;
}

function not(bound: Bound): Bound {
  return derive([bound], bound.type, ([value = null]) => (value === null ? null : value !== true));
}

function bindNegation(operand: Bound, { at }: Expression): Bound {
  if (!t.isNumeric(operand.type)) throw invalid(`Cannot apply '-' to arguments of type '-<${summariseType(operand.type)}>'`, at);
  return derive([operand], operand.type, ([value = null]) => {
    if (value === null) return null;
    return isDecimal(value) ? { ...value, unscaled: -value.unscaled } : -(value as bigint);
  });
}

/** A bound expression that is computed from others, whose volatility it inherits. */
function derive(parts: readonly Bound[], type: DataType, compute: (values: readonly Value[]) => Value): Bound {
  const volatile = parts.find((part) => part.volatile !== undefined)?.volatile;
  const evaluate = (row: readonly Value[]): Value => compute(parts.map((part) => part.evaluate(row)));
  return volatile === undefined ? { type, evaluate } : { type, evaluate, volatile };
}

function bindColumn(path: readonly string[], scope: Scope, { at }: Expression): Bound {
  const { index, rest } = resolveColumn(scope, path, at);
  const type = scope.columns[index]?.type ?? t.NULL;
  const column: Bound = { type, column: index, evaluate: (row) => row[index] ?? null };
  return rest.reduce((base, name) => bindField(base, name, { at }), column);
}

function bindField(base: Bound, name: string, { at }: Pick<Expression, 'at'>): Bound {
  const fields = base.type.kind === 'ROW' ? base.type.fields : [];
  const index = fields.findIndex((field) => field.name === name);
  const field = fields[index];
  if (field === undefined) throw invalid(`Column '${name}' not found in ${summariseType(base.type)}`, at);
  return derive([base], t.nullableIf(field.type, field.type.nullable || base.type.nullable), ([value = null]) => (value === null ? null : ((value as readonly Value[])[index] ?? null)));
}

function bindElement(base: Bound, index: Bound, { at }: Expression): Bound {
  const { type } = base;
  if (type.kind === 'MAP') {
    return derive([base, index], t.nullableIf(type.value, true), ([pairs = null, key = null]) => (pairs === null || key === null ? null : ((pairs as readonly (readonly Value[])[]).find(([k = null]) => compareValues(k, key) === 0)?.[1] ?? null)));
  }
  if (type.kind !== 'ARRAY' || !t.isInteger(index.type)) throw invalid(`Cannot apply 'ITEM' to arguments of type '${summariseType(type)}[${summariseType(index.type)}]'`, at);
  return derive([base, index], t.nullableIf(type.element, true), ([items = null, position = null]) => (items === null || position === null ? null : ((items as readonly Value[])[Number(position) - 1] ?? null)));
}

function bindIs({ what, negated }: Expression & { readonly kind: 'is' }, operand: Bound): Bound {
  const wanted = what === 'NULL' ? null : what === 'TRUE';
  return derive([operand], t.notNull(t.BOOLEAN), ([value = null]) => (value === wanted) !== negated);
}

type Recurse = (inner: Expression) => Bound;

/** SQL's three-valued OR over comparisons. */
function anyTrue(values: readonly Value[]): Value {
  if (values.includes(true)) return true;
  return values.includes(null) ? null : false;
}

function bindIn(expression: Expression & { readonly kind: 'in' }, recurse: Recurse, scope: Scope): Bound {
  const operand = recurse(expression.operand);
  const tests = expression.list.map((item) => bindEquality(operand, recurse(item), scope, item.at));
  const nullable = tests.some((test) => test.type.nullable);
  const found = derive(tests, t.nullableIf(t.BOOLEAN, nullable), anyTrue);
  return expression.negated ? not(found) : found;
}

function bindBetween(expression: Expression & { readonly kind: 'between' }, recurse: Recurse, scope: Scope): Bound {
  const operand = recurse(expression.operand);
  const above = bindBinary('>=', operand, recurse(expression.low), scope, expression.at);
  const below = bindBinary('<=', operand, recurse(expression.high), scope, expression.at);
  const inside = bindBinary('AND', above, below, scope, expression.at);
  return expression.negated ? not(inside) : inside;
}

function bindLike(expression: Expression & { readonly kind: 'like' }, recurse: Recurse): Bound {
  const parts = [recurse(expression.operand), recurse(expression.pattern), ...(expression.escape === undefined ? [] : [recurse(expression.escape)])];
  const wrong = parts.find((part) => !t.isText(part.type) && part.type.kind !== 'NULL');
  if (wrong !== undefined) throw invalid(`Cannot apply 'LIKE' to arguments of type '${parts.map((part) => summariseType(part.type)).join(' LIKE ')}'`, expression.at);
  const matched = derive(parts, t.nullableIf(t.BOOLEAN, parts.some((part) => part.type.nullable)), ([value = null, pattern = null, escape]) =>
    value === null || pattern === null ? null : likePattern(pattern as string, escape as string | undefined).test(value as string));
  return expression.negated ? not(matched) : matched;
}

function likePattern(pattern: string, escape: string | undefined): RegExp {
  let source = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const escaped = escape !== undefined && pattern[index] === escape;
    if (escaped) index += 1;
    const character = pattern[index] ?? '';
    source += !escaped && character === '%' ? '.*' : !escaped && character === '_' ? '.' : character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 's');
}

function bindCase(expression: Expression & { readonly kind: 'case' }, recurse: Recurse, scope: Scope): Bound {
  const operand = expression.operand === undefined ? undefined : recurse(expression.operand);
  const conditions = expression.branches.map(([when]) => (operand === undefined ? boolean(recurse(when), when) : bindEquality(operand, recurse(when), scope, when.at)));
  const otherwise: Bound = expression.otherwise === undefined ? { type: t.NULL, evaluate: () => null } : recurse(expression.otherwise);
  const results = unify([...expression.branches.map(([, then]) => recurse(then)), otherwise], 'CASE', expression, scope);
  const type = results[0]?.type ?? t.NULL;
  const volatile = [...conditions, ...results].find((part) => part.volatile !== undefined)?.volatile;
  const evaluate = (row: readonly Value[]): Value => {
    const index = conditions.findIndex((condition) => condition.evaluate(row) === true);
    return (index < 0 ? results.at(-1) : results[index])?.evaluate(row) ?? null;
  };
  return volatile === undefined ? { type, evaluate } : { type, evaluate, volatile };
}

/** Brings all to their common type. Throws SqlError when there is none. */
function unify(bounds: readonly Bound[], what: string, { at }: Expression, scope: Scope): readonly Bound[] {
  const type = bounds.map((bound) => bound.type).reduce<DataType | undefined>((left, right) => (left === undefined ? undefined : commonType(left, right)), bounds[0]?.type);
  if (type === undefined) throw invalid(`Illegal mixing of types in ${what}: ${bounds.map((bound) => summariseType(bound.type)).join(', ')}`, at);
  return bounds.map((bound) => ({ ...conform(bound, type, scope), type }));
}

function bindCast({ type: wanted, lenient, at }: Expression & { readonly kind: 'cast' }, operand: Bound, scope: Scope): Bound {
  // Flink's SQL computes a time of any precision in whole seconds (test/flink-planner).
  const target = wanted.kind === 'TIME' && operand.type.kind !== 'TIME' ? t.time(0) : wanted;
  if (!isExplicitlyCastable(operand.type, target)) throw invalid(castRefusal(operand.type, target), at);
  const type = t.nullableIf(target, operand.type.nullable || lenient || target.kind === 'DECIMAL' && operand.type.kind !== 'DECIMAL' && operand.type.nullable);
  const cast = makeCast(operand.type, target, scope.zone);
  if (!lenient) return derive([operand], type, ([value = null]) => cast(value));
  return derive([operand], type, ([value = null]) => {
    try {
      return cast(value);
    } catch {
      return null;
    }
  });
}

function castRefusal(from: DataType, to: DataType): string {
  if (t.isNumeric(from) && t.isTimestamp(to)) {
    return `The cast from NUMERIC type to ${to.kind === 'TIMESTAMP' ? 'TIMESTAMP' : 'TIMESTAMP_LTZ'} type is not allowed. It's recommended to use TO_TIMESTAMP_LTZ(numeric_col, precision).`;
  }
  return `Cast function cannot convert value of type ${summariseType(from)} to type ${summariseType(to)}`;
}

function bindConstructor(expression: Expression & { readonly kind: 'array' | 'row' | 'map' }, recurse: Recurse, scope: Scope): Bound {
  const items = expression.items.map(recurse);
  if (expression.kind === 'row') return derive(items, t.notNull(t.row(items.map(({ type }, index) => ({ name: `EXPR$${index}`, type })))), (values) => values);
  if (items.length === 0) throw invalid(`${expression.kind.toUpperCase()} needs at least one element`, expression.at);
  if (expression.kind === 'array') {
    const unified = unify(items, 'ARRAY', expression, scope);
    return derive(unified, t.notNull(t.array(unified[0]?.type ?? t.NULL)), (values) => values);
  }
  const keys = unify(items.filter((_, index) => index % 2 === 0), 'MAP', expression, scope);
  const values = unify(items.filter((_, index) => index % 2 === 1), 'MAP', expression, scope);
  const type = t.notNull(t.map(keys[0]?.type ?? t.NULL, values[0]?.type ?? t.NULL));
  return derive([...keys, ...values], type, (all) => keys.map((_, index) => [all[index] ?? null, all[keys.length + index] ?? null]));
}
