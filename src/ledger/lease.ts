import type { LedgerDocument, LedgerLease } from './document.js';

export interface LeaseOwner {
  readonly holder: string;
  readonly run: string;
}

/** Another reconciler took the ledger over, or a person unlocked it. Nothing may be written any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Whether a lease still keeps others out. `now`: milliseconds since the epoch. */
export function isLive(lease: LedgerLease, now: number): boolean {
  return Date.parse(lease.expiresAt) > now;
}

export function ownsLease(lease: LedgerLease | undefined, owner: LeaseOwner): boolean {
  return lease !== undefined && lease.holder === owner.holder && lease.run === owner.run;
}

/** The owner's lease from now on; it goes on from `former` when that is theirs. */
export function leaseUntil(owner: LeaseOwner, now: number, leaseMs: number, former?: LedgerLease): LedgerLease {
  return {
    holder: owner.holder,
    run: owner.run,
    acquiredAt: former?.acquiredAt ?? new Date(now).toISOString(),
    expiresAt: new Date(now + leaseMs).toISOString(),
  };
}

export function withoutLease(document: LedgerDocument): LedgerDocument {
  const { lease: _released, ...rest } = document;
  return rest;
}

/** What to tell the loser: who has the ledger now. */
export function leaseLost(location: string, found: LedgerLease | undefined): LeaseLost {
  const who = found === undefined ? 'it was unlocked, or is gone' : `${found.holder} has it since ${found.acquiredAt} (run ${found.run})`;
  return new LeaseLost(`The lease on the ledger at ${location} is lost: ${who}. Nothing more is written.`);
}
