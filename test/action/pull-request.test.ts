import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectGolden } from '../support/golden.js';
import { actionFile } from './support/run-step.js';
import { customers, orders, ordersByRegion, scrubbed, shop, startScene, target } from './support/scene.js';
import type { Scene } from './support/scene.js';

const golden = new URL('golden/', import.meta.url);

it('the runner starts the newest Node that it has, from the bundle', () => expect(actionFile.runs).toEqual({ using: 'node24', main: 'dist/action.js' }));

/** One pull request from opened to merged; each step begins where the one before ended. */
describe('a pull request', { timeout: 120_000 }, () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
    scene.commit({ 'pipelines/target.yaml': target('prod'), 'pipelines/shop.yaml': shop() });
  }, 120_000);
  afterAll(() => scene.stop());

  it('the first push applies, keeps the ledger on a ref of the repository, and comments nowhere', async () => {
    const { code, outputs, log } = await scene.push();
    expect(code, log).toBe(0);
    expect(outputs).toMatchObject({ outcome: 'changed', changes: 'true' });
    expect(scene.github.comments).toEqual([]);
    expect(execFileSync('git', ['ls-remote', scene.remote], { encoding: 'utf8' })).toContain('refs/cdc-reconciler/prod');
    expect((await scene.push()).outputs).toMatchObject({ outcome: 'converged', changes: 'false' });
  });

  it('opened: one comment, one summary, the outputs, nothing applied', async () => {
    scene.commit({ 'pipelines/shop.yaml': shop({ tables: [orders, customers] }) });
    const before = scene.simulator.control.snapshot();
    const { code, outputs, summary, log } = await scene.pull();
    expect(code, log).toBe(0);
    expect(outputs).toMatchObject({ outcome: 'planned', changes: 'true', fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/) });
    expect(JSON.parse(outputs['fingerprints']!)).toEqual({ prod: outputs['fingerprint'] });
    expect(scene.simulator.control.snapshot()).toEqual(before);
    expect(scene.github.comments).toHaveLength(1);
    const [comment] = scene.github.comments;
    expect(comment).toMatchObject({ number: 7, updates: 0, user: { login: 'github-actions[bot]' } });
    expectGolden(golden, 'opened.md', scrubbed(comment!.body));
    expectGolden(golden, 'opened.summary.md', scrubbed(summary));
  });

  it('updated: the same comment tells of the rebuild, and the line that causes it is marked', async () => {
    scene.commit({ 'pipelines/shop.yaml': shop({ tables: [ordersByRegion] }) });
    const { code, outputs, commands, log } = await scene.pull();
    expect(code, log).toBe(0);
    expect(outputs).toMatchObject({ outcome: 'planned' });
    expect(scene.github.comments.map(({ updates }) => updates)).toEqual([1]);
    expectGolden(golden, 'updated.md', scrubbed(scene.github.comments[0]!.body));
    const marks = commands.filter(({ properties }) => properties['file'] === 'pipelines/shop.yaml');
    expect(marks.map(({ name, properties }) => `${name} ${properties['line']}`)).toContain('warning 10');
    expect(commands.every(({ name }) => ['error', 'warning', 'notice'].includes(name))).toBe(true);
  });

  it('merged: the comment tells that it was refused, then that the approved plan was applied', async () => {
    const sha = scene.commit({ 'README.md': 'merged' });
    scene.github.pulls.set(sha, [{ number: 3, merged_at: null, merge_commit_sha: null }, { number: 7, merged_at: '2026-11-22T10:00:00Z', merge_commit_sha: sha }]);
    const refused = await scene.push();
    expect(refused.code).toBe(3);
    expect(refused.outputs).toMatchObject({ outcome: 'refused' });
    expectGolden(golden, 'refused.md', scrubbed(scene.github.comments[0]!.body));

    const applied = await scene.push({ with: { 'expect-plan': refused.outputs['fingerprint']! } });
    expect(applied.code, applied.log).toBe(0);
    expect(applied.outputs).toMatchObject({ outcome: 'changed' });
    expect(scene.github.comments.map(({ updates }) => updates)).toEqual([3]);
    expectGolden(golden, 'merged.md', scrubbed(scene.github.comments[0]!.body));
    expect((await scene.pull()).outputs).toMatchObject({ outcome: 'converged', changes: 'false' });
  });

  it('closed and merged, in a workflow that applies on that event', async () => {
    scene.commit({ 'pipelines/shop.yaml': shop({ tables: [ordersByRegion], more: '  tableflow: { retention: 3d }\n' }) });
    const { code, outputs, log } = await scene.pull({ merged: true, with: { 'dry-run': 'false' } });
    expect(code, log).toBe(0);
    expect(outputs).toMatchObject({ outcome: 'changed' });
  });

  it.each([
    { name: 'is never applied while it is open', options: { with: { 'dry-run': 'false' } }, want: /not merged/ },
    { name: 'is not looked at with the secrets of the base', options: { event: 'pull_request_target' }, want: /pull_request_target/ },
    { name: 'is not planned with an input that is none', options: { with: { prune: 'maybe' } }, want: /prune is "maybe"/ },
  ])('$name', async ({ options, want }) => {
    const before = scene.github.requests.length;
    const { code, commands, outputs } = await scene.pull(options);
    expect(code).toBe(64);
    expect(commands).toEqual([{ name: 'error', properties: { title: 'reconcile was not run' }, data: expect.stringMatching(want) }]);
    expect(outputs).toEqual({});
    expect(scene.github.requests).toHaveLength(before);
  });

  it('with files that are not valid: refused on its lines, and the comment says so', async () => {
    scene.commit({ 'pipelines/shop.yaml': shop({ tables: ['{ from: public.orders, to: orders, key: [nope], columns: { id: INT } }'] }) });
    const { code, commands, outputs } = await scene.pull({ number: 9 });
    expect(code).toBe(65);
    expect(outputs).toMatchObject({ outcome: 'refused', changes: 'false', fingerprint: '' });
    expect(commands[0]).toMatchObject({ name: 'error', properties: { file: 'pipelines/shop.yaml', line: '10' } });
    expectGolden(golden, 'invalid.md', scrubbed(scene.github.comments.at(-1)!.body));
  });

  it('when no plan can be made, the comment does not go on showing the one before', async () => {
    scene.commit({ 'pipelines/shop.yaml': shop() });
    const { code, commands } = await scene.pull({ with: { ledger: 'git:/nowhere/at/all' } });
    expect(code).toBe(1);
    expect(commands).toEqual([{ name: 'error', properties: { title: 'reconcile could not run' }, data: expect.stringContaining('/nowhere/at/all') }]);
    expect(scene.github.comments.find(({ number }) => number === 7)!.body).toContain('**No plan: the run ended before there was one.');
  });
});

describe('several targets', { timeout: 120_000 }, () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
    scene.commit({ 'pipelines/targets.yaml': `${target('dev', '  variables: { host: pg-dev.example.com }\n')}---\n${target('prod', '  variables: { host: pg.example.com }\n')}`, 'pipelines/shop.yaml': shop({ targets: ['dev', 'prod'], host: '${var:host}' }) });
  }, 120_000);
  afterAll(() => scene.stop());

  it('share one comment when the step names none of them', async () => {
    const { code, outputs, log } = await scene.pull();
    expect(code, log).toBe(0);
    expect(Object.keys(JSON.parse(outputs['fingerprints']!) as object)).toEqual(['dev', 'prod']);
    expect(outputs['fingerprint']).toBe('');
    expect(scene.github.comments).toHaveLength(1);
    expectGolden(golden, 'two-targets.md', scrubbed(scene.github.comments[0]!.body));
  });

  it('have one each in a matrix', async () => {
    await scene.pull({ with: { target: 'dev' } });
    await scene.pull({ with: { target: 'prod' } });
    await scene.pull({ with: { target: 'dev' } });
    const markers = scene.github.comments.map(({ body, updates }) => `${/^<!-- (\S+)/.exec(body)![1]!} ${updates}`);
    expect(markers).toEqual(['cdc-reconciler:* 0', 'cdc-reconciler:dev 1', 'cdc-reconciler:prod 0']);
  });

  it('are promoted one after the other: dev applied, prod still to do', async () => {
    expect((await scene.push({ with: { target: 'dev' } })).outputs).toMatchObject({ outcome: 'changed' });
    expect((await scene.pull({ with: { target: 'dev' } })).outputs).toMatchObject({ outcome: 'converged' });
    expect((await scene.pull({ with: { target: 'prod' } })).outputs).toMatchObject({ outcome: 'planned' });
  });

  it('that nobody has are told as wrong usage', async () => {
    const { code, commands } = await scene.pull({ with: { target: 'prd' } });
    expect(code).toBe(64);
    expect(commands).toEqual([{ name: 'error', properties: { title: 'reconcile could not run' }, data: 'there is no Target "prd"; did you mean "prod"?' }]);
  });
});
