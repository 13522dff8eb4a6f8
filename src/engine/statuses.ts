import { pipelineStatuses } from '../core/pipeline-status.js';
import type { PipelineStatus } from '../core/pipeline-status.js';
import type { ActualResource } from '../core/resource.js';
import type { PipelineDocument, TableSpec, TargetDocument } from '../pipeline/documents.js';
import { sourceInputOf } from '../pipeline/expand/connector.js';
import { columnsAsWritten, needsSchemas } from '../pipeline/written-columns.js';
import type { PlannedTarget } from './plan-target.js';

/** How each pipeline is, with a statement that makes a row arrive in its first table. */
export function statusesOf(
  planned: PlannedTarget,
  { target, pipelines }: { readonly target: TargetDocument; readonly pipelines: readonly PipelineDocument[] },
  actual: readonly ActualResource[],
): PipelineStatus[] {
  const statements = new Map(
    pipelines.flatMap((pipeline) => {
      const [table] = pipeline.spec.tables;
      // Columns that are inferred are no words for a person to fill in.
      if (table === undefined || needsSchemas(table)) return [];
      const { source } = sourceInputOf(pipeline, target);
      return source.testStatement === undefined ? [] : [[pipeline.name, source.testStatement(table.from, sourceColumns(table))] as const];
    }),
  );
  return pipelineStatuses(planned.desired, actual, statements);
}

/** The columns of the source table that the target's columns are taken from. */
function sourceColumns({ columns }: TableSpec): string[] {
  const names = Object.entries(columnsAsWritten(columns).named).flatMap(([name, column]) => {
    if (typeof column === 'string') return [name];
    return column.expression === undefined ? [column.column ?? column.attribute ?? name] : [];
  });
  return [...new Set(names)];
}
