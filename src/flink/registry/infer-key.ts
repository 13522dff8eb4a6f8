import type { ColumnDefinition } from '../columns.js';
import { formatFlinkType } from '../types.js';
import type { ColumnFinding } from './findings.js';
import type { SourceTable } from './source-table.js';
import { targetNames } from './target-names.js';

/**
 * The key of a target table whose columns are written by hand and whose key is not: the columns that copy the key of the
 * records, in its order. A finding for each key column that nothing copies. Pure.
 */
export function inferKey(columns: Readonly<Record<string, ColumnDefinition>>, table: SourceTable): { readonly key: readonly string[]; readonly findings: readonly ColumnFinding[] } {
  const names = targetNames(table);
  const found = table.key.map((source) => ({ source, target: copyOf(source, columns) }));
  const findings = found.flatMap(({ source, target }): ColumnFinding[] => {
    if (target !== undefined) return [];
    const name = names.get(source) ?? source;
    const type = table.columns.find((column) => column.name === source)?.flinkType;
    const definition = type === undefined ? 'its type' : formatFlinkType(type);
    return [{
      code: 'CDC2318',
      severity: 'error',
      path: ['columns'],
      summary: `The records have ${source} in their key, and no column copies it.`,
      fix: `Add ${name}: ${name === source ? definition : `{ type: ${definition}, column: ${source} }`}, or write "key" with columns that tell the rows apart.`,
    }];
  });
  return { key: found.flatMap(({ target }) => target ?? []), findings };
}

/** The column of that name wins over another that copies it too. */
function copyOf(source: string, columns: Readonly<Record<string, ColumnDefinition>>): string | undefined {
  const copies = Object.entries(columns).filter(([name, column]) => {
    if (typeof column === 'string') return name === source;
    return column.expression === undefined && (column.column ?? column.attribute ?? name) === source;
  });
  return (copies.find(([name]) => name === source) ?? copies[0])?.[0];
}
