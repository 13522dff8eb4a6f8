import { notSimulated } from '../errors.js';
import type { Insert, Statement } from './ast.js';
import { Cursor } from './cursor.js';
import { parseCreateTable } from './parse-create-table.js';
import { parseNames, parseOption, parseQuery } from './parse-query.js';

/** Parses one statement with or without its semicolon. Throws SqlError with line and column. */
export function parseStatement(sql: string): Statement {
  const cursor = new Cursor(sql);
  const statement = readStatement(cursor);
  cursor.accept(';');
  if (cursor.peek().kind !== 'end') throw cursor.unexpected('<EOF>');
  return statement;
}

function readStatement(cursor: Cursor): Statement {
  const at = cursor.peek();
  if (cursor.accept('CREATE', 'TABLE')) return parseCreateTable(cursor, at);
  if (cursor.accept('DROP', 'TABLE')) {
    const ifExists = cursor.accept('IF', 'EXISTS');
    return { kind: 'dropTable', at, name: cursor.path(), ifExists };
  }
  if (cursor.accept('ALTER', 'TABLE')) return readAlterTable(cursor, at);
  if (cursor.sees('INSERT')) return readInsert(cursor);
  if (cursor.accept('EXECUTE', 'STATEMENT', 'SET', 'BEGIN')) return readStatementSet(cursor, at);
  if (cursor.accept('EXPLAIN')) return readExplain(cursor, at);
  if (cursor.accept('SHOW')) return readShow(cursor, at);
  if (cursor.accept('DESCRIBE') || cursor.accept('DESC')) {
    const extended = cursor.accept('EXTENDED');
    return { kind: 'describe', at, extended, name: cursor.path() };
  }
  if (cursor.sees('SELECT') || cursor.sees('WITH') || cursor.sees('VALUES') || cursor.sees('(')) return { kind: 'query', at, query: parseQuery(cursor) };
  for (const word of ['CREATE', 'DROP', 'USE', 'SET', 'RESET', 'DELETE', 'UPDATE', 'ANALYZE', 'TRUNCATE']) {
    if (cursor.sees(word)) throw notSimulated(`${word} ${cursor.peek(1).text}`, at);
  }
  throw cursor.unexpected('a statement');
}

function readAlterTable(cursor: Cursor, at: Statement['at']): Statement {
  const name = cursor.path();
  if (cursor.accept('SET')) {
    cursor.expect('(');
    const set = Object.fromEntries(cursor.list(() => parseOption(cursor)));
    cursor.expect(')');
    return { kind: 'alterTable', at, name, set };
  }
  if (cursor.accept('RESET')) {
    cursor.expect('(');
    const reset = cursor.list(() => cursor.string());
    cursor.expect(')');
    return { kind: 'alterTable', at, name, reset };
  }
  if (cursor.accept('ADD')) {
    const bracketed = cursor.accept('(');
    if (cursor.accept('CONSTRAINT')) cursor.name();
    if (!cursor.sees('PRIMARY')) throw notSimulated('ALTER TABLE ADD of anything but a PRIMARY KEY', cursor.peek());
    cursor.expect('PRIMARY', 'KEY');
    const primaryKey = parseNames(cursor);
    cursor.expect('NOT', 'ENFORCED');
    if (bracketed) cursor.expect(')');
    return { kind: 'alterTable', at, name, primaryKey };
  }
  throw notSimulated(`ALTER TABLE ${cursor.peek().text}`, cursor.peek());
}

/** `INSERT INTO t [(cols)] query`; the sink may stand in front of WITH or after it. */
function readInsert(cursor: Cursor): Insert {
  const at = cursor.expect('INSERT', 'INTO');
  const sink = cursor.path();
  const columns = cursor.sees('(') && !cursor.sees('(', 'SELECT') && !cursor.sees('(', 'WITH') ? parseNames(cursor) : undefined;
  const query = parseQuery(cursor);
  return { kind: 'insert', at, sink, query, ...(columns === undefined ? {} : { columns }) };
}

function readStatementSet(cursor: Cursor, at: Statement['at']): Statement {
  const inserts: Insert[] = [];
  while (!cursor.accept('END')) {
    inserts.push(readInsert(cursor));
    cursor.expect(';');
  }
  if (inserts.length === 0) throw cursor.unexpected('INSERT');
  return { kind: 'statementSet', at, inserts };
}

function readExplain(cursor: Cursor, at: Statement['at']): Statement {
  if (!cursor.accept('PLAN', 'FOR')) {
    for (const detail of ['ESTIMATED_COST', 'CHANGELOG_MODE', 'PLAN_ADVICE', 'JSON_EXECUTION_PLAN']) {
      if (cursor.accept(detail)) cursor.accept(',');
    }
  }
  return { kind: 'explain', at, statement: readStatement(cursor) };
}

function readShow(cursor: Cursor, at: Statement['at']): Statement {
  if (cursor.accept('CREATE', 'TABLE')) return { kind: 'showCreateTable', at, name: cursor.path() };
  if (cursor.accept('CATALOGS')) return { kind: 'show', at, what: 'CATALOGS' };
  if (cursor.accept('DATABASES')) return { kind: 'show', at, what: 'DATABASES' };
  if (cursor.accept('CURRENT', 'CATALOG')) return { kind: 'show', at, what: 'CURRENT CATALOG' };
  if (cursor.accept('CURRENT', 'DATABASE')) return { kind: 'show', at, what: 'CURRENT DATABASE' };
  if (!cursor.accept('TABLES')) throw cursor.unexpected('TABLES');
  return { kind: 'show', at, what: 'TABLES', ...(cursor.accept('LIKE') ? { like: cursor.string() } : {}) };
}
