import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/confluent/clock.js';
import type { SimClock } from '../../src/simulator/index.js';

/** Counts requests that are on their way: time stands still while there are any. */
export interface Traffic {
  begin(): void;
  end(): void;
}

export interface VirtualClock extends Clock {
  readonly traffic: Traffic;
}

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/**
 * The simulator's clock as the engine's: time moves only when everybody sleeps and no request is on its way, and then to the
 * moment at which the first one wakes. Minutes of provisioning take milliseconds, and a run repeats itself exactly.
 * `leastSleepMs`: nobody sleeps shorter, which saves polls where a test is not about them.
 */
export function virtualClock(simulated: SimClock, leastSleepMs = 0): VirtualClock {
  const sleepers = new Set<Sleeper>();
  let requests = 0;
  let sent = 0;
  let moving = false;

  async function isQuiet(): Promise<boolean> {
    const before = sent;
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    // Waits of no length at all (a retry that need not wait) are timers too.
    await setTimeout(1);
    return requests === 0 && sent === before;
  }

  async function move(): Promise<void> {
    moving = true;
    while (sleepers.size > 0) {
      if (!(await isQuiet())) continue;
      const [first] = [...sleepers].sort((left, right) => left.due - right.due);
      if (first === undefined) break;
      sleepers.delete(first);
      simulated.advance(Math.max(0, first.due - simulated.now()));
      first.wake();
    }
    moving = false;
  }

  return {
    traffic: {
      begin() {
        requests += 1;
        sent += 1;
      },
      end() {
        requests -= 1;
      },
    },
    now: () => simulated.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason);
          return;
        }
        const onAbort = (): void => {
          if (sleepers.delete(sleeper)) reject(signal?.reason);
        };
        const wake = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const sleeper = { due: simulated.now() + Math.max(ms, leastSleepMs), wake };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.add(sleeper);
        if (!moving) void move();
      }),
  };
}
