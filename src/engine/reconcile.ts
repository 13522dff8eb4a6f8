import type { ConfluentClients } from '../confluent/index.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { checkPlan } from '../core/guards/index.js';
import type { ApprovalFacts, GuardInput } from '../core/guards/guard.js';
import { continuedPlan, isEmpty, isRefused, withDiagnostics } from '../core/plan.js';
import type { Plan } from '../core/plan.js';
import type { PlaneCalls, TargetReport } from '../core/report.js';
import type { Outcome, StepResults } from '../core/result.js';
import type { Digester } from '../ledger/digest.js';
import type { LedgerDocument } from '../ledger/document.js';
import type { LedgerSession } from '../ledger/session.js';
import type { TargetDocument } from '../pipeline/documents.js';
import { applyTarget, outcomeOf } from './apply-target.js';
import type { ApplyServices, ApplyTargetOptions } from './apply-target.js';
import { passGates } from './gate.js';
import type { Gate } from './gate.js';
import { guardInputOf } from './guard-input.js';
import type { DesiredMemory } from './desired-memory.js';
import { leftBehind } from './left-behind.js';
import { lookAtLedger, takeLedger } from './ledger-access.js';
import type { LedgerOptions } from './ledger-access.js';
import { narrowedConditions } from './narrowed-conditions.js';
import { planTarget } from './plan-target.js';
import type { PlannedTarget, Planning, PlanningRequest, PlanningServices } from './plan-target.js';
import { readActual } from './read-actual.js';
import { readImpactFacts } from './read-impact-facts.js';
import { createDigestsOf } from './secret-digests.js';
import { statusesOf } from './statuses.js';
import type { SubjectLevels } from './subject-levels.js';

export interface ReconcileServices extends Omit<ApplyServices, 'session' | 'digestsOf'> {
  readonly confluent: ConfluentClients;
  readonly digester: Digester;
  readonly ledger: LedgerOptions;
  /** See `PlanningServices`. */
  readonly subjectLevels?: SubjectLevels;
  /** See `PlanningServices`. */
  readonly desired?: DesiredMemory;
}

type RunServices = ReconcileServices & Pick<ApplyServices, 'session' | 'digestsOf'>;

export interface ReconcileRequest extends Omit<PlanningRequest, 'ledger'> {
  readonly approvals: readonly ApprovalFacts[];
  /** `--expect-plan`. */
  readonly expectedPlan?: string;
  /** Nothing is desired of the pipelines in scope. */
  readonly destroy?: boolean;
}

/** Whether a plan that the guards let pass may run; a refusal says why. */
export type Consent = (plan: Plan, target: TargetDocument) => Promise<{ readonly given: true } | { readonly given: false; readonly why: Diagnostic }>;

export interface ReconcileOptions extends ApplyTargetOptions {
  /** Absent: only plan. */
  readonly consent?: Consent;
  /** Asked once the guards have let the plan pass, before it is shown. */
  readonly gates?: readonly Gate[];
  /** Called with the plan before anything is asked or done. */
  readonly onPlan?: (report: TargetReport) => Promise<void>;
}

/**
 * One target from documents to result: ledger, discover, read, plan, guard, ask, apply, read again, report. The table of
 * contents of the house; what the steps do is elsewhere.
 */
export async function reconcileTarget(request: ReconcileRequest, services: ReconcileServices, options: ReconcileOptions): Promise<TargetReport> {
  // People's time, also when the run's own clock is that of a simulator.
  const started = services.ledger.now();
  const finish: Finish = (part) => ({
    target: request.target.name,
    pipelines: [],
    diagnostics: [],
    impacts: [],
    calls: callsOf(services.confluent),
    durationMs: services.ledger.now() - started,
    ...part,
  });
  const access = options.consent === undefined ? await lookAtLedger(services.ledger) : await takeLedger(services.ledger);
  if (!access.granted) return finish({ outcome: 'refused', diagnostics: [access.diagnostic] });
  try {
    return await withLedger(request, services, options, access.document, access.session, finish);
  } finally {
    await access.session?.close();
  }
}

type Finish = (part: Partial<TargetReport> & Pick<TargetReport, 'outcome'>) => TargetReport;

async function withLedger(
  request: ReconcileRequest,
  services: ReconcileServices,
  options: ReconcileOptions,
  ledger: LedgerDocument,
  session: LedgerSession | undefined,
  finish: Finish,
): Promise<TargetReport> {
  const digestsOf = createDigestsOf(services.secrets, services.digester);
  const planning = await planLean({ ...request, ledger }, { ...services, digestsOf, keyCheck: services.digester.keyCheck });
  if (!planning.planned) return finish({ outcome: 'failed', diagnostics: planning.diagnostics });

  const facts = await readImpactFacts(planning.result, services.confluent, services.clock);
  const input = guardInputOf(planning.result, services.kinds, { ...request, ledger, facts, now: services.ledger.now() });
  const planned = await passGates(guarded(planning.result, input, session !== undefined), options.gates);
  const found = { account: planned.discovery.account, plan: planned.plan, impacts: input.impacts, pipelines: statusesOf(planned, request, planned.actual.resources) };
  const outcome = plannedOutcome(planned);
  await options.onPlan?.(finish({ ...found, outcome }));
  if (session === undefined || options.consent === undefined || outcome === 'refused') return finish({ ...found, outcome });

  if (planned.plan.steps.length > 0) {
    const consent = await options.consent(planned.plan, request.target);
    if (!consent.given) return finish({ ...found, plan: withDiagnostics(planned.plan, [consent.why]), outcome: 'refused' });
  }
  const run = { ...services, session, digestsOf };
  const first = { planned, results: await applyTarget(planned, run, options) };
  const { planned: last, results } = await continueDeferred(first, request, run, options);
  if (results.size === 0) return finish({ ...found, results, outcome });
  const after = await readActual(last.wanted(), services.kinds, last.discovery.account, last.readLists);
  const end = outcome === 'partial' || isRefused(last.plan) ? 'partial' : outcomeOf(results);
  return finish({ ...found, plan: last.plan, pipelines: statusesOf(last, request, after.resources), results, outcome: end });
}

/** The plan, and of the lists what guards and steps still look at: of a large account the rest weighs more than the plan. */
async function planLean(request: PlanningRequest, services: PlanningServices): Promise<Planning> {
  const planning = await planTarget(request, services);
  if (!planning.planned) return planning;
  const { actual } = planning.result;
  const { topics, connectors, statements } = actual.snapshot;
  const snapshot = { ...(topics === undefined ? {} : { topics }), ...(connectors === undefined ? {} : { connectors }), ...(statements === undefined ? {} : { statements }) };
  return { planned: true, result: { ...planning.result, actual: { ...actual, snapshot } } };
}

interface Round {
  readonly planned: PlannedTarget;
  readonly results: StepResults;
}

/**
 * What could not be planned before the connector's first record is planned once its schema is there, in the same run and
 * under the same consent: it only ever creates. Whatever else the new look would bring waits for a run of its own.
 */
async function continueDeferred(first: Round, request: ReconcileRequest, services: RunServices, options: ReconcileOptions): Promise<Round> {
  let round = first;
  while (round.planned.plan.deferred.length > 0 && outcomeOf(first.results) === 'changed' && options.stopping?.aborted !== true) {
    const before = round.planned.plan;
    const planning = await planTarget({ ...request, ledger: services.session.document }, { ...services, keyCheck: services.digester.keyCheck });
    if (!planning.planned || planning.result.plan.deferred.length >= before.deferred.length) return round;
    const next = guardedAgain(planning.result, request, services);
    if (isRefused(next.plan)) return { ...round, planned: { ...round.planned, plan: withDiagnostics(before, newTo(before, next.plan)) } };
    if (!onlyCreates(next.plan)) return round;
    const results = await applyTarget(next, services, options);
    const plan = continuedPlan(before, next.plan);
    round = { planned: { ...next, plan }, results: new Map([...round.results, ...results]) };
  }
  return round;
}

/** The consent was for the first plan, whose fingerprint the next one cannot have. */
function guardedAgain(planned: PlannedTarget, { expectedPlan: _, ...request }: ReconcileRequest, services: RunServices): PlannedTarget {
  return guarded(planned, guardInputOf(planned, services.kinds, { ...request, ledger: services.session.document, facts: {}, now: services.ledger.now() }), true);
}

/** What the schemas have brought to light, and the first plan could not know. */
function newTo(before: Plan, next: Plan): Diagnostic[] {
  return next.diagnostics.filter((diagnostic) => !before.diagnostics.some(({ code, summary }) => code === diagnostic.code && summary === diagnostic.summary));
}

function onlyCreates(plan: Plan): boolean {
  const { update, replace, delete: deletes, conflict, adopt, blocked } = plan.summary;
  return update + replace + deletes + conflict + adopt + blocked === 0;
}

/** What an approval of exactly this plan settles. */
const wantsApproval: ReadonlySet<string> = new Set(['CDC5001', 'CDC5005']);

/** The plan with what the guards say. A dry run is not refused for lack of an approval that it exists to ask for. */
function guarded(planned: PlannedTarget, input: GuardInput, applying: boolean): PlannedTarget {
  const diagnostics = checkPlan(input).map((diagnostic): Diagnostic => (applying || !wantsApproval.has(diagnostic.code) ? diagnostic : { ...diagnostic, severity: 'warning' }));
  return { ...planned, plan: withDiagnostics(planned.plan, [...diagnostics, ...narrowedConditions(planned.plan), ...leftBehind(planned.plan)]) };
}

/** A plan from a partial read is carried out as far as it goes, and never counts as success. */
function plannedOutcome({ plan, actual }: PlannedTarget): Outcome {
  if (isRefused(plan)) return 'refused';
  if (actual.unread.size > 0) return 'partial';
  return isEmpty(plan) ? 'converged' : 'planned';
}

function callsOf(confluent: ConfluentClients): PlaneCalls[] {
  return Object.entries(confluent.calls.snapshot()).map(([plane, count]) => ({ plane, calls: count.calls, retries: count.retries, rateLimited: count.rateLimited }));
}
