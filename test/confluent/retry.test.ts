import { describe, expect, test } from 'vitest';
import { ApiFailure } from '../../src/confluent/errors.js';
import type { ApiError } from '../../src/confluent/errors.js';
import { decideRetry, defaultRetryPolicy, withRetry } from '../../src/confluent/retry.js';
import { createFakeClock } from './support/fake-clock.js';

const site = { plane: 'kafka', method: 'GET', path: '/x', message: 'm' } as const;
const errors = {
  limited: { ...site, kind: 'rateLimited', status: 429 },
  unavailable: { ...site, kind: 'unavailable', status: 500 },
  busy: { ...site, kind: 'unavailable', status: 503, retryAfterMs: 2000 },
  badGatewayWithHint: { ...site, kind: 'unavailable', status: 502, retryAfterMs: 2000 },
  refused: { ...site, kind: 'network', sent: false },
  broken: { ...site, kind: 'network', sent: true },
  noConnection: { ...site, kind: 'timeout', sent: false },
  timeout: { ...site, kind: 'timeout', sent: true },
  requestTimeout: { ...site, kind: 'timeout', sent: true, status: 408 },
  notFound: { ...site, kind: 'notFound', status: 404 },
  conflict: { ...site, kind: 'conflict', status: 409 },
  unauthorized: { ...site, kind: 'unauthorized', status: 401 },
  forbidden: { ...site, kind: 'forbidden', status: 403 },
  invalid: { ...site, kind: 'invalid', quota: false, status: 400 },
  quota: { ...site, kind: 'invalid', quota: true, status: 402 },
  unexpected: { ...site, kind: 'unexpected', status: 501 },
  cancelled: { ...site, kind: 'cancelled' },
  refusedHost: { ...site, kind: 'refusedHost' },
} satisfies Record<string, ApiError>;

/** Which errors are retried, by what the call is. */
const table: Record<keyof typeof errors, { readonly safe: boolean; readonly write: boolean }> = {
  limited: { safe: true, write: true },
  unavailable: { safe: true, write: false },
  busy: { safe: true, write: true },
  badGatewayWithHint: { safe: true, write: false },
  refused: { safe: true, write: true },
  broken: { safe: true, write: false },
  noConnection: { safe: true, write: true },
  timeout: { safe: true, write: false },
  requestTimeout: { safe: true, write: false },
  notFound: { safe: false, write: false },
  conflict: { safe: false, write: false },
  unauthorized: { safe: false, write: false },
  forbidden: { safe: false, write: false },
  invalid: { safe: false, write: false },
  quota: { safe: false, write: false },
  unexpected: { safe: false, write: false },
  cancelled: { safe: false, write: false },
  refusedHost: { safe: false, write: false },
};

describe('decideRetry', () => {
  test.each(Object.keys(errors) as (keyof typeof errors)[])('%s', (name) => {
    const decide = (method: ApiError['method'], idempotent?: boolean) =>
      decideRetry(errors[name], { method, attempt: 1, random: 0, ...(idempotent === undefined ? {} : { idempotent }) }).retry;
    for (const method of ['GET', 'PUT', 'DELETE'] as const) expect(decide(method)).toBe(table[name].safe);
    for (const method of ['POST', 'PATCH'] as const) {
      expect(decide(method)).toBe(table[name].write);
      expect(decide(method, true)).toBe(table[name].safe);
    }
    expect(decide('PUT', false)).toBe(table[name].write);
  });

  test.each([
    { name: 'the hint as it is', error: errors.busy, attempt: 1, random: 0.9, want: 2000 },
    { name: 'a long hint is cut', error: { ...errors.limited, retryAfterMs: 3_600_000 }, attempt: 1, random: 0, want: 120_000 },
    { name: 'full jitter, first', error: errors.limited, attempt: 1, random: 0.5, want: 500 },
    { name: 'full jitter, third', error: errors.limited, attempt: 3, random: 0.5, want: 2000 },
    { name: 'may be nothing', error: errors.limited, attempt: 4, random: 0, want: 0 },
  ])('waits: $name', ({ error, attempt, random, want }) => {
    expect(decideRetry(error, { method: 'GET', attempt, random })).toEqual({ retry: true, delayMs: want });
  });

  test('the wait has a ceiling and the attempts an end', () => {
    const policy = { ...defaultRetryPolicy, retries: 20 };
    expect(decideRetry(errors.limited, { method: 'GET', attempt: 15, random: 0.999 }, policy)).toEqual({ retry: true, delayMs: 29_970 });
    expect(decideRetry(errors.limited, { method: 'GET', attempt: 21, random: 0 }, policy)).toEqual({ retry: false });
  });
});

describe('withRetry', () => {
  const context = (clock = createFakeClock({ auto: true })) => ({ method: 'GET', policy: defaultRetryPolicy, clock, random: () => 0.5 }) as const;

  test('makes five attempts at most, waits on the clock, throws the last error', async () => {
    const clock = createFakeClock({ auto: true });
    let attempts = 0;
    const run = withRetry((attempt) => {
      attempts = attempt;
      return Promise.reject(new ApiFailure({ ...errors.unavailable, message: `try ${attempt}` }));
    }, context(clock));
    await expect(run).rejects.toMatchObject({ error: { message: 'try 5' } });
    expect(attempts).toBe(5);
    expect(clock.sleeps).toEqual([500, 1000, 2000, 4000]);
  });

  test('ends with the first success', async () => {
    const run = withRetry((attempt) => (attempt < 3 ? Promise.reject(new ApiFailure(errors.broken)) : Promise.resolve(attempt)), context());
    await expect(run).resolves.toBe(3);
  });

  test('lets foreign errors through at once', async () => {
    let attempts = 0;
    const run = withRetry(() => {
      attempts += 1;
      return Promise.reject(new RangeError('ours to fix'));
    }, context());
    await expect(run).rejects.toThrow(RangeError);
    expect(attempts).toBe(1);
  });

  test('an abort ends the wait', async () => {
    const controller = new AbortController();
    const run = withRetry(() => Promise.reject(new ApiFailure(errors.busy)), { ...context(createFakeClock()), signal: controller.signal });
    setImmediate(() => controller.abort(new Error('stop')));
    await expect(run).rejects.toThrow('stop');
  });
});
