import type { Clock } from '../../../src/confluent/clock.js';
import type { SimClock } from '../../../src/simulator/index.js';

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

export interface DrivingClock extends Clock {
  /** A request that is under way holds time still. */
  hold(): void;
  release(): void;
}

/**
 * The clock of a run that drives the simulator's: when the run has nothing left to do but sleep, time jumps to the moment that
 * the first sleeper is due. Nobody waits for real. `leastSleepMs`: nobody sleeps shorter, which saves polls.
 */
export function drivingClock(simulated: SimClock, leastSleepMs = 0): DrivingClock {
  const sleepers = new Set<Sleeper>();
  let armed = false;
  let held = 0;

  const arm = (): void => {
    if (armed || held > 0 || sleepers.size === 0) return;
    armed = true;
    setImmediate(jump);
  };
  const jump = (): void => {
    armed = false;
    if (held > 0) return;
    const due = Math.min(...[...sleepers].map((sleeper) => sleeper.due));
    if (due > simulated.now()) simulated.advance(due - simulated.now());
    for (const sleeper of [...sleepers]) {
      if (sleeper.due > simulated.now()) continue;
      sleepers.delete(sleeper);
      sleeper.wake();
    }
    arm();
  };

  return {
    now: () => simulated.now(),
    hold: () => void (held += 1),
    release: () => {
      held -= 1;
      arm();
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const sleeper: Sleeper = { due: simulated.now() + Math.max(leastSleepMs, ms), wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          if (sleepers.delete(sleeper)) reject(signal.reason);
        }, { once: true });
        arm();
      }),
  };
}
