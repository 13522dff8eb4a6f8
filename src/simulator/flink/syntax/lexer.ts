import { parseFailure } from '../errors.js';
import type { Position } from '../errors.js';

/** A piece of SQL text. `text` is unquoted for names and strings; `offset` points into the statement. */
export interface Token extends Position {
  readonly kind: 'word' | 'quoted' | 'string' | 'binary' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly offset: number;
  readonly end: number;
}

const SYMBOLS = ['/*+', '*/', '<>', '<=', '>=', '!=', '||', '=>', '(', ')', '[', ']', ',', '.', ';', '+', '-', '*', '/', '%', '<', '>', '=', '{', '}', '?', ':'];
const SPACE = /\s+|--[^\n]*|\/\*(?!\+)[\s\S]*?\*\//y;
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const BINARY = /[xX]'([0-9a-fA-F]*)'/y;

/** Splits SQL into tokens, the last of kind `end`. Comments vanish, `/*+` of a hint stays. Throws SqlError on a stray character. */
export function tokenize(sql: string): readonly Token[] {
  const position = positionsOf(sql);
  const tokens: Token[] = [];
  let offset = skipSpace(sql, 0);
  while (offset < sql.length) {
    const read = readToken(sql, offset, position(offset));
    tokens.push({ ...read, ...position(offset), offset });
    offset = skipSpace(sql, read.end);
  }
  tokens.push({ kind: 'end', text: '<EOF>', ...position(sql.length), offset: sql.length, end: sql.length });
  return tokens;
}

type Read = Pick<Token, 'kind' | 'text' | 'end'>;

function readToken(sql: string, offset: number, at: Position): Read {
  const first = sql[offset];
  if (first === "'") return readQuoted(sql, offset, "'", 'string', at);
  if (first === '`') return readQuoted(sql, offset, '`', 'quoted', at);
  const binary = match(BINARY, sql, offset);
  if (binary !== undefined) return { kind: 'binary', text: binary.slice(2, -1), end: offset + binary.length };
  const word = match(WORD, sql, offset);
  if (word !== undefined) return { kind: 'word', text: word, end: offset + word.length };
  const number = match(NUMBER, sql, offset);
  if (number !== undefined) return { kind: 'number', text: number, end: offset + number.length };
  const symbol = SYMBOLS.find((candidate) => sql.startsWith(candidate, offset));
  if (symbol === '!=') throw parseFailure("Bang equal '!=' is not allowed under the current SQL conformance level", at);
  if (symbol === undefined) throw parseFailure(`Lexical error: encountered "${first ?? ''}"`, at);
  return { kind: 'symbol', text: symbol, end: offset + symbol.length };
}

/** Reads up to the closing quote; a doubled quote stands for itself. */
function readQuoted(sql: string, offset: number, quote: string, kind: 'string' | 'quoted', at: Position): Read {
  let text = '';
  for (let index = offset + 1; index < sql.length; index += 1) {
    const character = sql[index] ?? '';
    if (character !== quote) text += character;
    else if (sql[index + 1] === quote) {
      text += quote;
      index += 1;
    } else return { kind, text, end: index + 1 };
  }
  throw parseFailure(`Lexical error: ${quote} is never closed`, at);
}

function skipSpace(sql: string, offset: number): number {
  let end = offset;
  for (let space = match(SPACE, sql, end); space !== undefined; space = match(SPACE, sql, end)) end += space.length;
  return end;
}

function match(pattern: RegExp, sql: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(sql)?.[0];
}

function positionsOf(sql: string): (offset: number) => Position {
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  return (offset) => {
    for (; seen < offset; seen += 1) {
      if (sql[seen] === '\n') {
        line += 1;
        lineStart = seen + 1;
      }
    }
    return { line, column: offset - lineStart + 1 };
  };
}
