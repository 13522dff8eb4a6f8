import { parseFailure } from '../errors.js';
import * as t from '../types/types.js';
import type { DataType, RowField } from '../types/types.js';
import { Cursor } from './cursor.js';

/** Parses a type as SQL text, e.g. `ARRAY<ROW<a INT NOT NULL>>` or `TIMESTAMP(3) WITH LOCAL TIME ZONE`. Throws SqlError. */
export function parseTypeText(text: string): DataType {
  const cursor = new Cursor(text);
  const type = parseType(cursor);
  if (cursor.peek().kind !== 'end') throw cursor.unexpected('<EOF>');
  return type;
}

/** Parses a type and its `NULL` or `NOT NULL`; nullable when neither is written. */
export function parseType(cursor: Cursor): DataType {
  let type = parseBareType(cursor);
  if (cursor.accept('NOT', 'NULL')) type = t.notNull(type);
  else cursor.accept('NULL');
  while (cursor.accept('ARRAY')) type = t.array(type);
  return type;
}

const SIMPLE: Readonly<Record<string, DataType>> = {
  BOOLEAN: t.BOOLEAN, TINYINT: t.TINYINT, SMALLINT: t.SMALLINT, INT: t.INT, INTEGER: t.INT, BIGINT: t.BIGINT,
  FLOAT: t.FLOAT, DATE: t.DATE, STRING: t.STRING, BYTES: t.BYTES,
};

function parseBareType(cursor: Cursor): DataType {
  const token = cursor.peek();
  const word = token.kind === 'word' ? token.text.toUpperCase() : '';
  const simple = SIMPLE[word];
  if (simple !== undefined) {
    cursor.next();
    return simple;
  }
  if (cursor.accept('DOUBLE')) {
    cursor.accept('PRECISION');
    return t.DOUBLE;
  }
  switch (word) {
    case 'CHAR': case 'VARCHAR': case 'BINARY': case 'VARBINARY':
      cursor.next();
      return { kind: word, length: parseLength(cursor), nullable: true };
    case 'DECIMAL': case 'DEC': case 'NUMERIC':
      cursor.next();
      return parseDecimalType(cursor);
    case 'TIME': case 'TIMESTAMP': case 'TIMESTAMP_LTZ':
      return parseTemporal(cursor, word);
    case 'ARRAY': case 'MAP': case 'ROW':
      return parseConstructed(cursor, word);
    default:
      throw parseFailure(`Encountered "${token.text}" where a type was expected`, token);
  }
}

function parseLength(cursor: Cursor): number {
  const [length] = parseArguments(cursor);
  return length ?? 1;
}

function parseArguments(cursor: Cursor): readonly number[] {
  if (!cursor.accept('(')) return [];
  const numbers = cursor.list(() => cursor.integer());
  cursor.expect(')');
  return numbers;
}

function parseDecimalType(cursor: Cursor): DataType {
  const at = cursor.peek();
  const [precision = 10, scale = 0] = parseArguments(cursor);
  if (precision < 1 || precision > 38) throw parseFailure(`Decimal precision must be between 1 and 38 (both inclusive), but is ${precision},`, at);
  if (scale > precision) throw parseFailure(`Decimal scale must be between 0 and the precision ${precision} (both inclusive), but is ${scale},`, at);
  return t.decimal(precision, scale);
}

function parseTemporal(cursor: Cursor, word: 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ'): DataType {
  const at = cursor.next();
  const [precision = word === 'TIME' ? 0 : 6] = parseArguments(cursor);
  if (precision > 9) throw parseFailure(`${word} precision must be between 0 and 9 (both inclusive), but is ${precision},`, at);
  if (cursor.accept('WITHOUT', 'TIME', 'ZONE')) return { kind: word, precision, nullable: true };
  if (cursor.accept('WITH', 'LOCAL', 'TIME', 'ZONE')) return t.timestampLtz(precision);
  if (cursor.sees('WITH', 'TIME', 'ZONE')) throw parseFailure('TIMESTAMP WITH TIME ZONE is not supported', at);
  return { kind: word, precision, nullable: true };
}

function parseConstructed(cursor: Cursor, word: 'ARRAY' | 'MAP' | 'ROW'): DataType {
  cursor.next();
  const close = word === 'ROW' && cursor.accept('(') ? ')' : '>';
  if (close === '>') {
    if (word === 'ROW' && cursor.accept('<>')) return t.row([]);
    cursor.expect('<');
  }
  const type = parseInner(cursor, word);
  cursor.expect(close);
  return type;
}

function parseInner(cursor: Cursor, word: 'ARRAY' | 'MAP' | 'ROW'): DataType {
  if (word === 'ARRAY') return t.array(parseType(cursor));
  if (word === 'ROW') return t.row(cursor.list(() => parseField(cursor)));
  const key = parseType(cursor);
  cursor.expect(',');
  return t.map(key, parseType(cursor));
}

function parseField(cursor: Cursor): RowField {
  const field = { name: cursor.name(), type: parseType(cursor) };
  if (cursor.peek().kind === 'string') cursor.next();
  return field;
}
