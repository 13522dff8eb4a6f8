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
