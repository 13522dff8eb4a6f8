import { assertNever } from '../core/assert-never.js';
import { changeStored } from './cas.js';
import { emptyLedger } from './document.js';
import type { LedgerDocument, LedgerLease } from './document.js';
import { isLive, leaseUntil, ownsLease } from './lease.js';
import { pause } from './pause.js';
import type { LedgerStore } from './store.js';
import { createLedgerWriter } from './writer.js';
import type { LedgerWriter } from './writer.js';

const DEFAULT_LEASE_MS = 300_000;

export interface SessionOptions {
  /** Host and process, for people. */
  readonly holder: string;
  readonly runId: string;
  readonly clock: { now(): number };
  /** How long the lease outlives its last renewal, in milliseconds. Five minutes unless told. */
  readonly leaseMs?: number;
  /** Waits before a write that failed is tried again; for tests. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** The ledger while we hold its lease. */
export interface LedgerSession {
  readonly location: string;
  /** As last stored by us. */
  readonly document: LedgerDocument;
  /** Aborted as soon as we know that the lease is no longer ours. */
  readonly lost: AbortSignal;
  /**
   * Resolves when the change is stored. Changes that are asked for while a write is under way go out together in the next one.
   * `mutate` may run several times. `message`: one line for the audit trail.
   * @throws LeaseLost, for this and every later change; Error when the place cannot be reached.
   */
  update(mutate: (document: LedgerDocument) => LedgerDocument, message: string): Promise<void>;
  /** Renews the lease when a third of its time has passed; else does nothing. To be called often. */
  renew(): Promise<void>;
  /** Releases the lease, after all changes under way, and closes the store. */
  close(): Promise<void>;
}

export type OpenResult =
  | {
      readonly opened: true;
      readonly ledger: LedgerSession;
      /** `absent`: nothing is known, whatever the account holds; what exists there is offered for adoption. */
      readonly found: 'present' | 'absent';
      /** The expired lease that was taken over: its run was killed, or is cut off. */
      readonly takenOver?: LedgerLease;
    }
  | { readonly opened: false; readonly reason: 'locked'; readonly lease: LedgerLease }
  | { readonly opened: false; readonly reason: 'unreadable'; readonly detail: string };

export type ReadResult =
  | { readonly read: true; readonly document: LedgerDocument; readonly found: 'present' | 'absent' }
  | { readonly read: false; readonly detail: string };

/** The ledger as it is, for a plan: takes no lease. @throws Error when the place cannot be reached. */
export async function readLedger(store: LedgerStore): Promise<ReadResult> {
  const stored = await store.read();
  switch (stored.state) {
    case 'present':
      return { read: true, document: stored.document, found: 'present' };
    case 'absent':
      return { read: true, document: emptyLedger(store.target), found: 'absent' };
    case 'unreadable':
      return { read: false, detail: detailOf(store, stored.reason) };
    default:
      return assertNever(stored);
  }
}

/**
 * Takes the lease and opens the ledger for writing. An expired lease is taken over; the run that it belonged to stays in the
 * document, for us to go on with. A live lease of the same holder and run is ours already.
 * @throws Error when the place cannot be reached.
 */
export async function openLedger(store: LedgerStore, options: SessionOptions): Promise<OpenResult> {
  const { holder, runId, clock, leaseMs = DEFAULT_LEASE_MS } = options;
  const owner = { holder, run: runId };
  let former: LedgerLease | undefined;
  const take = (document: LedgerDocument): LedgerDocument | undefined => {
    former = document.lease;
    const ours = ownsLease(former, owner);
    if (former !== undefined && !ours && isLive(former, clock.now())) return undefined;
    return { ...document, lease: leaseUntil(owner, clock.now(), leaseMs, ours ? former : undefined) };
  };
  const result = await changeStored(store, take, `lease taken by ${holder}, run ${runId}`);
  if (!result.changed) {
    if (result.found.state === 'unreadable') return { opened: false, reason: 'unreadable', detail: detailOf(store, result.found.reason) };
    return { opened: false, reason: 'locked', lease: former! };
  }
  const writer = createLedgerWriter({ store, owner, clock, leaseMs, document: result.document, version: result.version, pause: options.pause ?? pause });
  return {
    opened: true,
    ledger: sessionOf(store, writer),
    found: result.before.state === 'present' ? 'present' : 'absent',
    ...(former === undefined || ownsLease(former, owner) ? {} : { takenOver: former }),
  };
}

function sessionOf(store: LedgerStore, writer: LedgerWriter): LedgerSession {
  let closing: Promise<void> | undefined;
  const refuse = (): Promise<void> => Promise.reject(new Error(`the ledger at ${store.location} is closed`));
  return {
    location: store.location,
    get document() {
      return writer.document;
    },
    lost: writer.lost,
    update: (mutate, message) => (closing === undefined ? writer.write(mutate, message) : refuse()),
    renew: () => (closing === undefined ? writer.renew() : refuse()),
    close: () => (closing ??= writer.release().finally(() => store.close())),
  };
}

function detailOf(store: LedgerStore, reason: string): string {
  return `The ledger at ${store.location} ${reason}.`;
}
