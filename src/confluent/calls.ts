import { planes } from './planes.js';
import type { Plane } from './planes.js';

/** What one plane was asked so far. `calls` counts every attempt, `retries` those of them that repeat another. */
export interface PlaneCalls {
  readonly calls: number;
  readonly retries: number;
  readonly rateLimited: number;
}

export interface CallCounter {
  countCall(plane: Plane, attempt: number): void;
  countRateLimited(plane: Plane): void;
  /** Every plane, also those never called. */
  snapshot(): Readonly<Record<Plane, PlaneCalls>>;
  total(): PlaneCalls;
}

/** Counts calls per plane, for the run's report (product.md 7). */
export function createCallCounter(): CallCounter {
  const counts = new Map(planes.map((plane) => [plane, { calls: 0, retries: 0, rateLimited: 0 }]));
  const of = (plane: Plane) => counts.get(plane)!;
  const snapshot = () => Object.fromEntries([...counts].map(([plane, count]) => [plane, { ...count }])) as Record<Plane, PlaneCalls>;
  return {
    countCall(plane, attempt) {
      of(plane).calls += 1;
      if (attempt > 1) of(plane).retries += 1;
    },
    countRateLimited(plane) {
      of(plane).rateLimited += 1;
    },
    snapshot,
    total: () =>
      Object.values(snapshot()).reduce((sum, one) => ({
        calls: sum.calls + one.calls,
        retries: sum.retries + one.retries,
        rateLimited: sum.rateLimited + one.rateLimited,
      })),
  };
}
