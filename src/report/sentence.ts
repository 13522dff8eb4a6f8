import { assertNever } from '../core/assert-never.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { Plan } from '../core/plan.js';
import type { RunReport, TargetReport } from '../core/report.js';
import type { Outcome, StepResults } from '../core/result.js';
import { formatDuration } from './duration.js';
import { plural, printable } from './printable.js';

/**
 * The last line of every output: one sentence, stable, for people and for scripts. All wordings are in this file:
 *
 *     Nothing to do: 57 resources are as the files say.
 *     Plan 1f2e…: 1 create, 1 update, 1 replace, 0 delete, 12 unchanged. Nothing applied (--dry-run).
 *     Plan 1f2e…: 1 create, … Applied in 41 s.
 *     Failed: 1 step failed, 3 skipped, 20 done.
 *     Stopped: 5 steps done, 4 not run.
 *     Refused: CDC5001, CDC5003; plan 1f2e… was not applied, nothing was changed.
 */
export function sentenceOf(report: RunReport): string {
  const [only, ...others] = report.targets;
  if (only === undefined) return documentsSentence(report);
  if (others.length === 0) return targetSentence(only, report);
  return `${report.targets.length} targets: ${outcomeCounts(report.targets)}.`;
}

type RunPart = Pick<RunReport, 'dryRun' | 'command' | 'simulated' | 'diagnostics'>;

/** The sentence of one target. */
export function targetSentence(target: TargetReport, run: RunPart): string {
  const { outcome, plan } = target;
  switch (outcome) {
    case 'converged':
      return convergedSentence(target, run);
    case 'planned':
      return `${planSentence(plan)} ${run.command === 'status' ? 'Not as the files say.' : run.dryRun ? 'Nothing applied (--dry-run).' : 'Nothing applied yet.'}`;
    case 'changed':
      return `${planSentence(plan)} Applied${run.simulated === undefined ? '' : ' to the simulator'} in ${formatDuration(target.durationMs)}.`;
    case 'partial':
    case 'failed':
      return unfinishedSentence(target, run);
    case 'refused':
      return refusedSentence(target, run);
    default:
      return assertNever(outcome);
  }
}

/** `Plan 1f2e…: 1 create, 1 update, 1 replace, 0 delete, 12 unchanged.` What else there is comes after the five. */
function planSentence(plan: Plan | undefined): string {
  if (plan === undefined) return 'No plan was made.';
  return `Plan ${plan.fingerprint}: ${countsOf(plan)}.`;
}

function countsOf({ summary, orphans }: Plan): string {
  const always = (['create', 'update', 'replace', 'delete'] as const).map((type) => `${summary[type]} ${type}`);
  const extra = [
    ...(summary.appear > 0 ? [`${summary.appear} awaited`] : []),
    ...(summary.adopt > 0 ? [`${summary.adopt} to adopt`] : []),
    ...(summary.conflict > 0 ? [plural(summary.conflict, 'conflict')] : []),
    ...(summary.blocked > 0 ? [`${summary.blocked} blocked`] : []),
    ...(orphans.length > 0 ? [plural(orphans.length, 'orphan')] : []),
  ];
  return [...always, `${summary.noop} unchanged`, ...extra].join(', ');
}

function convergedSentence({ plan, pipelines }: TargetReport, { command }: RunPart): string {
  const count = plan?.summary.noop ?? 0;
  if (command === 'destroy') return 'Nothing to do: nothing of it is left.';
  const unwell = pipelines.filter((pipeline) => pipeline.health !== 'healthy').length;
  const health = unwell === 0 ? '' : ` ${unwell} of ${plural(pipelines.length, 'pipeline')} ${unwell === 1 ? 'is' : 'are'} not healthy.`;
  return `Nothing to do: ${plural(count, 'resource')} ${count === 1 ? 'is' : 'are'} as the files say.${health}`;
}

function unfinishedSentence({ plan, results, outcome }: TargetReport, run: RunPart): string {
  if (results !== undefined) return resultsSentence(results);
  if (plan === undefined) return 'Failed: no plan could be made, nothing was changed.';
  const why = outcome === 'partial' ? 'the account could be read only in part' : 'the run failed before the first step';
  return `${planSentence(plan)} Nothing applied${run.dryRun ? ' (--dry-run)' : ''}: ${why}.`;
}

function resultsSentence(results: StepResults): string {
  const count = countResults(results);
  const notRun = count.notRun + count.cancelled;
  const rest = notRun > 0 ? `, ${notRun} not run` : '';
  if (count.failed === 0) return `Stopped: ${plural(count.succeeded, 'step')} done${rest}.`;
  return `Failed: ${plural(count.failed, 'step')} failed, ${count.skipped} skipped, ${count.succeeded} done${rest}.`;
}

/** How many steps ended in which way. */
function countResults(results: StepResults): Readonly<Record<'notRun' | 'succeeded' | 'failed' | 'skipped' | 'cancelled', number>> {
  const count = { notRun: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const result of results.values()) count[result.status] += 1;
  return count;
}

function refusedSentence({ plan, diagnostics }: TargetReport, run: RunPart): string {
  const codes = errorCodes([...run.diagnostics, ...diagnostics, ...(plan?.diagnostics ?? [])]);
  const what = plan === undefined ? 'no plan was made' : `plan ${plan.fingerprint} was not applied`;
  return `Refused: ${codes === '' ? '' : `${codes}; `}${what}, nothing was changed.`;
}

function documentsSentence({ diagnostics, outcome }: RunReport): string {
  const codes = errorCodes(diagnostics);
  if (codes !== '') return `Refused: ${codes}; no plan was made, nothing was changed.`;
  return outcome === 'converged' ? 'Nothing to do: no target is concerned.' : 'Failed: no plan could be made, nothing was changed.';
}

function errorCodes(diagnostics: readonly Diagnostic[]): string {
  return [...new Set(diagnostics.filter((diagnostic) => diagnostic.severity === 'error').map((diagnostic) => printable(diagnostic.code)))].sort().join(', ');
}

function outcomeCounts(targets: readonly TargetReport[]): string {
  const order = ['failed', 'refused', 'partial', 'changed', 'planned', 'converged'] as const satisfies readonly Outcome[];
  return order.flatMap((outcome) => {
    const count = targets.filter((target) => target.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  }).join(', ');
}
