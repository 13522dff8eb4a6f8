import { describe, expect, it } from 'vitest';
import { openAccount } from '../../src/cli/account.js';
import { fencedRun, succeedFormerLeader } from '../../src/cli/watch-fence.js';
import type { Fence } from '../../src/cli/watch-fence.js';
import { systemClock } from '../../src/engine/clock.js';
import { createMemoryStore } from '../../src/ledger/memory.js';
import { openLedger } from '../../src/ledger/session.js';
import type { TargetDocument } from '../../src/pipeline/documents.js';

const never = new AbortController().signal;
const leader = (uid: string): Fence => ({ mayWrite: () => true, leaseHeld: () => uid });
const alone: Fence = { mayWrite: () => true, leaseHeld: () => undefined };

describe('a run of a replica', () => {
  it('sends nothing from the moment on when the Lease may be another\'s, whether or not a timer has said so', async () => {
    let mayWrite = true;
    const { maySend, signal } = fencedRun({ mayWrite: () => mayWrite, leaseHeld: () => 'u-1' }, never);
    let asked = 0;
    const secrets = (): Promise<string> => Promise.resolve(`secret ${(asked += 1)}`);
    const target = { name: 'prod', spec: {} } as TargetDocument;
    const { management } = openAccount(target, { allowedHosts: ['127.0.0.1'], secrets, clock: systemClock, signal, maySend });
    expect(signal.aborted).toBe(false);
    expect(maySend()).toBe(true);
    mayWrite = false;
    await expect(management.listEnvironments()).rejects.toThrow('the request was cancelled');
    expect(asked, 'not even its secret is asked for').toBe(0);
    expect(signal.aborted).toBe(true);
  });
});

describe('the ledger of a replica that was killed', () => {
  const left = async (fence: Fence) => {
    const store = createMemoryStore('prod');
    const opened = await openLedger(store, { holder: fencedRun(fence, never).holder, runId: 'former', clock: { now: () => 1_000 } });
    expect(opened.opened).toBe(true);
    return store;
  };
  const open = async (fence: Fence, store: Awaited<ReturnType<typeof left>>): Promise<boolean> => {
    await succeedFormerLeader(store, fence, 2_000);
    return (await openLedger(store, { holder: 'next', runId: 'next', clock: { now: () => 2_000 } })).opened;
  };

  it.each([
    { name: 'is open at once to who leads by the same Lease', former: leader('u-1'), next: leader('u-1'), want: true },
    { name: 'is not, when the Lease was made anew', former: leader('u-1'), next: leader('u-2'), want: false },
    { name: 'is not, when that was no replica', former: alone, next: leader('u-1'), want: false },
    { name: 'is not, without election', former: leader('u-1'), next: alone, want: false },
  ])('$name', async ({ former, next, want }) => expect(await open(next, await left(former))).toBe(want));

  it('that there is none of yet is not begun', async () => {
    const store = createMemoryStore('prod');
    await succeedFormerLeader(store, leader('u-1'), 2_000);
    expect(await store.read()).toMatchObject({ state: 'absent' });
  });
});
