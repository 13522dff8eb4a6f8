import { isEmpty } from '../core/plan.js';
import type { RunReport } from '../core/report.js';
import type { Outcome } from '../core/result.js';

/** The outputs of the action, as action.yml names them. */
export interface Outputs {
  /** Whether the plan would change, or the run has changed, anything. */
  readonly changes: boolean;
  /** Of the plan, when the run is about one target. */
  readonly fingerprint: string;
  /** By target. */
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly outcome: Outcome;
  /** The report as JSON; empty when none could be written. */
  readonly planFile: string;
}

export function outputsOf(report: RunReport | undefined, planFile: string): Outputs {
  const plans = (report?.targets ?? []).flatMap(({ target, plan }) => (plan === undefined ? [] : [{ target, plan }]));
  return {
    changes: plans.some(({ plan }) => !isEmpty(plan)),
    fingerprint: plans.length === 1 ? plans[0]!.plan.fingerprint : '',
    fingerprints: Object.fromEntries(plans.map(({ target, plan }) => [target, plan.fingerprint])),
    outcome: report?.outcome ?? 'failed',
    planFile,
  };
}

/** As the file GITHUB_OUTPUT takes them. `delimiter` is made by chance, so that no value can end itself early. */
export function renderOutputs(outputs: Outputs, delimiter: string): string {
  const values = {
    changes: String(outputs.changes),
    fingerprint: outputs.fingerprint,
    fingerprints: JSON.stringify(outputs.fingerprints),
    outcome: outputs.outcome,
    'plan-file': outputs.planFile,
  };
  return Object.entries(values).map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`).join('');
}
