import type { Limits } from './server/limiter.js';
import { PLANES } from './server/planes.js';
import type { Plane } from './server/planes.js';

/** How the way to the account is; `PUT /simulator/conditions` changes it while the simulator serves. */
export interface Conditions {
  /** Real milliseconds that every answer takes. */
  readonly latencyMs: number;
  readonly limits: Limits;
}

/** What came in on one plane. */
export interface PlaneTraffic {
  readonly calls: number;
  /** Of them answered 429. */
  readonly refused: number;
  /** Of them that changed the account. */
  readonly writes: number;
}

export type Traffic = Readonly<Record<Plane, PlaneTraffic>>;

/** Counts requests per plane. The journal could tell it too, but holds every one of them. */
export interface TrafficCounter {
  count(plane: Plane, status: number, write: boolean): void;
  snapshot(): Traffic;
  clear(): void;
}

export function createTrafficCounter(): TrafficCounter {
  const counts = new Map<Plane, { calls: number; refused: number; writes: number }>();
  return {
    count(plane, status, write) {
      const count = counts.get(plane) ?? { calls: 0, refused: 0, writes: 0 };
      count.calls += 1;
      if (status === 429) count.refused += 1;
      else if (write) count.writes += 1;
      counts.set(plane, count);
    },
    snapshot: () => Object.fromEntries(PLANES.map((plane) => [plane, { calls: 0, refused: 0, writes: 0, ...counts.get(plane) }])) as unknown as Traffic,
    clear: () => counts.clear(),
  };
}
