import type { ColumnDefinition } from '../flink/columns.js';
import type { TableSpec, WrittenColumns } from './documents.js';

/** The key under `columns` that stands for all columns that are not named there, and the word beside it. */
export const OTHERS = '*';
export const INFERRED = 'inferred';

/** What a table says of its columns, taken apart. */
export interface ColumnsAsWritten {
  readonly named: Readonly<Record<string, ColumnDefinition>>;
  /** `false` beside the name. */
  readonly leftOut: readonly string[];
  /** Columns that are not named come from the registered schemas: `columns` is absent, or has `"*": inferred`. */
  readonly infersOthers: boolean;
}

export function columnsAsWritten(columns: WrittenColumns | undefined): ColumnsAsWritten {
  const entries = Object.entries(columns ?? {}).filter(([name]) => name !== OTHERS);
  return {
    named: Object.fromEntries(entries.filter((entry): entry is [string, ColumnDefinition] => entry[1] !== false)),
    leftOut: entries.filter(([, column]) => column === false).map(([name]) => name),
    infersOthers: columns === undefined || Object.hasOwn(columns, OTHERS),
  };
}

/** Whether the table can only be planned when its source topic has schemas: they also tell where the fields of an event are. */
export function needsSchemas(table: TableSpec): boolean {
  return table.decode !== false && (table.key === undefined || table.event !== undefined || columnsAsWritten(table.columns).infersOthers);
}
