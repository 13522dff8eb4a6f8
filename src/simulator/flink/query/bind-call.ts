import { invalid } from '../errors.js';
import { takes } from '../functions/definition.js';
import type { CallContext, FunctionDefinition } from '../functions/definition.js';
import { findFunction } from '../functions/index.js';
import type { Expression } from '../syntax/ast.js';
import { makeCast } from '../types/cast.js';
import { commonType } from '../types/convert.js';
import { summariseType } from '../types/print.js';
import * as t from '../types/types.js';
import type { DataType } from '../types/types.js';
import type { Value } from '../types/value.js';
import type { Bound, Scope } from './scope.js';

/** Functions whose arguments after the condition or first value must share one type. */
const SHARED: Readonly<Record<string, number>> = { COALESCE: 0, IFNULL: 0, IF: 1, NULLIF: 0, GREATEST: 0, LEAST: 0 };

/** Binds a call of a scalar function. Throws SqlError naming the function when it is unknown or the arguments do not fit. */
export function bindCall(call: Expression & { readonly kind: 'call' }, args: readonly Bound[], scope: Scope): Bound {
  const definition = findFunction(call.name);
  const types = args.map((arg) => arg.type);
  const signature = `${call.name}(${types.map((type) => `<${summariseType(type)}>`).join(', ')})`;
  if (definition === undefined) throw invalid(`No match found for function signature ${signature}`, call.at);
  if (call.unit !== undefined && (call.name === 'FLOOR' || call.name === 'CEIL')) throw invalid(`${call.name} TO ${call.unit} is not supported by the simulator`, call.at);
  if (!takes(definition, types)) throw invalid(`Cannot apply '${call.name}' to arguments of type '${signature}'`, call.at);
  checkPrecision(call, types);
  const constants = call.args.map((arg) => (arg.kind === 'literal' ? arg.value : undefined));
  const context: CallContext = { types, constants, zone: scope.zone, ...(call.unit === undefined ? {} : { unit: call.unit }) };
  return compose(definition, call, alignArguments(call, args, scope), context);
}

function compose(definition: FunctionDefinition, call: Expression & { readonly kind: 'call' }, args: readonly Bound[], context: CallContext): Bound {
  const { nulls = 'propagate' } = definition;
  const seen = { ...context, types: args.map((arg) => arg.type) };
  const result = definition.result(seen);
  const type = nulls === 'keep' ? result : t.nullableIf(result, nulls === 'produce' || args.some((arg) => arg.type.nullable));
  const volatile = definition.volatile === true ? call.name : args.find((arg) => arg.volatile !== undefined)?.volatile;
  const evaluate = (row: readonly Value[]): Value => {
    const values = args.map((arg) => arg.evaluate(row));
    return nulls !== 'keep' && values.includes(null) ? null : definition.evaluate(values, seen);
  };
  return volatile === undefined ? { type, evaluate } : { type, evaluate, volatile };
}

/** TO_TIMESTAMP_LTZ of a number takes seconds (0) or milliseconds (3) and nothing else (semantics.md 2.5). */
function checkPrecision({ name, args, at }: Expression & { readonly kind: 'call' }, types: readonly DataType[]): void {
  if (name !== 'TO_TIMESTAMP_LTZ' || !types[0] || !t.isNumeric(types[0]) || args[1] === undefined) return;
  const precision = args[1].kind === 'literal' ? args[1].value : undefined;
  if (precision !== 0n && precision !== 3n) throw invalid(`TO_TIMESTAMP_LTZ(numeric, precision) supports the precisions 0 and 3 only, but the precision is ${String(precision ?? 'not a literal')}`, at);
}

/** Casts the arguments that must agree to their common type. */
function alignArguments({ name, at }: Expression & { readonly kind: 'call' }, args: readonly Bound[], scope: Scope): readonly Bound[] {
  const from = SHARED[name];
  if (from === undefined) return args;
  const shared = args.slice(from);
  const type = shared.map((arg) => arg.type).reduce<DataType | undefined>((left, right) => (left === undefined ? undefined : commonType(left, right)), shared[0]?.type);
  if (type === undefined) throw invalid(`Cannot apply '${name}' to arguments of type '${name}(${args.map((arg) => `<${summariseType(arg.type)}>`).join(', ')})'`, at);
  return args.map((arg, index) => (index < from ? arg : castTo(arg, type, scope)));
}

function castTo(arg: Bound, type: DataType, scope: Scope): Bound {
  const cast = makeCast(arg.type, type, scope.zone);
  return { ...arg, type: t.nullableIf(type, arg.type.nullable), evaluate: (row) => cast(arg.evaluate(row)) };
}
