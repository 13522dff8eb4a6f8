import type { ConfluentClients } from '../confluent/index.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { checkPlan } from '../core/guards/index.js';
import type { ApprovalFacts, GuardInput } from '../core/guards/guard.js';
import { isEmpty, isRefused, withDiagnostics } from '../core/plan.js';
import type { Plan } from '../core/plan.js';
import type { PlaneCalls, TargetReport } from '../core/report.js';
import type { Outcome } from '../core/result.js';
import type { Digester } from '../ledger/digest.js';
import type { LedgerDocument } from '../ledger/document.js';
import type { LedgerSession } from '../ledger/session.js';
import type { TargetDocument } from '../pipeline/documents.js';
import { applyTarget, outcomeOf } from './apply-target.js';
import type { ApplyServices, ApplyTargetOptions } from './apply-target.js';
import { guardInputOf } from './guard-input.js';
import { leftBehind } from './left-behind.js';
import { lookAtLedger, takeLedger } from './ledger-access.js';
import type { LedgerOptions } from './ledger-access.js';
import { narrowedConditions } from './narrowed-conditions.js';
import { planTarget } from './plan-target.js';
import type { PlannedTarget, PlanningRequest } from './plan-target.js';
import { readActual } from './read-actual.js';
import { createDigestsOf } from './secret-digests.js';
import { statusesOf } from './statuses.js';

export interface ReconcileServices extends Omit<ApplyServices, 'session' | 'digestsOf'> {
  readonly confluent: ConfluentClients;
  readonly digester: Digester;
  readonly ledger: LedgerOptions;
}

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
  const planning = await planTarget({ ...request, ledger }, { ...services, digestsOf, keyCheck: services.digester.keyCheck });
  if (!planning.planned) return finish({ outcome: 'failed', diagnostics: planning.diagnostics });

  const input = guardInputOf(planning.result, services.kinds, { ...request, ledger, now: services.ledger.now() });
  const planned = guarded(planning.result, input, session !== undefined);
  const found = { account: planned.discovery.account, plan: planned.plan, impacts: input.impacts, pipelines: statusesOf(planned, request, planned.actual.resources) };
  const outcome = plannedOutcome(planned);
  await options.onPlan?.(finish({ ...found, outcome }));
  if (session === undefined || options.consent === undefined || outcome === 'refused') return finish({ ...found, outcome });

  if (outcome === 'planned') {
    const consent = await options.consent(planned.plan, request.target);
    if (!consent.given) return finish({ ...found, plan: withDiagnostics(planned.plan, [consent.why]), outcome: 'refused' });
  }
  const results = await applyTarget(planned, { ...services, session, digestsOf }, options);
  if (results.size === 0) return finish({ ...found, results, outcome });
  const after = await readActual(planned.wanted, services.kinds, planned.discovery.account, planned.readLists);
  const end = outcome === 'partial' ? 'partial' : outcomeOf(results);
  return finish({ ...found, pipelines: statusesOf(planned, request, after.resources), results, outcome: end });
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
