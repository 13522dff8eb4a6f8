import { createHash } from 'node:crypto';
import * as t from '../types/types.js';
import type { Value } from '../types/value.js';
import type { FunctionDefinition, FunctionTable, Parameter } from './definition.js';

const text = (parameters: readonly Parameter[], evaluate: (...args: string[]) => Value, more: Partial<FunctionDefinition> = {}): FunctionDefinition => ({
  parameters, result: () => t.STRING, evaluate: (args) => evaluate(...(args as string[])), ...more,
});

/** Characters as Java's SUBSTRING counts them: from 1, a negative start from the end, 0 like 1. */
function substring(value: string, start: bigint, length?: bigint): Value {
  const characters = [...value];
  if (length !== undefined && length < 0n) return null;
  const from = start > 0n ? Number(start) - 1 : start === 0n ? 0 : characters.length + Number(start);
  if (from < 0) return '';
  return characters.slice(from, length === undefined ? undefined : from + Number(length)).join('');
}

function pad(value: string, length: bigint, filler: string, side: 'left' | 'right'): Value {
  const width = Number(length);
  if (width < 0 || (filler === '' && width > value.length)) return null;
  return side === 'left' ? value.slice(0, width).padStart(width, filler) : value.slice(0, width).padEnd(width, filler);
}

function trim(value: string, characters: string, side: string): string {
  let [from, to] = [0, value.length];
  while (side !== 'TRAILING' && from < to && characters.includes(value[from] ?? '')) from += 1;
  while (side !== 'LEADING' && to > from && characters.includes(value[to - 1] ?? '')) to -= 1;
  return value.slice(from, to);
}

/** A Java pattern as JavaScript's; undefined when it is broken. */
function pattern(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

const digest = (algorithm: string): FunctionDefinition => text(['text'], (value) => createHash(algorithm).update(value, 'utf8').digest('hex'));

const CHARSETS: Readonly<Record<string, BufferEncoding>> = { 'UTF-8': 'utf8', 'US-ASCII': 'ascii', 'ISO-8859-1': 'latin1', 'UTF-16LE': 'utf16le' };

const substringDefinition: FunctionDefinition = {
  parameters: ['text', 'integer', 'integer'], required: 2, result: () => t.STRING, nulls: 'produce',
  evaluate: ([value, start, length]) => substring(value as string, start as bigint, length as bigint | undefined),
};

export const TEXT: FunctionTable = {
  UPPER: text(['text'], (value) => value.toUpperCase()),
  LOWER: text(['text'], (value) => value.toLowerCase()),
  TRIM: { parameters: ['text', 'text'], required: 1, result: () => t.STRING, evaluate: ([value, characters = ' '], { unit = 'BOTH' }) => trim(value as string, characters as string, unit) },
  LTRIM: text(['text', 'text'], (value, characters = ' ') => trim(value, characters, 'LEADING'), { required: 1 }),
  RTRIM: text(['text', 'text'], (value, characters = ' ') => trim(value, characters, 'TRAILING'), { required: 1 }),
  BTRIM: text(['text', 'text'], (value, characters = ' ') => trim(value, characters, 'BOTH'), { required: 1 }),
  SUBSTRING: substringDefinition,
  SUBSTR: substringDefinition,
  LEFT: { parameters: ['text', 'integer'], result: () => t.STRING, evaluate: ([value, length]) => (value as string).slice(0, Math.max(0, Number(length))) },
  RIGHT: { parameters: ['text', 'integer'], result: () => t.STRING, evaluate: ([value, length]) => ((length as bigint) <= 0n ? '' : (value as string).slice(-Number(length))) },
  REPLACE: text(['text', 'text', 'text'], (value, search, replacement) => (search === '' ? value : value.replaceAll(search, () => replacement))),
  REGEXP_REPLACE: text(['text', 'text', 'text'], (value, source, replacement) => {
    const expression = pattern(source, 'g');
    return expression === undefined ? null : value.replace(expression, replacement);
  }, { nulls: 'produce' }),
  REGEXP_EXTRACT: {
    parameters: ['text', 'text', 'integer'], required: 2, result: () => t.STRING, nulls: 'produce',
    evaluate: ([value, source, group = 0n]) => pattern(source as string, '')?.exec(value as string)?.[Number(group)] ?? null,
  },
  LPAD: { parameters: ['text', 'integer', 'text'], result: () => t.STRING, nulls: 'produce', evaluate: ([value, length, filler]) => pad(value as string, length as bigint, filler as string, 'left') },
  RPAD: { parameters: ['text', 'integer', 'text'], result: () => t.STRING, nulls: 'produce', evaluate: ([value, length, filler]) => pad(value as string, length as bigint, filler as string, 'right') },
  REPEAT: { parameters: ['text', 'integer'], result: () => t.STRING, evaluate: ([value, times]) => (value as string).repeat(Math.max(0, Number(times))) },
  REVERSE: text(['text'], (value) => [...value].reverse().join('')),
  CHAR_LENGTH: { parameters: ['text'], result: () => t.INT, evaluate: ([value]) => BigInt([...(value as string)].length) },
  CHARACTER_LENGTH: { parameters: ['text'], result: () => t.INT, evaluate: ([value]) => BigInt([...(value as string)].length) },
  POSITION: { parameters: ['text', 'text'], result: () => t.INT, evaluate: ([needle, value]) => BigInt((value as string).indexOf(needle as string) + 1) },
  LOCATE: { parameters: ['text', 'text'], result: () => t.INT, evaluate: ([needle, value]) => BigInt((value as string).indexOf(needle as string) + 1) },
  INSTR: { parameters: ['text', 'text'], result: () => t.INT, evaluate: ([value, needle]) => BigInt((value as string).indexOf(needle as string) + 1) },
  SPLIT_INDEX: {
    parameters: ['text', 'text', 'integer'], result: () => t.STRING, nulls: 'produce',
    evaluate: ([value, separator, index]) => ((index as bigint) < 0n ? null : (value as string).split(separator as string)[Number(index)] ?? null),
  },
  CONCAT: text(['text'], (...parts) => parts.join(''), { required: 1, variadic: true }),
  CONCAT_WS: { parameters: ['text'], required: 1, variadic: true, nulls: 'keep', result: ({ types }) => t.nullableIf(t.STRING, types[0]?.nullable ?? true), evaluate: ([separator, ...parts]) => (separator === null ? null : parts.filter((part) => part !== null).join(separator as string)) },
  STARTSWITH: { parameters: ['text', 'text'], result: () => t.BOOLEAN, evaluate: ([value, start]) => (value as string).startsWith(start as string) },
  DECODE: { parameters: ['bytes', 'text'], result: () => t.STRING, evaluate: ([value, charset]) => Buffer.from(value as Uint8Array).toString(CHARSETS[(charset as string).toUpperCase()] ?? 'utf8') },
  ENCODE: { parameters: ['text', 'text'], result: () => t.BYTES, evaluate: ([value, charset]) => new Uint8Array(Buffer.from(value as string, CHARSETS[(charset as string).toUpperCase()] ?? 'utf8')) },
  HEX: {
    parameters: ['text or numeric'], result: () => t.STRING,
    evaluate: ([value]) => (typeof value === 'bigint' ? BigInt.asUintN(64, value).toString(16) : Buffer.from(String(value), 'utf8').toString('hex')).toUpperCase(),
  },
  TO_BASE64: { parameters: ['text or bytes'], result: () => t.STRING, evaluate: ([value]) => (typeof value === 'string' ? Buffer.from(value) : Buffer.from(value as Uint8Array)).toString('base64') },
  FROM_BASE64: text(['text'], (value) => Buffer.from(value, 'base64').toString('utf8')),
  MD5: digest('md5'),
  SHA1: digest('sha1'),
  SHA256: digest('sha256'),
  SHA512: digest('sha512'),
};
