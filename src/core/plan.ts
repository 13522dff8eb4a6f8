import { buildChanges } from './build-changes.js';
import type { ChangesInput } from './build-changes.js';
import { buildSteps } from './build-steps.js';
import type { Change, ChangeType } from './change.js';
import { hasErrors } from './diagnostic.js';
import type { Diagnostic } from './diagnostic.js';
import { fingerprintOf } from './fingerprint.js';
import type { Fingerprint } from './fingerprint.js';
import type { KindSpecs } from './kind.js';
import type { ActualResource } from './resource.js';
import { settleHandovers } from './settle-handovers.js';
import type { Step } from './step.js';

/** Version of the plan's JSON form; a reader refuses another one. */
export const PLAN_FORMAT_VERSION = 1;

/** What would be done: data only, frozen, the same for the same desired and actual state. */
export interface Plan {
  readonly formatVersion: typeof PLAN_FORMAT_VERSION;
  readonly target: string;
  readonly changes: readonly Change[];
  /** What apply runs, and all it reads. In an order in which each step comes after all it waits for. */
  readonly steps: readonly Step[];
  /** Ours, no longer desired, and not deleted by this plan. */
  readonly orphans: readonly ActualResource[];
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: PlanSummary;
  readonly fingerprint: Fingerprint;
}

/** How many resources of each change type; observed ones that merely appear count under `appear`. */
export type PlanSummary = Readonly<Record<ChangeType, number>>;

export interface PlanInput extends ChangesInput {
  readonly target: string;
  readonly kinds: KindSpecs;
}

/** Builds the plan. Pure; the guards add their diagnostics with `withDiagnostics`. */
export function buildPlan(input: PlanInput): Plan {
  const { changes: intended, orphans } = buildChanges(input);
  const changes = settleHandovers(intended, input.kinds);
  const { steps, diagnostics } = buildSteps(changes, input.kinds);
  return Object.freeze({
    formatVersion: PLAN_FORMAT_VERSION,
    target: input.target,
    changes: Object.freeze(changes),
    steps: Object.freeze(steps),
    orphans: Object.freeze(orphans),
    diagnostics: Object.freeze(diagnostics),
    summary: summarise(changes),
    fingerprint: fingerprintOf(input.target, changes, steps),
  });
}

/** The same plan with more to tell. */
export function withDiagnostics(plan: Plan, diagnostics: readonly Diagnostic[]): Plan {
  if (diagnostics.length === 0) return plan;
  return Object.freeze({ ...plan, diagnostics: Object.freeze([...plan.diagnostics, ...diagnostics]) });
}

/** Nothing to do, and nothing to wait for. */
export function isEmpty(plan: Plan): boolean {
  const { blocked, adopt, conflict } = plan.summary;
  return plan.steps.length === 0 && blocked + adopt + conflict === 0;
}

/** A guard, or an unreadable account, forbids applying it. */
export function isRefused(plan: Plan): boolean {
  return hasErrors(plan.diagnostics);
}

export function isApplicable(plan: Plan): boolean {
  return plan.steps.length > 0 && !isRefused(plan);
}

function summarise(changes: readonly Change[]): PlanSummary {
  const summary: Record<ChangeType, number> = { create: 0, appear: 0, adopt: 0, conflict: 0, update: 0, replace: 0, delete: 0, noop: 0, blocked: 0 };
  for (const change of changes) {
    const observed = 'after' in change && change.after.management === 'observed';
    if (observed && change.type === 'noop') continue;
    summary[change.type] += 1;
  }
  return Object.freeze(summary);
}
