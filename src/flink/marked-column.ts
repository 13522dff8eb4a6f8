import type { ColumnDefinition } from './columns.js';
import { parseFlinkType, rootOf, isTypeProblem } from './types.js';

/** The target column that shows a source column's text as it is: neither computed nor converted. Nothing when there is none. */
export function columnShowing(source: string, columns: Readonly<Record<string, ColumnDefinition>>): string | undefined {
  return Object.entries(columns).find(([name, definition]) => {
    const { type, ...more } = typeof definition === 'string' ? { type: definition } : definition;
    const { column, attribute, from, expression } = more as Exclude<ColumnDefinition, string>;
    return (attribute ?? column ?? name) === source && from === undefined && expression === undefined && isText(type);
  })?.[0];
}

function isText(type: string): boolean {
  const parsed = parseFlinkType(type);
  return !isTypeProblem(parsed) && ['STRING', 'VARCHAR', 'CHAR'].includes(rootOf(parsed));
}
