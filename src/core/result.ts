import type { StepId } from './step.js';

/** How one step ended. All start as `notRun`, so that after a crash the list still says what did not happen. */
export type StepResult =
  | { readonly status: 'notRun' }
  | { readonly status: 'succeeded'; readonly durationMs: number; readonly saw?: string }
  /** `error`: one sentence with what was seen; `code` for `reconcile explain`; `fix` where the failure is a known one. */
  | { readonly status: 'failed'; readonly durationMs: number; readonly error: string; readonly code: string; readonly fix?: readonly string[] }
  /** A step that this one waits for failed; only root causes are worth reading. */
  | { readonly status: 'skipped'; readonly because: StepId }
  | { readonly status: 'cancelled' };

export type StepResults = ReadonlyMap<StepId, StepResult>;

/** How a whole run ended. `main.ts` maps it to an exit code. */
export type Outcome = 'converged' | 'planned' | 'changed' | 'partial' | 'failed' | 'refused';
