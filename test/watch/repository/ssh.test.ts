import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClone } from '../../../src/watch/repository/clone.js';
import type { FetchResult } from '../../../src/watch/repository/clone.js';
import { createRemote } from '../e2e/remote.js';
import { hasSshd, startSshServer } from './ssh-server.js';
import type { SshServer } from './ssh-server.js';

describe.skipIf(!hasSshd)('a deploy key, at a real sshd (skipped without openssh-server)', () => {
  let folder: string;
  let server: SshServer;
  let commit: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cdc-ssh-'));
    const remote = await createRemote(folder);
    path = remote.path;
    commit = await remote.commit({ 'pipelines/a.yaml': 'a' }, 'First');
    server = await startSshServer(folder);
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  let states = 0;
  const fetch = async (access: { readonly deployKey?: string; readonly knownHosts?: string }, to = path): Promise<FetchResult> => {
    const repository = await openClone({ url: server.url(to), folder: 'pipelines', stateDir: join(folder, `state-${(states += 1)}`), cwd: folder, env: { PATH: process.env['PATH'], HOME: folder }, signal: new AbortController().signal, ...access });
    return repository.fetch();
  };

  it('gets in, to a host whose key is known', async () => {
    expect(await fetch({ deployKey: server.key, knownHosts: server.knownHosts })).toMatchObject({ fetched: true, tip: { commit: { id: commit } } });
  });

  it.each([
    { name: 'another key', access: () => ({ deployKey: server.otherKey, knownHosts: server.knownHosts }), cause: 'unauthorized', says: 'Permission denied (publickey)' },
    { name: 'no key', access: () => ({ knownHosts: server.knownHosts }), cause: 'unauthorized', says: 'Permission denied (publickey)' },
    { name: 'a host that has another key than is known', access: () => ({ deployKey: server.key, knownHosts: server.otherHosts }), cause: 'unknown-host', says: 'shows another key than the known one' },
    { name: 'a host of which nothing is known', access: () => ({ deployKey: server.key, knownHosts: join(folder, 'nothing') }), cause: 'unknown-host', says: 'ssh-keyscan' },
  ])('with $name it does not, and says why', async ({ access, cause, says }) => {
    const result = await fetch(access());
    expect(result).toMatchObject({ fetched: false, cause });
    expect(result.fetched ? '' : result.problem).toContain(says);
  });

  it('does not find what is not there', async () => {
    expect(await fetch({ deployKey: server.key, knownHosts: server.knownHosts }, `${path}-none`)).toMatchObject({ fetched: false, cause: 'unreachable' });
  });
});
