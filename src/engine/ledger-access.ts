import type { Diagnostic } from '../core/diagnostic.js';
import type { LedgerDocument } from '../ledger/document.js';
import { openLedger, readLedger } from '../ledger/session.js';
import type { LedgerSession } from '../ledger/session.js';
import type { LedgerStore } from '../ledger/store.js';

export interface LedgerOptions {
  readonly store: LedgerStore;
  /** Host and process, for people. */
  readonly holder: string;
  readonly runId: string;
  /** The wall clock: leases are kept by it, whatever clock the run has. */
  readonly now: () => number;
}

export type LedgerAccess =
  | { readonly granted: true; readonly document: LedgerDocument; readonly session?: LedgerSession }
  | { readonly granted: false; readonly diagnostic: Diagnostic };

/** For a plan: reads the ledger, takes no lease. */
export async function lookAtLedger({ store }: LedgerOptions): Promise<LedgerAccess> {
  const result = await readLedger(store);
  return result.read ? { granted: true, document: result.document } : { granted: false, diagnostic: unreadable(result.detail) };
}

/** For an apply: takes the lease before the account is read, so that nobody changes it between plan and apply. */
export async function takeLedger({ store, holder, runId, now }: LedgerOptions): Promise<LedgerAccess> {
  const result = await openLedger(store, { holder, runId, clock: { now } });
  if (result.opened) return { granted: true, document: result.ledger.document, session: result.ledger };
  if (result.reason === 'unreadable') return { granted: false, diagnostic: unreadable(result.detail) };
  const { lease } = result;
  return {
    granted: false,
    diagnostic: {
      code: 'CDC4011',
      severity: 'error',
      summary: `another run has the ledger: ${lease.holder}, since ${lease.acquiredAt}`,
      detail: `Its lease ends at ${lease.expiresAt} unless it is renewed. Nothing was read or changed.`,
      fix: 'Wait until it is done. If it was killed, its lease expires by itself, or "reconcile ledger unlock" removes it.',
    },
  };
}

function unreadable(detail: string): Diagnostic {
  return {
    code: 'CDC4010',
    severity: 'error',
    summary: 'the ledger cannot be read, so nothing is known to be ours',
    detail,
    fix: 'Look at it with "reconcile ledger show". "reconcile ledger repair" puts it aside and begins an empty one; the next run then offers what exists for adoption.',
  };
}
