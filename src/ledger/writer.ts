import { MAX_LOST_RACES, pauseAfterLostRace } from './cas.js';
import type { LedgerDocument } from './document.js';
import { inOneDraft } from './draft.js';
import { LeaseLost, leaseLost, leaseUntil, ownsLease, withoutLease } from './lease.js';
import type { LeaseOwner } from './lease.js';
import { UnreadableLedger, unreadable } from './store.js';
import type { LedgerStore } from './store.js';

type Mutate = (document: LedgerDocument) => LedgerDocument;

export interface WriterOptions {
  readonly store: LedgerStore;
  readonly owner: LeaseOwner;
  readonly clock: { now(): number };
  readonly leaseMs: number;
  /** What the store holds at first, with our lease in it. */
  readonly document: LedgerDocument;
  readonly version: string;
  readonly pause: (ms: number) => Promise<void>;
}

/** Writes changes in groups: all that gathers while a write is under way goes out in the next one. */
export interface LedgerWriter {
  readonly document: LedgerDocument;
  readonly lost: AbortSignal;
  write(mutate: Mutate, message: string): Promise<void>;
  renew(): Promise<void>;
  release(): Promise<void>;
}

interface Pending {
  readonly mutate: Mutate;
  readonly message: string;
  readonly releases: boolean;
  /** `mutate` has thrown, and its caller knows. */
  refused: boolean;
  readonly stored: () => void;
  readonly failed: (error: unknown) => void;
}

/** Waits before a write that failed for another reason than a lost race is tried again; after the last one the failure is told. */
const RETRY_AFTER_MS = [500, 3_000] as const;

export function createLedgerWriter(options: WriterOptions): LedgerWriter {
  return new GroupWriter(options);
}

class GroupWriter implements LedgerWriter {
  readonly #options: WriterOptions;
  readonly #lost = new AbortController();
  #queue: Pending[] = [];
  #document: LedgerDocument;
  #version: string;
  /** Another write came first, or it is unknown whether ours was done: what is stored has to be read before the next write. */
  #outdated = false;
  #renewedAt: number;
  #working = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#document = options.document;
    this.#version = options.version;
    this.#renewedAt = options.clock.now();
  }

  get document(): LedgerDocument {
    return this.#document;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  write(mutate: Mutate, message: string): Promise<void> {
    return this.#enqueue({ mutate, message, releases: false });
  }

  renew(): Promise<void> {
    if (this.#lost.signal.aborted) return Promise.reject(this.#lost.signal.reason);
    return this.#isRenewalDue() ? this.write((document) => document, 'lease renewed') : Promise.resolve();
  }

  async release(): Promise<void> {
    try {
      await this.#enqueue({ mutate: (document) => document, message: 'lease released', releases: true });
    } catch (error) {
      // What is lost needs no release; those who wanted to write have been told.
      if (!(error instanceof LeaseLost)) throw error;
    }
  }

  #isRenewalDue(): boolean {
    const { clock, leaseMs } = this.#options;
    return clock.now() - this.#renewedAt >= leaseMs / 3;
  }

  #enqueue(wanted: Omit<Pending, 'refused' | 'stored' | 'failed'>): Promise<void> {
    if (this.#lost.signal.aborted) return Promise.reject(this.#lost.signal.reason);
    return new Promise((stored, failed) => {
      this.#queue.push({ ...wanted, refused: false, stored, failed });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    // What is asked for in the same turn goes out together.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const group = this.#queue;
      this.#queue = [];
      await this.#store(group);
    }
    this.#working = false;
  }

  /** Stores a group, or tells each of its members why not. Never throws. */
  async #store(group: readonly Pending[]): Promise<void> {
    let failures = 0;
    let races = 0;
    for (;;) {
      try {
        if (await this.#tryStore(group)) return;
        if (races > MAX_LOST_RACES) throw new Error(`The ledger at ${this.#options.store.location} is changed by others all the time.`);
        await pauseAfterLostRace(races++);
      } catch (error) {
        if (error instanceof LeaseLost) return this.#lose(error, group);
        const wait = RETRY_AFTER_MS[failures++];
        if (wait === undefined || error instanceof UnreadableLedger) return group.forEach((pending) => pending.failed(error));
        this.#outdated = true;
        await this.#options.pause(wait);
      }
    }
  }

  /** False: another write came first. */
  async #tryStore(group: readonly Pending[]): Promise<boolean> {
    if (this.#outdated) await this.#readAgain();
    const { document, applied } = inOneDraft(() => applyGroup(this.#document, group));
    const releases = applied.some((pending) => pending.releases);
    if (document !== this.#document || releases || this.#isRenewalDue()) {
      const { store, owner, clock, leaseMs } = this.#options;
      const now = clock.now();
      const next = releases ? withoutLease(document) : { ...document, lease: leaseUntil(owner, now, leaseMs, this.#document.lease) };
      const result = await store.write(next, this.#version, messageOf(applied));
      this.#outdated = !result.written;
      if (!result.written) return false;
      this.#document = next;
      this.#version = result.version;
      this.#renewedAt = now;
    }
    for (const pending of applied) pending.stored();
    return true;
  }

  /** @throws LeaseLost when what is stored no longer names us. */
  async #readAgain(): Promise<void> {
    const { store, owner } = this.#options;
    const stored = await store.read();
    if (stored.state === 'unreadable') throw unreadable(store.location, stored.reason);
    const lease = stored.state === 'present' ? stored.document.lease : undefined;
    if (stored.state === 'absent' || !ownsLease(lease, owner)) throw leaseLost(store.location, lease);
    this.#document = stored.document;
    this.#version = stored.version;
    this.#outdated = false;
  }

  #lose(error: LeaseLost, group: readonly Pending[]): void {
    this.#lost.abort(error);
    for (const pending of [...group, ...this.#queue.splice(0)]) pending.failed(error);
  }
}

/** Applies each change to what the ones before have made. One that throws is told so, and the others go on without it. */
function applyGroup(before: LedgerDocument, group: readonly Pending[]): { readonly document: LedgerDocument; readonly applied: readonly Pending[] } {
  let document = before;
  const applied = group.filter((pending) => {
    if (pending.refused) return false;
    try {
      document = pending.mutate(document);
      return true;
    } catch (error) {
      pending.refused = true;
      pending.failed(error);
      return false;
    }
  });
  return { document, applied };
}

/** One line for the audit trail: what all members of the group did, as far as it fits. */
function messageOf(group: readonly Pending[]): string {
  const messages = group.map((pending) => pending.message.replace(/\s+/g, ' ').trim());
  if (messages.length <= 1) return messages[0] ?? '';
  return `${messages.length} changes: ${messages.join('; ')}`.slice(0, 500);
}
