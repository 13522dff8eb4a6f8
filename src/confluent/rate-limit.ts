import type { Clock } from './clock.js';

/** How an admitted request ended, as far as the limiter cares. Times in milliseconds, relative to now. */
export type Outcome =
  | { readonly type: 'succeeded'; readonly remaining?: number; readonly resetMs?: number }
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
  readonly pausedUntil: number;
  readonly granted: number;
  readonly rateLimited: number;
}

export interface RateLimiter {
  /**
   * Waits in line, first come first served, until the bucket has room and is not paused.
   * @throws the signal's reason when aborted while waiting.
   */
  acquire(bucket: string, signal?: AbortSignal): Promise<Permit>;
  counters(): Readonly<Record<string, BucketCounters>>;
}

export interface RateLimiterOptions {
  readonly clock: Clock;
  /** Requests at once per bucket at best. */
  readonly maxConcurrency?: number;
  /** No pause is longer than this. */
  readonly maxPauseMs?: number;
  /** Pause after a 429 that gives no hint (Flink and Kafka, confluent-api.md 1.5); doubles with each in a row. */
  readonly basePauseMs?: number;
}

type Limits = Required<RateLimiterOptions>;

interface Waiter {
  readonly grant: (permit: Permit) => void;
}

interface Bucket {
  active: number;
  limit: number;
  granted: number;
  rateLimited: number;
  pausedUntil: number;
  /** 429 answers in a row. */
  strikes: number;
  /** Cuts of `limit` so far: requests admitted before a cut do not cut again. */
  cuts: number;
  wake: AbortController | undefined;
  readonly queue: Waiter[];
}

/**
 * A limiter with one independent bucket per name (plane and host), so one throttled plane never stalls another. Concurrency
 * adapts: it grows by one per window of successes and halves on 429.
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const limits: Limits = { maxConcurrency: 5, maxPauseMs: 120_000, basePauseMs: 1000, ...options };
  const buckets = new Map<string, Bucket>();
  const bucketOf = (name: string): Bucket => {
    const bucket = buckets.get(name) ?? newBucket(limits.maxConcurrency);
    buckets.set(name, bucket);
    return bucket;
  };
  return {
    acquire: (name, signal) => enqueue(bucketOf(name), limits, signal),
    counters: () => Object.fromEntries([...buckets].map(([name, bucket]) => [name, countersOf(bucket)])),
  };
}

function newBucket(limit: number): Bucket {
  return { active: 0, limit, granted: 0, rateLimited: 0, pausedUntil: 0, strikes: 0, cuts: 0, wake: undefined, queue: [] };
}

function countersOf(bucket: Bucket): BucketCounters {
  const { active, granted, rateLimited, pausedUntil } = bucket;
  return { active, granted, rateLimited, pausedUntil, waiting: bucket.queue.length, limit: Math.floor(bucket.limit) };
}

function enqueue(bucket: Bucket, limits: Limits, signal: AbortSignal | undefined): Promise<Permit> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const waiter: Waiter = {
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
    bucket.queue.push(waiter);
    admit(bucket, limits);
  });
}

/** Grants permits from the head of the line for as long as the bucket allows. */
function admit(bucket: Bucket, limits: Limits): void {
  while (bucket.queue.length > 0 && bucket.active < Math.floor(bucket.limit)) {
    if (limits.clock.now() < bucket.pausedUntil) {
      wakeAfterPause(bucket, limits);
      return;
    }
    bucket.active += 1;
    bucket.granted += 1;
    bucket.queue.shift()?.grant(permitOf(bucket, limits));
  }
}

function wakeAfterPause(bucket: Bucket, limits: Limits): void {
  if (bucket.wake !== undefined) return;
  const wake = new AbortController();
  bucket.wake = wake;
  const awake = (): void => {
    if (bucket.wake === wake) bucket.wake = undefined;
    admit(bucket, limits);
  };
  limits.clock.sleep(bucket.pausedUntil - limits.clock.now(), wake.signal).then(awake, awake);
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
  if (outcome.type === 'succeeded') {
    bucket.strikes = 0;
    bucket.limit = Math.min(limits.maxConcurrency, bucket.limit + 1 / bucket.limit);
    if (outcome.remaining === 0 && outcome.resetMs !== undefined) pause(bucket, outcome.resetMs, limits);
    return;
  }
  bucket.rateLimited += 1;
  // Requests that were under way together are refused together: that is one signal, not several.
  if (admittedAfterCut === bucket.cuts) {
    bucket.cuts += 1;
    bucket.strikes += 1;
    bucket.limit = Math.max(1, bucket.limit / 2);
  }
  pause(bucket, outcome.retryAfterMs ?? limits.basePauseMs * 2 ** (bucket.strikes - 1), limits);
}

function pause(bucket: Bucket, ms: number, limits: Limits): void {
  bucket.pausedUntil = Math.max(bucket.pausedUntil, limits.clock.now() + Math.min(ms, limits.maxPauseMs));
}
