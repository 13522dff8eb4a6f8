import { describe, expect, test } from 'vitest';
import { createRateLimiter } from '../../src/confluent/rate-limit.js';
import type { Outcome, Permit, RateLimiter } from '../../src/confluent/rate-limit.js';
import { createFakeClock, settled } from './support/fake-clock.js';

const ok: Outcome = { type: 'succeeded' };
const make = (options: { startConcurrency?: number; maxConcurrency?: number; maxPauseMs?: number } = {}) => {
  const clock = createFakeClock();
  return { clock, limiter: createRateLimiter({ clock, ...options }) };
};

/** Asks for `count` permits; the array fills in the order they are granted. */
function ask(limiter: RateLimiter, count: number, bucket = 'b'): { readonly order: number; readonly permit: Permit }[] {
  const granted: { order: number; permit: Permit }[] = [];
  for (let order = 0; order < count; order += 1) void limiter.acquire(bucket).then((permit) => granted.push({ order, permit }));
  return granted;
}

describe('rate limiter', () => {
  test('bounds concurrency and serves first come, first served', async () => {
    const { limiter } = make({ maxConcurrency: 2 });
    const granted = ask(limiter, 5);
    await settled();
    expect(granted.map(({ order }) => order)).toEqual([0, 1]);
    granted[1]!.permit.release(ok);
    granted[0]!.permit.release(ok);
    await settled();
    expect(granted.map(({ order }) => order)).toEqual([0, 1, 2, 3]);
    expect(limiter.counters()['b']).toMatchObject({ active: 2, waiting: 1, granted: 4 });
  });

  test('who continues goes before all who are new, and is first come, first served among the like', async () => {
    const { limiter } = make({ startConcurrency: 1 });
    const order: string[] = [];
    const first = await limiter.acquire('b');
    for (const [name, place] of [['new 1', 'new'], ['page 1', 'kept'], ['new 2', 'new'], ['page 2', 'kept']] as const) {
      void limiter.acquire('b', undefined, place).then((permit) => {
        order.push(name);
        permit.release(ok);
      });
    }
    first.release(ok);
    await settled();
    expect(order).toEqual(['page 1', 'page 2', 'new 1', 'new 2']);
  });

  test('whoever continues waits for pauses and for room as all do, and may leave the line', async () => {
    const { limiter, clock } = make();
    const controller = new AbortController();
    (await limiter.acquire('b')).release({ type: 'rateLimited', retryAfterMs: 5000 });
    const granted = ask(limiter, 1);
    const page = limiter.acquire('b', controller.signal, 'kept');
    await clock.advance(4999);
    expect(granted).toHaveLength(0);
    controller.abort(new Error('stop'));
    await expect(page).rejects.toThrow('stop');
    await clock.advance(1);
    expect(granted).toHaveLength(1);
  });

  test('a permit counts once however often it is released', async () => {
    const { limiter } = make({ maxConcurrency: 1 });
    const granted = ask(limiter, 3);
    await settled();
    granted[0]!.permit.release(ok);
    granted[0]!.permit.release(ok);
    await settled();
    expect(granted).toHaveLength(2);
  });

  test('a 429 pauses its bucket for exactly the hint, and no other bucket', async () => {
    const { limiter, clock } = make();
    (await limiter.acquire('b')).release({ type: 'rateLimited', retryAfterMs: 7000 });
    const paused = ask(limiter, 1);
    const other = ask(limiter, 1, 'other');
    await clock.advance(6999);
    expect(paused).toHaveLength(0);
    expect(other).toHaveLength(1);
    await clock.advance(1);
    expect(paused).toHaveLength(1);
  });

  test('a later, longer hint prolongs a pause under way', async () => {
    const { limiter, clock } = make();
    const first = await limiter.acquire('b');
    const second = await limiter.acquire('b');
    first.release({ type: 'rateLimited', retryAfterMs: 1000 });
    const waiting = ask(limiter, 1);
    await clock.advance(500);
    second.release({ type: 'rateLimited', retryAfterMs: 5000 });
    await clock.advance(4999);
    expect(waiting).toHaveLength(0);
    await clock.advance(1);
    expect(waiting).toHaveLength(1);
  });

  test('without a hint the pauses double until a success, up to the longest', async () => {
    const { limiter, clock } = make({ maxPauseMs: 3000 });
    const pauseAfter = async (outcome: Outcome): Promise<number> => {
      (await limiter.acquire('b')).release(outcome);
      const pause = Math.max(0, limiter.counters()['b']!.pausedUntil - clock.now());
      // And on to the next turn: after a refusal requests go at a pace.
      await clock.advance(pause + 1000);
      return pause;
    };
    const limited: Outcome = { type: 'rateLimited' };
    expect([await pauseAfter(limited), await pauseAfter(limited), await pauseAfter(limited)]).toEqual([1000, 2000, 3000]);
    expect(await pauseAfter(ok)).toBe(0);
    expect(await pauseAfter(limited)).toBe(1000);
  });

  test('no requests left pauses until the reset', async () => {
    const { limiter, clock } = make();
    (await limiter.acquire('b')).release({ type: 'succeeded', remaining: 0, resetMs: 4000 });
    (await limiter.acquire('other')).release({ type: 'succeeded', remaining: 1, resetMs: 4000 });
    const paused = ask(limiter, 1);
    const free = ask(limiter, 1, 'other');
    await clock.advance(3999);
    expect([paused.length, free.length]).toEqual([0, 1]);
    await clock.advance(1);
    expect(paused).toHaveLength(1);
  });

  test('concurrency halves once for answers refused together and grows back by one per round', async () => {
    const { limiter, clock } = make({ startConcurrency: 8, maxConcurrency: 8 });
    const limit = () => limiter.counters()['b']!.limit;
    const granted = ask(limiter, 8);
    await settled();
    for (const { permit } of granted) permit.release({ type: 'rateLimited', retryAfterMs: 0 });
    expect(limit()).toBe(4);
    expect(limiter.counters()['b']!.rateLimited).toBe(8);
    const succeed = async (count: number): Promise<void> => {
      const turns = ask(limiter, count);
      for (let done = 0; done < count; done += 1) {
        while (turns[done] === undefined) await clock.advance(10);
        turns[done]!.permit.release(ok);
      }
    };
    await succeed(5);
    expect(limit()).toBe(5);
    await succeed(60);
    expect(limit()).toBe(8);
  });

  test('a dozen answers are waited for before more are under way at once', async () => {
    const { limiter } = make({ startConcurrency: 2, maxConcurrency: 24 });
    const succeed = async (count: number): Promise<void> => {
      for (let done = 0; done < count; done += 1) (await limiter.acquire('b')).release(ok);
    };
    await succeed(12);
    expect(limiter.counters()['b']!.limit).toBe(2);
    await succeed(2);
    expect(limiter.counters()['b']!.limit).toBe(2);
    await succeed(1);
    expect(limiter.counters()['b']!.limit).toBe(3);
  });

  test('never falls below one', async () => {
    const { limiter, clock } = make({ maxConcurrency: 2 });
    for (let calls = 0; calls < 6; calls += 1) {
      (await limiter.acquire('b')).release({ type: 'rateLimited', retryAfterMs: 0 });
      await clock.advance(1000);
    }
    expect(limiter.counters()['b']!.limit).toBe(1);
  });

  test('an abort leaves the line, lets the others on, and leaves no timer', async () => {
    const { limiter, clock } = make({ maxConcurrency: 1 });
    const controller = new AbortController();
    const first = await limiter.acquire('b');
    const aborted = limiter.acquire('b', controller.signal);
    const next = ask(limiter, 1);
    controller.abort(new Error('stop'));
    await expect(aborted).rejects.toThrow('stop');
    first.release(ok);
    await settled();
    expect(next).toHaveLength(1);
    await expect(limiter.acquire('b', controller.signal)).rejects.toThrow('stop');
    expect(clock.sleeps).toEqual([]);
  });

  test('an abort during a pause ends the sleep of the bucket, and later callers still wait for the rest of it', async () => {
    const { limiter, clock } = make();
    const controller = new AbortController();
    (await limiter.acquire('b')).release({ type: 'rateLimited', retryAfterMs: 5000 });
    const aborted = limiter.acquire('b', controller.signal);
    await clock.advance(1000);
    controller.abort(new Error('stop'));
    await expect(aborted).rejects.toThrow('stop');
    expect(clock.pending()).toBe(0);
    const later = ask(limiter, 1);
    await clock.advance(3999);
    expect(later).toHaveLength(0);
    await clock.advance(1);
    expect(later).toHaveLength(1);
  });
});
