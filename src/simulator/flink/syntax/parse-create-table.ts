import { notSimulated } from '../errors.js';
import type { ColumnDefinition, CreateTable, Expression } from './ast.js';
import type { Cursor } from './cursor.js';
import { parseExpression } from './parse-expression.js';
import { parseNames, parseOption } from './parse-query.js';
import { parseType } from './parse-type.js';

interface Body {
  readonly columns: ColumnDefinition[];
  primaryKey?: readonly string[];
  watermark?: { readonly column: string; readonly expression: Expression };
}

/** Parses what follows `CREATE TABLE`. Throws SqlError; CREATE TABLE AS and LIKE are refused by name. */
export function parseCreateTable(cursor: Cursor, at: CreateTable['at']): CreateTable {
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const name = cursor.path();
  if (!cursor.sees('(')) throw notSimulated('CREATE TABLE without columns', cursor.peek());
  const body = parseBody(cursor);
  if (cursor.accept('COMMENT')) cursor.string();
  const distribution = parseDistribution(cursor);
  const options = cursor.accept('WITH') ? parseOptions(cursor) : {};
  if (cursor.sees('AS') || cursor.sees('LIKE')) throw notSimulated(`CREATE TABLE ${cursor.peek().text}`, cursor.peek());
  return { kind: 'createTable', at, name, ifNotExists, ...body, options, ...(distribution === undefined ? {} : { distribution }) };
}

function parseBody(cursor: Cursor): Body {
  const body: Body = { columns: [] };
  cursor.expect('(');
  do {
    if (cursor.sees('CONSTRAINT') || cursor.sees('PRIMARY')) {
      if (body.primaryKey !== undefined) throw cursor.unexpected('a column (the PRIMARY KEY is declared twice)');
      body.primaryKey = parsePrimaryKey(cursor);
    } else if (cursor.accept('WATERMARK', 'FOR')) {
      const column = cursor.name();
      cursor.expect('AS');
      body.watermark = { column, expression: parseExpression(cursor) };
    } else body.columns.push(parseColumn(cursor));
  } while (cursor.accept(','));
  cursor.expect(')');
  return body;
}

function parsePrimaryKey(cursor: Cursor): readonly string[] {
  if (cursor.accept('CONSTRAINT')) cursor.name();
  cursor.expect('PRIMARY', 'KEY');
  const columns = parseNames(cursor);
  cursor.expect('NOT', 'ENFORCED');
  return columns;
}

function parseColumn(cursor: Cursor): ColumnDefinition {
  const at = cursor.peek();
  const name = cursor.name();
  if (cursor.accept('AS')) {
    const start = cursor.peek();
    const expression = parseExpression(cursor);
    return withComment(cursor, { kind: 'computed', at, name, expression, text: cursor.textSince(start) });
  }
  const type = parseType(cursor);
  const previous = cursor.peek(-1).text.toUpperCase();
  const explicitNull = type.nullable && previous === 'NULL';
  if (cursor.accept('METADATA')) {
    const key = cursor.accept('FROM') ? cursor.string() : name;
    cursor.accept('VIRTUAL');
    return withComment(cursor, { kind: 'metadata', at, name, type, key });
  }
  const primaryKey = cursor.accept('PRIMARY', 'KEY');
  if (primaryKey) cursor.expect('NOT', 'ENFORCED');
  return withComment(cursor, { kind: 'physical', at, name, type, explicitNull, primaryKey });
}

function withComment(cursor: Cursor, column: ColumnDefinition): ColumnDefinition {
  if (cursor.accept('COMMENT')) cursor.string();
  return column;
}

function parseDistribution(cursor: Cursor): CreateTable['distribution'] {
  if (!cursor.accept('DISTRIBUTED')) return undefined;
  let columns: readonly string[] = [];
  if (cursor.accept('BY')) {
    if (cursor.sees('RANGE')) throw notSimulated('DISTRIBUTED BY RANGE', cursor.peek());
    if (cursor.sees('HASH')) cursor.next();
    columns = parseNames(cursor);
  }
  if (!cursor.accept('INTO')) return { columns };
  const buckets = cursor.integer();
  cursor.expect('BUCKETS');
  return { columns, buckets };
}

function parseOptions(cursor: Cursor): Readonly<Record<string, string>> {
  cursor.expect('(');
  if (cursor.accept(')')) return {};
  const options = cursor.list(() => parseOption(cursor));
  cursor.expect(')');
  return Object.fromEntries(options);
}
