import { assertNever } from '../../core/assert-never.js';
import { microTime } from './lease.js';
import type { Lease, LeaseAnswer, LeaseApi } from './lease.js';
import type { ElectionClock, ElectionTimes } from './time.js';

/** What one round of asking for the lease came to. */
export type Round =
  /** Ours; `since`: monotonic milliseconds of the moment before the write was sent, from which on its time counts. `uid`: of the Lease. */
  | { readonly type: 'held'; readonly since: number; readonly uid?: string }
  | { readonly type: 'other'; readonly holder: string }
  | { readonly type: 'failed'; readonly reason: string };

export interface Candidate {
  /**
   * Takes the lease if it is free, or renews it. `renewing`: only if it is still ours. A holder that finds its lease given away, emptied
   * or deleted must not take it again as if nothing had been: another may have led meanwhile.
   */
  round(timeoutMs: number, renewing: boolean): Promise<Round>;
  /** Takes note of the lease as somebody else has read it: what was not seen to change since then need not be watched as long again. */
  see(lease: Lease): void;
  /** Gives it back, so that another need not wait. A lease that is not ours is left alone. */
  release(timeoutMs: number): Promise<void>;
}

export interface CandidateOptions {
  readonly api: LeaseApi;
  /** Different for every process that ever runs. */
  readonly identity: string;
  readonly clock: ElectionClock;
  readonly times: ElectionTimes;
}

/** The last change of the lease that this process saw, and when it saw it by its own clock. */
interface Sighting {
  readonly mark: string;
  readonly at: number;
}

/**
 * One contender, as client-go's `tryAcquireOrRenew`: the clocks of the replicas are never compared. Another's lease is over when this
 * process has watched it for a whole lease duration without seeing it change.
 */
export function createCandidate({ api, identity, clock, times }: CandidateOptions): Candidate {
  let sighting: Sighting | undefined;
  /** As it was written last, while it was ours: renewed without being read first, as client-go does. */
  let mine: Lease | undefined;

  const see = (lease: Lease): void => {
    // Any change at all counts as a sign of life: to wait too long is the safer mistake.
    const mark = [lease.holder, lease.renewTime, lease.acquireTime, lease.resourceVersion].join('\n');
    if (sighting?.mark !== mark) sighting = { mark, at: clock.monotonic() };
  };
  const isOver = (lease: Lease): boolean => {
    const lasts = Math.max(lease.durationSeconds * 1_000, times.leaseDurationMs);
    return lease.holder === '' || (sighting !== undefined && clock.monotonic() - sighting.at >= lasts);
  };
  const ours = (former: Lease | undefined): Omit<Lease, 'resourceVersion'> => {
    const now = microTime(clock.wall());
    const kept = former?.holder === identity;
    return {
      holder: identity,
      durationSeconds: times.leaseDurationMs / 1_000,
      acquireTime: kept ? (former.acquireTime ?? now) : now,
      renewTime: now,
      transitions: (former?.transitions ?? 0) + (kept || former === undefined ? 0 : 1),
    };
  };
  const written = (answer: LeaseAnswer, since: number): Round => {
    switch (answer.type) {
      case 'lease':
        see(answer.lease);
        mine = answer.lease.holder === identity ? answer.lease : undefined;
        return answer.lease.holder === identity ? { type: 'held', since, ...(answer.lease.uid === undefined ? {} : { uid: answer.lease.uid }) } : { type: 'other', holder: answer.lease.holder };
      case 'conflict':
        return { type: 'failed', reason: 'another replica wrote the lease at the same moment' };
      case 'absent':
        return { type: 'failed', reason: 'the lease was deleted at the same moment' };
      case 'failed':
        return answer;
      default:
        return assertNever(answer);
    }
  };

  return {
    see,
    async round(timeoutMs, renewing) {
      const started = clock.monotonic();
      const left = (): number => Math.max(1, timeoutMs - (clock.monotonic() - started));
      const known = mine;
      mine = undefined;
      if (renewing && known !== undefined) {
        const answer = await api.update({ ...ours(known), resourceVersion: known.resourceVersion }, left());
        if (answer.type === 'absent') return { type: 'other', holder: '' };
        // It is another version now; perhaps by an answer to us that was lost.
        if (answer.type !== 'conflict') return written(answer, started);
      }
      const found = await api.read(left());
      if (found.type === 'failed') return found;
      if (found.type === 'conflict') return { type: 'failed', reason: 'the API answered a read with a conflict' };
      if (found.type === 'absent') {
        if (renewing) return { type: 'other', holder: '' };
        const since = clock.monotonic();
        return written(await api.create(ours(undefined), left()), since);
      }
      see(found.lease);
      if (found.lease.holder !== identity && (renewing || !isOver(found.lease))) return { type: 'other', holder: found.lease.holder };
      const since = clock.monotonic();
      return written(await api.update({ ...ours(found.lease), resourceVersion: found.lease.resourceVersion }, left()), since);
    },
    async release(timeoutMs) {
      const found = await api.read(timeoutMs);
      if (found.type !== 'lease' || found.lease.holder !== identity) return;
      await api.update({ ...ours(found.lease), holder: '', durationSeconds: 1, resourceVersion: found.lease.resourceVersion }, timeoutMs);
    },
  };
}
