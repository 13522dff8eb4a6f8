import { numberHeader } from '../confluent/headers.js';
import type { WireAnswer, WireProblem } from '../confluent/transport.js';

export interface RetryQuestion {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** 1 for the attempt that just failed for the first time. */
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A comment is not worth more: the plan is in the summary anyway. */
const LONGEST_WAIT_MS = 30_000;

/**
 * Milliseconds until a request is sent again; nothing: it is not. GitHub limits rates with 429 or 403, and says when to
 * come back in Retry-After (seconds) or X-RateLimit-Reset (seconds since the epoch) beside an X-RateLimit-Remaining of 0. A POST is repeated only
 * when it provably did nothing: the comment would stand there twice.
 */
export function retryDelay(answer: WireAnswer | WireProblem, { method, attempt, now }: RetryQuestion): number | undefined {
  const backOff = 1_000 * 2 ** (attempt - 1);
  if (answer.type === 'problem') {
    const passing = answer.kind === 'network' || answer.kind === 'timeout';
    return passing && (method !== 'POST' || !answer.sent) ? backOff : undefined;
  }
  if (isRateLimit(answer)) return withinReason(hintOf(answer, now) ?? backOff);
  return answer.status >= 500 && method !== 'POST' ? backOff : undefined;
}

function isRateLimit(answer: WireAnswer): boolean {
  if (answer.status === 429) return true;
  return answer.status === 403 && (numberHeader(answer, 'retry-after') !== undefined || numberHeader(answer, 'x-ratelimit-remaining') === 0);
}

function hintOf(answer: WireAnswer, now: number): number | undefined {
  const seconds = numberHeader(answer, 'retry-after');
  if (seconds !== undefined) return seconds * 1_000;
  const reset = numberHeader(answer, 'x-ratelimit-remaining') === 0 ? numberHeader(answer, 'x-ratelimit-reset') : undefined;
  return reset === undefined ? undefined : Math.max(0, reset * 1_000 - now);
}

function withinReason(delay: number): number | undefined {
  return delay <= LONGEST_WAIT_MS ? delay : undefined;
}
