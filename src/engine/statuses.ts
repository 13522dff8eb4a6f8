import { pipelineStatuses } from '../core/pipeline-status.js';
import type { PipelineStatus } from '../core/pipeline-status.js';
import type { ActualResource } from '../core/resource.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { sourceInputOf } from '../pipeline/expand/connector.js';
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
      if (table === undefined) return [];
      const { source } = sourceInputOf(pipeline, target);
      return [[pipeline.name, source.testStatement(table.from, Object.keys(table.columns ?? {}))] as const];
    }),
  );
  return pipelineStatuses(planned.desired, actual, statements);
}
