import type { ElectionTimes } from '../leader/time.js';
import { COMMIT_ANNOTATION, subjectOf } from './leases.js';
import type { ListedLease } from './leases.js';

/** What a list of the group's Leases says at one moment. */
export interface Look {
  /** Replicas that live, by identity, sorted. */
  readonly members: readonly string[];
  /** Who has the Lease of a target, by target. Those that nobody has are not there. */
  readonly holders: ReadonlyMap<string, string>;
  readonly targetLeases: ReadonlyMap<string, ListedLease>;
  /** Commits that replicas have in force, by identity. */
  readonly commits: ReadonlyMap<string, string>;
  /** Leases that nobody will need again: of replicas that are long gone, of targets in no file that nobody has had for long. */
  readonly litter: readonly ListedLease[];
}

interface Sighting {
  readonly mark: string;
  readonly at: number;
}

/** So many lease durations without a change, and a Lease is swept away. */
const SWEEP_AFTER = 4;

/**
 * Who lives. A replica is gone when its Lease has been watched for a whole lease duration without a change, by this process's own clock; clocks are
 * never compared. When nobody has watched for so long that every Lease may have run out, as while the API was away, all count as alive once more: they
 * come back and find their targets where they were.
 */
export class Roll {
  readonly #group: string;
  readonly #times: ElectionTimes;
  readonly #sightings = new Map<string, Sighting>();
  #lookedAt: number | undefined;

  constructor(group: string, times: ElectionTimes) {
    this.#group = group;
    this.#times = times;
  }

  /** `now`: monotonic milliseconds. `targets`: those of the documents. */
  look(leases: readonly ListedLease[], targets: ReadonlySet<string>, now: number): Look {
    this.#watch(leases, now);
    const holders = new Map<string, string>();
    const targetLeases = new Map<string, ListedLease>();
    const commits = new Map<string, string>();
    const members: string[] = [];
    const litter: ListedLease[] = [];
    for (const listed of leases) {
      const { name, lease, annotations } = listed;
      const subject = subjectOf(this.#group, name);
      if (subject === undefined) continue;
      const silent = now - this.#sightings.get(name)!.at;
      const lasts = Math.max(lease.durationSeconds * 1_000, this.#times.leaseDurationMs);
      if ('target' in subject) {
        targetLeases.set(subject.target, listed);
        if (lease.holder !== '') holders.set(subject.target, lease.holder);
        else if (!targets.has(subject.target) && silent >= SWEEP_AFTER * lasts) litter.push(listed);
      } else if (lease.holder !== '' && silent < lasts) {
        members.push(lease.holder);
        const commit = annotations[COMMIT_ANNOTATION];
        if (typeof commit === 'string') commits.set(lease.holder, commit);
      } else if (silent >= SWEEP_AFTER * lasts) litter.push(listed);
    }
    return { members: [...new Set(members)].sort(), holders, targetLeases, commits, litter };
  }

  #watch(leases: readonly ListedLease[], now: number): void {
    const blind = this.#lookedAt !== undefined && now - this.#lookedAt >= this.#times.renewDeadlineMs;
    this.#lookedAt = now;
    const names = new Set(leases.map(({ name }) => name));
    for (const name of this.#sightings.keys()) if (!names.has(name)) this.#sightings.delete(name);
    for (const { name, lease } of leases) {
      const mark = [lease.uid, lease.resourceVersion].join('\n');
      if (blind || this.#sightings.get(name)?.mark !== mark) this.#sightings.set(name, { mark, at: now });
    }
  }
}
