import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/core/address.js';
import { commitStatusesOf, githubApi, githubRepository } from '../../src/watch/notify/commit-status.js';
import type { Notice } from '../../src/watch/notify/notices.js';
import { noticesOf } from '../../src/watch/notify/notices.js';
import { createPost } from '../../src/watch/notify/post.js';
import { notificationBody } from '../../src/watch/notify/slack.js';
import { createTeller } from '../../src/watch/notify/teller.js';
import { readTold, saveTold } from '../../src/watch/notify/told-file.js';
import type { WatchedRun, WatchedTarget, WatchState } from '../../src/watch/state.js';
import type { TargetReport } from '../../src/core/report.js';

const commit = { id: 'c0ffee1'.padEnd(40, '0'), subject: 'Another key', committedAt: 0 };
const run = (outcome: WatchedRun['outcome']): WatchedRun => ({ id: 'r', trigger: 'commit', startedAt: 0, endedAt: 1, outcome, sentence: `It ${outcome}.`, commit: commit.id });
const report = (part: Partial<TargetReport> = {}): TargetReport => ({ target: 'prod', pipelines: [], impacts: [], diagnostics: [], outcome: 'converged', calls: [], durationMs: 1, ...part });
const prod = (part: Partial<WatchedTarget> = {}): WatchedTarget => ({ name: 'prod', phase: 'waiting', runs: [run('converged')], report: report(), failures: 0, ...part });
const state = (target: WatchedTarget, repository: Partial<WatchState['repository']> = {}): WatchState => ({
  version: 'test', startedAt: 0, stopping: false, targets: [target],
  repository: { url: 'https://git.example.com/acme/pipelines', branch: 'main', folder: 'pipelines', commit, lastFetchAt: 1, ...repository },
});
const failing = (code: 'CDC4003' | 'CDC4004') => prod({ phase: 'backing-off', failures: 1, runs: [run('failed')], report: report({ outcome: 'failed', diagnostics: [{ code, severity: 'error', summary: 'no such cluster' }] }) });
const address = formatAddress({ kind: 'connector', scope: 'lkc-1', name: 'shop' });
const unwell = prod({ report: report({ pipelines: [{ pipeline: 'shop', health: 'degraded', tables: [], components: [{ kind: 'connector', address, name: 'shop', health: 'degraded', state: 'FAILED', detail: 'no route to the database' }] }] }) });

/** What is told as the states follow each other. */
async function told(states: readonly WatchState[], send: (notice: Notice) => Promise<void> = () => Promise.resolve(), stepMs = 60_000): Promise<readonly string[]> {
  const notices: string[] = [];
  let now = 0;
  const teller = createTeller<Notice>({
    messagesOf: (one, known) => noticesOf(one, known, now), send, now: () => now, retryMs: 30_000,
    onSent: ({ notice }) => void notices.push(notice),
    onFailed: ({ notice }, problem) => void notices.push(`${notice} lost: ${problem}`),
  });
  for (const one of states) {
    teller.see(one);
    await teller.settled();
    now += stepMs;
  }
  return notices;
}

describe('notifications', () => {
  const silent = { identity: 'b', members: ['a', 'b'], owners: { prod: 'b' }, speaks: false, joined: true, terms: 1 };
  const away = { ...state({ ...prod(), phase: 'standby' as const }), shards: { ...silent, owners: { prod: 'a' } } };
  const good = state(prod());
  const bad = state(failing('CDC4003'));
  const waiting = (fingerprint: string) => state(prod({ phase: 'awaiting-approval', awaitingApproval: { fingerprint, since: 0 }, runs: [run('refused')] }));
  const refused = state(prod(), { problem: 'pipelines/a.yaml:1: no', refusedCommit: { ...commit, id: 'bad', report: { formatVersion: 1, command: 'reconcile', dryRun: false, targets: [], diagnostics: [], outcome: 'refused' } } });
  it.each<[string, readonly WatchState[], readonly string[]]>([
    ['all is well from the start', [good, good], []],
    ['a failure, again and again, and its end', [good, bad, bad, bad, good, good], ['failed', 'recovered']],
    ['a failure from the start', [bad, good], ['failed', 'recovered']],
    ['a failure that becomes another one', [bad, state(failing('CDC4004'))], ['failed', 'failed']],
    ['a waiting plan, another one, and the approval', [good, waiting('aaa'), waiting('aaa'), waiting('bbb'), good], ['awaiting-approval', 'awaiting-approval']],
    ['a refused commit, and the next', [good, refused, refused, good], ['commit-refused']],
    ['a remote that is away, and back', [good, state(prod(), { fetchFailures: 1, problem: 'away' }), state(prod(), { fetchFailures: 2, problem: 'still away' }), good], ['repository-unreachable', 'repository-recovered']],
    ['a pipeline that is unwell, and well again', [good, state(unwell), state(unwell), good], ['degraded', 'recovered']],
    ['a run that was told to stop', [good, state(prod({ runs: [run('partial')], report: report({ outcome: 'partial' }) }))], []],
    ['a refused commit, where another replica speaks', [good, { ...refused, shards: silent }], []],
    ['a refused commit, where this replica speaks', [good, { ...refused, shards: { ...silent, speaks: true } }], ['commit-refused']],
    ['a target of this replica, where another speaks', [good, { ...bad, shards: silent }], ['failed']],
    ['a failure here, the target elsewhere, and well when it comes back', [bad, away, good], ['failed']],
    ['the same, and failing still', [bad, away, bad], ['failed', 'failed']],
    ['the same, while nobody has it', [bad, { ...away, shards: { ...silent, owners: {} } }, bad], ['failed']],
    ['a replica that stands by', [state({ ...failing('CDC4003'), phase: 'standby' })], []],
    ['what is missing outside the windows', [state({ ...prod({ runs: [run('planned')] }), report: report({ outcome: 'planned', pipelines: [{ pipeline: 'shop', health: 'missing', tables: [], components: [] }] }) })], []],
  ])('%s', async (_name, states, want) => expect(await told(states)).toEqual(want));

  it('that are lost are sent again, not at once, and then once', async () => {
    let calls = 0;
    const send = (): Promise<void> => ((calls += 1) <= 2 ? Promise.reject(new Error('chat.example.com answers 503')) : Promise.resolve());
    expect(await told([bad, bad, bad, bad, bad, bad, bad], send, 10_000)).toEqual(['failed lost: chat.example.com answers 503', 'failed lost: chat.example.com answers 503', 'failed']);
  });

  it('say what to do about a waiting plan', () => {
    const content = noticesOf(waiting('5eb8a9be5e52'), new Map(), 0).find(({ subject }) => subject === 'target prod')?.content;
    expect(content).toMatchObject({ notice: 'awaiting-approval', fingerprint: '5eb8a9be5e52', commit: { subject: 'Another key' } });
    expect(content?.detail).toContain('commit pipelines/approvals/prod-5eb8a9be5e52.yaml');
    expect(content?.detail).toContain('plan: "5eb8a9be5e52"');
  });

  it('are remembered across a restart, and a damaged memory is an empty one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cdc-told-'));
    const file = join(folder, 'notified.json');
    expect([...(await readTold(file))]).toEqual([]);
    await saveTold(file, new Map([['target prod', 'good']]));
    expect([...(await readTold(file))]).toEqual([['target prod', 'good']]);
    await writeFile(file, '{"formatVersion":1,"to');
    expect([...(await readTold(file))]).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('for Slack make no links and no mentions of names', () => {
    const hostile: Notice = { formatVersion: 1, notice: 'failed', repository: 'r', branch: 'b', summary: '<!channel> & <https://evil.example|click>', detail: 'a\n```\n<@U1>', at: '' };
    const { text } = notificationBody(hostile, 'slack') as { readonly text: string };
    expect(text).not.toMatch(/<|>/);
    expect(text.match(/```/g)?.length).toBe(2);
    expect(notificationBody(hostile, 'json')).toEqual(hostile);
  });

  it('tell of a failure without the URL', async () => {
    const post = createPost('test');
    const problem = await post({ url: 'http://127.0.0.1:9/services/secret-path', body: {} }).catch((error: unknown) => String(error));
    expect(problem).toMatch(/^Error: 127\.0\.0\.1:9 does not answer \(/);
    expect(await post({ url: 'file:///secret-path', body: {} }).catch((error: unknown) => String(error))).not.toContain('secret-path');
  });
});

describe('commit statuses', () => {
  const of = (one: WatchState) => commitStatusesOf(one).map(({ content }) => `${content!.context} ${content!.state} ${content!.description}`);
  it.each<[string, WatchState, readonly string[]]>([
    ['done', state(prod()), ['cdc-reconciler/prod success It converged.']],
    ['under way', state(prod({ phase: 'reconciling', runs: [] })), ['cdc-reconciler/prod pending Reconciling.']],
    ['failed', state(failing('CDC4003')), ['cdc-reconciler/prod failure CDC4003: no such cluster']],
    ['not begun', state(prod({ runs: [] })), []],
    ['outside the windows', state(prod({ runs: [run('planned')] })), ['cdc-reconciler/prod pending Waits for a sync window.']],
    ['standing by', state(prod({ phase: 'standby' })), []],
  ])('%s', (_name, one, want) => expect(of(one)).toEqual(want));

  it('of a target that another replica has are forgotten, and so is that of a refused commit where another speaks', () => {
    const shards = { identity: 'b', members: ['a', 'b'], owners: { prod: 'a' }, speaks: false, joined: true, terms: 1 };
    const refusedCommit = { ...commit, report: { formatVersion: 1, command: 'reconcile', dryRun: false, targets: [], diagnostics: [], outcome: 'refused' } } as const;
    const one = { ...state(prod({ phase: 'standby' }), { refusedCommit }), shards };
    expect(commitStatusesOf(one)).toEqual([{ subject: 'cdc-reconciler/prod', key: 'elsewhere' }]);
    expect(of({ ...one, targets: [], shards: { ...shards, speaks: true } })).toEqual(['cdc-reconciler failure The documents are not valid.']);
  });

  it('fit into 140 characters', () => {
    const [only] = commitStatusesOf(state(prod({ runs: [{ ...run('changed'), sentence: 'word '.repeat(100) }] })));
    expect(only?.content?.description.length).toBe(140);
  });

  it.each([
    ['https://github.com/acme/pipelines.git', 'acme/pipelines', 'https://api.github.com'],
    ['git@github.com:acme/pipelines.git', 'acme/pipelines', 'https://api.github.com'],
    ['ssh://git@ghe.example.com:2222/acme/pipelines', 'acme/pipelines', 'https://ghe.example.com/api/v3'],
  ])('go to %s', (url, repository, api) => {
    const found = githubRepository(url);
    expect(found?.repository).toBe(repository);
    expect(githubApi(found!.host)).toBe(api);
  });

  it.each(['/srv/git/pipelines.git', 'https://github.com/acme', 'https://gitlab.com/group/sub/project'])('do not go to %s', (url) => expect(githubRepository(url)).toBeUndefined());
});
