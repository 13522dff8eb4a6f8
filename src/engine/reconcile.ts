import type { ConfluentClients } from '../confluent/index.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { pipelineStatuses } from '../core/pipeline-status.js';
import { isEmpty, isRefused, withDiagnostics } from '../core/plan.js';
import type { Plan } from '../core/plan.js';
import type { PlaneCalls, TargetReport } from '../core/report.js';
import type { Outcome } from '../core/result.js';
import type { ActualResource } from '../core/resource.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { sourceInputOf } from '../pipeline/expand/connector.js';
import { applyTarget, outcomeOf } from './apply-target.js';
import type { ApplyServices, ApplyTargetOptions } from './apply-target.js';
import { planTarget } from './plan-target.js';
import type { PlannedTarget } from './plan-target.js';
import { readActual } from './read-actual.js';

export interface ReconcileServices extends ApplyServices {
  readonly confluent: ConfluentClients;
}

/** Whether a plan may run; a refusal says why. Asked once per target, after the guards. */
export type Consent = (plan: Plan, target: TargetDocument) => Promise<{ readonly given: true } | { readonly given: false; readonly why: Diagnostic }>;

export interface ReconcileOptions extends ApplyTargetOptions {
  /** Absent: only plan. */
  readonly consent?: Consent;
  /** Called with the plan before anything is asked or done. */
  readonly onPlan?: (report: TargetReport) => Promise<void>;
}

/**
 * One target from documents to result: discover, read, plan, guard, ask, apply, read again, report. The table of contents
 * of the house; what the steps do is elsewhere.
 */
export async function reconcileTarget(
  target: TargetDocument,
  pipelines: readonly PipelineDocument[],
  services: ReconcileServices,
  options: ReconcileOptions,
): Promise<TargetReport> {
  const started = services.clock.now();
  const planning = await planTarget(target, pipelines, services);
  const report = (part: Partial<TargetReport> & Pick<TargetReport, 'outcome'>): TargetReport => ({
    target: target.name,
    pipelines: [],
    diagnostics: [],
    calls: callsOf(services.confluent),
    durationMs: services.clock.now() - started,
    ...part,
  });
  if (!planning.planned) return report({ outcome: 'failed', diagnostics: planning.diagnostics });

  const { result: planned } = planning;
  const found = { account: planned.discovery.account, plan: planned.plan, pipelines: statuses(planned, pipelines, target, planned.actual.resources) };
  const outcome = plannedOutcome(planned);
  await options.onPlan?.(report({ ...found, outcome }));
  if (options.consent === undefined || outcome !== 'planned') return report({ ...found, outcome });

  const consent = await options.consent(planned.plan, target);
  if (!consent.given) return report({ ...found, plan: withDiagnostics(planned.plan, [consent.why]), outcome: 'refused' });

  const results = await applyTarget(planned, services, options);
  const after = await readActual(planned.wanted, services.kinds, planned.discovery.account, planned.readLists);
  return report({ ...found, pipelines: statuses(planned, pipelines, target, after.resources), results, outcome: outcomeOf(results) });
}

function plannedOutcome({ plan, actual }: PlannedTarget): Outcome {
  if (actual.unread.size > 0) return 'partial';
  if (isRefused(plan)) return 'refused';
  return isEmpty(plan) ? 'converged' : 'planned';
}

function statuses(planned: PlannedTarget, pipelines: readonly PipelineDocument[], target: TargetDocument, actual: readonly ActualResource[]) {
  return pipelineStatuses(planned.desired, actual, testStatements(pipelines, target));
}

/** One statement per pipeline that makes a row arrive: of its first table. */
function testStatements(pipelines: readonly PipelineDocument[], target: TargetDocument): Map<string, string> {
  return new Map(
    pipelines.flatMap((pipeline) => {
      const [table] = pipeline.spec.tables;
      if (table === undefined) return [];
      const { source } = sourceInputOf(pipeline, target);
      return [[pipeline.name, source.testStatement(table.from, Object.keys(table.columns ?? {}))] as const];
    }),
  );
}

function callsOf(confluent: ConfluentClients): PlaneCalls[] {
  return Object.entries(confluent.calls.snapshot()).map(([plane, count]) => ({ plane, calls: count.calls, retries: count.retries, rateLimited: count.rateLimited }));
}
