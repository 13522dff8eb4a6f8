import type { RunReport } from '../core/report.js';
import type { Outcome } from '../core/result.js';

/** Exit codes by outcome (product.md section 2). Wrong usage is 64, invalid documents 65, changes in a dry run 2. */
export const exitCodeOf = {
  converged: 0,
  planned: 0,
  changed: 0,
  partial: 1,
  failed: 1,
  refused: 3,
} as const satisfies Record<Outcome, number>;

export const CHANGES_FOUND = 2;
export const USAGE = 64;
export const INVALID_DOCUMENTS = 65;

/** The exit code of a run; what a dry run found does not count. Without targets the documents were refused. */
export function exitCodeFor({ targets, outcome }: RunReport): number {
  return targets.length === 0 && outcome === 'refused' ? INVALID_DOCUMENTS : exitCodeOf[outcome];
}
