import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeStored } from '../../src/ledger/cas.js';
import { emptyLedger } from '../../src/ledger/document.js';
import { recordWriteMode } from '../../src/ledger/mutations.js';
import { openStore } from '../../src/ledger/open.js';
import { openLedger } from '../../src/ledger/session.js';
import type { LedgerStore } from '../../src/ledger/store.js';
import { env, git, gitFed, startRacer, temporaryFolder } from './support.js';

const REF = 'refs/cdc-reconciler/prod';

/** A bare repository that serves as the remote, with a clone of it that has work in progress. */
function repositories() {
  const root = temporaryFolder();
  const bare = join(root, 'remote.git');
  const clone = join(root, 'clone');
  git(root, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  git(root, 'clone', '--quiet', bare, clone);
  writeFileSync(join(clone, 'pipeline.yaml'), 'kind: Pipeline\n');
  git(clone, 'add', '.');
  git(clone, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'first');
  git(clone, 'push', '--quiet', 'origin', 'HEAD:main');
  writeFileSync(join(clone, 'pipeline.yaml'), 'kind: Changed\n');
  writeFileSync(join(clone, 'staged.yaml'), 'staged\n');
  git(clone, 'add', 'staged.yaml');
  return { root, bare, clone };
}

/** All that a person would notice in a clone. */
function stateOf(clone: string): unknown {
  return {
    status: git(clone, 'status', '--porcelain', '--branch'),
    refs: git(clone, 'for-each-ref'),
    head: git(clone, 'rev-parse', 'HEAD'),
    config: readFileSync(join(clone, '.git/config'), 'utf8'),
    index: readFileSync(join(clone, '.git/index')).toString('base64'),
    files: [readdirSync(clone), readdirSync(join(clone, '.git'))],
  };
}

async function usingStore<Result>(url: string, cwd: string, work: (store: LedgerStore) => Promise<Result>): Promise<Result> {
  const store = openStore(url, 'prod', { cwd, env });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const addMode = (store: LedgerStore, mode: string) => changeStored(store, (document) => recordWriteMode(document, 'orders', mode), `mode ${mode}`);

/** Puts a commit with this text where the ledger is, as another program or a person would. */
function plant(bare: string, text: string, file = 'ledger.json'): void {
  const data = (content: string): string => `data ${Buffer.byteLength(content)}\n${content}\n`;
  gitFed(`commit ${REF}\ncommitter x <x@y> 0 +0000\n${data('planted')}M 100644 inline ${file}\n${data(text)}`, bare, 'fast-import', '--quiet', '--force');
}

describe('a ledger in a git repository', () => {
  it.each([
    { name: 'origin of the clone', url: () => 'git:' },
    { name: 'a path', url: (bare: string) => `git:${bare}` },
    { name: 'a relative path', url: () => 'git:../remote.git' },
    { name: 'a file URL', url: (bare: string) => `git:file://${bare}` },
  ])('by $name: every write is a commit on the one before, and the clone stays as it is', async ({ url }) => {
    const { bare, clone } = repositories();
    const before = stateOf(clone);
    await usingStore(url(bare), clone, async (store) => {
      expect(await store.read()).toEqual({ state: 'absent', version: '' });
      for (const mode of ['A', 'B', 'C']) expect(await addMode(store, mode)).toMatchObject({ changed: true });
      expect(await store.write(emptyLedger('prod'), 'f'.repeat(40), 'stale')).toEqual({ written: false });
    });
    expect(git(bare, 'log', '--reverse', '--format=%s|%an|%P', REF).split('\n').map((line) => line.split('|').slice(0, 2))).toEqual([['mode A', 'cdc-reconciler'], ['mode B', 'cdc-reconciler'], ['mode C', 'cdc-reconciler']]);
    expect(JSON.parse(git(bare, 'show', `${REF}:ledger.json`))).toMatchObject({ target: 'prod', writeModes: { orders: ['A', 'B', 'C'] } });
    expect(git(bare, 'ls-tree', '--name-only', REF)).toBe('ledger.json');
    expect(stateOf(clone)).toEqual(before);
    expect(await usingStore(url(bare), clone, (store) => store.read())).toMatchObject({ state: 'present', version: git(bare, 'rev-parse', REF) });
  });

  it('keeps targets apart, under the prefix that is asked for', async () => {
    const { bare, clone } = repositories();
    for (const target of ['prod', 'test.lock', 'a b']) {
      const store = openStore(`git:${bare}#refs/ledgers/team`, target, { cwd: clone, env });
      await addMode(store, 'A');
      await store.close();
    }
    expect(git(bare, 'for-each-ref', '--format=%(refname)', 'refs/ledgers')).toBe('refs/ledgers/team/a%20b\nrefs/ledgers/team/prod\nrefs/ledgers/team/test%2Elock');
  });

  it('loses no update when two processes race fifty times each', async () => {
    const { bare, clone } = repositories();
    const before = stateOf(clone);
    const racers = ['a', 'b'].map((name) => startRacer('git:', name, 50, clone));
    for (const racer of racers) expect(await racer.ended).toEqual({ code: 0, stderr: '' });
    const fifty = Array.from({ length: 50 }, (_, at) => String(at));
    const found = await usingStore(`git:${bare}`, clone, (store) => store.read());
    expect(found).toMatchObject({ state: 'present', document: { writeModes: { counter: ['100'], a: fifty, b: fifty } } });
    const history = git(bare, 'log', '--reverse', '--format=%H %P', REF).split('\n').map((line) => line.split(' '));
    expect(history).toHaveLength(100);
    history.slice(1).forEach(([, ...parents], at) => expect(parents).toEqual([history[at]![0]]));
    const counters = history.map(([commit]) => JSON.parse(git(bare, 'show', `${commit}:ledger.json`)).writeModes.counter[0]);
    expect(counters).toEqual(Array.from({ length: 100 }, (_, at) => String(at + 1)));
    expect(stateOf(clone)).toEqual(before);
  }, 120_000);

  it.each([
    { name: 'different things', messages: ['one', 'two'] },
    { name: 'the same thing in the same second', messages: ['one', 'one'] },
  ])('is written once when two write $name over the same version', async ({ messages }) => {
    const { bare, clone } = repositories();
    const stores = messages.map(() => openStore(`git:${bare}`, 'prod', { cwd: clone, env }));
    await Promise.all(stores.map((store) => store.read()));
    expect(await stores[0]!.write(emptyLedger('prod'), '', messages[0]!)).toMatchObject({ written: true });
    expect(await stores[1]!.write(emptyLedger('prod'), '', messages[1]!)).toEqual({ written: false });
    expect(git(bare, 'log', '--format=%s', REF)).toBe('one');
    await Promise.all(stores.map((store) => store.close()));
  });
});

describe('a git ledger that is lost or damaged', () => {
  it.each([
    { name: 'text that is no JSON', damage: (bare: string) => plant(bare, '{ "format'), want: 'is not JSON' },
    { name: 'a newer version', damage: (bare: string) => plant(bare, '{"formatVersion":9}'), want: 'was written by a newer cdc-reconciler' },
    { name: 'a commit of something else', damage: (bare: string) => plant(bare, 'hello', 'README'), want: 'has no ledger.json' },
  ])('$name: unreadable, not overwritten, and kept in the history of the new one', async ({ damage, want }) => {
    const { bare, clone } = repositories();
    damage(bare);
    const planted = git(bare, 'rev-parse', REF);
    await usingStore(`git:${bare}`, clone, async (store) => {
      expect(await store.read()).toEqual({ state: 'unreadable', version: planted, cause: expect.any(String), reason: expect.stringContaining(want) });
      await expect(store.write(emptyLedger('prod'), planted, 'no')).rejects.toThrow('not overwritten');
      expect(git(bare, 'rev-parse', REF)).toBe(planted);
      expect(await store.replaceUnreadable(emptyLedger('prod'), planted, 'anew')).toMatchObject({ written: true, kept: expect.stringContaining(planted) });
      expect(await store.read()).toMatchObject({ state: 'present' });
    });
    expect(git(bare, 'rev-parse', `${REF}~1`)).toBe(planted);
  });

  it('a ref that is deleted is absent, and a session over it has lost its lease', async () => {
    const { bare, clone } = repositories();
    await usingStore(`git:${bare}`, clone, async (store) => {
      const result = await openLedger(store, { holder: 'h', runId: 'r', clock: { now: Date.now } });
      if (!result.opened) throw new Error('not opened');
      git(bare, 'update-ref', '-d', REF);
      await expect(result.ledger.update((document) => recordWriteMode(document, 't', 'A'), 'a')).rejects.toThrow('is lost');
      expect(await store.read()).toEqual({ state: 'absent', version: '' });
    });
  });

  it('a remote that refuses says why', async () => {
    const { bare, clone } = repositories();
    const hook = join(bare, 'hooks/pre-receive');
    mkdirSync(join(bare, 'hooks'), { recursive: true });
    writeFileSync(hook, '#!/bin/sh\necho "ledgers are not welcome" >&2\nexit 1\n', { mode: 0o755 });
    await usingStore(`git:${bare}`, clone, async (store) => {
      await expect(addMode(store, 'A')).rejects.toThrow(/cannot be written\. Git says: .*hook declined.*ledgers are not welcome/);
    });
  });
});

describe('a git ledger that cannot be reached', () => {
  it.each([
    { name: 'a path with no repository', url: (root: string) => `git:${root}/nowhere.git`, want: /cannot be reached\. Git says: .*nowhere\.git/ },
    { name: 'a port where nobody listens', url: () => 'git:https://someone:s3cret-t0ken@127.0.0.1:1/repo.git', want: /cannot be reached\. Git says: .*127\.0\.0\.1/ },
    { name: 'a working folder that is no repository', url: () => 'git:', want: /there is no repository\. Name one/ },
  ])('$name: an error in the words of git, without credentials, and not "absent"', async ({ url, want }) => {
    const root = temporaryFolder();
    await usingStore(url(root), root, async (store) => {
      for (const act of [() => store.read(), () => addMode(store, 'A')]) {
        const error = await act().then(() => undefined, (thrown: unknown) => thrown as Error);
        expect(error?.message).toMatch(want);
        expect(`${error?.message}${error?.stack}${store.location}`).not.toMatch(/someone|s3cret/);
      }
    });
  });

  it('a clone without origin', async () => {
    const root = temporaryFolder();
    git(root, 'init', '--quiet');
    await usingStore('git:', root, (store) => expect(store.read()).rejects.toThrow('has none'));
  });

  it('credentials come from the settings of the clone, and are sent once', async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(403).end();
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const root = temporaryFolder();
    git(root, 'init', '--quiet');
    git(root, 'remote', 'add', 'origin', `${origin}/shop.git`);
    git(root, 'config', `http.${origin}/.extraheader`, 'Authorization: Basic b25lOnR3bw==');
    await usingStore('git:', root, (store) => expect(store.read()).rejects.toThrow(/Git says: .*403/));
    server.close();
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set(['Basic b25lOnR3bw==']));
  });
});

describe('the cache', () => {
  const caches = (pid: number): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith(`cdc-reconciler-ledger-${hostname()}-${pid}-`));

  it('is gone after close, and the store can be used again', async () => {
    const { bare, clone } = repositories();
    const before = caches(process.pid);
    const store = openStore(`git:${bare}`, 'prod', { cwd: clone, env });
    await addMode(store, 'A');
    expect(caches(process.pid)).toHaveLength(before.length + 1);
    await store.close();
    expect(caches(process.pid)).toEqual(before);
    expect(await addMode(store, 'B')).toMatchObject({ changed: true });
    await store.close();
  });

  it('of a process that is gone is removed', async () => {
    const { bare, clone } = repositories();
    mkdirSync(join(tmpdir(), `cdc-reconciler-ledger-${hostname()}-4194300-x`), { recursive: true });
    await usingStore(`git:${bare}`, clone, (store) => store.read());
    expect(caches(4_194_300)).toEqual([]);
  });
});
