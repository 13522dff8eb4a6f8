import type { Account } from './account.js';
import type { SourceName, WorldColumn, WorldDatabase, WorldTable } from './debezium/index.js';
import type { Fields } from './model.js';
import { rowsOf } from './world/rows.js';
import type { WorldFileDatabase } from './world/types.js';

/** A database with rows that change, and the log of those changes that connectors read. */
export interface LiveDatabase {
  readonly file: WorldFileDatabase;
  readonly tables: LiveTable[];
  readonly log: DatabaseChange[];
}

/** The columns of a table at one time; never changed, but replaced by another. */
export interface TableShape {
  readonly columns: Readonly<Record<string, WorldColumn>>;
  readonly key: readonly string[];
}

export interface LiveTable {
  readonly name: string;
  shape: TableShape;
  /** What its changes are logged with: SQL Server's capture instance keeps the columns that it was made with. */
  captured: TableShape;
  rows: Fields[];
  readonly replicaIdentity: 'default' | 'full' | undefined;
}

export interface DatabaseChange {
  readonly table: string;
  readonly op: 'c' | 'u' | 'd';
  readonly before: Fields | null;
  readonly after: Fields | null;
  /** The table as it was then. */
  readonly shape: TableShape;
}

export function openDatabase(file: WorldFileDatabase): LiveDatabase {
  const tables = file.tables.map((table): LiveTable => {
    const shape = { columns: table.columns, key: table.key };
    return { name: table.name, shape, captured: shape, rows: rowsOf(table), replicaIdentity: table.replicaIdentity };
  });
  return { file, tables, log: [] };
}

/** The database as the connector's code wants to see it, with the rows of this moment. */
export function asWorldDatabase(database: LiveDatabase): WorldDatabase {
  return {
    source: database.file.source,
    ...(database.file.database === undefined ? {} : { database: database.file.database }),
    tables: database.tables.map((table) => asWorldTable(table)),
  };
}

/** A table in a shape that it has, or had, with its rows as far as they fit. */
export function asWorldTable(table: LiveTable, shape: TableShape = table.captured): WorldTable {
  return {
    name: table.name,
    ...(shape.key.length === 0 ? {} : { key: shape.key }),
    columns: shape.columns,
    rows: table.rows.map((row) => inShape(row, table, shape)),
    ...(table.replicaIdentity === undefined ? {} : { replicaIdentity: table.replicaIdentity }),
  };
}

/** What a capture instance does not have is not logged; a cell of no column at all is a mistake, and stays for others to find. */
function inShape(row: Fields, table: LiveTable, { columns }: TableShape): Fields {
  if (columns === table.shape.columns) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => Object.hasOwn(columns, name)));
}

/** The database of that source and host; for a host that serves several, the one of that name. */
export function findDatabase(databases: readonly LiveDatabase[], source: SourceName, host: string, name: string | undefined): LiveDatabase | undefined {
  const there = databases.filter((database) => database.file.source === source && database.file.host === host);
  return there.find((database) => database.file.database === name) ?? there.find((database) => database.file.database === undefined) ?? there[0];
}

/**
 * One committed change of one row; `row` of an update or a delete names at least the key. Throws an Error when the table is
 * unknown or no row has that key.
 */
export function writeRow(account: Account, database: LiveDatabase, tableName: string, op: 'c' | 'u' | 'd', row: Fields): void {
  const table = database.tables.find((candidate) => candidate.name === tableName);
  if (table === undefined) throw new Error(`no table '${tableName}' at ${database.file.host}`);
  const keys = table.shape.key.length > 0 ? table.shape.key : Object.keys(row);
  const at = op === 'c' ? -1 : table.rows.findIndex((candidate) => keys.every((column) => candidate[column] === row[column]));
  const before = table.rows[at] ?? null;
  if (op !== 'c' && before === null) throw new Error(`no row of '${tableName}' has the key ${JSON.stringify(keys.map((column) => row[column]))}`);
  const after = op === 'd' ? null : { ...before, ...row };
  if (after === null) table.rows.splice(at, 1);
  else if (before === null) table.rows.push(after);
  else table.rows[at] = after;
  const { captured: shape } = table;
  database.log.push({ table: tableName, op, before: before && inShape(before, table, shape), after: after && inShape(after, table, shape), shape });
  account.journal.event(`row ${op} in ${tableName} at ${database.file.host}`);
}
