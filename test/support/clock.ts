import type { Clock } from '../../src/confluent/clock.js';

export interface ManualClock extends Clock {
  /** Moves time on, and lets everything that becomes due run, in order. */
  advance(ms: number): Promise<void>;
  /** Timers that have neither fired nor been aborted. */
  readonly pending: number;
  /** Every sleep that was asked for, in milliseconds. */
  readonly sleeps: readonly number[];
}

/** Time that only `advance` moves. */
export function manualClock(start = 1_000_000): ManualClock {
  let time = start;
  const timers = new Set<{ readonly due: number; readonly fire: () => void }>();
  const sleeps: number[] = [];
  return {
    now: () => time,
    sleeps,
    get pending() {
      return timers.size;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleeps.push(ms);
        const timer = { due: time + ms, fire: resolve };
        timers.add(timer);
        signal?.addEventListener('abort', () => {
          if (timers.delete(timer)) reject(signal.reason);
        });
      }),
    async advance(ms) {
      const end = time + ms;
      await settled();
      for (;;) {
        const [next] = [...timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due);
        if (next === undefined) break;
        timers.delete(next);
        time = Math.max(time, next.due);
        next.fire();
        await settled();
      }
      time = end;
      await settled();
    },
  };
}

/** Lets every promise that is already resolved run its callbacks. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}
