import type { Clock } from './clock.js';
import { freePace, noteRefusal, noteSuccess, paceDelay, takeTurn } from './pace.js';
import type { Pace } from './pace.js';
import { learnQuota, quotaDelay, unknownQuota } from './quota.js';
import type { Quota } from './quota.js';

/** How an admitted request ended, as far as the limiter cares. Times in milliseconds, relative to now. */
export type Outcome =
  | { readonly type: 'succeeded'; readonly remaining?: number; readonly resetMs?: number; readonly limit?: number }
  | { readonly type: 'rateLimited'; readonly retryAfterMs?: number }
  | { readonly type: 'failed' };

/** The right to have one request under way. Must be released exactly once; later releases do nothing. */
export interface Permit {
  release(outcome: Outcome): void;
}

export interface BucketCounters {
  readonly active: number;
  readonly waiting: number;
  /** Requests allowed at once right now. */
  readonly limit: number;
  /** Requests a second that the bucket is held to; absent while no limit has been met. */
  readonly perSecond?: number;
  readonly pausedUntil: number;
  readonly granted: number;
  readonly rateLimited: number;
}

/** `new`: at the end of the line; `kept`: before all who have not had a turn yet. */
export type Place = 'new' | 'kept';

export interface RateLimiter {
  /**
   * Waits in line, first come first served, until the bucket has room and is not paused. A request that continues one that has
   * had its turn, as the next page of a list, keeps its turn: it goes before all who have not had one.
   * @throws the signal's reason when aborted while waiting.
   */
  acquire(bucket: string, signal?: AbortSignal, place?: Place): Promise<Permit>;
  counters(): Readonly<Record<string, BucketCounters>>;
}

export interface RateLimiterOptions {
  readonly clock: Clock;
  /** Requests at once per bucket, at first and at best. */
  readonly startConcurrency?: number;
  readonly maxConcurrency?: number;
  /** No pause is longer than this. */
  readonly maxPauseMs?: number;
  /** Pause after a 429 that gives no hint (Flink and Kafka, confluent-api.md 1.5); doubles with each in a row. */
  readonly basePauseMs?: number;
}

type Limits = Required<RateLimiterOptions>;

/**
 * So many requests are answered before more are let go at once: all that are under way when a limit is first met are refused
 * together. No numbers are published (confluent-api.md 1.5); a dozen is soon gone where there is no limit.
 */
const CALM_START = 12;

interface Waiter {
  readonly place: Place;
  readonly grant: (permit: Permit) => void;
}

interface Bucket {
  active: number;
  limit: number;
  granted: number;
  rateLimited: number;
  pausedUntil: number;
  /** Requests that were not refused. */
  succeeded: number;
  /** 429 answers in a row. */
  strikes: number;
  /** Cuts of `limit` so far: requests admitted before a cut do not cut again. */
  cuts: number;
  wake: AbortController | undefined;
  readonly quota: Quota;
  readonly pace: Pace;
  readonly queue: Waiter[];
}

/**
 * A limiter with one independent bucket per name (plane and host), so one throttled plane never stalls another. Three things
 * adapt: how many requests are under way (one more per round of successes, half on 429), what the service tells of its window
 * (`Quota`), and the rate that goes well where it tells nothing (`Pace`).
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const limits: Limits = { startConcurrency: 2, maxConcurrency: 24, maxPauseMs: 120_000, basePauseMs: 1000, ...options };
  const buckets = new Map<string, Bucket>();
  const bucketOf = (name: string): Bucket => {
    const bucket = buckets.get(name) ?? newBucket(Math.min(limits.startConcurrency, limits.maxConcurrency));
    buckets.set(name, bucket);
    return bucket;
  };
  return {
    acquire: (name, signal, place = 'new') => enqueue(bucketOf(name), limits, signal, place),
    counters: () => Object.fromEntries([...buckets].map(([name, bucket]) => [name, countersOf(bucket)])),
  };
}

function newBucket(limit: number): Bucket {
  return { active: 0, limit, granted: 0, rateLimited: 0, pausedUntil: 0, succeeded: 0, strikes: 0, cuts: 0, wake: undefined, quota: unknownQuota(), pace: freePace(), queue: [] };
}

function countersOf(bucket: Bucket): BucketCounters {
  const { active, granted, rateLimited, pausedUntil, pace } = bucket;
  const perSecond = pace.rate === undefined ? {} : { perSecond: pace.rate };
  return { active, granted, rateLimited, pausedUntil, waiting: bucket.queue.length, limit: Math.floor(bucket.limit), ...perSecond };
}

function enqueue(bucket: Bucket, limits: Limits, signal: AbortSignal | undefined, place: Place): Promise<Permit> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const waiter: Waiter = {
      place,
      grant: (permit) => {
        signal?.removeEventListener('abort', leave);
        resolve(permit);
      },
    };
    const leave = (): void => {
      bucket.queue.splice(bucket.queue.indexOf(waiter), 1);
      // A timer nobody waits for would keep the process alive.
      if (bucket.queue.length === 0) bucket.wake?.abort();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    standInLine(bucket.queue, waiter);
    admit(bucket, limits);
  });
}

/** Those who keep their place stay first come, first served among themselves. */
function standInLine(queue: Waiter[], waiter: Waiter): void {
  const firstNew = waiter.place === 'new' ? -1 : queue.findIndex(({ place }) => place === 'new');
  queue.splice(firstNew === -1 ? queue.length : firstNew, 0, waiter);
}

/** Grants permits from the head of the line for as long as the bucket allows. */
function admit(bucket: Bucket, limits: Limits): void {
  while (bucket.queue.length > 0 && bucket.active < Math.floor(bucket.limit)) {
    const now = limits.clock.now();
    const delay = Math.max(bucket.pausedUntil - now, quotaDelay(bucket.quota, bucket.active, now), paceDelay(bucket.pace, now));
    if (delay > 0) {
      wakeAfter(bucket, delay, limits);
      return;
    }
    bucket.active += 1;
    bucket.granted += 1;
    takeTurn(bucket.pace, now);
    bucket.queue.shift()?.grant(permitOf(bucket, limits));
  }
}

function wakeAfter(bucket: Bucket, ms: number, limits: Limits): void {
  if (bucket.wake !== undefined) return;
  const wake = new AbortController();
  bucket.wake = wake;
  const awake = (): void => {
    if (bucket.wake === wake) bucket.wake = undefined;
    admit(bucket, limits);
  };
  limits.clock.sleep(ms, wake.signal).then(awake, awake);
}

function permitOf(bucket: Bucket, limits: Limits): Permit {
  const admittedAfterCut = bucket.cuts;
  let released = false;
  return {
    release(outcome) {
      if (released) return;
      released = true;
      bucket.active -= 1;
      settle(bucket, outcome, limits, admittedAfterCut);
      admit(bucket, limits);
    },
  };
}

function settle(bucket: Bucket, outcome: Outcome, limits: Limits, admittedAfterCut: number): void {
  if (outcome.type === 'failed') return;
  const now = limits.clock.now();
  if (outcome.type === 'succeeded') {
    bucket.strikes = 0;
    bucket.succeeded += 1;
    if (bucket.succeeded > CALM_START || bucket.rateLimited > 0) bucket.limit = Math.min(limits.maxConcurrency, bucket.limit + 1 / bucket.limit);
    noteSuccess(bucket.pace, now);
    const { remaining, resetMs, limit } = outcome;
    if (remaining !== undefined && resetMs !== undefined) learnQuota(bucket.quota, { remaining, resetMs: Math.min(resetMs, limits.maxPauseMs), ...(limit === undefined ? {} : { limit }) }, now);
    return;
  }
  bucket.rateLimited += 1;
  // Requests that were under way together are refused together: that is one signal, not several.
  if (admittedAfterCut === bucket.cuts) {
    bucket.cuts += 1;
    bucket.strikes += 1;
    bucket.limit = Math.max(1, bucket.limit / 2);
    // Refused again right after a pause: the pause was too short, which says nothing about the rate.
    if (bucket.quota.size === undefined && bucket.strikes === 1) noteRefusal(bucket.pace, now);
  }
  pause(bucket, outcome.retryAfterMs ?? limits.basePauseMs * 2 ** (bucket.strikes - 1), limits);
}

function pause(bucket: Bucket, ms: number, limits: Limits): void {
  bucket.pausedUntil = Math.max(bucket.pausedUntil, limits.clock.now() + Math.min(ms, limits.maxPauseMs));
}
