import type { Diagnostic } from '../core/diagnostic.js';
import type { TargetReport } from '../core/report.js';

/** What the end of a run means for the next one. */
export type Verdict =
  /** As the files say, or nothing else could be done just now. */
  | { readonly type: 'good' }
  | { readonly type: 'failed' }
  /** Only an Approval is missing. */
  | { readonly type: 'awaiting-approval'; readonly fingerprint: string }
  /** Another run has the ledger: no failure of ours. */
  | { readonly type: 'busy' };

/** What an approval of exactly this plan settles (engine/reconcile.ts). */
const wantsApproval: ReadonlySet<string> = new Set(['CDC5001', 'CDC5005']);
const ledgerTaken = 'CDC4011';

/** Judges a finished run. A look that would need an approval waits for it too, so that it can be given before the window opens. */
export function verdictOf(report: TargetReport): Verdict {
  const planned = report.plan?.diagnostics ?? [];
  const waits = planned.some(({ code }) => wantsApproval.has(code));
  const errors = [...report.diagnostics, ...planned].filter(({ severity }) => severity === 'error');
  switch (report.outcome) {
    case 'converged':
    case 'changed':
      return { type: 'good' };
    case 'planned':
      return waits && report.plan !== undefined ? { type: 'awaiting-approval', fingerprint: report.plan.fingerprint } : { type: 'good' };
    case 'refused':
      if (errors.some(({ code }) => code === ledgerTaken)) return { type: 'busy' };
      if (waits && report.plan !== undefined && errors.every(({ code }) => wantsApproval.has(code))) return { type: 'awaiting-approval', fingerprint: report.plan.fingerprint };
      return { type: 'failed' };
    case 'partial':
    case 'failed':
      return { type: 'failed' };
  }
}

/** The first thing to read about a run that did not go well: one sentence. */
export function reasonOf(report: TargetReport): string | undefined {
  const failed = [...(report.results ?? [])].flatMap(([step, result]) => (result.status === 'failed' ? [`${step}: ${result.error}`] : []))[0];
  const error = [...report.diagnostics, ...(report.plan?.diagnostics ?? [])].find(({ severity }) => severity === 'error');
  return failed ?? (error === undefined ? undefined : sentenceOf(error));
}

function sentenceOf({ code, summary }: Diagnostic): string {
  return `${code}: ${summary}`;
}

/** Codes of what went wrong, sorted: two runs with the same codes failed alike. */
export function failureCodes(report: TargetReport): readonly string[] {
  const steps = [...(report.results?.values() ?? [])].flatMap((result) => (result.status === 'failed' ? [result.code] : []));
  const errors = [...report.diagnostics, ...(report.plan?.diagnostics ?? [])].flatMap(({ code, severity }) => (severity === 'error' ? [code] : []));
  return [...new Set([...steps, ...errors])].sort();
}
