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

export interface LiveTable {
  readonly name: string;
  readonly key: readonly string[];
  columns: Readonly<Record<string, WorldColumn>>;
  rows: Fields[];
  readonly replicaIdentity: 'default' | 'full' | undefined;
}

export interface DatabaseChange {
  readonly table: string;
  readonly op: 'c' | 'u' | 'd';
  readonly before: Fields | null;
  readonly after: Fields | null;
}

export function openDatabase(file: WorldFileDatabase): LiveDatabase {
  const tables = file.tables.map((table) => ({ name: table.name, key: table.key, columns: table.columns, rows: rowsOf(table), replicaIdentity: table.replicaIdentity }));
  return { file, tables, log: [] };
}

/** The database as the connector's code wants to see it, with the rows of this moment. */
export function asWorldDatabase(database: LiveDatabase): WorldDatabase {
  return {
    source: database.file.source,
    ...(database.file.database === undefined ? {} : { database: database.file.database }),
    tables: database.tables.map(asWorldTable),
  };
}

function asWorldTable(table: LiveTable): WorldTable {
  return {
    name: table.name,
    ...(table.key.length === 0 ? {} : { key: table.key }),
    columns: table.columns,
    rows: table.rows,
    ...(table.replicaIdentity === undefined ? {} : { replicaIdentity: table.replicaIdentity }),
  };
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
  const keys = table.key.length > 0 ? table.key : Object.keys(row);
  const at = op === 'c' ? -1 : table.rows.findIndex((candidate) => keys.every((column) => candidate[column] === row[column]));
  const before = table.rows[at] ?? null;
  if (op !== 'c' && before === null) throw new Error(`no row of '${tableName}' has the key ${JSON.stringify(keys.map((column) => row[column]))}`);
  const after = op === 'd' ? null : { ...before, ...row };
  if (after === null) table.rows.splice(at, 1);
  else if (before === null) table.rows.push(after);
  else table.rows[at] = after;
  database.log.push({ table: tableName, op, before, after });
  account.journal.event(`row ${op} in ${tableName} at ${database.file.host}`);
}
