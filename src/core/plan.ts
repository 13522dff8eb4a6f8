import type { ResourceAddress } from './address.js';
import { buildChanges } from './build-changes.js';
import type { ChangesInput } from './build-changes.js';
import { buildSteps } from './build-steps.js';
import type { Change, ChangeType } from './change.js';
import { hasErrors } from './diagnostic.js';
import type { Diagnostic } from './diagnostic.js';
import type { SchemaEvolution } from './evolution.js';
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
  /** Chains of tables whose columns are known only when the connector has registered a schema; planned then, in the same run. */
  readonly deferred: readonly DeferredTable[];
  /** How sources changed since the statements began to read them; the changes say what is done about it. */
  readonly evolutions: readonly SchemaEvolution[];
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: PlanSummary;
  readonly fingerprint: Fingerprint;
}

/** How many resources of each change type; observed ones that merely appear count under `appear`. */
export type PlanSummary = Readonly<Record<ChangeType, number>>;

/** A table whose target cannot be planned before its source topic has a schema. */
export interface DeferredTable {
  readonly pipeline: string;
  readonly table: string;
  readonly target: string;
  /** `firstRecord`: of the connector, with which it registers one. `registry`: it could not be read, so nobody knows whether there is one. */
  readonly waitsFor: 'firstRecord' | 'registry';
}

export interface PlanInput extends ChangesInput {
  readonly target: string;
  readonly deferred?: readonly DeferredTable[];
  readonly evolutions?: readonly SchemaEvolution[];
  readonly kinds: KindSpecs;
}

/** Builds the plan. Pure; the guards add their diagnostics with `withDiagnostics`. */
export function buildPlan(input: PlanInput): Plan {
  const { changes: intended, orphans } = buildChanges(input);
  const changes = settleHandovers(intended, input.kinds);
  const steps = buildSteps(changes, input.kinds);
  return Object.freeze({
    formatVersion: PLAN_FORMAT_VERSION,
    target: input.target,
    changes: Object.freeze(changes),
    steps: Object.freeze(steps),
    orphans: Object.freeze(orphans),
    deferred: Object.freeze([...(input.deferred ?? [])]),
    evolutions: Object.freeze([...(input.evolutions ?? [])]),
    diagnostics: Object.freeze([]),
    summary: summarise(changes),
    fingerprint: fingerprintOf(input.target, changes, steps),
  });
}

/** The same plan with more to tell. */
export function withDiagnostics(plan: Plan, diagnostics: readonly Diagnostic[]): Plan {
  if (diagnostics.length === 0) return plan;
  return Object.freeze({ ...plan, diagnostics: Object.freeze([...plan.diagnostics, ...diagnostics]) });
}

/**
 * One plan for what was done in two rounds: the second planned what the first could not know yet. It keeps the fingerprint
 * under which the first was allowed.
 */
export function continuedPlan(first: Plan, second: Plan): Plan {
  const again = new Map(second.changes.map((change) => [change.address, change]));
  const kept = first.changes.map((change) => (change.type === 'noop' ? (again.get(change.address) ?? change) : change));
  const known = new Set(first.changes.map((change) => change.address));
  const changes = [...kept, ...second.changes.filter((change) => !known.has(change.address))];
  const depth = Math.max(-1, ...first.steps.map((step) => step.layer)) + 1;
  const done = new Set(first.steps.map((step) => step.id));
  const steps = [...first.steps, ...second.steps.filter((step) => !done.has(step.id)).map((step) => ({ ...step, layer: step.layer + depth }))];
  return Object.freeze({
    ...first,
    changes: Object.freeze(changes),
    steps: Object.freeze(steps),
    deferred: second.deferred,
    diagnostics: Object.freeze([...first.diagnostics, ...second.diagnostics.filter((diagnostic) => !first.diagnostics.some((other) => other.code === diagnostic.code && other.summary === diagnostic.summary && other.severity === diagnostic.severity))]),
    summary: summarise(changes),
  });
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

/**
 * What keeps an orphan: the resource that left it behind and stays, such as the connector of a topic whose table has left the
 * files. While that is there, the orphan may not go. `undefined`: nothing, pruning deletes it.
 */
export function keeperOf({ relations }: ActualResource, plan: Pick<Plan, 'changes' | 'orphans'>): ResourceAddress | undefined {
  for (const address of relations.leftBy) {
    if (plan.changes.some((change) => change.address === address && 'after' in change)) return address;
    const maker = plan.orphans.find((orphan) => orphan.address === address);
    const keeper = maker === undefined ? undefined : keeperOf(maker, plan);
    if (keeper !== undefined) return keeper;
  }
  return undefined;
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
