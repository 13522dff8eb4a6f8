import type { WireAnswer } from './transport.js';

type Headers = Pick<WireAnswer, 'headers'>;

export function textHeader(answer: Headers, name: string): string | undefined {
  const value = answer.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A header that is a number of zero or more, else undefined. */
export function numberHeader(answer: Headers, name: string): number | undefined {
  const text = textHeader(answer, name);
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/**
 * How long the service asks us to wait, in milliseconds: Retry-After as seconds or as a date; on a 429 without it,
 * X-RateLimit-Reset, which is relative seconds too (confluent-api.md 1.5).
 */
export function retryAfterOf(answer: Headers & Pick<WireAnswer, 'status'>, now: number): number | undefined {
  const seconds = numberHeader(answer, 'retry-after');
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(textHeader(answer, 'retry-after') ?? '');
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const reset = answer.status === 429 ? numberHeader(answer, 'x-ratelimit-reset') : undefined;
  return reset === undefined ? undefined : reset * 1000;
}
