import type { DatabaseRow } from '../core/preflight.js';
import type { CatalogColumn, CatalogTable } from './catalog.js';

/** A row of a query for columns: `table_name` in the source's notation, then what `CatalogColumn` has. */
function columnOf(row: DatabaseRow): CatalogColumn {
  const value = row['default_value'];
  return {
    name: String(row['column_name']),
    databaseType: String(row['database_type']),
    nullable: truth(row['nullable']),
    ...(value === null || value === undefined || value === '' ? {} : { default: String(value).trim() }),
    ...(truth(row['generated']) ? { generated: true as const } : {}),
  };
}

/**
 * Tables out of two lists of rows, both in order: columns, and the columns of keys (`table_name`, `index_name`,
 * `column_name`, `is_primary`).
 */
export function tablesOf(columns: readonly DatabaseRow[], keys: readonly DatabaseRow[], more: (table: string, rows: readonly DatabaseRow[]) => Partial<CatalogTable> = () => ({})): readonly CatalogTable[] {
  return [...grouped(columns)].map(([table, rows]) => {
    const indexes = [...grouped(keys.filter((row) => row['table_name'] === table), 'index_name').values()];
    const names = (index: readonly DatabaseRow[]): readonly string[] => index.map((row) => String(row['column_name']));
    const primary = indexes.find((index) => truth(index[0]?.['is_primary']));
    return {
      table,
      columns: rows.map(columnOf),
      primaryKey: primary === undefined ? [] : names(primary),
      uniqueIndexes: indexes.filter((index) => index !== primary).map(names),
      ...more(table, rows),
    };
  });
}

function grouped(rows: readonly DatabaseRow[], column = 'table_name'): ReadonlyMap<string, readonly DatabaseRow[]> {
  const groups = new Map<string, DatabaseRow[]>();
  for (const row of rows) {
    const key = String(row[column]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function truth(value: unknown): boolean {
  return value === true || (typeof value === 'string' ? /^(1|y|yes|true|t)$/i.test(value) : Number(value) === 1);
}
