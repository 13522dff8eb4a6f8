import { invalid } from '../errors.js';
import type { Position } from '../errors.js';
import type { DataType } from '../types/types.js';
import type { Value } from '../types/value.js';

/** A bound expression: its type and how to compute it from a row. */
export interface Bound {
  readonly type: DataType;
  evaluate(row: readonly Value[]): Value;
  /** The index of the row's column when the expression is nothing but that column. */
  readonly column?: number;
  /** The function inside that gives another result when called again. */
  readonly volatile?: string;
}

export interface ScopeColumn {
  readonly name: string;
  readonly type: DataType;
  /** The alias of the relation it belongs to. */
  readonly relation: string;
}

/** What names mean while an expression is bound. */
export interface Scope {
  readonly columns: readonly ScopeColumn[];
  readonly zone: string;
}

/** Finds `relation.column` or `column`; what is left of the path are fields of a ROW. Throws SqlError naming the column. */
export function resolveColumn(scope: Scope, path: readonly string[], at: Position): { readonly index: number; readonly rest: readonly string[] } {
  const [first = '', second] = path;
  if (second !== undefined) {
    const qualified = scope.columns.findIndex((column) => column.relation === first && column.name === second);
    if (qualified >= 0) return { index: qualified, rest: path.slice(2) };
  }
  const indexes = scope.columns.flatMap((column, index) => (column.name === first ? [index] : []));
  if (indexes.length > 1) throw invalid(`Column '${first}' is ambiguous`, at);
  const [index] = indexes;
  if (index !== undefined) return { index, rest: path.slice(1) };
  if (second !== undefined && scope.columns.some((column) => column.relation === first)) throw invalid(`Column '${second}' not found in table '${first}'`, at);
  throw invalid(second === undefined ? `Column '${first}' not found in any table` : `Table '${first}' not found`, at);
}
