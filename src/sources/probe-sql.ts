import type { DatabaseQuery } from '../core/preflight.js';
import type { FoundRow, ProbeQueries, ProbeRow, ProbeValue } from '../core/probe.js';

/** How a database writes names and places for values. */
export interface ProbeDialect {
  readonly quote: (name: string) => string;
  /** Of the nth value, from 1. */
  readonly place: (at: number) => string;
  /** The table as SQL, and the database it is in where a session has several. */
  readonly table: (table: string) => { readonly sql: string; readonly database?: string };
}

/** The statements of a probe in SQL. Values are bound, names are quoted. Pure. */
export function sqlProbe(dialect: ProbeDialect, row: ProbeRow): ProbeQueries {
  const { quote, place } = dialect;
  const { sql: table, database } = dialect.table(row.table);
  const column = quote(row.column);
  const query = (text: string, parameters: readonly ProbeValue[]): DatabaseQuery => ({ text, parameters, ...(database === undefined ? {} : { database }) });
  /** Conditions on the key and, where given, the value of the marked column; `from`: number of the first place. */
  const where = (from: number, expected?: ProbeValue): { readonly sql: string; readonly parameters: readonly ProbeValue[] } => {
    const pairs: [string, ProbeValue][] = [...Object.entries(row.key), ...(expected === undefined ? [] : ([[row.column, expected]] as [string, ProbeValue][]))];
    const parameters: ProbeValue[] = [];
    const terms = pairs.map(([name, value]) => {
      if (value === null) return `${quote(name)} IS NULL`;
      parameters.push(value);
      return `${quote(name)} = ${place(from + parameters.length - 1)}`;
    });
    return { sql: terms.join(' AND '), parameters };
  };
  return {
    find: query(`SELECT ${column} AS ${quote('found')} FROM ${table} WHERE ${where(1).sql}`, where(1).parameters),
    read: (rows): FoundRow => (rows.length > 1 ? { rows: 'several' } : rows.length === 0 ? { rows: 0 } : { rows: 1, value: valueOf(rows[0]!['found']) }),
    insert: (mark) => {
      const cells = Object.entries({ ...row.values, ...row.key, [row.column]: mark });
      return query(`INSERT INTO ${table} (${cells.map(([name]) => quote(name)).join(', ')}) VALUES (${cells.map((_cell, at) => place(at + 1)).join(', ')})`, cells.map(([, value]) => value));
    },
    remove: (mark) => query(`DELETE FROM ${table} WHERE ${where(1, mark).sql}`, where(1, mark).parameters),
    change: (from, to) => query(`UPDATE ${table} SET ${column} = ${place(1)} WHERE ${where(2, from).sql}`, [to, ...where(2, from).parameters]),
  };
}

function valueOf(cell: unknown): ProbeValue {
  return cell === null || cell === undefined ? null : String(cell);
}
