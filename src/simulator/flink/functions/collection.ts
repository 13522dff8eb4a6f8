import { jsonString } from './json-string.js';
import { randomUUID } from 'node:crypto';
import { commonType } from '../types/convert.js';
import * as t from '../types/types.js';
import type { DataType } from '../types/types.js';
import { compareValues } from '../types/value.js';
import type { Value } from '../types/value.js';
import type { CallContext, FunctionTable } from './definition.js';

const elementType = (type: DataType | undefined): DataType => (type?.kind === 'ARRAY' ? type.element : t.NULL);

/** The common type of all arguments; null when any of them may be. */
function shared(types: readonly DataType[]): DataType {
  return types.reduce((left, right) => commonType(left, right) ?? left);
}

/** COALESCE and IFNULL: NOT NULL as soon as one alternative is (semantics.md 2.5). */
function coalesceType({ types }: CallContext): DataType {
  return t.nullableIf(shared(types), types.every((type) => type.nullable));
}

const pickFirst = (args: readonly Value[]): Value => args.find((value) => value !== null) ?? null;

export const COLLECTION: FunctionTable = {
  CARDINALITY: { parameters: ['collection'], result: () => t.INT, evaluate: ([value]) => BigInt((value as readonly Value[]).length) },
  ELEMENT: { parameters: ['array'], nulls: 'produce', result: ({ types }) => elementType(types[0]), evaluate: ([value]) => (value as readonly Value[])[0] ?? null },
  JSON_STRING: { parameters: ['any'], result: () => t.STRING, evaluate: ([value], { types }) => jsonString(value, types[0] ?? t.NULL) },
  ARRAY_JOIN: {
    parameters: ['array', 'text', 'text'], required: 2, result: () => t.STRING,
    evaluate: ([items, separator, filler]) => (items as readonly Value[]).flatMap((item) => (item === null ? (filler === undefined ? [] : [filler]) : [item])).map(String).join(separator as string),
  },
  ARRAY_CONTAINS: { parameters: ['array', 'any'], result: () => t.BOOLEAN, evaluate: ([items, wanted = null]) => (items as readonly Value[]).some((item) => item !== null && compareValues(item, wanted) === 0) },
  ARRAY_DISTINCT: { parameters: ['array'], result: ({ types }) => types[0] ?? t.NULL, evaluate: ([items]) => (items as readonly Value[]).filter((item, index, all) => all.findIndex((other) => compareValues(other, item) === 0) === index) },
  MAP_KEYS: { parameters: ['collection'], result: ({ types: [type] }) => t.array(type?.kind === 'MAP' ? type.key : t.NULL), evaluate: ([pairs]) => (pairs as readonly (readonly Value[])[]).map(([key = null]) => key) },
  MAP_VALUES: { parameters: ['collection'], result: ({ types: [type] }) => t.array(type?.kind === 'MAP' ? type.value : t.NULL), evaluate: ([pairs]) => (pairs as readonly (readonly Value[])[]).map(([, item = null]) => item) },
  COALESCE: { parameters: ['any'], required: 1, variadic: true, nulls: 'keep', result: coalesceType, evaluate: pickFirst },
  IFNULL: { parameters: ['any', 'any'], nulls: 'keep', result: coalesceType, evaluate: pickFirst },
  NULLIF: {
    parameters: ['any', 'any'], nulls: 'keep', result: ({ types }) => t.nullableIf(types[0] ?? t.NULL, true),
    evaluate: ([value = null, other = null]) => (value !== null && other !== null && compareValues(value, other) === 0 ? null : value),
  },
  IF: { parameters: ['boolean', 'any', 'any'], nulls: 'keep', result: ({ types }) => shared(types.slice(1)), evaluate: ([condition, yes = null, no = null]) => (condition === true ? yes : no) },
  IS_DIGIT: { parameters: ['text'], nulls: 'keep', result: () => t.notNull(t.BOOLEAN), evaluate: ([value]) => typeof value === 'string' && /^\d+$/.test(value) },
  UUID: { parameters: [], result: () => t.char(36), volatile: true, evaluate: () => randomUUID() },
  RAND: { parameters: ['integer'], required: 0, result: () => t.DOUBLE, volatile: true, evaluate: () => Math.random() },
  RAND_INTEGER: { parameters: ['integer', 'integer'], required: 1, result: () => t.INT, volatile: true, evaluate: (args) => BigInt(Math.floor(Math.random() * Number(args.at(-1)))) },
};
