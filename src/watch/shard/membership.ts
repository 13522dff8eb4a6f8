import { createCandidate } from '../leader/candidate.js';
import type { Candidate } from '../leader/candidate.js';
import type { LeaseApi } from '../leader/lease.js';
import type { ElectionClock, ElectionTimes } from '../leader/time.js';
import { COMMIT_ANNOTATION } from './leases.js';
import type { LeaseGroupApi } from './leases.js';

export interface MembershipOptions {
  /** Different for every process that ever runs. */
  readonly identity: string;
  readonly leases: LeaseGroupApi;
  /** The Lease by which this replica shows that it lives, and its name. */
  readonly own: { readonly name: string; readonly api: (annotations: () => Readonly<Record<string, string>>) => LeaseApi };
  readonly clock: ElectionClock;
  readonly times: ElectionTimes;
}

/** This replica among the others: a Lease of its own, which nobody else wants. */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #api: LeaseApi;
  readonly #candidate: Candidate;
  #commit: string | undefined;
  #shown = false;

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#api = options.own.api(() => (this.#commit === undefined ? {} : { [COMMIT_ANNOTATION]: this.#commit }));
    this.#candidate = createCandidate({ ...options, api: this.#api });
  }

  /** The others could see this replica in the last round. */
  get shown(): boolean {
    return this.#shown;
  }

  /** Shows that this replica lives, and which commit it has in force. A failure's sentence. */
  async show(commit: string | undefined): Promise<string | undefined> {
    this.#commit = commit;
    const round = await this.#candidate.round(this.#options.times.renewDeadlineMs, this.#shown);
    this.#shown = round.type === 'held';
    return round.type === 'failed' ? round.reason : undefined;
  }

  /** This replica counts no more. Whoever could not be told finds out after a lease duration. */
  async leave(): Promise<void> {
    const { own, leases, times, identity } = this.#options;
    const found = await this.#api.read(times.retryPeriodMs);
    if (found.type === 'lease' && found.lease.holder === identity) await leases.remove({ name: own.name, lease: found.lease, annotations: {} }, times.retryPeriodMs);
  }
}
