import { ApiFailure } from './answer.js';
import type { ApiRequest } from './answer.js';

export interface Page<T> {
  readonly items: readonly T[];
  /** Full URL of the next page; absent on the last one. */
  readonly next: string | undefined;
}

export interface PageLimits {
  readonly standard: number;
  readonly most: number;
}

const COMMON: PageLimits = { standard: 10, most: 100 };

/**
 * One page of a list by `page_size` and an opaque `page_token` (confluent-api.md 1.6).
 * Throws a 400 on a size or a token that makes no sense.
 */
export function paginate<T>(request: ApiRequest, all: readonly T[], limits: PageLimits = COMMON): Page<T> {
  const size = request.query.has('page_size') ? Number(request.query.get('page_size')) : limits.standard;
  if (!Number.isInteger(size) || size < 1 || size > limits.most) {
    throw new ApiFailure(400, `page_size must be between 1 and ${limits.most}`, { code: 'invalid_page_size' });
  }
  const token = request.query.get('page_token');
  const offset = token === null || token === '' ? 0 : decodeToken(token);
  const items = all.slice(offset, offset + size);
  return { items, next: offset + size < all.length ? pageUrl(request, encodeToken(offset + size)) : undefined };
}

/** The URL of the same request with another page token. */
export function pageUrl(request: ApiRequest, token: string): string {
  const url = new URL(request.url);
  url.searchParams.set('page_token', token);
  return url.toString();
}

export function encodeToken(offset: number): string {
  return Buffer.from(`page:${offset}`).toString('base64url');
}

/** Throws a 400 when the token is not one of ours. */
export function decodeToken(token: string): number {
  const found = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (found === null) throw new ApiFailure(400, 'the page token is invalid or has expired', { code: 'invalid_page_token' });
  return Number(found[1]);
}
