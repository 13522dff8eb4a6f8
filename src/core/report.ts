import type { Diagnostic } from './diagnostic.js';
import type { Impact } from './impact.js';
import type { PipelineStatus } from './pipeline-status.js';
import type { Plan } from './plan.js';
import type { Outcome, StepResults } from './result.js';

export const REPORT_FORMAT_VERSION = 1;

/** API calls of one plane in a run. */
export interface PlaneCalls {
  readonly plane: string;
  readonly calls: number;
  readonly retries: number;
  readonly rateLimited: number;
}

/** All that a run has to tell about one target. Every output format renders this value and nothing else. */
export interface TargetReport {
  readonly target: string;
  /** Absent when the account could not be found. */
  readonly account?: {
    readonly organizationId: string;
    readonly environment: { readonly id: string; readonly name: string };
    readonly cluster: { readonly id: string; readonly name: string; readonly cloud: string; readonly region: string };
  };
  readonly plan?: Plan;
  /** Absent: nothing was applied. */
  readonly results?: StepResults;
  /** What the plan does to the data of each table. */
  readonly impacts: readonly Impact[];
  /** How the pipelines are now: after the apply, or as they were found. */
  readonly pipelines: readonly PipelineStatus[];
  readonly diagnostics: readonly Diagnostic[];
  readonly outcome: Outcome;
  readonly calls: readonly PlaneCalls[];
  readonly durationMs: number;
}

/** A whole run. */
export interface RunReport {
  readonly formatVersion: typeof REPORT_FORMAT_VERSION;
  readonly command: 'reconcile' | 'destroy' | 'status';
  /** True when nothing was to be applied, whatever the plan. */
  readonly dryRun: boolean;
  /** Set when the embedded simulator stood in for Confluent Cloud. */
  readonly simulated?: { readonly baseUrl: string; /** References that were unset and got a placeholder. */ readonly placeholders: readonly string[] };
  readonly targets: readonly TargetReport[];
  /** About the documents, and others that belong to no target. */
  readonly diagnostics: readonly Diagnostic[];
  readonly outcome: Outcome;
}

const outcomeOrder: readonly Outcome[] = ['refused', 'failed', 'partial', 'changed', 'planned', 'converged'];

/** The outcome of a run over several targets: the gravest of theirs. */
export function gravestOutcome(outcomes: readonly Outcome[]): Outcome {
  return outcomeOrder.find((outcome) => outcomes.includes(outcome)) ?? 'converged';
}
