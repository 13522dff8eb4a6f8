import { describe, expect, test } from 'vitest';
import type { ApiCall, Caller } from '../../src/confluent/caller.js';
import { ApiFailure } from '../../src/confluent/errors.js';
import { readAllPages } from '../../src/confluent/paginate.js';
import { rejectionOf } from './support/clients.js';
import { createFakeClock } from './support/fake-clock.js';

const site = { plane: 'management', method: 'GET', path: '/list', message: 'm' } as const;
const expired = new ApiFailure({ ...site, kind: 'invalid', quota: false, status: 400 });
const link = (token: string) => `https://old.example.com/v0/list?x=1&page_token=${encodeURIComponent(token)}`;

/** A caller that gives these answers in order, and the tokens it was asked for. */
function scripted(answers: readonly unknown[]): { caller: Caller; tokens: unknown[]; queries: unknown[]; calls: ApiCall[] } {
  const tokens: unknown[] = [];
  const queries: unknown[] = [];
  const calls: ApiCall[] = [];
  const queue = [...answers];
  const answer = (call: ApiCall): Promise<unknown> => {
    tokens.push(call.query?.['page_token']);
    queries.push(call.query);
    calls.push(call);
    const next = queue.shift();
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  return { caller: Object.assign(answer, { plane: 'management', clock: createFakeClock() }) as Caller, tokens, queries, calls };
}

const read = (caller: Caller) => readAllPages(caller, { method: 'GET', path: '/list', query: { environment: 'env-1' } });

describe('readAllPages', () => {
  test.each([
    { name: 'next absent', metadata: {} },
    { name: 'no metadata', metadata: undefined },
    { name: 'next null', metadata: { next: null } },
    { name: 'next empty', metadata: { next: '' } },
    { name: 'next with an empty token', metadata: { next: 'https://h/list?page_token=' } },
  ])('one page: $name', async ({ metadata }) => {
    const { caller, queries } = scripted([{ data: [1], metadata }]);
    expect(await read(caller)).toEqual([1]);
    expect(queries).toEqual([{ environment: 'env-1', page_size: 100, page_token: undefined }]);
  });

  test('follows the tokens, decoded, whatever host and path the links name', async () => {
    const { caller, tokens } = scripted([{ data: [1], metadata: { next: link('a/+=') } }, { data: [], metadata: { next: '/list?page_token=b' } }, { data: [2] }]);
    expect(await read(caller)).toEqual([1, 2]);
    expect(tokens).toEqual([undefined, 'a/+=', 'b']);
  });

  test('the pages after the first keep the place that it had in line', async () => {
    const { caller, calls } = scripted([{ data: [1], metadata: { next: link('a') } }, { data: [2], metadata: { next: link('b') } }, { data: [3] }]);
    await read(caller);
    expect(calls.map(({ continues }) => continues)).toEqual([false, true, true]);
  });

  test('null data is an empty list', async () => {
    expect(await read(scripted([{ data: null }]).caller)).toEqual([]);
  });

  test.each([
    { name: 'no data', answers: [{}], message: 'the answer is not a list' },
    { name: 'null', answers: [null], message: 'the answer is not a list' },
    { name: 'data of another type', answers: [{ data: {} }], message: 'the answer is not a list' },
    { name: 'a loop', answers: [{ data: [1], metadata: { next: link('a') } }, { data: [2], metadata: { next: link('b') } }, { data: [3], metadata: { next: link('a') } }, { data: [] }], message: 'the pages of the list form a loop' },
    { name: 'a link without token', answers: [{ data: [1], metadata: { next: 'https://h/list?cursor=1' } }, { data: [] }], message: 'the list goes on behind a link without a page token' },
  ])('fails: $name', async ({ answers, message }) => {
    expect(await rejectionOf(read(scripted(answers).caller))).toMatchObject({ error: { kind: 'unexpected', path: '/list', message } });
  });

  test('starts over once when a token expired, without doubling what it had', async () => {
    const { caller, tokens } = scripted([{ data: [1], metadata: { next: link('a') } }, expired, { data: [1], metadata: { next: link('b') } }, { data: [2] }]);
    expect(await read(caller)).toEqual([1, 2]);
    expect(tokens).toEqual([undefined, 'a', undefined, 'b']);
  });

  test('the second expiry is the error itself', async () => {
    const first = { data: [1], metadata: { next: link('a') } };
    expect(await rejectionOf(read(scripted([first, expired, first, expired]).caller))).toBe(expired);
  });

  test('a 400 on the first page is an error at once', async () => {
    const { caller, tokens } = scripted([expired]);
    expect(await rejectionOf(read(caller))).toBe(expired);
    expect(tokens).toHaveLength(1);
  });

  test('a failure in the middle gives no partial list', async () => {
    const failure = new ApiFailure({ ...site, kind: 'unavailable', status: 500 });
    expect(await rejectionOf(read(scripted([{ data: [1], metadata: { next: link('a') } }, failure]).caller))).toBe(failure);
  });
});
