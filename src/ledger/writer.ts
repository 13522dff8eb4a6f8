import { pauseAfterLostRace } from './cas.js';
import type { LedgerDocument } from './document.js';
import { leaseLost, leaseUntil, LeaseLost, ownsLease } from './lease.js';
import type { LeaseOwner } from './lease.js';
import { UnreadableLedger, unreadable } from './store.js';
import type { LedgerStore } from './store.js';

type Mutate = (document: LedgerDocument) => LedgerDocument;

interface Pending {
  readonly mutate: Mutate;
  readonly message: string;
  readonly stored: () => void;
  readonly failed: (error: unknown) => void;
}

export interface WriterOptions {
  readonly store: LedgerStore;
  readonly owner: LeaseOwner;
  readonly clock: { now(): number };
  readonly leaseMs: number;
  readonly document: LedgerDocument;
  readonly version: string;
  readonly pause: (ms: number) => Promise<void>;
}

/** Waits before a write that failed for another reason than a lost race is tried again; after the last the failure is told. */
const RETRY_AFTER_MS = [500, 3_000] as const;
const MAX_MESSAGE = 200;

/** Writes changes one group at a time: all that gathers while a write is under way goes out in the next. */
export function createLedgerWriter(options: WriterOptions): LedgerWriter {
  return new LedgerWriter(options);
}

class LedgerWriter {
  readonly #options: WriterOptions;
  readonly #lost = new AbortController();
  readonly #queue: Pending[] = [];
  #document: LedgerDocument;
  #version: string;
  /** Another write came first, or it is unknown whether ours was done: what is stored must be read before the next write. */
  #outdated = false;
  #renewedAt: number;
  #renewing: Promise<void> | undefined;
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
    if (this.#lost.signal.aborted) return Promise.reject(this.#lost.signal.reason);
    return new Promise((stored, failed) => {
      this.#queue.push({ mutate, message, stored, failed });
      if (!this.#working) void this.#work();
    });
  }

  renew(): Promise<void> {
    const { clock, leaseMs } = this.#options;
    if (this.#lost.signal.aborted) return Promise.reject(this.#lost.signal.reason);
    if (clock.now() - this.#renewedAt < leaseMs / 3) return Promise.resolve();
    this.#renewing ??= this.write((document) => document, 'lease renewed').finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** Gives the lease up. When it is lost already there is nothing to give up. */
  async release(without: Mutate): Promise<void> {
    try {
      await this.write((document) => document, 'lease released');
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
    }
    void without;
  }

  async #work(): Promise<void> {
    this.#working = true;
    // What is asked for in the same turn goes out together.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#store(this.#queue.splice(0));
    this.#working = false;
  }

  async #store(group: readonly Pending[]): Promise<void> {
    void group; void RETRY_AFTER_MS; void MAX_MESSAGE; void pauseAfterLostRace; void leaseLost; void leaseUntil; void ownsLease; void UnreadableLedger; void unreadable;
  }
}
