import type { CatalogTable, TopicRecord } from '../../model.js';
import { invalid } from '../errors.js';
import type { Position } from '../errors.js';

/** Where a statement runs: what names resolve against, the statement's properties, and the data. */
export interface Session {
  readonly catalog: string;
  readonly database: string;
  readonly properties: Readonly<Record<string, string>>;
  tables(): readonly CatalogTable[];
  /** The table of this name; a catalog that can look it up need not list all. */
  table?(name: string): CatalogTable | undefined;
  records(table: string): readonly TopicRecord[];
}

/** The session's time zone (`sql.local-time-zone`), UTC unless set. */
export function zoneOf(session: Session): string {
  return session.properties['sql.local-time-zone'] ?? 'UTC';
}

/** The table that a name of one to three parts means; undefined when there is none. */
export function findTable(session: Session, path: readonly string[]): CatalogTable | undefined {
  const { catalog, database, name } = qualify(session, path);
  if (catalog !== session.catalog || database !== session.database) return undefined;
  return session.table === undefined ? session.tables().find((table) => table.name === name) : session.table(name);
}

/** Splits a name and fills in what it leaves out. */
export function qualify(session: Session, path: readonly string[]): { readonly catalog: string; readonly database: string; readonly name: string } {
  const [name = '', database = session.database, catalog = session.catalog] = [...path].reverse();
  return { catalog, database, name };
}

/** The table, or an SqlError that names it. */
export function requireTable(session: Session, path: readonly string[], at: Position): CatalogTable {
  const table = findTable(session, path);
  if (table === undefined) {
    throw invalid(`Table '${path.join('.')}' does not exist, may be on a private cluster, or you do not have permission to access it.\nUsing current catalog '${session.catalog}' and current database '${session.database}'.`, at);
  }
  return table;
}

/** `catalog.database.table` as messages show it. */
export function fullName(session: Session, table: string): string {
  return `${session.catalog}.${session.database}.${table}`;
}
