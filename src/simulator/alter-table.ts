import type { Account } from './account.js';
import { assertNever } from './assert.js';
import type { LiveDatabase, LiveTable, TableShape } from './database.js';
import type { WorldColumn } from './debezium/index.js';
import type { Cell, Fields } from './model.js';

/** One `ALTER TABLE`. A retyped column may say what becomes of its values, as `USING` does; else texts are made of them, or they stay. */
export type TableAlteration =
  | { readonly kind: 'add'; readonly column: string; readonly type: WorldColumn }
  | { readonly kind: 'drop'; readonly column: string }
  | { readonly kind: 'rename'; readonly column: string; readonly to: string }
  | { readonly kind: 'retype'; readonly column: string; readonly type: WorldColumn; readonly using?: Cell }
  | { readonly kind: 'key'; readonly columns: readonly string[] };

/**
 * Changes a table of a database. What the log holds keeps the shape that it was written in; a connector sees the new one with the
 * next change of a row. SQL Server's capture instances are fixed: until there is a new one, its connector sees the old columns
 * (semantics.md 1.4 item 8). @throws Error for a column that is not there, or is there already.
 */
export function alterTable(account: Account, database: LiveDatabase, tableName: string, alteration: TableAlteration): void {
  const table = database.tables.find((candidate) => candidate.name === tableName);
  if (table === undefined) throw new Error(`no table '${tableName}'`);
  check(table, tableName, database, alteration);
  table.shape = shapeAfter(table.shape, alteration);
  table.rows = table.rows.map((row) => rowAfter(row, alteration));
  if (database.file.source !== 'sqlserver') table.captured = table.shape;
  account.journal.event(`${told(alteration)} ${tableName}`);
}

function check(table: LiveTable, tableName: string, database: LiveDatabase, alteration: TableAlteration): void {
  const isThere = (column: string): boolean => Object.hasOwn(table.shape.columns, column);
  if (alteration.kind === 'key') {
    const missing = alteration.columns.find((column) => !isThere(column));
    if (missing !== undefined) throw new Error(`column '${missing}' of '${tableName}' is not there`);
    return;
  }
  if (isThere(alteration.column) === (alteration.kind === 'add')) throw new Error(`column '${alteration.column}' of '${tableName}' is ${alteration.kind === 'add' ? 'there already' : 'not there'}`);
  if (alteration.kind === 'rename' && isThere(alteration.to)) throw new Error(`column '${alteration.to}' of '${tableName}' is there already`);
  if (alteration.kind === 'rename' && database.file.source === 'sqlserver') throw new Error('sp_rename of a captured column is not simulated');
}

/** A database administrator makes a second capture instance of a table, with the columns of now. */
export function newCaptureInstance(account: Account, table: LiveTable): void {
  table.captured = table.shape;
  account.journal.event(`new capture instance of ${table.name}`);
}

function shapeAfter({ columns, key }: TableShape, alteration: TableAlteration): TableShape {
  const entries = Object.entries(columns);
  switch (alteration.kind) {
    case 'add':
      return { columns: { ...columns, [alteration.column]: alteration.type }, key };
    case 'drop':
      return { columns: Object.fromEntries(entries.filter(([name]) => name !== alteration.column)), key: key.filter((name) => name !== alteration.column) };
    case 'rename': {
      const renamed = (name: string): string => (name === alteration.column ? alteration.to : name);
      return { columns: Object.fromEntries(entries.map(([name, column]) => [renamed(name), column])), key: key.map(renamed) };
    }
    case 'retype':
      return { columns: { ...columns, [alteration.column]: alteration.type }, key };
    case 'key':
      return { columns, key: alteration.columns };
    default:
      return assertNever(alteration);
  }
}

function rowAfter(row: Fields, alteration: TableAlteration): Fields {
  if (alteration.kind === 'key') return row;
  const { [alteration.column]: cell = null, ...others } = row;
  switch (alteration.kind) {
    case 'add':
      return { ...row, [alteration.column]: alteration.type.default ?? null };
    case 'drop':
      return others;
    case 'rename':
      return { ...others, [alteration.to]: cell };
    case 'retype':
      return { ...row, [alteration.column]: alteration.using ?? retyped(cell, alteration.type) };
    default:
      return assertNever(alteration);
  }
}

function retyped(cell: Cell, { type }: WorldColumn): Cell {
  return cell !== null && typeof cell !== 'object' && /^(char|varchar|n?varchar2?|text|nchar|clob|string)/i.test(type) ? String(cell) : cell;
}

function told(alteration: TableAlteration): string {
  switch (alteration.kind) {
    case 'add':
      return `column ${alteration.column} added to`;
    case 'drop':
      return `column ${alteration.column} dropped from`;
    case 'rename':
      return `column ${alteration.column} renamed to ${alteration.to} in`;
    case 'retype':
      return `column ${alteration.column} is a ${alteration.type.type} now in`;
    case 'key':
      return `primary key (${alteration.columns.join(', ')}) of`;
    default:
      return assertNever(alteration);
  }
}
