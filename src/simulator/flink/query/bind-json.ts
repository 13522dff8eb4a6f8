import { RuntimeFailure, assertNever, invalid } from '../errors.js';
import { follow, isList, isNumber, isObject, readJson, readPath, writeJson } from '../functions/json.js';
import type { Json } from '../functions/json.js';
import type { Expression, JsonBehaviour } from '../syntax/ast.js';
import { makeCast } from '../types/cast.js';
import { summariseType } from '../types/print.js';
import * as t from '../types/types.js';
import type { DataType } from '../types/types.js';
import type { Value } from '../types/value.js';
import type { Bound, Scope } from './scope.js';

type JsonCall = Expression & { readonly kind: 'json' };

/** What a path led to: a value, nothing, or broken JSON. */
type Outcome = { readonly kind: 'found'; readonly value: Json } | { readonly kind: 'empty' } | { readonly kind: 'error'; readonly reason: string };

const RETURNABLE: readonly DataType['kind'][] = ['VARCHAR', 'BOOLEAN', 'INT', 'DOUBLE'];

/** Binds JSON_VALUE, JSON_QUERY and JSON_EXISTS. RETURNING takes STRING, BOOLEAN, INTEGER and DOUBLE only (semantics.md 2.5). Throws SqlError. */
export function bindJson(call: JsonCall, recurse: (inner: Expression) => Bound, scope: Scope): Bound {
  const input = recurse(call.input);
  if (!t.isText(input.type) && input.type.kind !== 'NULL') throw invalid(`Cannot apply '${call.name}' to arguments of type '${call.name}(<${summariseType(input.type)}>, ..)'`, call.at);
  const steps = call.path.kind === 'literal' && typeof call.path.value === 'string' ? readPath(call.path.value) : undefined;
  if (steps === undefined) throw invalid(`${call.name} needs a literal JSON path such as '$.a'`, call.at);
  const type = resultType(call);
  const fallbacks = bindFallbacks(call, type, recurse, scope);
  const evaluate = (row: readonly Value[]): Value => {
    const text = input.evaluate(row);
    return text === null ? null : settle(call, lookUp(text as string, steps), type, fallbacks, row);
  };
  return { type, evaluate };
}

function resultType({ name, returning, at }: JsonCall): DataType {
  if (name === 'JSON_EXISTS') return t.BOOLEAN;
  if (returning === undefined) return t.STRING;
  if (!RETURNABLE.includes(returning.kind)) throw invalid(`Unsupported type ${summariseType(returning)} in RETURNING of ${name}: supported are STRING, BOOLEAN, INTEGER, DOUBLE`, at);
  return t.nullableIf(returning, true);
}

function lookUp(text: string, steps: readonly (string | number)[]): Outcome {
  const document = readJson(text);
  if (document === undefined) return { kind: 'error', reason: `not JSON: ${text.slice(0, 40)}` };
  const value = follow(document, steps);
  return value === undefined ? { kind: 'empty' } : { kind: 'found', value };
}

interface Fallbacks {
  empty(row: readonly Value[]): Value;
  error(row: readonly Value[], reason: string): Value;
}

function bindFallbacks(call: JsonCall, type: DataType, recurse: (inner: Expression) => Bound, scope: Scope): Fallbacks {
  const bindOne = (behaviour: JsonBehaviour): ((row: readonly Value[], reason: string) => Value) => {
    switch (behaviour.kind) {
      case 'NULL': case 'UNKNOWN': return () => null;
      case 'TRUE': return () => true;
      case 'FALSE': return () => false;
      case 'EMPTY_ARRAY': return () => '[]';
      case 'EMPTY_OBJECT': return () => '{}';
      case 'ERROR': return (_row, reason) => { throw new RuntimeFailure(`org.apache.flink.table.api.TableRuntimeException: ${call.name}: ${reason}`); };
      case 'DEFAULT': {
        const value = recurse(behaviour.value);
        const cast = makeCast(value.type, type, scope.zone);
        return (row) => cast(value.evaluate(row));
      }
      default: return assertNever(behaviour);
    }
  };
  const empty = bindOne(call.onEmpty ?? { kind: 'NULL' });
  const error = bindOne(call.onError ?? { kind: call.name === 'JSON_EXISTS' ? 'FALSE' : 'NULL' });
  return { empty: (row) => empty(row, 'the path leads nowhere'), error };
}

function settle(call: JsonCall, outcome: Outcome, type: DataType, fallbacks: Fallbacks, row: readonly Value[]): Value {
  if (outcome.kind === 'error') return fallbacks.error(row, outcome.reason);
  if (call.name === 'JSON_EXISTS') return outcome.kind === 'found';
  if (outcome.kind === 'empty') return fallbacks.empty(row);
  const { value } = outcome;
  const composite = isObject(value) || isList(value);
  if (call.name === 'JSON_QUERY') return composite ? writeJson(value) : fallbacks.error(row, 'the path leads to a scalar');
  if (composite) return fallbacks.error(row, 'the path leads to an object or array');
  const converted = convertScalar(value, type);
  return converted === undefined ? fallbacks.error(row, `cannot return ${writeJson(value)} as ${summariseType(type)}`) : converted;
}

/** A JSON scalar as the type RETURNING names; undefined when it is of another sort. */
function convertScalar(value: Json, type: DataType): Value | undefined {
  if (value === null) return null;
  const text = isNumber(value) ? value.digits : String(value as string | boolean);
  if (t.isText(type)) return text;
  if (type.kind === 'BOOLEAN') return typeof value === 'boolean' ? value : text === 'true' || text === 'false' ? text === 'true' : undefined;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) return undefined;
  if (type.kind === 'DOUBLE') return number;
  return Number.isInteger(number) && Math.abs(number) <= 2147483648 ? BigInt(number) : undefined;
}
