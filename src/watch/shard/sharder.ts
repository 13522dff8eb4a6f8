import { createElector } from '../leader/elector.js';
import type { Elector, Leadership } from '../leader/elector.js';
import type { LeaseApi } from '../leader/lease.js';
import { assignTargets } from './assign.js';
import type { Shards } from './contract.js';
import type { ListedLease } from './leases.js';
import { Membership } from './membership.js';
import type { MembershipOptions } from './membership.js';
import { Roll } from './roll.js';
import type { Look } from './roll.js';

export interface SharderOptions extends MembershipOptions {
  /** The name that the Leases of these replicas have in common. */
  readonly group: string;
  readonly leaseOf: (target: string) => LeaseApi;
  /** From 0 up to 1: for jitter. */
  readonly random: () => number;
  /** Told when a target is got or lost, or its Lease cannot be asked for. */
  readonly onTarget?: (target: string, leadership: Leadership) => void;
  /** Told when `members` or `problem` are others. */
  readonly onMembers?: (shards: Shards) => void;
}

/** What is shared out, and what is done with a share. */
export interface SharedWork {
  /** Names of all targets of the documents. */
  targets(): readonly string[];
  /** The commit in force. */
  commit(): string | undefined;
  /** Another replica has put another commit in force. */
  onNews(): void;
  /** This replica has the target. Ends soon after `lost`, and writes nothing from then on; after `resign` as soon as no run is under way. Never throws. */
  lead(target: string, lost: AbortSignal, resign: AbortSignal): Promise<void>;
  publish(shards: Shards): void;
}

/** Spreads targets over the replicas that live. */
export interface Sharder {
  /** Takes part until `stopping`; then gives back every target as soon as its run has ended. */
  run(work: SharedWork, stopping: AbortSignal): Promise<void>;
  /** What says whether this replica may write to a target at this very moment. */
  fenceOf(target: string): Pick<Elector, 'mayWrite' | 'leaseHeld'>;
}

/**
 * A Lease per target keeps two replicas apart, by an elector each, exactly as leader election does. A Lease per replica tells who lives; from a list
 * of all of them each replica works out by itself which targets it stands for. A wrong idea of that costs time, never a second writer.
 */
export function createSharder(options: SharderOptions): Sharder {
  return new LeaseSharder(options);
}

class LeaseSharder implements Sharder {
  readonly #options: SharderOptions;
  readonly #roll: Roll;
  readonly #membership: Membership;
  readonly #electors = new Map<string, Elector>();
  readonly #standing = new Map<string, { readonly resign: AbortController; readonly ended: Promise<void> }>();
  readonly #commits = new Map<string, string>();
  #look: Look | undefined;
  #terms = 0;
  #shards: Shards;
  #work: SharedWork | undefined;

  constructor(options: SharderOptions) {
    this.#options = options;
    const { group, identity, times } = options;
    this.#roll = new Roll(group, times);
    this.#membership = new Membership(options);
    this.#shards = { identity, members: [], owners: {}, speaks: false, joined: false, terms: 0 };
  }

  fenceOf(target: string): Pick<Elector, 'mayWrite' | 'leaseHeld'> {
    return this.#electorOf(target);
  }

  async run(work: SharedWork, stopping: AbortSignal): Promise<void> {
    const { clock, times, random } = this.#options;
    this.#work = work;
    work.publish(this.#shards);
    const resignAll = (): void => this.#standing.forEach(({ resign }) => resign.abort());
    stopping.addEventListener('abort', resignAll, { once: true });
    while (!stopping.aborted) {
      await this.#round(work, stopping);
      await clock.rest(times.retryPeriodMs * (1 + random() * 0.2), stopping);
    }
    stopping.removeEventListener('abort', resignAll);
    // The others begin to stand for what is given back when its run has ended.
    await Promise.all([this.#membership.leave(), ...[...this.#standing.values()].map(({ ended }) => ended)]);
  }

  async #round(work: SharedWork, stopping: AbortSignal): Promise<void> {
    const { leases, clock, times, identity } = this.#options;
    // Nobody should let go of a target for a replica that cannot take it: it joins when it has documents.
    const unseen = this.#membership.shown || work.targets().length > 0 ? await this.#membership.show(work.commit()) : undefined;
    const answer = stopping.aborted ? undefined : await leases.list(times.renewDeadlineMs);
    if (answer === undefined || stopping.aborted) return;
    const problem = unseen ?? (answer.type === 'failed' ? answer.reason : undefined);
    if (answer.type === 'failed') return this.#tell({ problem });
    const targets = work.targets();
    const former = this.#look;
    const look = this.#roll.look(answer.leases, new Set(targets), clock.monotonic());
    this.#look = look;
    for (const [target, { lease }] of look.targetLeases) this.#electors.get(target)?.see(lease);
    this.#tell({ problem, joined: this.#shards.joined || look.members.includes(identity) });
    // Replicas start one after the other: who has just come is waited for, so that the first does not take everything and let go of most of it again.
    if (former !== undefined && look.members.every((member) => former.members.includes(member))) this.#share(work, targets, look);
    this.#hearNews(work, look);
    if (this.#shards.speaks) await this.#sweep(look.litter);
  }

  /** Stands for what belongs to this replica, and lets go of the rest. */
  #share(work: SharedWork, targets: readonly string[], { members, holders }: Look): void {
    const { identity } = this.#options;
    const assigned = assignTargets({ targets, members, owners: holders });
    for (const target of targets) if (assigned.get(target) === identity && !this.#standing.has(target)) this.#stand(work, target);
    for (const [target, { resign }] of this.#standing) if (assigned.get(target) !== identity) resign.abort();
    for (const target of this.#electors.keys()) if (!targets.includes(target) && !this.#standing.has(target)) this.#electors.delete(target);
    // So that their Leases are watched from now on, and need not be later.
    for (const target of targets) this.#electorOf(target);
  }

  #stand(work: SharedWork, target: string): void {
    const resign = new AbortController();
    const ended = this.#electorOf(target)
      .run((lost) => {
        this.#terms += 1;
        return work.lead(target, lost, resign.signal);
      }, resign.signal)
      .finally(() => this.#standing.delete(target));
    this.#standing.set(target, { resign, ended });
  }

  #electorOf(target: string): Elector {
    const known = this.#electors.get(target);
    if (known !== undefined) return known;
    const { leaseOf, onTarget } = this.#options;
    const elector = createElector({
      ...this.#options,
      api: leaseOf(target),
      onChange: (leadership) => {
        onTarget?.(target, leadership);
        this.#tell({});
      },
    });
    this.#electors.set(target, elector);
    const listed = this.#look?.targetLeases.get(target);
    if (listed !== undefined) elector.see(listed.lease);
    return elector;
  }

  /** A webhook comes to one replica only. */
  #hearNews(work: SharedWork, { commits }: Look): void {
    const own = work.commit();
    for (const [member, commit] of commits) {
      if (this.#commits.get(member) === commit) continue;
      this.#commits.set(member, commit);
      if (own !== undefined && member !== this.#options.identity && commit !== own) work.onNews();
    }
    for (const member of this.#commits.keys()) if (!commits.has(member)) this.#commits.delete(member);
  }

  async #sweep(litter: readonly ListedLease[]): Promise<void> {
    const { leases, times } = this.#options;
    for (const listed of litter) await leases.remove(listed, times.retryPeriodMs);
  }

  #tell(news: { readonly problem?: string | undefined; readonly joined?: boolean }): void {
    const { identity, onMembers } = this.#options;
    const members = this.#look?.members ?? [];
    const { problem: former, ...rest } = this.#shards;
    const problem = 'problem' in news ? news.problem : former;
    const next: Shards = {
      ...rest, members,
      terms: this.#terms,
      owners: this.#owners(members),
      speaks: members[0] === identity,
      joined: news.joined ?? rest.joined,
      ...(problem === undefined ? {} : { problem }),
    };
    const before = this.#shards;
    this.#shards = next;
    if (JSON.stringify(before) === JSON.stringify(next)) return;
    if (before.problem !== next.problem || before.members.join() !== next.members.join()) onMembers?.(next);
    this.#work?.publish(next);
  }

  /** As the list said; of this replica's own it is known better. */
  #owners(members: readonly string[]): Readonly<Record<string, string>> {
    const { identity } = this.#options;
    const owners: [string, string][] = [...(this.#look?.holders ?? [])].filter(([, holder]) => holder !== identity && members.includes(holder));
    for (const [target, elector] of this.#electors) if (elector.leadership().leading) owners.push([target, identity]);
    return Object.fromEntries(owners.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
