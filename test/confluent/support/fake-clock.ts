import type { Clock } from '../../../src/confluent/clock.js';

export interface FakeClock extends Clock {
  /** Moves time on and lets everything that became due run, in order. */
  advance(ms: number): Promise<void>;
  /** Every sleep that was asked for, in ms. */
  readonly sleeps: readonly number[];
  /** Sleeps under way: real ones would keep the process alive. */
  pending(): number;
}

/** Time that only `advance` moves; with `auto`, a sleep moves it itself and resolves at once. */
export function createFakeClock(options: { readonly auto?: boolean; readonly start?: number } = {}): FakeClock {
  let time = options.start ?? 1_000_000;
  const sleeps: number[] = [];
  const timers = new Set<{ readonly due: number; readonly fire: () => void }>();
  return {
    now: () => time,
    sleeps,
    pending: () => timers.size,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        sleeps.push(ms);
        if (options.auto) {
          time += ms;
          resolve();
          return;
        }
        const timer = { due: time + ms, fire: resolve };
        timers.add(timer);
        signal?.addEventListener('abort', () => {
          timers.delete(timer);
          reject(signal.reason);
        });
      }),
    async advance(ms) {
      const end = time + ms;
      for (;;) {
        const next = [...timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
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
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
