import type { Severity } from '../../core/diagnostic.js';
import type { SourceProblem } from '../../core/source.js';

/** Something to tell about a column; `path` is relative to the table: `['columns', 'id', 'type']`, `['key']`. */
export interface ColumnFinding extends Omit<SourceProblem, 'severity'> {
  readonly severity: Severity;
}

/** `a`, `b` and `c`, at most so many of them. */
export function listed(names: readonly string[], most = 10): string {
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
