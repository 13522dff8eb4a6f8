import { createHmac } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildBinary } from '../../change/support/binary.js';
import type { Binary } from '../../change/support/binary.js';
import { approval, pipeline, target } from './documents.js';
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

describe('commits', () => {
  it('are applied as they come by poll; one that changes nothing in the folder asks the account nothing', async () => {
    const first = await stage.remote.commit(files, 'First');
    const watch = stage.watch();
    await watch.line('first run', ranAt(first, 'changed'));
    const second = await stage.remote.commit({ 'pipelines/shop.yaml': pipeline('shop', { retention: 14 }) }, 'Keep snapshots longer');
    expect(await watch.line('second run', ranAt(second, 'changed'))).toMatchObject({ trigger: 'commit', target: 'prod', failures: 0, level: 'info' });
    const runs = watch.lines.filter(({ event }) => event === 'run-started').length;
    const third = await stage.remote.commit({ 'README.md': 'hello' }, 'Words');
    expect(await watch.line('third commit', (line) => line.event === 'commit-taken' && line['commit'] === third)).toMatchObject({ changed: false });
    expect(watch.lines.filter(({ event }) => event === 'run-started').length).toBe(runs);
    expect(await watch.end()).toBe(0);
    expect(watch.raw.length).toBe(watch.lines.length);
    expect(await stage.dryRun()).toMatchObject({ code: 0 });
  });

  it('come at once by webhook, and a forged one does nothing', async () => {
    await writeFile(join(stage.folder, 'hook'), 'a webhook secret\n');
    await writeFile(join(stage.folder, 'page'), 'a page token\n');
    const first = await stage.remote.commit(files, 'First');
    const watch = stage.watch(['--poll', '1h', '--listen', '127.0.0.1:0', '--webhook-secret-file', 'hook', '--page-token-file', 'page']);
    await watch.line('first run', ranAt(first, 'changed'));
    const { url } = await watch.line('serving', ({ event }) => event === 'serving');
    const second = await stage.remote.commit({ 'pipelines/shop.yaml': pipeline('shop', { retention: 14 }) }, 'Longer');
    const body = JSON.stringify({ ref: 'refs/heads/main', after: second });
    const send = async (secret: string, text = body): Promise<number> => {
      const signature = `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
      const headers = { 'content-type': 'application/json', 'x-github-event': 'push', 'x-github-delivery': 'delivery-1', 'x-hub-signature-256': signature };
      return (await fetch(new URL('/webhook', String(url)), { method: 'POST', headers, body: text })).status;
    };
    expect(await send('a guess')).toBe(401);
    expect(watch.lines.some(({ event, commit }) => event === 'commit-taken' && commit === second)).toBe(false);
    expect(await send('a webhook secret')).toBe(202);
    expect(await watch.line('second run', ranAt(second, 'changed'))).toMatchObject({ trigger: 'webhook' });
    expect(await send('a webhook secret')).toBe(200);
    expect(await send('a webhook secret', JSON.stringify({ ref: 'refs/heads/other' }))).toBe(200);
    expect(await send('a webhook secret', 'x'.repeat(6 * 1024 * 1024)).catch(() => 413)).toBe(413);
    expect((await fetch(new URL('/healthz', String(url)))).status).toBe(200);
    expect((await fetch(new URL('/', String(url)))).status).toBe(401);
    expect(await watch.end()).toBe(0);
    expect(watch.raw.join('\n')).not.toMatch(/a webhook secret|a page token/);
  });

  it('that are bad leave the last good one in force, also across a restart', async () => {
    const first = await stage.remote.commit(files, 'First');
    const watch = stage.watch();
    await watch.line('first run', ranAt(first, 'changed'));
    const bad = await stage.remote.commit({ 'pipelines/shop.yaml': pipeline('shop').replace('format: AVRO', 'fromat: AVRO') }, 'A slip');
    const refused = await watch.line('refusal', ({ event }) => event === 'commit-refused');
    expect(refused).toMatchObject({ commit: bad, inForce: first, level: 'error' });
    expect(refused['problem']).toMatch(/^pipelines\/shop\.yaml:8: CDC1201: "fromat" is not a key/);
    expect(await watch.end()).toBe(0);

    const again = stage.watch();
    expect(await again.line('refusal', ({ event }) => event === 'commit-refused')).toMatchObject({ commit: bad });
    await again.line('the good one in force', ranAt(first, 'converged'));
    const good = await stage.remote.commit({ 'pipelines/shop.yaml': pipeline('shop', { retention: 30 }) }, 'Mended');
    await again.line('mended', ranAt(good, 'changed'));
    expect(again.lines.filter(({ event }) => event === 'commit-refused').length).toBe(1);
    expect(await again.end()).toBe(0);
  });

  it('that destroy wait for an Approval, and run when it is merged', async () => {
    const first = await stage.remote.commit(files, 'First');
    const watch = stage.watch();
    await watch.line('first run', ranAt(first, 'changed'));
    await stage.remote.commit({ 'pipelines/shop.yaml': pipeline('shop', { key: 'id, customer' }) }, 'Another key');
    const waits = await watch.line('waiting', ({ event }) => event === 'awaiting-approval');
    expect(waits['file']).toBe(`pipelines/approvals/prod-${String(waits['fingerprint'])}.yaml`);
    const before = watch.lines.length;
    const approved = await stage.remote.commit({ [String(waits['file'])]: approval(String(waits['fingerprint'])) }, 'Agreed');
    await watch.line('rebuilt', ranAt(approved, 'changed'), before);
    expect(await watch.end()).toBe(0);
    expect(await stage.dryRun()).toMatchObject({ code: 0 });
  });
});

describe('the remote', () => {
  it('may be rewritten, lose its branch, or be away: what is in force stays', async () => {
    const first = await stage.remote.commit(files, 'First');
    const second = await stage.remote.commit({ 'pipelines/shop.yaml': pipeline('shop', { retention: 14 }) }, 'Second');
    const watch = stage.watch();
    await watch.line('second', ranAt(second, 'changed'));
    const other = await stage.remote.rewrite(first, { 'pipelines/shop.yaml': pipeline('shop', { retention: 21 }) }, 'Instead of the second');
    expect(await watch.line('rewritten', ({ event }) => event === 'branch-rewritten')).toMatchObject({ commit: other, former: second });
    await watch.line('the other', ranAt(other, 'changed'));

    await stage.remote.deleteBranch();
    expect(await watch.line('no branch', ({ event }) => event === 'fetch-failed')).toMatchObject({ cause: 'branch-missing', problem: 'The branch main is not in the repository.' });
    await stage.remote.restoreBranch();
    await watch.line('branch again', ({ event }) => event === 'fetch-recovered');

    const before = watch.lines.length;
    await rename(stage.remote.path, `${stage.remote.path}.away`);
    expect(await watch.line('away', ({ event }) => event === 'fetch-failed', before)).toMatchObject({ cause: 'unreachable' });
    await rename(`${stage.remote.path}.away`, stage.remote.path);
    await watch.line('there again', ({ event }) => event === 'fetch-recovered', before);
    const last = await stage.remote.commit({ 'pipelines/shop.yaml': pipeline('shop', { retention: 28 }) }, 'Last');
    await watch.line('last', ranAt(last, 'changed'), before);
    expect(await watch.end()).toBe(0);
  });
});

describe('targets', () => {
  it('do not hold each other up, and one that fails comes back with growing waits', async () => {
    const both = { 'pipelines/targets.yaml': `${target('broken')}---\n${target('prod')}`, 'pipelines/other.yaml': pipeline('other', { targets: ['broken'] }), 'pipelines/shop.yaml': pipeline('shop') };
    const first = await stage.remote.commit(both, 'Two targets');
    const watch = stage.watch();
    await watch.line('prod', (line) => ranAt(first, 'changed')(line) && line['target'] === 'prod');
    await watch.line('a third failure', (line) => line.event === 'run-ended' && line['target'] === 'broken' && Number(line['failures']) >= 3);
    const failed = watch.lines.filter(({ event, target: name }) => event === 'run-ended' && name === 'broken');
    expect(failed.map(({ trigger }) => trigger).slice(0, 3)).toEqual(['start', 'retry', 'retry']);
    expect(await watch.end()).toBe(0);
  });

  it('are left alone when suspended, and only looked at outside their windows', async () => {
    const closed = '  syncWindows: [{ kind: deny, schedule: "* * * * *", duration: 1h }]\n';
    const first = await stage.remote.commit({ ...files, 'pipelines/targets.yaml': target('prod', closed) }, 'Closed');
    const watch = stage.watch();
    expect(await watch.line('a look', ranAt(first, 'planned'))).toMatchObject({ apply: false });
    const second = await stage.remote.commit({ 'pipelines/targets.yaml': target('prod', '  suspend: true\n') }, 'Suspended');
    await watch.line('taken', ({ event, commit }) => event === 'commit-taken' && commit === second);
    const third = await stage.remote.commit({ 'pipelines/targets.yaml': target('prod') }, 'Open');
    await watch.line('applied', ranAt(third, 'changed'));
    expect(watch.lines.some(({ event, commit }) => event === 'run-started' && commit === second)).toBe(false);
    expect(await watch.end()).toBe(0);
  });
});
