import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildBinary } from '../../change/support/binary.js';
import type { Binary } from '../../change/support/binary.js';
import { pipeline, target } from './documents.js';
import { startGitServer, startInbox } from './git-server.js';
import type { Line } from './processes.js';
import { setStage } from './stage.js';
import type { Stage } from './stage.js';

// Several processes on a machine that may have other work.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let binary: Binary;
let stage: Stage;

beforeAll(async () => {
  binary = await buildBinary();
}, 60_000);
afterAll(() => binary.remove());
beforeEach(async () => {
  stage = await setStage(binary);
});
afterEach(() => stage.strike());

const files = { 'pipelines/targets.yaml': target('prod'), 'pipelines/shop.yaml': pipeline('shop') };
const ranAt = (commit: string, outcome: string) => (line: Line): boolean => line.event === 'run-ended' && line['commit'] === commit && line['outcome'] === outcome;

describe('a token', () => {
  it('that expires stops the fetching and nothing else; the new one is read from its file; the ledger in the repository is reached with it', async () => {
    const first = await stage.remote.commit(files, 'First');
    const server = await startGitServer(stage.folder, 'remote.git', 'token-one');
    try {
      await writeFile(join(stage.folder, 'token'), 'token-one\n');
      const watch = stage.watch(['--token-file', 'token', '--ledger', 'git:'], { repository: server.url });
      await watch.line('first', ranAt(first, 'changed'));
      server.setToken('token-two');
      const second = await stage.remote.commit({ 'pipelines/shop.yaml': pipeline('shop', { retention: 14 }) }, 'Second');
      expect(await watch.line('expired', ({ event }) => event === 'fetch-failed')).toMatchObject({ cause: 'unauthorized' });
      await writeFile(join(stage.folder, 'token'), 'token-two\n');
      await watch.line('recovered', ({ event }) => event === 'fetch-recovered');
      // The backend of this test takes pushes only from who is known; the ledger's ref goes there.
      await watch.line('second', ranAt(second, 'changed'));
      expect(await watch.end()).toBe(0);
      expect(watch.raw.join('\n')).not.toMatch(/token-one|token-two/);
    } finally {
      await server.close();
    }
  });
});

describe('people', () => {
  it('are told of a failure, its end, a refused commit and a waiting approval, once each, and GitHub of each commit', async () => {
    const chat = await startInbox();
    const github = await startInbox();
    try {
      await writeFile(join(stage.folder, 'chat'), `${chat.url}/services/secret-path\n`);
      await writeFile(join(stage.folder, 'github'), 'ghp_secret\n');
      const telling = ['--notify-url-file', 'chat', '--github-token-file', 'github', '--github-repository', 'acme/pipelines', '--github-api', github.url];
      const first = await stage.remote.commit({ ...files, 'pipelines/targets.yaml': target('prod').replace('name: lake', 'name: pond') }, 'Wrong cluster');
      const watch = stage.watch(telling);
      await watch.line('three failures', (line) => line.event === 'run-ended' && Number(line['failures']) >= 3);
      const second = await stage.remote.commit({ 'pipelines/targets.yaml': target('prod') }, 'Right cluster');
      await watch.line('applied', ranAt(second, 'changed'));
      const bad = await stage.remote.commit({ 'pipelines/shop.yaml': 'kind: [' }, 'A slip');
      await watch.line('refused', ({ event }) => event === 'commit-refused');
      const fourth = await stage.remote.commit({ 'pipelines/shop.yaml': pipeline('shop', { key: 'id, customer' }) }, 'Another key');
      await watch.line('waits', ({ event }) => event === 'awaiting-approval');
      await watch.line('told', (line) => line.event === 'notified' && line['notice'] === 'awaiting-approval');
      await watch.line('status', (line) => line.event === 'commit-status' && line['commit'] === fourth && line['state'] === 'pending');
      expect(await watch.end()).toBe(0);

      const again = stage.watch(telling);
      await again.line('waits still', (line) => line.event === 'run-ended' && line['outcome'] === 'refused');
      expect(await again.end()).toBe(0);

      expect(chat.messages.map(({ body }) => body['notice'])).toEqual(['failed', 'recovered', 'commit-refused', 'awaiting-approval']);
      expect(chat.messages[0]!.body).toMatchObject({ formatVersion: 1, target: 'prod', commit: { id: first } });
      expect(String(chat.messages[3]!.body['detail'])).toMatch(/kind: Approval/);
      const statuses = github.messages.map(({ path, body }) => `${path} ${String(body['context'])} ${String(body['state'])}`);
      expect(statuses).toContain(`/repos/acme/pipelines/statuses/${first} cdc-reconciler/prod failure`);
      expect(statuses).toContain(`/repos/acme/pipelines/statuses/${second} cdc-reconciler/prod success`);
      expect(statuses).toContain(`/repos/acme/pipelines/statuses/${bad} cdc-reconciler failure`);
      expect(statuses).toContain(`/repos/acme/pipelines/statuses/${fourth} cdc-reconciler/prod pending`);
      expect(github.messages.every(({ authorization }) => authorization === 'Bearer ghp_secret')).toBe(true);
      expect([...watch.raw, ...again.raw].join('\n')).not.toMatch(/ghp_secret|secret-path/);
    } finally {
      await chat.close();
      await github.close();
    }
  });
});

describe('SIGTERM', () => {
  it('in mid-apply ends within the grace period with the ledger released, and the next start converges', async () => {
    // Slow enough that the apply is under way when the signal comes.
    await stage.simulator.post('/simulator/clock', { speed: 20 });
    const first = await stage.remote.commit(files, 'First');
    const watch = stage.watch(['--grace', '5s']);
    await watch.line('a step', ({ event }) => event === 'step-ended');
    const asked = Date.now();
    expect(await watch.end()).toBe(0);
    expect(Date.now() - asked).toBeLessThan(8_000);
    expect(watch.lines.some(ranAt(first, 'changed'))).toBe(false);
    expect(watch.lines.at(-1)).toMatchObject({ event: 'stopped', clean: true });

    await stage.simulator.post('/simulator/clock', { speed: 1_000 });
    const again = stage.watch();
    await again.line('the rest', ranAt(first, 'changed'));
    expect(again.lines.some((line) => (line['codes'] as readonly string[] | undefined)?.includes('CDC4011') === true)).toBe(false);
    expect(await again.end()).toBe(0);
    expect(await stage.simulator.get('/simulator/invariants')).toEqual([]);
    expect(await stage.dryRun()).toMatchObject({ code: 0 });
  });

  it('a second time ends at once', async () => {
    await stage.simulator.post('/simulator/clock', { speed: 20 });
    await stage.remote.commit(files, 'First');
    const watch = stage.watch(['--grace', '10m']);
    await watch.line('a step', ({ event }) => event === 'step-ended');
    watch.child.kill('SIGTERM');
    await watch.line('stopping', ({ event }) => event === 'stopping');
    const asked = Date.now();
    expect(await watch.end()).toBe(1);
    expect(Date.now() - asked).toBeLessThan(3_000);
    expect(watch.lines.find(({ event }) => event === 'stopped')).toMatchObject({ clean: false });
  });
});
