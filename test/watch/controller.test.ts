import { describe, expect, it } from 'vitest';
import { settled } from '../support/clock.js';
import { calm, startBench } from './bench.js';
import type { Bench } from './bench.js';
import type { Teller } from '../../src/watch/notify/teller.js';
import type { Lead } from '../../src/watch/term.js';

const SECOND = 1_000;
const target = (bench: Bench, name = 'prod') => bench.watch.state().targets.find((one) => one.name === name);

async function stopped(bench: Bench): Promise<void> {
  for (const run of [...bench.open]) await run.end('partial');
  bench.stop();
  await settled();
  for (const run of [...bench.open]) await run.end('partial');
  expect(await bench.ended).toEqual({ clean: true });
  // Nothing is left alive.
  expect(bench.clock.pending).toBe(0);
}

describe('a target', () => {
  it('runs at the start, then on the interval, and nothing runs between', async () => {
    const bench = await startBench();
    expect(bench.open.map(({ request }) => [request.target, request.apply])).toEqual([['prod', true]]);
    expect(target(bench)?.phase).toBe('reconciling');
    await bench.open[0]!.end('changed');
    expect(target(bench)).toMatchObject({ phase: 'waiting', failures: 0, nextRunAt: bench.clock.now() + 600 * SECOND, lastSuccessAt: bench.clock.now() });
    await bench.clock.advance(599 * SECOND);
    expect(bench.begun.length).toBe(1);
    await bench.clock.advance(SECOND);
    expect(bench.begun.length).toBe(2);
    await stopped(bench);
    expect(target(bench)?.runs.map(({ trigger, outcome }) => [trigger, outcome])).toEqual([['interval', 'partial'], ['start', 'changed']]);
  });

  it('never runs twice at a time: commits that come meanwhile make one more run', async () => {
    const bench = await startBench();
    for (const commit of ['c2', 'c3', 'c4']) {
      bench.push(commit);
      await bench.clock.advance(10 * SECOND);
      expect(bench.open.length).toBe(1);
    }
    await bench.open[0]!.end('partial');
    expect(bench.begun.map(({ commit }) => commit)).toEqual(['c1', 'c4']);
    expect(target(bench)?.failures).toBe(0);
    await stopped(bench);
  });

  it('stops at a step border when a newer commit comes, and waits no longer than it is given', async () => {
    const bench = await startBench();
    const { stopping, abort } = bench.open[0]!.request;
    bench.push('c2');
    await bench.clock.advance(10 * SECOND);
    expect([stopping.aborted, abort.aborted]).toEqual([true, false]);
    await bench.clock.advance(5 * SECOND);
    expect(abort.aborted).toBe(true);
    await stopped(bench);
  });

  it('backs off, twice as long each time, and starts again at the first commit', async () => {
    const bench = await startBench();
    const waits: number[] = [];
    for (let failure = 1; failure <= 8; failure += 1) {
      await bench.open[0]!.end('failed');
      expect(target(bench)).toMatchObject({ phase: 'backing-off', failures: failure });
      waits.push((target(bench)!.nextRunAt! - bench.clock.now()) / SECOND);
      await bench.clock.advance(waits.at(-1)! * SECOND);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    await bench.open[0]!.fail('the ledger is away');
    expect(target(bench)?.runs[0]).toMatchObject({ outcome: 'failed', sentence: 'the ledger is away' });
    bench.push('c2');
    await bench.clock.advance(10 * SECOND);
    expect(bench.open[0]?.commit).toBe('c2');
    await bench.open[0]!.end('converged');
    expect(target(bench)).toMatchObject({ phase: 'waiting', failures: 0 });
    await stopped(bench);
  });

  it('whose ledger another run has is tried again, and has not failed', async () => {
    const bench = await startBench();
    await bench.open[0]!.end('refused', { diagnostics: [{ code: 'CDC4011', severity: 'error', summary: 'another run has the ledger' }] });
    expect(target(bench)).toMatchObject({ failures: 0, nextRunAt: bench.clock.now() + SECOND });
    await stopped(bench);
  });

  it('that fails holds up no other', async () => {
    const bench = await startBench();
    bench.push('c2', { targets: [calm('prod'), calm('staging')] });
    await bench.open[0]!.end('failed');
    await bench.clock.advance(10 * SECOND);
    const staging = bench.open.find(({ request }) => request.target === 'staging')!;
    await staging.end('changed');
    expect(target(bench, 'staging')).toMatchObject({ phase: 'waiting', failures: 0 });
    await stopped(bench);
  });

  it('that leaves the documents is let go; one that comes back before its run has ended still runs once at a time', async () => {
    const bench = await startBench();
    bench.push('c2', { targets: [calm('staging')] });
    await bench.clock.advance(10 * SECOND);
    expect(bench.watch.state().targets.map(({ name }) => name)).toEqual(['staging']);
    bench.push('c3', { targets: [calm('prod'), calm('staging')] });
    await bench.clock.advance(10 * SECOND);
    expect(bench.open.filter(({ request }) => request.target === 'prod').length).toBe(1);
    await bench.open.find(({ request }) => request.target === 'prod')!.end('partial');
    expect(bench.open.filter(({ request }) => request.target === 'prod').map(({ commit }) => commit)).toEqual(['c3']);
    await stopped(bench);
  });

  it('keeps the last twenty runs', async () => {
    const bench = await startBench();
    for (let run = 0; run < 30; run += 1) {
      await bench.open[0]!.end('converged');
      await bench.clock.advance(600 * SECOND);
    }
    expect(target(bench)?.runs.length).toBe(20);
    expect(target(bench)?.runs[0]?.id).toBe('run-30');
    await stopped(bench);
  });
});

describe('a commit', () => {
  it('that changes nothing in the folder brings about no run', async () => {
    const bench = await startBench();
    await bench.open[0]!.end('converged');
    bench.push('c2', { tree: 't1' });
    await bench.clock.advance(10 * SECOND);
    expect(bench.begun.length).toBe(1);
    expect(bench.watch.state().repository.commit?.id).toBe('c2');
    await stopped(bench);
  });

  it('that is bad leaves the one before in force, is told once, and is forgotten with the next good one', async () => {
    const bench = await startBench();
    await bench.open[0]!.end('converged');
    bench.push('c2', { bad: true });
    await bench.clock.advance(60 * SECOND);
    expect(bench.watch.state().repository).toMatchObject({ commit: { id: 'c1' }, refusedCommit: { id: 'c2' }, problem: 'c2 is bad' });
    expect(bench.events.filter(({ event }) => event === 'commit-refused').length).toBe(1);
    await bench.clock.advance(600 * SECOND);
    expect(bench.open[0]).toMatchObject({ commit: 'c1', request: { apply: true } });
    await bench.open[0]!.end('converged');
    bench.breakRemote('no way there');
    await bench.clock.advance(10 * SECOND);
    expect(bench.watch.state().repository).toMatchObject({ problem: 'no way there', fetchFailures: 1 });
    bench.breakRemote(undefined);
    await bench.clock.advance(10 * SECOND);
    expect(bench.watch.state().repository).toMatchObject({ problem: 'c2 is bad', fetchFailures: 0 });
    bench.push('c3');
    await bench.clock.advance(10 * SECOND);
    expect(bench.watch.state().repository).toMatchObject({ commit: { id: 'c3' } });
    expect(bench.watch.state().repository).not.toHaveProperty('refusedCommit');
    expect(bench.watch.state().repository).not.toHaveProperty('problem');
    await stopped(bench);
  });

  it('by webhook is looked for at once, and the remote is asked once a second at most', async () => {
    const bench = await startBench({ times: { pollMs: 3_600 * SECOND } });
    await bench.open[0]!.end('converged');
    await bench.clock.advance(60 * SECOND);
    const before = bench.fetches();
    bench.push('c2');
    bench.watch.ask();
    await settled();
    expect(bench.fetches()).toBe(before + 1);
    expect(bench.events.find((event) => event.event === 'run-started' && event.commit === 'c2')).toMatchObject({ trigger: 'webhook' });
    for (let call = 0; call < 50; call += 1) bench.watch.ask();
    await settled();
    expect(bench.fetches()).toBe(before + 1);
    await bench.clock.advance(SECOND);
    expect(bench.fetches()).toBe(before + 2);
    await stopped(bench);
  });
});

describe('the end', () => {
  it('comes as soon as the runs have ended', async () => {
    const bench = await startBench();
    bench.stop();
    await settled();
    expect([bench.open[0]!.request.stopping.aborted, bench.open[0]!.request.abort.aborted]).toEqual([true, false]);
    expect(bench.watch.state().stopping).toBe(true);
    await bench.open[0]!.end('partial');
    expect(await bench.ended).toEqual({ clean: true });
    expect(target(bench)?.failures).toBe(0);
    expect(bench.clock.pending).toBe(0);
  });

  it('first gives up waits, then everything, when the grace period is over', async () => {
    const bench = await startBench();
    bench.stop();
    await bench.clock.advance(5_999);
    expect(bench.open[0]!.request.abort.aborted).toBe(false);
    await bench.clock.advance(1);
    expect(bench.open[0]!.request.abort.aborted).toBe(true);
    await bench.clock.advance(4_000);
    expect(await bench.ended).toEqual({ clean: false });
    expect(bench.clock.pending).toBe(0);
  });

  it('comes at once when asked a second time', async () => {
    const bench = await startBench();
    bench.stop();
    bench.abort();
    expect(await bench.ended).toEqual({ clean: false });
    expect(bench.open[0]!.request.abort.aborted).toBe(true);
    await settled();
    expect(bench.clock.pending).toBe(0);
  });
});

describe('a replica', () => {
  it('runs during its terms only; a lost one ends what is in flight', async () => {
    const lost = new AbortController();
    let grant: () => void = () => undefined;
    const granted = new Promise<void>((resolve) => (grant = resolve));
    const bench = await startBench({ lead: async (term) => (await granted, await term(lost.signal)) });
    expect(bench.begun.length).toBe(0);
    expect(target(bench)?.phase).toBe('standby');
    grant();
    await settled();
    expect(bench.open.length).toBe(1);
    lost.abort(new Error('another leads'));
    await settled();
    const { stopping, abort, cancel } = bench.open[0]!.request;
    expect([stopping.aborted, abort.aborted, cancel.aborted]).toEqual([true, true, true]);
    await bench.open[0]!.end('partial');
    expect(target(bench)?.phase).toBe('standby');
    await bench.clock.advance(3_600 * SECOND);
    expect(bench.begun.length).toBe(1);
    bench.stop();
    expect(await bench.ended).toEqual({ clean: true });
  });

  /** A replica that is given terms of single targets. */
  async function sharing(tellers: readonly Teller[] = []): Promise<{ readonly bench: Bench; give(name: string): { readonly lost: AbortController; readonly resign: AbortController; over(): boolean } }> {
    let term: Parameters<Lead>[0] | undefined;
    let end: () => void = () => undefined;
    const bench = await startBench({ tellers, lead: (granted) => new Promise((resolve) => ((term = granted), (end = resolve))) });
    bench.watch.seeShards({ identity: 'a', members: ['a', 'b'], owners: {}, speaks: false, joined: true, terms: 0 });
    bench.push('c2', { targets: [calm('prod'), calm('staging')] });
    await bench.clock.advance(10 * SECOND);
    const stop = bench.stop;
    return {
      bench: { ...bench, stop: () => (stop(), end()) },
      give: (name) => {
        const [lost, resign] = [new AbortController(), new AbortController()];
        let isOver = false;
        void term!(lost.signal, { target: name, resign: resign.signal }).then(() => (isOver = true));
        return { lost, resign, over: () => isOver };
      },
    };
  }

  it('runs the target that it was given and no other, and lets go of it only when its run has ended', async () => {
    const { bench, give } = await sharing();
    expect(bench.begun.length).toBe(0);
    const share = give('prod');
    await settled();
    expect(bench.open.map(({ request }) => request.target)).toEqual(['prod']);
    share.resign.abort();
    await bench.clock.advance(60 * SECOND);
    const { stopping, abort, cancel } = bench.open[0]!.request;
    expect([stopping.aborted, abort.aborted, cancel.aborted, share.over()], 'its run goes on').toEqual([false, false, false, false]);
    await bench.open[0]!.end('failed');
    expect(share.over()).toBe(true);
    expect(bench.letGo).toEqual(['prod']);
    expect(target(bench)).toMatchObject({ phase: 'standby', failures: 0 });
    expect(target(bench)).not.toHaveProperty('report');
    await bench.clock.advance(3_600 * SECOND);
    expect(bench.begun.length).toBe(1);
    await stopped(bench);
  });

  it('lets go at once of a target that rests, and of one whose run a newer commit has stopped', async () => {
    const { bench, give } = await sharing();
    const [prod, staging] = [give('prod'), give('staging')];
    await settled();
    await bench.open.find(({ request }) => request.target === 'prod')!.end('converged');
    prod.resign.abort();
    await settled();
    expect([prod.over(), target(bench)?.phase, target(bench, 'staging')?.phase]).toEqual([true, 'standby', 'reconciling']);
    staging.resign.abort();
    bench.push('c3', { targets: [calm('prod'), calm('staging')] });
    await bench.clock.advance(10 * SECOND);
    expect(bench.open.map(({ request }) => [request.target, request.stopping.aborted])).toEqual([['staging', true]]);
    await bench.open[0]!.end('partial');
    expect([staging.over(), bench.open.length]).toEqual([true, 0]);
    // It comes back, and looks at what has become of it.
    give('staging');
    await settled();
    expect(bench.open.map(({ request, commit }) => [request.target, commit])).toEqual([['staging', 'c3']]);
    await stopped(bench);
  });

  it('tells who notes things also while it has nothing: what was told may be so no more when a target comes back', async () => {
    const seen: string[] = [];
    const { bench, give } = await sharing([{ see: ({ targets }) => void seen.push(targets.map(({ name, phase }) => `${name} ${phase}`).join()), settled: () => Promise.resolve() }]);
    const share = give('prod');
    await settled();
    await bench.open[0]!.end('converged');
    share.resign.abort();
    await settled();
    expect(seen).toContain('prod waiting,staging standby');
    expect(share.over()).toBe(true);
    const before = seen.length;
    bench.watch.seeShards({ identity: 'a', members: ['a', 'b'], owners: { prod: 'b' }, speaks: false, joined: true, terms: 1 });
    expect(seen.slice(before)).toEqual(['prod standby,staging standby']);
    await stopped(bench);
  });

  it('that loses one target goes on with the others', async () => {
    const { bench, give } = await sharing();
    const [prod] = [give('prod'), give('staging')];
    await settled();
    prod.lost.abort(new Error('another has it'));
    await settled();
    expect(bench.open.map(({ request }) => [request.target, request.cancel.aborted])).toEqual([['prod', true], ['staging', false]]);
    await bench.open[0]!.end('partial');
    expect(prod.over()).toBe(true);
    await stopped(bench);
  });

  it('whose target leaves the documents while it has it, runs it again when it comes back', async () => {
    const { bench, give } = await sharing();
    give('staging');
    await settled();
    bench.push('c3', { targets: [calm('prod')] });
    await bench.clock.advance(10 * SECOND);
    await bench.open[0]!.end('partial');
    bench.push('c4', { targets: [calm('prod'), calm('staging')] });
    await bench.clock.advance(10 * SECOND);
    expect(bench.open.map(({ request, commit }) => [request.target, commit])).toEqual([['staging', 'c4']]);
    await stopped(bench);
  });
});
