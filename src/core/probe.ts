import type { DatabaseQuery, DatabaseRow } from './preflight.js';

/** What a cell of a probed row may hold. */
export type ProbeValue = string | number | boolean | null;

/** The row that a probe may write: `tables[].probe`. */
export interface ProbeRow {
  /** In the source's notation. */
  readonly table: string;
  /** Which row: column -> value. One that exists keeps all its other values. */
  readonly key: Readonly<Record<string, ProbeValue>>;
  /** The text column that takes the mark. */
  readonly column: string;
  /** Where the row does not exist: its other values. It is deleted again. */
  readonly values: Readonly<Record<string, ProbeValue>>;
}

/** The row as the database has it now. */
export type FoundRow = { readonly rows: 0 } | { readonly rows: 1; readonly value: ProbeValue } | { readonly rows: 'several' };

/** Reads and writes of one row, as the database wants them. Each write names the value that it expects, so it never undoes another's. */
export interface ProbeQueries {
  readonly find: DatabaseQuery;
  readonly read: (rows: readonly DatabaseRow[]) => FoundRow;
  /** Makes the row, with the mark. */
  readonly insert: (mark: string) => DatabaseQuery;
  /** Deletes the row, if it still has the mark. */
  readonly remove: (mark: string) => DatabaseQuery;
  /** Sets the column from one value to another. */
  readonly change: (from: ProbeValue, to: ProbeValue) => DatabaseQuery;
}
