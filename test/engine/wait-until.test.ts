import { describe, expect, it } from 'vitest';
import { createPoller } from '../../src/engine/wait-until.js';
import type { PollerOptions, WaitEnd, Waiter } from '../../src/engine/wait-until.js';
import type { Probe } from '../../src/kinds/contract.js';
import type { ListName, Snapshot } from '../../src/kinds/snapshot.js';
import { manualClock, settled } from '../support/clock.js';
import type { ManualClock } from '../support/clock.js';

type Read = PollerOptions['read'];

interface Rig {
  readonly clock: ManualClock;
  readonly reads: { at: number; lists: readonly ListName[]; subjects: readonly string[] }[];
  readonly polls: number[];
  /** Starts a wait; its end turns up in `ended` under the name. */
  start(name: string, waiter?: Partial<Waiter>): void;
  readonly ended: Record<string, WaitEnd>;
  readonly saw: Record<string, string[]>;
}

const all: Snapshot = { topics: { read: true, items: new Map() }, connectors: { read: true, items: new Map() } };

function aRig(read: (poll: number, clock: ManualClock) => Promise<Snapshot> | Snapshot = () => all, intervalMs?: PollerOptions['intervalMs']): Rig {
  const clock = manualClock(0);
  const reads: Rig['reads'] = [];
  const polls: number[] = [];
  const ended: Rig['ended'] = {};
  const saw: Rig['saw'] = {};
  const tracked: Read = async (lists, subjects) => {
    reads.push({ at: clock.now(), lists, subjects });
    return read(reads.length, clock);
  };
  const poller = createPoller({ clock, read: tracked, onPoll: (waiting) => void polls.push(waiting), ...(intervalMs === undefined ? {} : { intervalMs }) });
  return {
    clock,
    reads,
    polls,
    ended,
    saw,
    start: (name, waiter = {}) => {
      saw[name] = [];
      const full: Waiter = {
        lists: ['topics'],
        subjects: [],
        probe: () => ({ state: 'settled', saw: 'RUNNING' }),
        budgetMs: 60_000,
        settledPolls: 1,
        onSaw: (text) => void saw[name]!.push(text),
        ...waiter,
      };
      void poller.wait(full).then((end) => (ended[name] = end));
    },
  };
}

/** Lets exactly the pause until the next poll pass. */
async function nextPoll(rig: Rig): Promise<void> {
  await rig.clock.advance(rig.clock.sleeps.at(-1)!);
}

/** A probe that tells one after the other, and the last for ever. */
function telling(...probes: readonly (readonly [Probe['state'], string])[]): () => Probe {
  let turn = 0;
  return () => {
    const [state, saw] = probes[Math.min(turn, probes.length - 1)]!;
    turn += 1;
    return { state, saw };
  };
}

const pending = (): Probe => ({ state: 'pending', saw: 'PROVISIONING' });

describe('sharing', () => {
  it('one read serves all that wait: the union of their lists and subjects', async () => {
    const rig = aRig();
    rig.start('a', { lists: ['topics', 'connectors'], subjects: ['x-value'] });
    rig.start('b', { lists: ['topics'], subjects: ['x-value', 'y-value'] });
    await settled();
    expect(rig.reads).toEqual([{ at: 0, lists: ['topics', 'connectors'], subjects: ['x-value', 'y-value'] }]);
    expect(rig.polls).toEqual([2]);
    expect(Object.keys(rig.ended)).toEqual(['a', 'b']);
  });

  it('one that ends does not end the other, nor is its list read any more', async () => {
    const rig = aRig();
    rig.start('quick', { lists: ['connectors'] });
    rig.start('slow', { probe: telling(['pending', 'no'], ['settled', 'yes']) });
    await settled();
    expect(Object.keys(rig.ended)).toEqual(['quick']);
    await rig.clock.advance(1_000);
    expect(rig.ended['slow']).toEqual({ state: 'settled', saw: 'yes' });
    expect(rig.reads.map((read) => read.lists)).toEqual([['connectors', 'topics'], ['topics']]);
  });

  it('one that comes during a read is not judged by it', async () => {
    let answer: (snapshot: Snapshot) => void = () => undefined;
    const rig = aRig((poll) => (poll === 1 ? new Promise((resolve) => (answer = resolve)) : all));
    rig.start('early', { probe: pending });
    await settled();
    rig.start('late');
    answer(all);
    await settled();
    expect(rig.ended).toEqual({});
    await rig.clock.advance(1_000);
    expect(Object.keys(rig.ended)).toEqual(['late']);
  });

  it('starts again after everything has ended', async () => {
    const rig = aRig();
    rig.start('first');
    await settled();
    await rig.clock.advance(60_000);
    rig.start('second');
    await settled();
    expect(rig.reads.map((read) => read.at)).toEqual([0, 60_000]);
    expect(Object.keys(rig.ended)).toEqual(['first', 'second']);
  });
});

describe('judging', () => {
  it('a list that could not be read proves nothing: neither settled nor absent nor failed', async () => {
    const rig = aRig((poll) => (poll < 3 ? { topics: { read: false, error: 'HTTP 503' } } : all));
    const asked: Snapshot[] = [];
    rig.start('delete', { probe: (snapshot) => (asked.push(snapshot), { state: 'settled', saw: 'gone' }) });
    await settled();
    await rig.clock.advance(1_000);
    expect([rig.ended, asked, rig.saw['delete']]).toEqual([{}, [], ['could not look: HTTP 503']]);
    await rig.clock.advance(1_000);
    expect(rig.ended['delete']).toEqual({ state: 'settled', saw: 'gone' });
    expect(asked).toEqual([all]);
  });

  it('a list that is missing from the snapshot proves nothing either', async () => {
    const rig = aRig((poll) => (poll === 1 ? {} : all));
    rig.start('a');
    await settled();
    expect(rig.ended).toEqual({});
    await rig.clock.advance(1_000);
    expect(rig.ended['a']?.state).toBe('settled');
  });

  it('settled means settled so many times in a row; an unread list breaks the row', async () => {
    const down: Snapshot = { topics: { read: false, error: 'down' } };
    const rig = aRig((poll) => (poll === 4 ? down : all));
    rig.start('flaps', { settledPolls: 2, probe: telling(['settled', 'RUNNING'], ['pending', 'PROVISIONING'], ['settled', 'RUNNING']) });
    await settled();
    for (const polls of [1, 2, 3, 4, 5]) {
      expect([rig.reads.length, rig.ended]).toEqual([polls, {}]);
      await nextPoll(rig);
    }
    expect([rig.reads.length, rig.ended['flaps']]).toEqual([6, { state: 'settled', saw: 'RUNNING' }]);
  });

  it('a failure ends the wait at once, with what was seen', async () => {
    const rig = aRig();
    rig.start('a', { settledPolls: 5, probe: () => ({ state: 'failed', saw: 'FAILED: no slot' }) });
    await settled();
    expect(rig.ended['a']).toEqual({ state: 'failed', saw: 'FAILED: no slot' });
  });

  it('tells each new sight once', async () => {
    const rig = aRig();
    rig.start('a', { probe: telling(['pending', 'not there yet'], ['pending', 'PROVISIONING'], ['pending', 'PROVISIONING'], ['settled', 'RUNNING']) });
    await settled();
    await rig.clock.advance(10_000);
    expect(rig.saw['a']).toEqual(['not there yet', 'PROVISIONING', 'RUNNING']);
  });

  it('the time is over: the last sight is told; an answer in the last poll still counts', async () => {
    const rig = aRig();
    rig.start('never', { budgetMs: 30_000, probe: pending });
    let ready = false;
    rig.start('last', { budgetMs: 30_000, probe: () => ({ state: ready ? 'settled' : 'pending', saw: 'x' }) });
    await rig.clock.advance(30_000);
    expect(rig.ended).toEqual({});
    ready = true;
    await rig.clock.advance(15_000);
    expect(rig.ended).toEqual({ never: { state: 'timeout', saw: 'PROVISIONING' }, last: { state: 'settled', saw: 'x' } });
  });

  it('the time is over while nothing could be read: that is what was seen', async () => {
    const rig = aRig(() => ({ topics: { read: false, error: 'HTTP 500' } }));
    rig.start('a', { budgetMs: 5_000 });
    await rig.clock.advance(8_000);
    expect(rig.ended['a']).toEqual({ state: 'timeout', saw: 'could not look: HTTP 500' });
  });

  it('a read that throws ends all that wait, and the next one may try again', async () => {
    const rig = aRig((poll) => {
      if (poll === 1) throw new Error('broken');
      return all;
    });
    rig.start('a');
    rig.start('b');
    await settled();
    const broken = { state: 'failed', saw: 'polling stopped: Error: broken' };
    expect(rig.ended).toEqual({ a: broken, b: broken });
    rig.start('c');
    await settled();
    expect(rig.ended['c']?.state).toBe('settled');
  });
});

describe('being cancelled', () => {
  it('before it starts: at once, without a read', async () => {
    const rig = aRig();
    rig.start('a', { signal: AbortSignal.abort() });
    await settled();
    expect(rig.ended['a']).toEqual({ state: 'cancelled', saw: 'not looked yet' });
    expect(rig.reads).toEqual([]);
  });

  it('while it waits: at once, with the last sight, and the others go on', async () => {
    const rig = aRig();
    const abort = new AbortController();
    rig.start('a', { signal: abort.signal, probe: pending });
    rig.start('b', { probe: telling(['pending', 'no'], ['settled', 'yes']) });
    await settled();
    abort.abort();
    await settled();
    expect(rig.ended).toEqual({ a: { state: 'cancelled', saw: 'PROVISIONING' } });
    await rig.clock.advance(1_000);
    expect(rig.ended['b']?.state).toBe('settled');
    expect(rig.polls).toEqual([2, 1]);
  });

  it('during a read: what the read says is too late', async () => {
    let answer: (snapshot: Snapshot) => void = () => undefined;
    const rig = aRig(() => new Promise((resolve) => (answer = resolve)));
    const abort = new AbortController();
    rig.start('a', { signal: abort.signal });
    await settled();
    abort.abort();
    answer(all);
    await settled();
    expect([rig.ended, rig.saw]).toEqual([{ a: { state: 'cancelled', saw: '' } }, { a: [] }]);
  });
});

describe('the pace', () => {
  it('is quick for the young and slow for what takes long', async () => {
    const rig = aRig();
    rig.start('a', { budgetMs: 600_000, probe: pending });
    await rig.clock.advance(300_000);
    const pauses = rig.reads.slice(1).map((read, i) => read.at - rig.reads[i]!.at);
    expect(pauses.slice(0, 4)).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect(pauses.at(-1)).toBe(15_000);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(rig.reads.length).toBeLessThan(40);
  });

  it('is the young one\'s, when an old one waits too', async () => {
    const rig = aRig();
    rig.start('old', { budgetMs: 600_000, probe: pending });
    await rig.clock.advance(200_000);
    rig.start('young', { probe: pending });
    await rig.clock.advance(15_000);
    const before = rig.reads.length;
    await rig.clock.advance(10_000);
    expect(rig.reads.length - before).toBeGreaterThanOrEqual(2);
  });

  it('keeps to the bounds that it is given', async () => {
    const rig = aRig(() => all, { min: 100, max: 200 });
    rig.start('a', { probe: pending });
    await rig.clock.advance(10_000);
    expect(rig.clock.sleeps[0]).toBe(100);
    expect(rig.clock.sleeps.at(-1)).toBe(200);
  });

  it('leaves a slow account two thirds of the time', async () => {
    const rig = aRig((_poll, clock) => clock.sleep(4_000).then(() => all));
    rig.start('a', { probe: pending });
    await settled();
    await rig.clock.advance(4_000);
    expect(rig.clock.sleeps).toEqual([4_000, 8_000]);
  });

  it('does not rest for minutes after a read that stood in line for one', async () => {
    const rig = aRig((_poll, clock) => clock.sleep(65_000).then(() => all));
    rig.start('a', { budgetMs: 600_000, probe: pending });
    await settled();
    await rig.clock.advance(65_000);
    expect(rig.clock.sleeps).toEqual([65_000, 30_000]);
  });

  it('leaves no timer when the last one ends', async () => {
    const rig = aRig();
    rig.start('a', { probe: telling(['pending', 'no'], ['settled', 'yes']) });
    rig.start('b', { probe: telling(['pending', 'no'], ['failed', 'FAILED']) });
    await settled();
    expect(rig.clock.pending).toBe(1);
    await rig.clock.advance(1_000);
    expect(Object.keys(rig.ended)).toEqual(['a', 'b']);
    expect(rig.clock.pending).toBe(0);
  });
});
