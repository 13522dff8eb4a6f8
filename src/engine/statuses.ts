import { pipelineStatuses } from '../core/pipeline-status.js';
import type { PipelineStatus } from '../core/pipeline-status.js';
import type { ActualResource } from '../core/resource.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { sourceInputOf } from '../pipeline/expand/connector.js';
import { testColumns } from '../pipeline/test-columns.js';
import { needsSchemas } from '../pipeline/written-columns.js';
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
      return source.testStatement === undefined ? [] : [[pipeline.name, source.testStatement(table.from, testColumns(table))] as const];
    }),
  );
  return pipelineStatuses(planned.desired, actual, statements);
}
