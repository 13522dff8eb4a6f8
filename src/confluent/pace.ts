/**
 * The rate at which a plane takes requests that tells nothing of its limit (Kafka, Flink), or only when it is passed (Connect,
 * Schema Registry). Nothing is paced before the first 429. Then the rate is searched as TCP does it: down when refused, kept
 * for a while, and up again in small, growing steps. Times in milliseconds of the limiter's clock.
 */
export interface Pace {
  /** Requests a second; `undefined`: no limit has been met. */
  rate: number | undefined;
  /** The last rate that was kept without a refusal. */
  good: number;
  /** Whether `rate` was raised since the last refusal. */
  raised: boolean;
  /** When the next request may go. */
  nextAt: number;
  /** Successes since the rate was last changed. */
  calm: number;
  /** For how long the present rate is kept, and the share by which it is raised then. */
  keptSeconds: number;
  step: number;
  /** Above this the limit is taken to be gone. */
  forgetAt: number;
  /** When the successes of the last second came in. */
  recent: number[];
}

/** The first refusal may be an accident: it alone must not make an apply crawl, nor for long. */
const first = { leastRate: 5, keptSeconds: 10, step: 0.04 } as const;
/** What is confirmed is kept long before anything above it is tried: one refusal in some hundred calls. */
const confirmed = { leastRate: 0.2, keptSeconds: 30, step: 0.01 } as const;
const raising = { keptSeconds: 2, largestStep: 0.25 } as const;
/** The limit is gone when so many times the rate of the last refusal goes well. */
const FORGET_AT = 8;
/** How far behind its turn a request may be made up for, in milliseconds: timers are late. */
const TOLERANCE_MS = 20;

export function freePace(): Pace {
  return { rate: undefined, good: 0, raised: false, nextAt: 0, calm: 0, keptSeconds: 0, step: 0, forgetAt: 0, recent: [] };
}

/** How long the next request must wait, in milliseconds; 0: none. */
export function paceDelay(pace: Pace, now: number): number {
  return pace.rate === undefined ? 0 : Math.max(0, pace.nextAt - now);
}

/** A request goes now. */
export function takeTurn(pace: Pace, now: number): void {
  if (pace.rate !== undefined) pace.nextAt = Math.max(pace.nextAt, now - TOLERANCE_MS) + 1000 / pace.rate;
}

export function noteSuccess(pace: Pace, now: number): void {
  if (pace.rate === undefined) {
    pace.recent.push(now);
    if (pace.recent.length > 1024) pace.recent = lastSecond(pace.recent, now);
    return;
  }
  pace.calm += 1;
  if (pace.calm < pace.keptSeconds * pace.rate) return;
  pace.calm = 0;
  pace.good = pace.rate;
  pace.raised = true;
  pace.rate *= 1 + pace.step;
  pace.step = Math.min(pace.step * 2, raising.largestStep);
  pace.keptSeconds = raising.keptSeconds;
  if (pace.rate > pace.forgetAt) Object.assign(pace, freePace());
}

/** A request was refused. Several that were under way together count once: that is the caller's business. */
export function noteRefusal(pace: Pace, now: number): void {
  const { rate } = pace;
  const next = rate === undefined ? first : confirmed;
  pace.rate = Math.max(next.leastRate, rate === undefined ? lastSecond(pace.recent, now).length * 0.95 : lower(pace, rate));
  pace.recent = [];
  pace.keptSeconds = next.keptSeconds;
  pace.step = next.step;
  pace.raised = false;
  pace.calm = 0;
  pace.nextAt = now;
  pace.forgetAt = pace.rate * FORGET_AT;
}

/** Back to what went well; refused there, too, and at once, the limit is far lower, or somebody else uses it as well. */
function lower(pace: Pace, rate: number): number {
  if (pace.raised) return pace.good * 0.985;
  return rate * (pace.calm < rate ? 0.7 : 0.97);
}

function lastSecond(times: readonly number[], now: number): number[] {
  return times.filter((time) => now - time < 1000);
}
