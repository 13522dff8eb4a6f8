import type { SimClock } from '../clock.js';
import { rateLimitHeaders } from './planes.js';
import type { Plane } from './planes.js';

/** A quota for one plane. `headers: false` withholds the headers even where the plane has them. */
export interface PlaneLimit {
  readonly perSecond: number;
  readonly headers: boolean;
}

export type Limits = Readonly<Partial<Record<Plane, PlaneLimit>>>;

export interface Verdict {
  readonly refused: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the planes with headers report when no quota was set: requests per second. */
const GENEROUS = 100;

/**
 * Counts requests per plane in windows of one simulated second, and says what the plane tells about it
 * (confluent-api.md 1.5: `X-RateLimit-Reset` and `Retry-After` are relative seconds).
 */
export function createLimiter(limits: () => Limits, clock: SimClock): (plane: Plane) => Verdict {
  const windows = new Map<Plane, { startedAt: number; used: number }>();
  return (plane) => {
    const now = clock.now();
    const limit = limits()[plane];
    const perSecond = limit?.perSecond ?? GENEROUS;
    let window = windows.get(plane);
    if (window === undefined || now - window.startedAt >= 1_000) {
      window = { startedAt: now, used: 0 };
      windows.set(plane, window);
    }
    window.used++;
    const refused = limit !== undefined && window.used > perSecond;
    const habit = limit?.headers === false ? 'never' : rateLimitHeaders[plane];
    return { refused, headers: quotaHeaders(habit, refused, perSecond, window.used) };
  };
}

function quotaHeaders(habit: 'always' | 'retryAfter' | 'never', refused: boolean, perSecond: number, used: number): Record<string, string> {
  const headers: Record<string, string> = {};
  if (habit === 'always') {
    headers['X-RateLimit-Limit'] = String(perSecond);
    headers['X-RateLimit-Remaining'] = String(Math.max(0, perSecond - used));
    headers['X-RateLimit-Reset'] = '1';
  }
  if (refused && habit !== 'never') headers['Retry-After'] = '1';
  return headers;
}
