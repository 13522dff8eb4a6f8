import { parseFailure } from '../errors.js';
import { parseDate, parseTime, parseTimestamp } from '../types/datetime.js';
import { unitSize } from '../types/interval.js';
import * as t from '../types/types.js';
import type { DataType } from '../types/types.js';
import { parseDecimal } from '../types/value.js';
import type { Value } from '../types/value.js';
import type { Expression } from './ast.js';
import type { Cursor } from './cursor.js';

/** Parses a literal when one comes next: text, number, TRUE, NULL, X'..', DATE '..', TIMESTAMP '..', TIME '..', INTERVAL '..' unit. */
export function parseLiteral(cursor: Cursor): Expression | undefined {
  const token = cursor.peek();
  const literal = (value: Value, type: DataType): Expression => ({ kind: 'literal', at: token, value, type: t.nullableIf(type, value === null) });
  if (token.kind === 'string') return literal(cursor.next().text, t.char(token.text.length));
  if (token.kind === 'binary') {
    cursor.next();
    return literal(new Uint8Array(Buffer.from(token.text, 'hex')), { kind: 'BINARY', length: token.text.length / 2, nullable: false });
  }
  if (token.kind === 'number') return literal(...readNumber(cursor));
  if (cursor.accept('TRUE')) return literal(true, t.BOOLEAN);
  if (cursor.accept('FALSE')) return literal(false, t.BOOLEAN);
  if (cursor.accept('NULL')) return literal(null, t.NULL);
  if (cursor.sees('INTERVAL')) return literal(...readInterval(cursor));
  return cursor.peek(1).kind === 'string' ? readTemporal(cursor, literal) : undefined;
}

function readNumber(cursor: Cursor): [Value, DataType] {
  const token = cursor.next();
  if (/[eE]/.test(token.text)) return [Number(token.text), t.DOUBLE];
  if (/^\d+$/.test(token.text)) {
    const value = BigInt(token.text);
    return [value, value <= 2147483647n ? t.INT : t.BIGINT];
  }
  const value = parseDecimal(token.text);
  if (value === undefined) throw parseFailure(`Encountered "${token.text}"`, token);
  const digits = value.unscaled.toString().length;
  return [value, t.decimal(Math.max(digits, value.scale), value.scale)];
}

function readTemporal(cursor: Cursor, literal: (value: Value, type: DataType) => Expression): Expression | undefined {
  const start = cursor.peek();
  const text = cursor.peek(1).text;
  const precision = Math.min(9, /\.(\d+)$/.exec(text)?.[1]?.length ?? 0);
  const readers: readonly (readonly [string, bigint | undefined, DataType])[] = [
    ['DATE', parseDate(text), t.DATE],
    ['TIMESTAMP', parseTimestamp(text), t.timestamp(precision)],
    ['TIME', parseTime(text), t.time(precision)],
  ];
  const reader = readers.find(([word]) => cursor.sees(word));
  if (reader === undefined) return undefined;
  const [word, value, type] = reader;
  if (value === undefined) throw parseFailure(`Illegal ${word} literal '${text}': not in format`, start);
  cursor.next();
  cursor.next();
  return literal(value, type);
}

function readInterval(cursor: Cursor): [Value, DataType] {
  const at = cursor.expect('INTERVAL');
  const negative = cursor.accept('-');
  const text = cursor.string();
  const size = unitSize(cursor.next().text);
  if (size === undefined || !/^-?\d+(\.\d+)?$/.test(text)) throw parseFailure(`Illegal INTERVAL literal '${text}'`, at);
  const amount = parseDecimal(text) ?? { unscaled: 0n, scale: 0 };
  const value = (amount.unscaled * size[0]) / 10n ** BigInt(amount.scale);
  return [negative ? -value : value, { kind: 'INTERVAL', unit: size[1], nullable: false }];
}
