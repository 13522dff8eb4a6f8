import { systemClock } from '../confluent/clock.js';
import type { Clock } from '../confluent/clock.js';

export { systemClock };
export type { Clock };

/**
 * A clock that runs `speed` times as fast as real time, for a simulator that does the same: a poll every five seconds of the
 * simulated account then takes 5/speed real seconds. Speed 0: a simulator that is moved by hand; nobody waits for it.
 */
export function scaledClock(speed: number, base: Clock = systemClock): Clock {
  const start = base.now();
  return {
    now: () => start + (base.now() - start) * speed,
    sleep: (ms, signal) => base.sleep(speed === 0 ? 0 : ms / speed, signal),
  };
}
