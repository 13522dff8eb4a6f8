import pRetry from 'p-retry';
import type { Clock } from './clock.js';
import { ApiFailure, apiErrorOf } from './errors.js';
import type { ApiError } from './errors.js';
import { assertNever } from './planes.js';
import type { Method } from './planes.js';

export interface RetryPolicy {
  /** Attempts after the first. */
  readonly retries: number;
  /** Upper bound of the first wait; it doubles with every attempt. */
  readonly baseMs: number;
  readonly maxDelayMs: number;
  /** A longer Retry-After is cut to this. */
  readonly maxRetryAfterMs: number;
}

/** Four retries up to 30 s apart: what Confluent's own clients do (confluent-api.md 1.5). */
export const defaultRetryPolicy: RetryPolicy = { retries: 4, baseMs: 1000, maxDelayMs: 30_000, maxRetryAfterMs: 120_000 };

export interface RetryQuestion {
  readonly method: Method;
  /** 1 for the attempt that just failed for the first time. */
  readonly attempt: number;
  /** Overrides the method's nature: a POST that only reads, a PATCH that sets absolute values. */
  readonly idempotent?: boolean;
  /** In [0, 1). */
  readonly random: number;
}

export type RetryDecision = { readonly retry: false } | { readonly retry: true; readonly delayMs: number };

/**
 * Whether a failed call is sent again, and when. A call that may act twice is repeated only when the service provably did
 * not act: 429, 503 with Retry-After, or a connection that never came about. In all other cases the engine re-reads.
 */
export function decideRetry(error: ApiError, question: RetryQuestion, policy: RetryPolicy = defaultRetryPolicy): RetryDecision {
  const idempotent = question.idempotent ?? (question.method !== 'POST' && question.method !== 'PATCH');
  if (question.attempt > policy.retries) return { retry: false };
  if (!isRepeatable(error, idempotent)) return { retry: false };
  return { retry: true, delayMs: delayBefore(error, question, policy) };
}

function isRepeatable(error: ApiError, idempotent: boolean): boolean {
  switch (error.kind) {
    case 'rateLimited':
      return true;
    case 'unavailable':
      return idempotent || (error.status === 503 && error.retryAfterMs !== undefined);
    case 'network':
    case 'timeout':
      return idempotent || !error.sent;
    case 'notFound':
    case 'conflict':
    case 'unauthorized':
    case 'forbidden':
    case 'invalid':
    case 'unexpected':
    case 'cancelled':
    case 'refusedHost':
      return false;
    default:
      return assertNever(error);
  }
}

/** The service's hint, or exponential back-off with full jitter: many clients that failed together must not return together. */
function delayBefore(error: ApiError, question: RetryQuestion, policy: RetryPolicy): number {
  if (error.retryAfterMs !== undefined) return Math.min(error.retryAfterMs, policy.maxRetryAfterMs);
  const ceiling = Math.min(policy.maxDelayMs, policy.baseMs * 2 ** (question.attempt - 1));
  return Math.floor(question.random * ceiling);
}

export interface RetryContext {
  readonly method: Method;
  readonly idempotent?: boolean;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal;
}

/**
 * Runs `attempt` until it succeeds or `decideRetry` says no. Waits on the injected clock; p-retry's own waits are switched
 * off. Errors that are not an ApiFailure pass through at once.
 */
export function withRetry<T>(attempt: (attemptNumber: number) => Promise<T>, context: RetryContext): Promise<T> {
  const { method, idempotent, policy, clock, random, signal } = context;
  return pRetry(attempt, {
    retries: policy.retries,
    minTimeout: 0,
    maxTimeout: 0,
    factor: 1,
    randomize: false,
    maxRetryTime: Number.POSITIVE_INFINITY,
    unref: false,
    onFailedAttempt: () => undefined,
    shouldConsumeRetry: () => true,
    shouldRetry: async ({ error, attemptNumber }) => {
      const failure = error instanceof ApiFailure ? apiErrorOf(error) : undefined;
      if (failure === undefined) return false;
      const decision = decideRetry(
        failure,
        { method, attempt: attemptNumber, random: random(), ...(idempotent === undefined ? {} : { idempotent }) },
        policy,
      );
      if (decision.retry) await clock.sleep(decision.delayMs, signal);
      return decision.retry;
    },
    // No signal here: p-retry would turn a write that just succeeded into an abort. The wait and the attempt watch it.
  });
}
