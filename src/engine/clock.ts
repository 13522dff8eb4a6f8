import { systemClock } from '../confluent/clock.js';
import type { Clock } from '../confluent/clock.js';

export { systemClock };
export type { Clock };

/**
 * A clock that runs `speed` times as fast as real time, for a simulator that does the same: a poll every five seconds of the
 * simulated account then takes 5/speed real seconds. Speed 0 is a simulator that is moved by hand.
 */
export function scaledClock(speed: number, base: Clock = systemClock): Clock {
  if (speed === 0) return sleepingClock(base);
  const start = base.now();
  return {
    now: () => start + (base.now() - start) * speed,
    sleep: (ms, signal) => base.sleep(ms / speed, signal),
  };
}

/** Time passes by being slept through, and that takes none. */
function sleepingClock(base: Clock): Clock {
  let now = base.now();
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      const due = now + ms;
      await base.sleep(0, signal);
      now = Math.max(now, due);
    },
  };
}
