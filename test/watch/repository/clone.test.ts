import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDocuments } from '../../../src/pipeline/read-documents.js';
import { gitAccess, withoutSecrets } from '../../../src/watch/repository/access.js';
import { openClone } from '../../../src/watch/repository/clone.js';
import type { FetchResult, Repository } from '../../../src/watch/repository/clone.js';
import { causeOf } from '../../../src/watch/repository/problem.js';
import { createRemote } from '../e2e/remote.js';
import type { Remote } from '../e2e/remote.js';

let folder: string;
let remote: Remote;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdc-clone-'));
  remote = await createRemote(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (more: { readonly url?: string; readonly branch?: string } = {}): Promise<Repository> =>
  openClone({ url: remote.path, folder: 'pipelines', stateDir: join(folder, 'state'), cwd: folder, env: process.env, signal: new AbortController().signal, ...more });
const tipOf = (result: FetchResult): string => (result.fetched ? result.tip.commit.id : result.problem);
const clone = (...parts: readonly string[]): string => join(folder, 'state', 'clone.git', ...parts);

describe('a clone', () => {
  it('takes the branch of the repository itself, and only the folder is checked out', async () => {
    const commit = await remote.commit({ 'pipelines/a.yaml': 'a', 'elsewhere/b.yaml': 'b' }, 'First  commit');
    const repository = await open();
    expect(await repository.fetch()).toMatchObject({ fetched: true, tip: { commit: { id: commit, subject: 'First  commit' } } });
    expect(repository.branch()).toBe('main');
    let root = '';
    await repository.checkOut(commit, async (at) => {
      root = at;
      expect(await readdir(at)).toEqual(['pipelines']);
      expect(await readFile(join(at, 'pipelines/a.yaml'), 'utf8')).toBe('a');
    });
    expect(await readdir(root).catch(() => 'gone')).toBe('gone');
  });

  it('knows when the folder is the same, and when there is none', async () => {
    await remote.commit({ 'pipelines/a.yaml': 'a' }, '1');
    const repository = await open();
    const trees: (string | undefined)[] = [];
    for (const files of [{ 'README.md': 'x' }, { 'pipelines/a.yaml': 'b' }, { 'pipelines/a.yaml': undefined }]) {
      await remote.commit(files, 'more');
      const result = await repository.fetch();
      trees.push(result.fetched ? result.tip.folderTree : 'failed');
    }
    expect(trees[0]).not.toBe(trees[1]);
    expect(trees[2]).toBeUndefined();
  });

  it('tells a rewritten branch from one that went on', async () => {
    const first = await remote.commit({ 'pipelines/a.yaml': '1' }, '1');
    const second = await remote.commit({ 'pipelines/a.yaml': '2' }, '2');
    const repository = await open();
    await repository.fetch();
    await remote.commit({ 'pipelines/a.yaml': '3' }, '3');
    const third = await repository.fetch();
    expect(third).not.toHaveProperty('rewritten');
    const other = await remote.rewrite(first, { 'pipelines/a.yaml': '4' }, '4');
    expect(await repository.fetch()).toMatchObject({ tip: { commit: { id: other } }, rewritten: { former: tipOf(third) } });
    expect(second).not.toBe(other);
  });

  it('remembers what is in force, and forgets it for another repository', async () => {
    const commit = await remote.commit({ 'pipelines/a.yaml': '1' }, '1');
    const repository = await open();
    await repository.fetch();
    await repository.markInForce(commit);
    expect((await (await open()).inForce())?.commit.id).toBe(commit);
    expect(await (await open({ url: `${remote.path}/../remote.git` })).inForce()).toBeUndefined();
  });

  it.each([
    ['a lock that a killed process left', () => writeFile(clone('shallow.lock'), '')],
    ['an object store that is gone', () => rm(clone('objects'), { recursive: true })],
    ['a ref that is rubbish', () => writeFile(clone('refs', 'cdc-reconciler', 'tip'), 'rubbish\n')],
  ])('with %s is made anew', async (_name, damage) => {
    await remote.commit({ 'pipelines/a.yaml': '1' }, '1');
    await (await open()).fetch();
    await damage();
    const commit = await remote.commit({ 'pipelines/a.yaml': '2' }, '2');
    const repository = await open();
    expect(tipOf(await repository.fetch())).toBe(commit);
    expect(await repository.checkOut(commit, (root) => readFile(join(root, 'pipelines/a.yaml'), 'utf8'))).toBe('2');
  });

  it('leads nowhere by a link', async () => {
    await writeFile(join(folder, 'secret.yaml'), 'kind: Target');
    await remote.commit({ 'pipelines/a.yaml': 'x: 1' }, '1');
    await symlink(join(folder, 'secret.yaml'), join(folder, 'somebody/pipelines/link.yaml'));
    const commit = await remote.commit({}, 'link');
    const repository = await open();
    await repository.fetch();
    const { diagnostics, files } = await repository.checkOut(commit, (root) => loadDocuments(['pipelines'], { cwd: root }));
    expect(diagnostics.map(({ code }) => code)).toContain('CDC1007');
    expect([...files.keys()]).toEqual(['pipelines/a.yaml']);
  });

  it('of nothing: the sentence says what is wrong', async () => {
    expect(await (await open()).fetch()).toMatchObject({ fetched: false, cause: 'branch-missing' });
    await remote.commit({ 'pipelines/a.yaml': '1' }, '1');
    expect(await (await open({ branch: 'prod' })).fetch()).toEqual({ fetched: false, cause: 'branch-missing', problem: 'The branch prod is not in the repository.' });
    expect(await (await open({ url: join(folder, 'nowhere') })).fetch()).toMatchObject({ fetched: false, cause: 'unreachable' });
    expect(await (await open({ url: 'http://user:geheim@127.0.0.1:9/x.git' })).fetch()).toMatchObject({ fetched: false, cause: 'unreachable' });
    expect(execFileSync('git', ['-C', clone(), 'config', '--list'], { encoding: 'utf8' })).not.toContain('geheim');
  });
});

describe('access', () => {
  it.each([
    ['a token', { url: 'https://github.com/acme/p', readToken: () => Promise.resolve('tok\n') }, [['http.https://github.com/.extraHeader', 'x-access-token:tok'], ['credential.helper', '']]],
    ["a token with the URL's user", { url: 'https://deploy@gitlab.com:8443/acme/p', readToken: () => Promise.resolve('tok') }, [['http.https://gitlab.com:8443/.extraHeader', 'deploy:tok'], ['credential.helper', '']]],
    ['a password in the URL', { url: 'https://me:p%40ss@git.example.com/p' }, [['http.https://git.example.com/.extraHeader', 'me:p@ss'], ['credential.helper', '']]],
    ['nothing', { url: 'https://github.com/acme/p' }, []],
    ['a token is for https only', { url: 'git@github.com:acme/p', readToken: () => Promise.resolve('tok') }, []],
  ])('by %s', async (_name, options, want) => {
    const { config } = await gitAccess(options);
    expect(config.map(([key, value]) => [key, value.startsWith('Authorization: Basic ') ? Buffer.from(value.slice(21), 'base64').toString() : value])).toEqual(want);
  });

  it('by key: no other one is tried, no host is taken on trust, and a path is no shell code', async () => {
    const { env } = await gitAccess({ url: 'git@github.com:acme/p', deployKey: "/run/it's; rm -rf/key", knownHosts: '/run/hosts' });
    expect(env['GIT_SSH_COMMAND']).toBe("ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -i '/run/it'\\''s; rm -rf/key' -o UserKnownHostsFile='/run/hosts'");
  });

  it.each([
    ['https://user:pw@github.com/a', 'https://github.com/a'],
    ['ssh://git:pw@github.com/a', 'ssh://git@github.com/a'],
    ['ssh://git@github.com/a', 'ssh://git@github.com/a'],
    ['git@github.com:a/b', 'git@github.com:a/b'],
  ])('%s is shown as %s', (url, want) => expect(withoutSecrets(url)).toBe(want));

  it.each([
    ["fatal: Authentication failed for 'https://github.com/a'", 'unauthorized'],
    ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'unauthorized'],
    ['git@github.com: Permission denied (publickey).', 'unauthorized'],
    ['remote: Repository not found.', 'unauthorized'],
    ['Host key verification failed.', 'unknown-host'],
    ['fatal: unable to access: Could not resolve host: github.com', 'unreachable'],
    ['error: The requested URL returned error: 502', 'unreachable'],
    ['error: The requested URL returned error: 403', 'unauthorized'],
    ["fatal: couldn't find remote ref refs/heads/x", 'branch-missing'],
    ["fatal: Unable to create 'shallow.lock': File exists.", 'other'],
  ])('%s: %s', (words, cause) => expect(causeOf(words)).toBe(cause));
});
