import { tokeniseSql } from './sql-text.js';
import type { SqlToken } from './sql-text.js';

/** A stretch of a statement, as offsets. */
export interface SqlSpan {
  readonly start: number;
  readonly end: number;
}

/** Where an `INSERT INTO t (a, b) SELECT x, y FROM s WHERE c` says what. */
export interface InsertParts {
  /** By the name of the target column. */
  readonly columns: ReadonlyMap<string, SqlSpan>;
  readonly where?: SqlSpan;
}

/** Takes a decode statement apart again, as `buildInsert` wrote it. Nothing for another kind of statement. */
export function partsOfInsert(sql: string): InsertParts | undefined {
  const tokens = tokeniseSql(sql);
  const [open, close] = [tokens.findIndex(({ text }) => text === '('), tokens.findIndex(({ text }) => text === ')')];
  const select = tokens.findIndex(isWord('SELECT'));
  if (tokens[0]?.text.toUpperCase() !== 'INSERT' || open === -1 || close === -1 || select === -1) return undefined;
  const names = tokens.slice(open + 1, close).filter(({ kind }) => kind === 'quoted').map(({ text }) => text.slice(1, -1).replaceAll('``', '`'));
  const { items, from } = selectItems(tokens, select + 1, sql.length);
  const columns = new Map(names.flatMap((name, at) => (items[at] === undefined ? [] : [[name, items[at]] as const])));
  const where = tokens.slice(from).find(isWord('WHERE'));
  return { columns, ...(where === undefined ? {} : { where: { start: where.position + where.text.length, end: sql.length } }) };
}

/** The expressions between SELECT and FROM, which are separated by commas outside of any parenthesis. */
function selectItems(tokens: readonly SqlToken[], first: number, end: number): { readonly items: readonly SqlSpan[]; readonly from: number } {
  const items: SqlSpan[] = [];
  let depth = 0;
  let start = tokens[first]?.position ?? end;
  for (let at = first; at < tokens.length; at += 1) {
    const token = tokens[at]!;
    if (token.text === '(' || token.text === '[') depth += 1;
    if (token.text === ')' || token.text === ']') depth -= 1;
    if (depth !== 0 || (token.text !== ',' && !isWord('FROM')(token))) continue;
    items.push({ start, end: token.position });
    if (token.text !== ',') return { items, from: at };
    start = tokens[at + 1]?.position ?? end;
  }
  return { items, from: tokens.length };
}

function isWord(word: string): (token: SqlToken) => boolean {
  return ({ kind, text }) => kind === 'word' && text.toUpperCase() === word;
}

/** The offset of a line and column, both from 1, as Flink's messages count. */
export function offsetOf(sql: string, line: number, column: number): number {
  const before = sql.split('\n').slice(0, line - 1);
  return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
}
