import { connect } from 'node:net';
import { request as send } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createWatchServer } from '../../../src/watch/server/index.js';
import type { WatchServer, WatchServerOptions } from '../../../src/watch/server/index.js';
import type { Shards } from '../../../src/watch/shard/index.js';
import type { WatchState } from '../../../src/watch/state.js';
import { aState, aWatched, healthyEstate, NOW, troubledEstate } from './states.js';

const open: WatchServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serve(state: WatchState | (() => WatchState), part: Partial<WatchServerOptions> = {}): Promise<WatchServer> {
  const server = await createWatchServer({ state: typeof state === 'function' ? state : () => state, bind: '127.0.0.1', port: 0, clock: { now: () => NOW }, ...part });
  open.push(server);
  return server;
}

const none = aState([]);
const uuid = '0f0e0d0c-0b0a-4900-8807-060504030201';
const aShare = (part: Partial<Shards>): Shards => ({ identity: `cdc-7c9-abc_${uuid}`, members: [`cdc-7c9-abc_${uuid}`, `cdc-7c9-def_${uuid}`], owners: {}, speaks: true, joined: true, terms: 1, ...part });
const { commit: _none, ...withoutCommit } = none.repository;

describe('health', () => {
  it.each<{ name: string; path: string; state: WatchState; part?: Partial<WatchServerOptions>; want: [number, string] }>([
    { name: 'alive', path: 'healthz', state: none, want: [200, 'ok'] },
    { name: 'alive though everything else is wrong', path: 'healthz', state: troubledEstate(), want: [200, 'ok'] },
    { name: 'a target that is due since 11 minutes never starts', path: 'healthz', state: aState([aWatched(undefined, { nextRunAt: NOW - 11 * 60_000 })]), want: [503, '1 overdue'] },
    { name: 'the same, but running', path: 'healthz', state: aState([aWatched(undefined, { phase: 'reconciling', nextRunAt: NOW - 11 * 60_000 })]), want: [200, 'ok'] },
    { name: 'a loop that beats', path: 'healthz', state: none, part: { lastBeat: () => NOW - 60_000 }, want: [200, 'ok'] },
    { name: 'a loop that stands still', path: 'healthz', state: none, part: { lastBeat: () => NOW - 11 * 60_000 }, want: [503, 'the loop has not moved for 11 min'] },
    { name: 'a loop that may stand still, since it ends', path: 'healthz', state: { ...none, stopping: true }, part: { lastBeat: () => NOW - 11 * 60_000 }, want: [200, 'stopping'] },
    { name: 'ready with documents', path: 'readyz', state: none, want: [200, 'ok'] },
    { name: 'ready on standby', path: 'readyz', state: aState([aWatched(undefined, { phase: 'standby' })]), part: { leadership: () => ({ leading: false, identity: 'b', holder: 'a', terms: 0 }) }, want: [200, 'ok'] },
    { name: 'ready among other replicas', path: 'readyz', state: { ...none, shards: aShare({}) }, want: [200, 'ok'] },
    { name: 'not ready before the others can see it', path: 'readyz', state: { ...none, shards: aShare({ joined: false }) }, want: [503, 'not among the replicas yet'] },
    { name: 'not ready without documents', path: 'readyz', state: { ...none, repository: withoutCommit }, want: [503, 'no good documents yet'] },
    { name: 'not ready while it ends', path: 'readyz', state: { ...none, stopping: true }, want: [503, 'stopping'] },
  ])('$name', async ({ path, state, part, want }) => {
    const answer = await fetch(`${(await serve(state, part)).url}${path}`);
    expect([answer.status, (await answer.text()).trim()]).toEqual(want);
  });
});

describe('who may read', () => {
  const readToken = async (): Promise<string> => 's3cret-token\n';
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each<[string | undefined, number]>([
    [undefined, 401], ['Bearer wrong', 401], ['Bearer ', 401], ['Bearer', 401], ['Bearer s3cret-token', 200], ['bearer  s3cret-token', 200], [basic('anyone:s3cret-token'), 200], [basic('s3cret-token'), 401], [basic('anyone:'), 401], ['Digest s3cret-token', 401],
  ])('%s: %i', async (authorization, want) => {
    const { url } = await serve(none, { readToken });
    for (const path of ['', 'status.json', 'metrics']) {
      const answer = await fetch(`${url}${path}`, { headers: authorization === undefined ? {} : { authorization } });
      expect([path, answer.status]).toEqual([path, want]);
      if (want === 401) expect(await answer.text()).toBe('a token is needed\n');
    }
    expect((await fetch(`${url}healthz`)).status, 'probes have no token').toBe(200);
  });

  it('a token that cannot be read, or is empty, opens nothing', async () => {
    for (const broken of [async () => '', () => Promise.reject(new Error('gone'))]) {
      const { url } = await serve(none, { readToken: broken });
      for (const authorization of ['Bearer ', 'Bearer x', basic(':')]) expect((await fetch(url, { headers: { authorization } })).status).toBe(401);
    }
  });

  it('without a token only loopback names are answered: a name of a stranger that leads here is not', async () => {
    const { url } = await serve(none);
    const { port } = new URL(url);
    const ask = (host: string): Promise<number> => new Promise((resolve, reject) => void send({ host: '127.0.0.1', port, headers: { host } }, (answer) => resolve(answer.resume().statusCode!)).on('error', reject).end());
    expect(await Promise.all([`localhost:${port}`, `127.0.0.1:${port}`, '[::1]', 'evil.example', `evil.example:${port}`, '127.0.0.1.evil.example'].map(ask))).toEqual([200, 200, 200, 421, 421, 421]);
  });
});

describe('what it answers', () => {
  it('is only to be read', async () => {
    const { url } = await serve(none);
    for (const path of ['', 'healthz', 'metrics', 'status.json']) {
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const answer = await fetch(`${url}${path}`, { method });
        expect([path, method, answer.status, answer.headers.get('allow')]).toEqual([path, method, 405, 'GET, HEAD']);
      }
      const head = await fetch(`${url}${path}`, { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([200, '']);
      expect(Number(head.headers.get('content-length'))).toBeGreaterThan(1);
    }
    for (const path of ['nothing', 'constructor', '__proto__', '../etc/passwd', 'status.json/x']) expect((await fetch(`${url}${path}`)).status).toBe(404);
  });

  it('every answer forbids loading, framing, guessing and keeping', async () => {
    const { url } = await serve(none);
    for (const path of ['', 'healthz', 'metrics', 'status.json', 'nothing']) {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('status.json holds the state, and reports as -o json writes them', async () => {
    const { url } = await serve(troubledEstate(3, 2), { leadership: () => ({ leading: true, identity: 'a', holder: 'a', terms: 1 }) });
    const answer = await fetch(`${url}status.json`);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const document = (await answer.json()) as { targets: { name: string; report: { plan: { fingerprint: string }; sentence: string } }[]; repository: { refusedCommit: { diagnostics: { code: string }[] } }; leadership: { leading: boolean } };
    expect(document.targets.map(({ name }) => name)).toEqual(['prod', 'staging']);
    expect(document.targets[1]!.report.plan.fingerprint).toBe('a41c9e0d27b5');
    expect(document.repository.refusedCommit.diagnostics[0]!.code).toBe('CDC1301');
    expect(document.leadership.leading).toBe(true);
  });

  it('an error while answering tells nobody what it was', async () => {
    const { url } = await serve(() => {
      throw new Error('postgres://user:hunter2@db');
    });
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([500, 'this could not be answered\n']);
  });

  it('a taken port is an error, and closing ends in spite of idle connections', async () => {
    const first = await serve(none);
    await expect(serve(none, { port: Number(new URL(first.url).port) })).rejects.toThrow('EADDRINUSE');
    const idle = connect(Number(new URL(first.url).port), '127.0.0.1');
    idle.on('error', () => undefined);
    await new Promise((resolve) => idle.once('connect', resolve));
    const started = Date.now();
    await first.close();
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

describe('the webhook', () => {
  it('is handed on whole, needs no token, and is bounded', async () => {
    const got: string[] = [];
    const receive: NonNullable<WatchServerOptions['webhook']>['receive'] = async ({ headers, body }) => {
      got.push(`${headers['x-event']} ${body.toString()}`);
      return { status: 202, text: 'looking' };
    };
    const { url } = await serve(none, { readToken: async () => 'x', webhook: { path: '/webhook', maxBytes: 1_000, receive } });
    const post = (body: string): Promise<Response> => fetch(`${url}webhook`, { method: 'POST', body, headers: { 'x-event': 'push' } });
    expect([(await post('{"a":1}')).status, got]).toEqual([202, ['push {"a":1}']]);
    expect((await post('x'.repeat(1_001))).status).toBe(413);
    expect((await fetch(`${url}webhook`)).status).toBe(405);
    expect(got).toHaveLength(1);
  });

  it('a body that never says its length is cut off', async () => {
    const { url } = await serve(none, { webhook: { path: '/webhook', maxBytes: 1_000, receive: async () => ({ status: 202, text: '' }) } });
    const status = await new Promise<number>((resolve, reject) => {
      const request = send(`${url}webhook`, { method: 'POST' }, (answer) => resolve(answer.resume().statusCode!));
      request.on('error', reject);
      for (let part = 0; part < 8; part += 1) request.write('x'.repeat(500));
    });
    expect(status).toBe(413);
  });

  it('does not exist unless it is asked for', async () => {
    const { url } = await serve(none);
    expect((await fetch(`${url}webhook`, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});

describe('size and speed', () => {
  it.each([
    ['20 healthy pipelines', healthyEstate()],
    ['20 pipelines of 50 tables', healthyEstate(20, 50)],
    ['20 pipelines in trouble', troubledEstate()],
    ['100 pipelines', healthyEstate(100, 3)],
  ])('the page of %s is below 100 kB', async (_name, state) => {
    const { url } = await serve(state);
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBeLessThan(100_000);
  });
});

describe('one of several replicas that share targets', () => {
  const standby = (name: string) => aWatched(undefined, { name, phase: 'standby', runs: [] });
  const [own] = healthyEstate(2, 1).targets;
  const shards = aShare({ owners: { prod: `cdc-7c9-abc_${uuid}`, staging: `cdc-7c9-def_${uuid}` } });

  it('shows what it has, and says who has the rest', async () => {
    const { url } = await serve(aState([own!, standby('staging'), standby('test')], { shards }));
    const page = await (await fetch(url)).text();
    expect(page).toMatch(/<h1>[^<]*healthy and in sync here<\/h1>/);
    expect(page).toContain('cdc-7c9-abc has 1 of 3 targets; 2 replicas live');
    expect(page).toContain('<li><b>staging</b>: cdc-7c9-def</li>');
    expect(page).toContain('<li><b>test</b>: no replica has it just now</li>');
    const document = (await (await fetch(`${url}status.json`)).json()) as { readonly shards: object; readonly targets: readonly { readonly name: string; readonly owner: string | null }[] };
    expect(document.shards).toEqual({ replica: shards.identity, replicas: shards.members });
    expect(document.targets.map(({ name, owner }) => [name, owner])).toEqual([['prod', shards.identity], ['staging', shards.members[1]], ['test', null]]);
  });

  it('says so when it has none, and why when it cannot know', async () => {
    const { url } = await serve(aState([standby('prod')], { shards: aShare({ owners: { prod: `cdc-7c9-def_${uuid}` }, problem: 'the Kubernetes API answered 500' }) }));
    const page = await (await fetch(url)).text();
    expect(page).toContain('<h1>Other replicas have the targets</h1>');
    expect(page).toContain('cdc-7c9-abc has 0 of 1 target; 2 replicas live. the Kubernetes API answered 500');
  });
});
