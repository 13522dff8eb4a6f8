import type { Diagnostic } from '../core/diagnostic.js';
import { isRefused, withDiagnostics } from '../core/plan.js';
import type { PlannedTarget } from './plan-target.js';

/** A look beyond documents and account before a plan is shown: its errors refuse the plan, as those of a guard do. */
export type Gate = (planned: PlannedTarget) => Promise<readonly Diagnostic[]>;

/** The plan with what the gates say. Nobody is asked about a plan that does nothing, or that is refused already. */
export async function passGates(planned: PlannedTarget, gates: readonly Gate[] = []): Promise<PlannedTarget> {
  if (planned.plan.steps.length === 0 || isRefused(planned.plan)) return planned;
  const said = await Promise.all(gates.map((gate) => gate(planned)));
  return { ...planned, plan: withDiagnostics(planned.plan, said.flat()) };
}
