import { describe, expect, it } from 'vitest';
import { manualClock, settled } from '../support/clock.js';
import { changeStored } from '../../src/ledger/cas.js';
import { emptyLedger } from '../../src/ledger/document.js';
import { LeaseLost, withoutLease } from '../../src/ledger/lease.js';
import { createMemoryStore } from '../../src/ledger/memory.js';
import type { MemoryStore } from '../../src/ledger/memory.js';
import { adopt, beginRun, recordWriteMode } from '../../src/ledger/mutations.js';
import { openLedger, readLedger } from '../../src/ledger/session.js';
import type { LedgerSession, OpenResult } from '../../src/ledger/session.js';
import { serializeLedger } from '../../src/ledger/serialize.js';
import type { LedgerStore, WriteResult } from '../../src/ledger/store.js';
import type { Fingerprint } from '../../src/core/fingerprint.js';
import { entryOf } from './support.js';

const LEASE_MS = 300_000;

function options(run: string, clock = manualClock()) {
  return { holder: `host-${run}`, runId: run, clock, pause: async () => undefined };
}

function opened(result: OpenResult): LedgerSession {
  if (!result.opened) throw new Error(`not opened: ${result.reason}`);
  return result.ledger;
}

const addMode = (mode: string) => (document: Parameters<typeof recordWriteMode>[0]) => recordWriteMode(document, 'orders', mode);

/** A store whose writes are held back until they are let go, one by one. */
function slowStore(inner: MemoryStore) {
  const held: (() => void)[] = [];
  let holding = false;
  const store: LedgerStore = {
    ...inner,
    write: async (document, expected, message) => {
      if (holding) await new Promise<void>((go) => held.push(go));
      return inner.write(document, expected, message);
    },
  };
  return {
    store,
    hold: () => (holding = true),
    letGo: async () => {
      held.shift()?.();
      await settled();
    },
  };
}

describe('opening', () => {
  it('begins an empty ledger where there is none, and says so', async () => {
    const store = createMemoryStore('prod');
    expect(await readLedger(store)).toEqual({ read: true, document: emptyLedger('prod'), found: 'absent' });
    const result = await openLedger(store, options('run-1'));
    expect(result).toMatchObject({ opened: true, found: 'absent' });
    expect(opened(result).document.lease).toEqual({ holder: 'host-run-1', run: 'run-1', acquiredAt: '1970-01-01T00:16:40.000Z', expiresAt: '1970-01-01T00:21:40.000Z' });
  });

  it('is refused while another has a live lease, and allowed once that has expired', async () => {
    const clock = manualClock();
    const store = createMemoryStore('prod');
    const first = opened(await openLedger(store, options('run-1', clock)));
    await first.update((document) => beginRun(document, { id: 'run-1', fingerprint: 'abc' as Fingerprint, startedAt: '2026-01-01T00:00:00.000Z', doomed: [], documents: 'd0c', destroys: [] }), 'begin');
    await clock.advance(LEASE_MS - 1);
    expect(await openLedger(store, options('run-2', clock))).toMatchObject({ opened: false, reason: 'locked', lease: { holder: 'host-run-1' } });
    await clock.advance(1);
    const second = await openLedger(store, options('run-2', clock));
    expect(second).toMatchObject({ opened: true, found: 'present', takenOver: { run: 'run-1' } });
    expect(opened(second).document.run).toMatchObject({ id: 'run-1' });
  });

  it('is allowed twice for one holder and run', async () => {
    const clock = manualClock();
    const store = createMemoryStore('prod');
    const first = opened(await openLedger(store, options('run-1', clock)));
    await clock.advance(1_000);
    const again = await openLedger(store, options('run-1', clock));
    expect(again).not.toHaveProperty('takenOver');
    expect(opened(again).document.lease?.acquiredAt).toBe(first.document.lease?.acquiredAt);
  });

  it.each([
    { name: 'damaged', text: '{', want: 'is not JSON' },
    { name: 'newer', text: '{"formatVersion":7}', want: 'was written by a newer cdc-reconciler' },
  ])('a $name ledger is left as it is', async ({ text, want }) => {
    const store = createMemoryStore('prod');
    store.overwrite(text);
    expect(await openLedger(store, options('run-1'))).toEqual({ opened: false, reason: 'unreadable', detail: expect.stringContaining(want) });
    expect(await readLedger(store)).toEqual({ read: false, detail: expect.stringContaining(want) });
    expect(store.text).toBe(text);
  });

  it('of many at once is granted to one', async () => {
    const store = createMemoryStore('prod');
    const results = await Promise.all(Array.from({ length: 20 }, (_, at) => openLedger(store, options(`run-${at}`))));
    expect(results.filter((result) => result.opened)).toHaveLength(1);
  });
});

describe('group commit', () => {
  it('writes what gathers during a write in the next one', async () => {
    const inner = createMemoryStore('prod');
    const { store, hold, letGo } = slowStore(inner);
    const ledger = opened(await openLedger(store, options('run-1')));
    hold();
    const writesBefore = inner.messages.length;
    const done: string[] = [];
    const update = (name: string) => ledger.update((document) => adopt(document, [entryOf(name)]), name).then(() => done.push(name));
    const first = update('first');
    await settled();
    const rest = Array.from({ length: 300 }, (_, at) => update(`step-${at}`));
    await settled();
    expect(done).toEqual([]);
    await letGo();
    expect(done).toEqual(['first']);
    await letGo();
    await Promise.all([first, ...rest]);
    expect(done).toHaveLength(301);
    expect(inner.messages.length - writesBefore).toBe(2);
    expect(inner.messages.at(-1)).toMatch(/^300 changes: step-0; step-1; /);
    expect(Object.keys(ledger.document.resources)).toHaveLength(301);
    expect(JSON.parse(inner.text!).resources).toHaveProperty(['connector/lkc-1/step-299']);
  });

  it('writes all that is asked for in one turn at once', async () => {
    const store = createMemoryStore('prod');
    const ledger = opened(await openLedger(store, options('run-1')));
    const before = store.messages.length;
    await Promise.all(['a', 'b', 'c'].map((mode) => ledger.update(addMode(mode), mode)));
    expect(store.messages.length - before).toBe(1);
    expect(ledger.document.writeModes).toEqual({ orders: ['a', 'b', 'c'] });
  });

  it('tells a change that throws, and stores the others, even when the write has to be repeated', async () => {
    const store = createMemoryStore('prod');
    const ledger = opened(await openLedger(store, options('run-1')));
    store.overwrite(store.text);
    let calls = 0;
    const bad = ledger.update(() => {
      calls += 1;
      throw new Error('no sense');
    }, 'bad');
    const good = ledger.update(addMode('APPEND'), 'good');
    await expect(bad).rejects.toThrow('no sense');
    await good;
    expect(calls).toBe(1);
    expect(ledger.document.writeModes).toEqual({ orders: ['APPEND'] });
  });

  it('writes nothing for a change that changes nothing', async () => {
    const store = createMemoryStore('prod');
    const ledger = opened(await openLedger(store, options('run-1')));
    await ledger.update(addMode('APPEND'), 'first');
    const before = store.messages.length;
    await ledger.update(addMode('APPEND'), 'again');
    expect(store.messages.length).toBe(before);
  });
});

describe('a lost race', () => {
  it('is run again over what the other has written', async () => {
    const store = createMemoryStore('prod');
    const ledger = opened(await openLedger(store, options('run-1')));
    await changeStored(store, (document) => recordWriteMode(document, 'other', 'UPSERT'), 'by hand');
    await ledger.update(addMode('APPEND'), 'ours');
    expect(ledger.document.writeModes).toEqual({ other: ['UPSERT'], orders: ['APPEND'] });
  });

  it.each([
    { name: 'taken over', act: async (store: MemoryStore): Promise<unknown> => store.overwrite(serializeLedger({ ...emptyLedger('prod'), lease: { holder: 'b', run: 'r', acquiredAt: '2026-01-01T00:00:00Z', expiresAt: '2026-01-01T00:05:00Z' } })), want: 'b has it since' },
    { name: 'unlocked', act: async (store: MemoryStore): Promise<unknown> => changeStored(store, withoutLease, 'unlock'), want: 'was unlocked, or is gone' },
    { name: 'deleted', act: async (store: MemoryStore): Promise<unknown> => store.overwrite(undefined), want: 'was unlocked, or is gone' },
  ])('against one that has $name it stops every later write', async ({ act, want }) => {
    const store = createMemoryStore('prod');
    const ledger = opened(await openLedger(store, options('run-1')));
    await act(store);
    const text = store.text;
    await expect(Promise.allSettled([ledger.update(addMode('A'), 'a'), ledger.update(addMode('B'), 'b')])).resolves.toEqual([
      { status: 'rejected', reason: expect.any(LeaseLost) },
      { status: 'rejected', reason: expect.any(LeaseLost) },
    ]);
    expect(ledger.lost.aborted).toBe(true);
    await expect(ledger.update(addMode('C'), 'c')).rejects.toThrow(want);
    await expect(ledger.renew()).rejects.toThrow(LeaseLost);
    await ledger.close();
    expect(store.text).toBe(text);
  });

  it('against damage leaves what it finds', async () => {
    const store = createMemoryStore('prod');
    const ledger = opened(await openLedger(store, options('run-1')));
    store.overwrite('damaged');
    await expect(ledger.update(addMode('A'), 'a')).rejects.toThrow('not overwritten');
    expect(store.text).toBe('damaged');
  });
});

describe('a place that cannot be reached for a while', () => {
  /** `failures`: when each of the next writes loses its connection, before or after it is done. */
  function failing(inner: MemoryStore) {
    const failures: ('before' | 'after')[] = [];
    const write = async (...args: Parameters<LedgerStore['write']>): Promise<WriteResult> => {
      const failure = failures.shift();
      if (failure === 'before') throw new Error('connection lost');
      const result = await inner.write(...args);
      if (failure === 'after') throw new Error('connection lost');
      return result;
    };
    const store: LedgerStore = { ...inner, write };
    return { store, failures };
  }

  it.each([
    { name: 'before the write was done', losses: ['before', 'before'] as const },
    { name: 'after it was done', losses: ['after', 'before'] as const },
  ])('is asked again: lost $name', async ({ losses }) => {
    const inner = createMemoryStore('prod');
    const { store, failures } = failing(inner);
    const ledger = opened(await openLedger(store, options('run-1')));
    failures.push(...losses);
    await ledger.update(addMode('APPEND'), 'a');
    expect(JSON.parse(inner.text!).writeModes).toEqual({ orders: ['APPEND'] });
    expect(ledger.document.writeModes).toEqual({ orders: ['APPEND'] });
  });

  it('is told after three attempts, and the next change is tried anew', async () => {
    const inner = createMemoryStore('prod');
    const { store, failures } = failing(inner);
    const ledger = opened(await openLedger(store, options('run-1')));
    failures.push('before', 'before', 'before');
    await expect(ledger.update(addMode('A'), 'a')).rejects.toThrow('connection lost');
    expect(ledger.lost.aborted).toBe(false);
    await ledger.update(addMode('B'), 'b');
    expect(ledger.document.writeModes).toEqual({ orders: ['B'] });
  });
});

describe('the lease', () => {
  it('is renewed by every write, and by renew() when a third of its time has passed', async () => {
    const clock = manualClock();
    const store = createMemoryStore('prod');
    const ledger = opened(await openLedger(store, options('run-1', clock)));
    const expiry = (): number => Date.parse(ledger.document.lease!.expiresAt) - clock.now();
    await clock.advance(LEASE_MS / 3 - 1);
    const before = store.messages.length;
    await ledger.renew();
    expect(store.messages.length).toBe(before);
    await clock.advance(1);
    await Promise.all([ledger.renew(), ledger.renew()]);
    expect(store.messages.slice(before)).toEqual(['2 changes: lease renewed; lease renewed']);
    expect(expiry()).toBe(LEASE_MS);
    await clock.advance(50_000);
    await ledger.update(addMode('A'), 'a');
    expect(expiry()).toBe(LEASE_MS);
  });

  it('that has expired is still ours when nobody has taken it', async () => {
    const clock = manualClock();
    const ledger = opened(await openLedger(createMemoryStore('prod'), options('run-1', clock)));
    await clock.advance(10 * LEASE_MS);
    await ledger.update(addMode('A'), 'a');
    expect(ledger.lost.aborted).toBe(false);
  });

  it('is released by close(), after all changes; later ones are refused', async () => {
    const store = createMemoryStore('prod');
    const ledger = opened(await openLedger(store, options('run-1')));
    const update = ledger.update(addMode('A'), 'a');
    const closed = ledger.close();
    await expect(ledger.update(addMode('B'), 'b')).rejects.toThrow('is closed');
    await Promise.all([update, closed, ledger.close()]);
    expect(JSON.parse(store.text!)).toEqual({ ...emptyLedger('prod'), writeModes: { orders: ['A'] } });
    expect(await openLedger(store, options('run-2'))).toMatchObject({ opened: true });
  });
});
