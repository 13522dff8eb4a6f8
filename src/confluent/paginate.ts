import type { ApiCall, Caller } from './caller.js';
import { apiErrorOf, unexpected } from './errors.js';
import type { CallSite } from './errors.js';
import type { ListPage } from './wire.js';

/** The largest page every list API grants; the default of 10 would multiply the calls by ten (confluent-api.md 1.6). */
const pageSize = 100;

/**
 * Reads a whole list of the `page_token` style. A token that expired (400) restarts the list once; a token seen before, or a
 * link without one, fails the read: half a list must never pass for a list.
 * @throws ApiFailure
 */
export async function readAllPages<T>(caller: Caller, call: ApiCall): Promise<readonly T[]> {
  try {
    return await readPages<T>(caller, call);
  } catch (thrown) {
    if (!(thrown instanceof ExpiredToken)) throw thrown;
  }
  try {
    return await readPages<T>(caller, call);
  } catch (thrown) {
    throw thrown instanceof ExpiredToken ? thrown.failure : thrown;
  }
}

/** A page after the first was refused as invalid. */
class ExpiredToken extends Error {
  readonly failure: unknown;

  constructor(failure: unknown) {
    super('the page token expired');
    this.failure = failure;
  }
}

async function readPages<T>(caller: Caller, call: ApiCall): Promise<readonly T[]> {
  const items: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await readPage<T>(caller, call, token);
    items.push(...pageItems(caller, call, page));
    token = nextToken({ plane: caller.plane, ...call }, page.metadata?.next);
    if (token !== undefined && seen.has(token)) throw unexpected({ plane: caller.plane, ...call }, 'the pages of the list form a loop');
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
  return items;
}

async function readPage<T>(caller: Caller, call: ApiCall, token: string | undefined): Promise<ListPage<T>> {
  try {
    return await caller<ListPage<T>>({ ...call, continues: token !== undefined, query: { ...call.query, page_size: pageSize, page_token: token } });
  } catch (thrown) {
    const error = apiErrorOf(thrown);
    if (token !== undefined && error?.kind === 'invalid' && error.status === 400) throw new ExpiredToken(thrown);
    throw thrown;
  }
}

/** `data` may be null for an empty list, as Go services write it; anything else that is no array is not a list. */
function pageItems<T>(caller: Caller, call: ApiCall, page: ListPage<T> | null): readonly T[] {
  if (page?.data === null) return [];
  if (!Array.isArray(page?.data)) throw unexpected({ plane: caller.plane, ...call }, 'the answer is not a list');
  return page.data;
}

/**
 * The token inside a `next` link, which ends the list when absent, null or empty. Only the token is used: the links name
 * outdated paths and hosts (confluent-api.md 1.6).
 * @throws ApiFailure when the link holds none.
 */
export function nextToken(site: CallSite, next: string | null | undefined): string | undefined {
  if (next === undefined || next === null || next === '') return undefined;
  const base = 'https://next.invalid';
  const token = URL.canParse(next, base) ? new URL(next, base).searchParams.get('page_token') : null;
  if (token === null) throw unexpected(site, 'the list goes on behind a link without a page token');
  // An empty token is how some services write "no more".
  return token === '' ? undefined : token;
}
