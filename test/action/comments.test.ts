import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGithubClient } from '../../src/github/client.js';
import { markerLine, markerOf, putComment } from '../../src/github/comments.js';
import { mergedPull } from '../../src/github/pulls.js';
import { startGithub } from './support/github-api.js';
import type { FakeGithub } from './support/github-api.js';

const repository = 'acme/cdc';
const bot = { login: 'github-actions[bot]', type: 'Bot' } as const;
const stranger = { login: 'mallory', type: 'User' } as const;
const marker = markerOf('prod');

let github: FakeGithub;
let slept: number[];
let now: number;
beforeEach(async () => {
  github = await startGithub(repository);
  github.tokens.set('ghs_t', { ...bot, write: true }).set('read', { ...bot, write: false }).set('alice', { login: 'alice', type: 'User', write: true });
  slept = [];
  now = Date.parse('2026-11-22T12:00:00Z');
});
afterEach(() => github.stop());

function client(token = 'ghs_t', apiUrl = github.url) {
  return createGithubClient({ apiUrl, token, version: '0', timeoutMs: 2_000, now: () => now, sleep: (ms) => Promise.resolve(void slept.push(ms)) });
}

function put(options: { readonly run?: number; readonly token?: string; readonly text?: string; readonly apiUrl?: string; readonly length?: (limit: number) => number } = {}) {
  const comment = { repository, number: 7, marker, run: options.run ?? 10 };
  const fill = (limit: number): string => 'x'.repeat(Math.max(0, (options.length?.(limit) ?? 0) - markerLine(comment).length - 1));
  return putComment(client(options.token, options.apiUrl), { ...comment, body: (limit) => `${markerLine(comment)}\n${options.text ?? fill(limit)}` });
}

describe('the comment', () => {
  it('is made once and then written over', async () => {
    expect(await put({ text: 'one' })).toMatchObject({ type: 'created' });
    expect(await put({ text: 'two', run: 11 })).toMatchObject({ type: 'updated' });
    expect(github.comments.map(({ body }) => body)).toEqual(['<!-- cdc-reconciler:prod run=11 -->\ntwo']);
  });

  it('is found on the third page of a long discussion', async () => {
    for (let at = 0; at < 250; at += 1) github.addComment(7, `comment ${at}`, stranger);
    await put({ text: 'one' });
    github.addComment(8, markerLine({ marker, run: 1 }), bot);
    expect(await put({ text: 'two' })).toMatchObject({ type: 'updated' });
    expect(github.requests.filter((line) => line.includes('page=3'))).toHaveLength(2);
    expect(github.comments.filter(({ body }) => body.includes('two'))).toHaveLength(1);
  });

  it('of another key is another comment, also when one is the beginning of the other', async () => {
    github.addComment(7, markerLine({ marker: markerOf('prod-eu'), run: 1 }), bot);
    expect(await put()).toMatchObject({ type: 'created' });
    expect(github.comments).toHaveLength(2);
  });

  it('that somebody else wrote with our marker is never written over', async () => {
    github.addComment(7, `${markerLine({ marker, run: 1 })}\nmine to edit`, stranger);
    expect(await put({ text: 'ours' })).toMatchObject({ type: 'created' });
    expect(github.comments[0]!.body).toContain('mine to edit');
    expect(await put({ text: 'ours again' })).toMatchObject({ type: 'updated' });
    expect(github.comments).toHaveLength(2);
  });

  it('of a person\'s token is found by that person\'s name', async () => {
    await put({ token: 'alice' });
    expect(await put({ token: 'alice' })).toMatchObject({ type: 'updated' });
  });

  it('of a run that began later is left alone', async () => {
    await put({ text: 'new', run: 20 });
    expect(await put({ text: 'old', run: 19 })).toMatchObject({ type: 'superseded' });
    expect(github.comments[0]!.body).toContain('new');
  });

  it('that is deleted under our hands is made again', async () => {
    await put();
    github.mishaps.push((method) => (method === 'PATCH' ? { status: 404, message: 'Not Found' } : undefined));
    expect(await put()).toMatchObject({ type: 'created' });
  });

  it.each([
    { name: 'what GitHub takes', length: (limit: number) => limit, want: 65_000 },
    { name: 'shorter, when it takes less', length: (limit: number) => (limit === 65_000 ? 70_000 : limit), want: 30_000 },
  ])('is as long as $name', async ({ length, want }) => {
    expect(await put({ length })).toEqual({ type: 'created', url: expect.any(String) });
    expect(github.comments[0]!.body).toHaveLength(want);
  });

  it('is not made twice when only the answer was lost', async () => {
    let lost = false;
    github.mishaps.push((method) => (method === 'POST' && !lost && (lost = true) ? 'drop' : undefined));
    expect(await put()).toMatchObject({ type: 'created' });
    expect(github.comments).toHaveLength(1);
  });
});

describe('when GitHub does not want to', () => {
  it.each([
    { name: 'the token may only read', token: 'read', want: { type: 'failed', status: 403, why: 'GitHub answered 403: Resource not accessible by integration' } },
    { name: 'the token is unknown', token: 'wrong', want: { type: 'failed', status: 401, why: 'GitHub answered 401: Bad credentials' } },
  ])('$name', async ({ token, want }) => {
    expect(await put({ token })).toEqual(want);
    expect(slept).toEqual([]);
  });

  it.each([
    { name: 'errors that pass', times: 2, mishap: { status: 502, message: 'Server Error' }, want: 'created', slept: [1_000, 2_000] },
    { name: 'errors that stay', times: 99, mishap: { status: 503, message: 'Unavailable' }, want: 'failed', slept: [1_000, 2_000] },
    { name: 'a limit with Retry-After', times: 1, mishap: { status: 429, message: 'Slow down', headers: { 'retry-after': '7' } }, want: 'created', slept: [7_000] },
    { name: 'a secondary limit', times: 1, mishap: { status: 403, message: 'You have exceeded a secondary rate limit', headers: { 'retry-after': '3' } }, want: 'created', slept: [3_000] },
    { name: 'the hourly limit, soon over', times: 1, mishap: { status: 403, message: 'API rate limit exceeded', headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795348809' } }, want: 'created', slept: [9_000] },
    { name: 'the hourly limit, long', times: 1, mishap: { status: 403, message: 'API rate limit exceeded', headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795352400' } }, want: 'failed', slept: [] },
  ])('$name', async ({ times, mishap, want, slept: wanted }) => {
    let left = times;
    github.mishaps.push((method) => (method === 'GET' && (left -= 1) >= 0 ? mishap : undefined));
    expect(await put()).toMatchObject({ type: want });
    expect(slept).toEqual(wanted);
  });

  it('nobody is there', async () => {
    await github.stop();
    expect(await put()).toMatchObject({ type: 'failed', why: expect.stringContaining('ECONNREFUSED') });
    github = await startGithub(repository);
  });

  it('an answer of a proxy is no comment', async () => {
    github.mishaps.push(() => ({ status: 200, message: 'ok' }));
    expect(await put()).toMatchObject({ type: 'failed' });
  });

  it('the token goes to no other host, whatever a redirect or a page says', async () => {
    const other = await startGithub(repository);
    try {
      github.mishaps.push(() => ({ status: 302, message: '', headers: { location: `${other.url}/repos/acme/cdc/issues/7/comments` } }));
      expect(await put()).toMatchObject({ type: 'failed', why: expect.stringContaining('the redirect is not followed') });
      github.mishaps.length = 0;
      github.mishaps.push(() => ({ status: 200, message: '', headers: { link: `<${other.url}/x>; rel="next"` } }));
      expect(await put()).toMatchObject({ type: 'failed' });
      expect(other.requests).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it('its words do not tell the token', async () => {
    github.mishaps.push(() => ({ status: 400, message: 'what is ghs_secret supposed to be?' }));
    github.tokens.set('ghs_secret', { ...bot, write: true });
    expect(await put({ token: 'ghs_secret' })).toMatchObject({ why: 'GitHub answered 400: what is *** supposed to be?' });
  });
});

it.each([
  { key: 'prod', want: '<!-- cdc-reconciler:prod' },
  { key: '*', want: '<!-- cdc-reconciler:*' },
  { key: 'a --> <b>', want: '<!-- cdc-reconciler:a%20-%2D%3E%20%3Cb%3E' },
  { key: 'a-->b---c', want: '<!-- cdc-reconciler:a-%2D%3Eb-%2D-c' },
])('the marker of $key ends no HTML comment', ({ key, want }) => {
  expect(markerOf(key)).toBe(want);
  expect(markerOf(key).slice(4)).not.toMatch(/--|>/);
});

describe('the pull request of a commit', () => {
  const merged = '2026-11-22T10:00:00Z';
  it.each([
    { name: 'merged with it', pulls: [{ number: 1, merged_at: merged, merge_commit_sha: 'b' }, { number: 2, merged_at: merged, merge_commit_sha: 'abc' }], want: 2 },
    { name: 'rebased', pulls: [{ number: 3, merged_at: merged, merge_commit_sha: 'def' }], want: 3 },
    { name: 'still open', pulls: [{ number: 4, merged_at: null, merge_commit_sha: null }], want: undefined },
    { name: 'none', pulls: [], want: undefined },
  ])('$name', async ({ pulls, want }) => {
    github.pulls.set('abc', pulls);
    expect(await mergedPull(client(), repository, 'abc')).toBe(want);
  });
});
