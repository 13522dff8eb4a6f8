import { RuntimeFailure } from '../errors.js';
import * as t from '../types/types.js';
import type { DataType } from '../types/types.js';
import { compareValues, fitDecimal, isDecimal, rescale, toDecimal, toNumber } from '../types/value.js';
import type { Decimal, Value } from '../types/value.js';
import { commonNumber } from '../types/convert.js';
import type { CallContext, FunctionTable } from './definition.js';

const first = ({ types }: CallContext): DataType => types[0] ?? t.NULL;

/** The integer part toward minus infinity (`floor`) or plus infinity (`ceil`) of a number of any type. */
function roundWhole(value: Value, direction: 'floor' | 'ceil'): Value {
  if (typeof value === 'number') return direction === 'floor' ? Math.floor(value) : Math.ceil(value);
  if (!isDecimal(value)) return value;
  const step = 10n ** BigInt(value.scale);
  const whole = value.unscaled / step;
  const exact = value.unscaled % step === 0n;
  const shift = exact ? 0n : direction === 'floor' && value.unscaled < 0n ? -1n : direction === 'ceil' && value.unscaled > 0n ? 1n : 0n;
  return { unscaled: whole + shift, scale: 0 };
}

function wholeType(context: CallContext): DataType {
  const type = first(context);
  return type.kind === 'DECIMAL' ? t.decimal(type.precision, 0) : type;
}

/** A DECIMAL rounded to a literal number of digits has that scale and room for one digit more. */
function roundedType(context: CallContext): DataType {
  const type = first(context);
  const digits = context.types.length < 2 ? 0n : context.constants[1];
  if (type.kind !== 'DECIMAL' || typeof digits !== 'bigint' || digits >= BigInt(type.scale)) return type;
  const scale = Math.max(0, Number(digits));
  return t.decimal(Math.min(38, 1 + type.precision - type.scale + scale), scale);
}

function round(value: Value, digits: number): Value {
  if (typeof value === 'number') {
    const rounded = rescale(toDecimal(value), Math.max(0, digits));
    return toNumber(rounded);
  }
  if (digits >= 0) return isDecimal(value) ? rescale(value, Math.min(digits, value.scale)) : value;
  const step = 10n ** BigInt(-digits);
  const whole = rescale(toDecimal(value as bigint | Decimal), 0).unscaled;
  const tens = rescale({ unscaled: whole, scale: -digits }, 0).unscaled * step;
  return isDecimal(value) ? { unscaled: tens, scale: 0 } : tens;
}

/** The remainder with the sign of the dividend, as in Java. Throws RuntimeFailure on an integer division by zero. */
export function remainder(left: Value, right: Value): Value {
  if (typeof left === 'number' || typeof right === 'number') return toNumber(left as bigint) % toNumber(right as bigint);
  if (isDecimal(left) || isDecimal(right)) {
    const [a, b] = [toDecimal(left as bigint), toDecimal(right as bigint)];
    const scale = Math.max(a.scale, b.scale);
    if (b.unscaled === 0n) throw new RuntimeFailure('java.lang.ArithmeticException: Division by zero');
    return { unscaled: rescale(a, scale).unscaled % rescale(b, scale).unscaled, scale };
  }
  if (right === 0n) throw new RuntimeFailure('java.lang.ArithmeticException: / by zero');
  return (left as bigint) % (right as bigint);
}

/** The type of MOD and `%`. */
export function remainderType(left: DataType, right: DataType): DataType {
  const a = t.exactShape(left);
  const b = t.exactShape(right);
  if (a === undefined || b === undefined) return commonNumber(left, right);
  if (t.isInteger(left) && t.isInteger(right)) return right;
  const scale = Math.max(a.scale, b.scale);
  return t.decimal(Math.min(38, Math.min(a.precision - a.scale, b.precision - b.scale) + scale), scale);
}

function extreme(args: readonly Value[], sign: 1 | -1): Value {
  return args.reduce((best, value) => (compareValues(value, best) * sign > 0 ? value : best), args[0] ?? null);
}

const greatest = (sign: 1 | -1): FunctionTable[string] => ({
  parameters: ['any'], required: 1, variadic: true, result: ({ types }) => types.reduce((left, right) => (t.isNumeric(left) && t.isNumeric(right) ? commonNumber(left, right) : left)),
  evaluate: (args) => extreme(args, sign),
});

const double = (compute: (value: number) => number): FunctionTable[string] => ({ parameters: ['numeric'], result: () => t.DOUBLE, evaluate: ([value]) => compute(toNumber(value as number)) });

export const NUMERIC: FunctionTable = {
  ABS: {
    parameters: ['numeric'], result: first,
    evaluate: ([value]) => (isDecimal(value ?? null) ? { ...(value as Decimal), unscaled: abs((value as Decimal).unscaled) } : typeof value === 'bigint' ? abs(value) : Math.abs(value as number)),
  },
  MOD: { parameters: ['numeric', 'numeric'], result: ({ types: [a = t.INT, b = t.INT] }) => remainderType(a, b), evaluate: ([a = null, b = null]) => remainder(a, b) },
  FLOOR: { parameters: ['numeric'], result: wholeType, evaluate: ([value = null]) => roundWhole(value, 'floor') },
  CEIL: { parameters: ['numeric'], result: wholeType, evaluate: ([value = null]) => roundWhole(value, 'ceil') },
  ROUND: { parameters: ['numeric', 'integer'], required: 1, result: roundedType, evaluate: ([value = null, digits = 0n], context) => settle(round(value, Number(digits)), roundedType(context)) },
  TRUNCATE: { parameters: ['numeric', 'integer'], required: 1, result: roundedType, evaluate: ([value = null, digits = 0n], context) => settle(truncateDigits(value, Number(digits)), roundedType(context)) },
  SIGN: { parameters: ['numeric'], result: first, evaluate: ([value = null], { types: [type = t.INT] }) => signOf(value, type) },
  SQRT: double(Math.sqrt),
  LN: double(Math.log),
  EXP: double(Math.exp),
  POWER: { parameters: ['numeric', 'numeric'], result: () => t.DOUBLE, evaluate: ([a, b]) => toNumber(a as number) ** toNumber(b as number) },
  GREATEST: greatest(1),
  LEAST: greatest(-1),
};

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** The result with the scale that its type promises. */
function settle(value: Value, type: DataType): Value {
  return type.kind === 'DECIMAL' && isDecimal(value) ? fitDecimal(value, type.precision, type.scale) : value;
}

function truncateDigits(value: Value, digits: number): Value {
  const exact = toDecimal(value as bigint);
  if (digits >= exact.scale) return value;
  const step = 10n ** BigInt(exact.scale - digits);
  const cut = { unscaled: (exact.unscaled / step) * step, scale: exact.scale };
  if (typeof value === 'number') return toNumber(cut);
  return typeof value === 'bigint' ? cut.unscaled : cut;
}

function signOf(value: Value, type: DataType): Value {
  if (typeof value === 'number') return Math.sign(value);
  const order = compareValues(toDecimal(value as bigint), { unscaled: 0n, scale: 0 });
  return type.kind === 'DECIMAL' ? { unscaled: BigInt(Math.sign(order)), scale: 0 } : BigInt(Math.sign(order));
}
