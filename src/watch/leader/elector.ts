import { assertNever } from '../../core/assert-never.js';
import { createCandidate } from './candidate.js';
import type { Candidate, CandidateOptions, Round } from './candidate.js';
import type { Lease } from './lease.js';
import { badTimes, jitterFactor } from './time.js';

/** What is known of the election, for the status page and metrics. */
export interface Leadership {
  readonly leading: boolean;
  readonly identity: string;
  /** Who has the lease, as far as was seen. */
  readonly holder?: string;
  /** Why the API could not be asked; gone when it can be again. */
  readonly problem?: string;
  /** How often this process came to lead. */
  readonly terms: number;
}

export interface ElectorOptions extends CandidateOptions {
  /** From 0 up to 1: for the jitter of candidates. */
  readonly random: () => number;
  /** Told of every change of `leading`, `holder` and `problem`. */
  readonly onChange?: (leadership: Leadership) => void;
}

/** What runs while this process leads. It ends soon after the signal is aborted, and writes nothing from that moment on. */
export type Term = (lost: AbortSignal) => Promise<void>;

export interface Elector {
  /**
   * Stands for election until `stopping` is aborted, and runs `term` each time it is won. A term that is on its way when `stopping` comes
   * keeps the lease renewed until it has ended; then the lease is given back.
   * @throws what a term throws.
   */
  run(term: Term, stopping: AbortSignal): Promise<void>;
  /** Whether this process may write at this very moment; asked of the clocks, so it is right even before the signal comes. */
  mayWrite(): boolean;
  /** Which Lease this process holds, by its uid: the same for all who stand for it, and for nobody else. Absent: none, or unknown. */
  leaseHeld(): string | undefined;
  leadership(): Leadership;
  /** Takes note of the Lease as it was read by other means, so that standing for one that has been watched already takes no longer. */
  see(lease: Lease): void;
}

/**
 * Leader election by a Kubernetes Lease. Whoever leads stops after `renewDeadlineMs` without a renewal, counted from before the last
 * good request was sent; others begin `leaseDurationMs` after they saw that renewal at the earliest. The time between the two
 * is what a write in flight has left to end.
 * @throws Error when the times cannot keep two holders apart.
 */
export function createElector(options: ElectorOptions): Elector {
  const wrong = badTimes(options.times);
  if (wrong !== undefined) throw new Error(`leader election: ${wrong}`);
  return new LeaseElector(options, createCandidate(options));
}

class LeaseElector implements Elector {
  readonly #options: ElectorOptions;
  readonly #candidate: Candidate;
  #leadership: Leadership;
  /** Until when a held lease may be used, by both clocks: one does not jump, the other does not stop with the machine. */
  #until: { readonly monotonic: number; readonly wall: number; readonly uid: string | undefined } | undefined;
  /** The answer to an older question comes too late to count. */
  #question = 0;

  constructor(options: ElectorOptions, candidate: Candidate) {
    this.#options = options;
    this.#candidate = candidate;
    this.#leadership = { leading: false, identity: options.identity, terms: 0 };
  }

  leadership(): Leadership {
    return this.#leadership;
  }

  see(lease: Lease): void {
    this.#candidate.see(lease);
  }

  mayWrite(): boolean {
    return this.#leadership.leading && this.#remaining() > 0;
  }

  leaseHeld(): string | undefined {
    return this.mayWrite() ? this.#until?.uid : undefined;
  }

  async run(term: Term, stopping: AbortSignal): Promise<void> {
    const { clock, times, random } = this.#options;
    while (!stopping.aborted) {
      const round = await this.#ask(times.renewDeadlineMs, false);
      if (round.type === 'held' && this.#remaining() > 0) await this.#lead(term);
      // Also after a term: whoever lost or gave back the lease lets another try first.
      await clock.rest(times.retryPeriodMs * (1 + random() * jitterFactor), stopping);
    }
  }

  async #lead(term: Term): Promise<void> {
    const lost = new AbortController();
    const ended = new AbortController();
    this.#tell({ leading: true, holder: this.#options.identity, terms: this.#leadership.terms + 1 });
    const working = term(lost.signal).finally(() => ended.abort());
    // A term that fails before anybody waits for it is not an unhandled rejection.
    working.catch(() => undefined);
    try {
      await this.#keep(lost, ended.signal);
      await working;
    } finally {
      const mine = this.mayWrite();
      this.#forget();
      this.#tell({ leading: false });
      if (mine) await this.#candidate.release(this.#options.times.retryPeriodMs);
    }
  }

  /** Renews until the term has ended, or the lease is lost. */
  async #keep(lost: AbortController, ended: AbortSignal): Promise<void> {
    const { clock, times, identity } = this.#options;
    while (!ended.aborted) {
      await clock.rest(Math.max(0, Math.min(times.retryPeriodMs, this.#remaining())), ended);
      if (ended.aborted) return;
      if (this.mayWrite()) {
        const round = await this.#askWithin(this.#remaining());
        if (round.type === 'other') {
          this.#forget();
          lost.abort(new LeadershipLost(`${round.holder === '' ? 'nobody' : round.holder} has the lease, not ${identity}`));
          return;
        }
      }
      if (!this.mayWrite()) {
        this.#forget();
        lost.abort(new LeadershipLost(`the lease could not be renewed within ${times.renewDeadlineMs / 1_000} s${this.#leadership.problem === undefined ? '' : `: ${this.#leadership.problem}`}`));
        return;
      }
    }
  }

  /** A request that takes longer than the lease is good for ends the term on time, and not when its answer comes. */
  async #askWithin(ms: number): Promise<Round> {
    const late = new AbortController();
    const deadline = this.#options.clock.rest(ms, late.signal).then((): Round => ({ type: 'failed', reason: 'no answer in time' }));
    const round = await Promise.race([this.#ask(ms, true), deadline]);
    late.abort();
    return round;
  }

  async #ask(timeoutMs: number, renewing: boolean): Promise<Round> {
    const { clock, times, identity } = this.#options;
    this.#question += 1;
    const question = this.#question;
    const wall = clock.wall();
    const before = clock.monotonic();
    const round = await this.#candidate.round(timeoutMs, renewing);
    if (question !== this.#question) return { type: 'failed', reason: 'no answer in time' };
    switch (round.type) {
      case 'held':
        this.#until = { monotonic: round.since + times.renewDeadlineMs, wall: wall + (round.since - before) + times.renewDeadlineMs, uid: round.uid };
        this.#tell({ holder: identity, problem: undefined });
        return round;
      case 'other':
        this.#until = undefined;
        this.#tell({ holder: round.holder, problem: undefined });
        return round;
      case 'failed':
        this.#tell({ problem: round.reason });
        return round;
      default:
        return assertNever(round);
    }
  }

  /** From now on nothing may be written, whatever answer is still on its way. */
  #forget(): void {
    this.#until = undefined;
    this.#question += 1;
  }

  #remaining(): number {
    const { clock } = this.#options;
    return this.#until === undefined ? 0 : Math.max(0, Math.min(this.#until.monotonic - clock.monotonic(), this.#until.wall - clock.wall()));
  }

  #tell(news: { readonly leading?: boolean; readonly holder?: string; readonly problem?: string | undefined; readonly terms?: number }): void {
    const { problem: former, ...rest } = this.#leadership;
    const { problem = 'problem' in news ? undefined : former, ...others } = news;
    const next: Leadership = { ...rest, ...others, ...(problem === undefined ? {} : { problem }) };
    const same = next.leading === this.#leadership.leading && next.holder === this.#leadership.holder && next.problem === this.#leadership.problem;
    this.#leadership = next;
    if (!same) this.#options.onChange?.(next);
  }
}

/** This replica leads no more; nothing may be written. */
class LeadershipLost extends Error {
  override readonly name = 'LeadershipLost';
}
