import { changeStored } from '../ledger/cas.js';
import type { LedgerDocument } from '../ledger/document.js';
import { isLive, withoutLease } from '../ledger/lease.js';
import type { LedgerStore } from '../ledger/store.js';
import type { Elector } from '../watch/leader/index.js';
import { processName } from './run-target.js';

/** What a replica asks before it writes; without leader election it is always the only one. */
export type Fence = Pick<Elector, 'mayWrite' | 'leaseHeld'>;

/** One run of a replica: who it is to the ledger, and what ends it. */
export interface FencedRun {
  readonly holder: string;
  /** Ends requests in flight. */
  readonly signal: AbortSignal;
  readonly maySend: () => boolean;
}

/**
 * A run that sends nothing once the Lease may be another's. The elector's own signal comes by a timer; a process that was frozen, as by
 * a paused machine, goes on where it stood before any timer is looked at, so the clocks are asked before each request.
 */
export function fencedRun(fence: Fence, cancel: AbortSignal): FencedRun {
  const late = new AbortController();
  const lease = fence.leaseHeld();
  return {
    holder: lease === undefined ? processName() : `${processName()}${leading(lease)}`,
    signal: AbortSignal.any([cancel, late.signal]),
    maySend: () => {
      if (fence.mayWrite()) return true;
      late.abort(new Error('the Lease may be another replica\'s by now'));
      return false;
    },
  };
}

/**
 * Takes the ledger's lease away from whoever led before us by the same Lease and was killed or cut off: it has stopped, since the Lease is ours, and a
 * target has one run at a time. Without this its successor would wait minutes until that lease expires. Leases of anybody else are left alone.
 * @throws Error when the ledger cannot be reached.
 */
export async function succeedFormerLeader(store: LedgerStore, fence: Fence, now: number): Promise<void> {
  const lease = fence.leaseHeld();
  if (lease === undefined) return;
  const take = (document: LedgerDocument): LedgerDocument | undefined =>
    document.lease?.holder.endsWith(leading(lease)) === true && isLive(document.lease, now) ? withoutLease(document) : undefined;
  await changeStored(store, take, `taken over by ${processName()}${leading(lease)}`);
}

function leading(lease: string): string {
  return ` (leader by Lease ${lease})`;
}
