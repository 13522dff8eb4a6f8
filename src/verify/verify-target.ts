import type { ConfluentClients } from '../confluent/index.js';
import type { Clock } from '../confluent/clock.js';
import type { TargetVerification } from '../core/verification.js';
import { lookAtLedger } from '../engine/ledger-access.js';
import type { LedgerOptions } from '../engine/ledger-access.js';
import { planTarget } from '../engine/plan-target.js';
import type { PlannedTarget, PlanningRequest, PlanningServices } from '../engine/plan-target.js';
import type { WriteMarkedRow } from './probe.js';
import { Watch } from './watch.js';

export interface VerifyRequest extends Pick<PlanningRequest, 'target' | 'pipelines' | 'inScope'> {
  /** How long stages that may come up by themselves are waited for, in milliseconds. */
  readonly timeoutMs: number;
}

export interface VerifyServices extends PlanningServices {
  readonly clock: Clock;
  readonly ledger: LedgerOptions;
  /** `--probe`: once a table's way is proven, a marked row is sent along it. Absent: nothing is written anywhere. */
  readonly probe?: WriteMarkedRow;
  /** Ends waiting; read statements are deleted all the same. */
  readonly signal?: AbortSignal;
}

/**
 * Proves that rows move through every stage of every table of a target, or tells where they stop. Changes nothing in
 * the account: it only creates short-lived statements that read, and deletes them.
 */
export async function verifyTarget(request: VerifyRequest, services: VerifyServices): Promise<TargetVerification> {
  const { confluent, ledger } = services;
  const started = ledger.now();
  const finish = (part: Partial<TargetVerification>): TargetVerification => ({
    target: request.target.name,
    pipelines: [],
    diagnostics: [],
    statements: { created: 0, left: [] },
    calls: callsOf(confluent),
    durationMs: ledger.now() - started,
    ...part,
  });
  const access = await lookAtLedger(ledger);
  if (!access.granted) return finish({ diagnostics: [access.diagnostic] });
  const planning = await planTarget({ ...request, ledger: access.document, prune: false, adopt: false }, services);
  if (!planning.planned) return finish({ diagnostics: planning.diagnostics });
  const { result } = planning;
  const watch = new Watch(result, request.timeoutMs, services);
  const tables = await watch.run();
  const names = [...new Set(tables.map(({ pipeline }) => pipeline))].sort();
  return finish({
    account: result.discovery.account,
    pipelines: names.map((pipeline) => ({ pipeline, tables: tables.filter((table) => table.pipeline === pipeline).map(({ verification }) => verification) })),
    diagnostics: unreadOf(result),
    statements: watch.statements(),
  });
}

/** What could not be read at all; what the plan would change is not verify's business. */
function unreadOf({ plan }: PlannedTarget): TargetVerification['diagnostics'] {
  return plan.diagnostics.filter(({ code }) => code === 'CDC4007');
}

function callsOf(confluent: ConfluentClients): TargetVerification['calls'] {
  return Object.entries(confluent.calls.snapshot()).map(([plane, count]) => ({ plane, calls: count.calls, retries: count.retries, rateLimited: count.rateLimited }));
}
