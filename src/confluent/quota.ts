/** What a service tells of its limit on every answer (confluent-api.md 1.5); times in milliseconds of the limiter's clock. */
export interface Quota {
  /** Requests of a whole window; `undefined`: the service does not tell. */
  size: number | undefined;
  /** Requests that may still be made in this window. */
  remaining: number;
  /** When the window ends, as far as is known; infinite in one from which no answer has come yet. */
  endsAt: number;
}

export function unknownQuota(): Quota {
  return { size: undefined, remaining: 0, endsAt: 0 };
}

/**
 * Takes in what an answer told. `X-RateLimit-Reset` is whole seconds, rounded up, so the first answer of a window says best
 * when it ends: a later one may only bring that forward.
 */
export function learnQuota(quota: Quota, told: { readonly remaining: number; readonly resetMs: number; readonly limit?: number }, now: number): void {
  const endsAt = now + told.resetMs;
  const isNewWindow = quota.size === undefined || now >= quota.endsAt || told.remaining > quota.remaining;
  quota.size = told.limit ?? Math.max(quota.size ?? 0, told.remaining + 1);
  quota.remaining = isNewWindow ? told.remaining : Math.min(quota.remaining, told.remaining);
  quota.endsAt = isNewWindow ? endsAt : Math.min(quota.endsAt, endsAt);
}

/**
 * How long the next request must wait, in milliseconds; 0: none. Requests that are under way may not be counted yet, so each
 * of them takes one of what remains. A window that has ended makes room for a new one, of the same size.
 */
export function quotaDelay(quota: Quota, active: number, now: number): number {
  if (quota.size === undefined) return 0;
  if (now >= quota.endsAt) Object.assign(quota, { remaining: quota.size, endsAt: Number.POSITIVE_INFINITY });
  if (quota.remaining > active) return 0;
  return Number.isFinite(quota.endsAt) ? quota.endsAt - now : ASK_AGAIN_MS;
}

/** Until an answer tells more; it makes the limiter look again anyhow. */
const ASK_AGAIN_MS = 1_000;
