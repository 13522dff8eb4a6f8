import type { SourceProblem } from '../../core/source.js';
import { checkColumns, inferColumns, isSourceTable } from '../../flink/registry/index.js';
import type { ColumnFinding } from '../../flink/registry/index.js';
import { typesOf } from '../../sources/types.js';
import { defaults } from '../defaults.js';
import type { TableSpec } from '../documents.js';
import { suggest } from '../suggest.js';
import type { Chain, TableInput } from './table.js';

/** A table with columns and key: as written, or as the registered schemas tell. */
export type CompleteTable = TableSpec & Required<Pick<TableSpec, 'columns' | 'key'>>;

export interface Completion {
  /** Absent: an error, or nothing is registered yet. */
  readonly table?: CompleteTable;
  /** Paths are relative to the table. */
  readonly problems: readonly SourceProblem[];
}

/**
 * Fills in what a table leaves out from the schemas that are registered for its source topic, and checks what it says against
 * them. Before the connector's first record there are none: what is written by hand stands as it is, the rest waits.
 */
export function completeTable({ table, source, context, pipeline }: TableInput, { sourceTopic, style }: Chain): Completion {
  const { columns, key } = table;
  const found = context.sourceTable?.(sourceTopic, style);
  if (found === undefined) return columns === undefined || key === undefined ? { problems: [] } : { table: { ...table, columns, key }, problems: [] };
  if (!isSourceTable(found)) return { problems: [found] };
  if (columns !== undefined && key !== undefined) {
    const problems = checkColumns({ columns, key, table: found, suggest }).filter(matters);
    return { table: { ...table, columns, key }, problems: problems.map(asProblem) };
  }
  const tableflow = table.tableflow ?? pipeline.spec.tableflow;
  const inferred = inferColumns(typesOf[source.name], found, {
    suggest,
    tableFormats: tableflow === false ? [] : (tableflow?.formats ?? defaults.tableflowFormats),
    ...(columns === undefined ? {} : { exceptions: columns }),
    ...(key === undefined ? {} : { key }),
  });
  return { table: { ...table, columns: inferred.columns, key: inferred.key }, problems: inferred.findings.filter(matters).map(asProblem) };
}

/** What is only worth knowing belongs into `reconcile generate`, not into every plan. */
function matters(finding: ColumnFinding): boolean {
  return finding.severity !== 'info';
}

function asProblem({ severity, ...problem }: ColumnFinding): SourceProblem {
  return { ...problem, ...(severity === 'warning' ? { severity } : {}) };
}
