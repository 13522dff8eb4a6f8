import { describe, expect, test } from 'vitest';
import { createRateLimiter } from '../../src/confluent/rate-limit.js';
import type { Outcome, Place, RateLimiter } from '../../src/confluent/rate-limit.js';
import { createFakeClock, settled } from './support/fake-clock.js';
import type { FakeClock } from './support/fake-clock.js';

/** What a plane tells: of every window, only on a 429, nothing (confluent-api.md 1.5). */
type Habit = 'always' | 'retryAfter' | 'never';

/** A service that counts requests in windows of a second that begin with a request, and refuses what is too many. */
function createService(clock: FakeClock, habit: Habit, perSecond: () => number) {
  let startedAt = Number.NEGATIVE_INFINITY;
  let used = 0;
  const counts = { served: 0, refused: 0 };
  const receive = (): Outcome => {
    if (clock.now() - startedAt >= 1000) {
      startedAt = clock.now();
      used = 0;
    }
    used += 1;
    if (used > perSecond()) {
      counts.refused += 1;
      return { type: 'rateLimited', ...(habit === 'never' ? {} : { retryAfterMs: 1000 }) };
    }
    counts.served += 1;
    return { type: 'succeeded', ...(habit === 'always' ? { remaining: perSecond() - used, resetMs: 1000, limit: perSecond() } : {}) };
  };
  return { counts, receive };
}

type Service = ReturnType<typeof createService>;

/** Callers that call again and again; half of the latency goes by on either way. */
async function startCallers(limiter: RateLimiter, clock: FakeClock, service: Service, count: number, bucket = 'b'): Promise<void> {
  const call = async (): Promise<never> => {
    for (;;) {
      const permit = await limiter.acquire(bucket);
      await clock.sleep(25);
      const outcome = service.receive();
      await clock.sleep(25);
      permit.release(outcome);
    }
  };
  for (let caller = 0; caller < count; caller += 1) void call();
  await settled();
}

const MINUTE = 60_000;

/** One call through the limiter, sent again until it is let through: the caller's retries, without their waits. */
async function callOnce(limiter: RateLimiter, clock: FakeClock, service: Service, place: Place = 'new'): Promise<void> {
  for (let done = false; !done; ) {
    const permit = await limiter.acquire('b', undefined, place);
    await clock.sleep(25);
    const outcome = service.receive();
    await clock.sleep(25);
    permit.release(outcome);
    done = outcome.type === 'succeeded';
  }
}

/** Seconds of the clock until the work is done, to a tenth. */
async function secondsOf(clock: FakeClock, work: Promise<unknown>): Promise<number> {
  const start = clock.now();
  let done = false;
  void work.then(() => (done = true));
  while (!done) await clock.advance(100);
  return (clock.now() - start) / 1000;
}

describe('the rate that is reached under a limit', () => {
  for (const habit of ['always', 'retryAfter', 'never'] as const) {
    for (const limit of [10, 50]) {
      test(`${limit} requests a second, headers ${habit}: at least 90 %, and at most 1 % refused, the first look included`, async () => {
        const clock = createFakeClock();
        const limiter = createRateLimiter({ clock });
        const service = createService(clock, habit, () => limit);
        await startCallers(limiter, clock, service, 20);
        await clock.advance(2 * MINUTE);
        const { served, refused } = service.counts;
        expect(served / (120 * limit)).toBeGreaterThanOrEqual(0.9);
        expect(refused / (served + refused)).toBeLessThanOrEqual(0.01);
      });
    }
  }

  for (const habit of ['always', 'retryAfter', 'never'] as const) {
    test(`a burst of 1,000 calls, 50 requests a second, headers ${habit}: at most 1.2 x 20 s, and at most 1.5 % refused`, async () => {
      const clock = createFakeClock();
      const limiter = createRateLimiter({ clock });
      const service = createService(clock, habit, () => 50);
      const calls = Array.from({ length: 1000 }, () => callOnce(limiter, clock, service));
      expect(await secondsOf(clock, Promise.all(calls))).toBeLessThanOrEqual(1.2 * 20);
      expect(service.counts.refused / (1000 + service.counts.refused)).toBeLessThanOrEqual(0.015);
    });

    test(`ten pages of a list among 300 writers, headers ${habit}: the list waits in line once, and the writers keep their rate`, async () => {
      const clock = createFakeClock();
      const limiter = createRateLimiter({ clock });
      const service = createService(clock, habit, () => 50);
      await startCallers(limiter, clock, service, 300);
      await clock.advance(MINUTE);
      const before = service.counts.served;
      const readList = async (): Promise<void> => {
        for (let page = 0; page < 10; page += 1) await callOnce(limiter, clock, service, page === 0 ? 'new' : 'kept');
      };
      const seconds = await secondsOf(clock, readList());
      // 300 are before it, at 50 a second. Ten times in line would be a minute.
      expect(seconds).toBeLessThanOrEqual(2 * 6);
      expect((service.counts.served - before) / seconds).toBeGreaterThanOrEqual(0.85 * 50);
    });
  }

  test('without a limit nothing is paced: as many at once as the bucket allows', async () => {
    const clock = createFakeClock();
    const limiter = createRateLimiter({ clock, maxConcurrency: 8 });
    const service = createService(clock, 'never', () => Number.POSITIVE_INFINITY);
    await startCallers(limiter, clock, service, 20);
    await clock.advance(10_000);
    expect(service.counts.served).toBeGreaterThan(0.95 * 10 * (1000 / 50) * 8);
    expect(limiter.counters()['b']).not.toHaveProperty('perSecond');
  });

  test('a limit that falls is followed at once, one that rises within minutes', async () => {
    const clock = createFakeClock();
    const limiter = createRateLimiter({ clock });
    let limit = 40;
    const service = createService(clock, 'never', () => limit);
    await startCallers(limiter, clock, service, 20);
    const rate = async (ms: number): Promise<number> => {
      const before = service.counts.served;
      await clock.advance(ms);
      return (service.counts.served - before) / (ms / 1000);
    };
    await clock.advance(MINUTE);
    limit = 10;
    await clock.advance(10_000);
    expect(await rate(MINUTE)).toBeGreaterThan(7);
    limit = 40;
    await clock.advance(2 * MINUTE);
    expect(await rate(MINUTE)).toBeGreaterThan(32);
  });

  test('one plane at its limit does not hold up another', async () => {
    const clock = createFakeClock();
    const limiter = createRateLimiter({ clock, maxConcurrency: 4 });
    const slow = createService(clock, 'retryAfter', () => 2);
    const free = createService(clock, 'never', () => Number.POSITIVE_INFINITY);
    await startCallers(limiter, clock, slow, 20, 'slow');
    await startCallers(limiter, clock, free, 20, 'free');
    await clock.advance(10_000);
    expect(free.counts.served).toBeGreaterThan(0.95 * 10 * 20 * 4);
    expect(slow.counts.served).toBeGreaterThanOrEqual(10);
  });

  test('a single refusal is an accident: the bucket is back at its pace in half a minute', async () => {
    const clock = createFakeClock();
    const limiter = createRateLimiter({ clock });
    const service = createService(clock, 'never', () => Number.POSITIVE_INFINITY);
    (await limiter.acquire('b')).release({ type: 'rateLimited' });
    expect(limiter.counters()['b']!.perSecond).toBe(5);
    await startCallers(limiter, clock, service, 20);
    await clock.advance(30_000);
    expect(service.counts.served).toBeGreaterThan(5 * 25);
    await clock.advance(30_000);
    expect(limiter.counters()['b']).not.toHaveProperty('perSecond');
  });
});
