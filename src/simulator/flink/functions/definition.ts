import { isBinary, isInteger, isNumeric, isTemporal, isText, isTimestamp } from '../types/types.js';
import type { DataType } from '../types/types.js';
import type { Value } from '../types/value.js';

/** What a parameter takes. */
export type Parameter = 'any' | 'text' | 'integer' | 'numeric' | 'boolean' | 'bytes' | 'timestamp' | 'temporal' | 'array' | 'collection' | 'text or bytes' | 'text or timestamp' | 'text or numeric';

/** What a function sees of its call besides the values. */
export interface CallContext {
  readonly types: readonly DataType[];
  readonly zone: string;
  /** `TO`, `FROM` and unit words of the grammar: `DAY`, `BOTH` ... */
  readonly unit?: string;
  /** The values of arguments that are literals. */
  readonly constants: readonly (Value | undefined)[];
}

/** A scalar function: which arguments it takes, what type it has, how it is computed. */
export interface FunctionDefinition {
  readonly parameters: readonly Parameter[];
  /** How many of the parameters must be given; all when absent. */
  readonly required?: number;
  /** The last parameter may repeat. */
  readonly variadic?: boolean;
  /** The type of the result; nullability comes from `nulls`. */
  result(context: CallContext): DataType;
  evaluate(args: readonly Value[], context: CallContext): Value;
  /** `propagate` (default): a null argument gives null. `produce`: as before, and the function itself may give null. `keep`: `result` decides and nulls reach `evaluate`. */
  readonly nulls?: 'propagate' | 'produce' | 'keep';
  /** Gives another result on every call. */
  readonly volatile?: boolean;
}

export type FunctionTable = Readonly<Record<string, FunctionDefinition>>;

const ACCEPTS: Readonly<Record<Parameter, (type: DataType) => boolean>> = {
  any: () => true,
  text: isText,
  integer: isInteger,
  numeric: isNumeric,
  boolean: (type) => type.kind === 'BOOLEAN',
  bytes: isBinary,
  timestamp: isTimestamp,
  temporal: isTemporal,
  array: (type) => type.kind === 'ARRAY',
  collection: (type) => type.kind === 'ARRAY' || type.kind === 'MAP',
  'text or bytes': (type) => isText(type) || isBinary(type),
  'text or timestamp': (type) => isText(type) || isTimestamp(type),
  'text or numeric': (type) => isText(type) || isNumeric(type),
};

/** True when arguments of these types may be passed. */
export function takes(definition: FunctionDefinition, types: readonly DataType[]): boolean {
  const { parameters, required = parameters.length, variadic = false } = definition;
  if (types.length < required || (!variadic && types.length > parameters.length)) return false;
  return types.every((type, index) => type.kind === 'NULL' || ACCEPTS[parameters[Math.min(index, parameters.length - 1)] ?? 'any'](type));
}
