import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/confluent/clock.js';

describe('systemClock', () => {
  test('tells the time and sleeps', async () => {
    const before = systemClock.now();
    expect(Math.abs(before - Date.now())).toBeLessThan(1000);
    await systemClock.sleep(20);
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(15);
  });

  test('an abort ends the sleep at once, with its reason', async () => {
    const controller = new AbortController();
    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(new Error('stop'));
    await expect(sleep).rejects.toThrow('stop');
    await expect(systemClock.sleep(60_000, controller.signal)).rejects.toThrow('stop');
  });
});
