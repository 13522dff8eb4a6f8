import { describe, expect, it } from 'vitest';
import { simulateSharing } from './simulation.js';
import type { SharingOptions, SharingStage, Write } from './simulation.js';

/** How long after an instant somebody else first wrote to each of the targets that a replica had, in milliseconds. */
function gaps(writes: readonly Write[], former: string, since: number): number[] {
  const had = new Set(writes.filter(({ by, at }) => by === former && at <= since && at > since - 40_000).map(({ target }) => target));
  return [...had].map((target) => (writes.find((write) => write.target === target && write.at > since && write.by !== former)?.at ?? Infinity) - since);
}

/** Does something once, at an instant. */
function once(at: number, what: (stage: SharingStage) => void): (stage: SharingStage) => void {
  let done = false;
  return (stage) => {
    if (done || stage.now < at) return;
    done = true;
    what(stage);
  };
}

const calm = (part: Partial<SharingOptions>): SharingOptions => ({ seed: 1, targets: 7, replicas: 3, minutes: 4, script: () => undefined, ...part });

describe('targets shared by replicas, in simulated time', () => {
  it('never have two that write, whatever breaks, and are shared fairly in the end', { timeout: 240_000 }, async () => {
    let handovers = 0;
    for (let seed = 1; seed <= 16; seed += 1) {
      const result = await simulateSharing({ seed, targets: 3 + (seed % 5), replicas: 2 + (seed % 2) });
      expect(result.overlaps, `seed ${seed}`).toEqual([]);
      expect(result.midRun).toEqual([]);
      expect(result.sharesAtEnd.reduce((sum, share) => sum + share, 0), `seed ${seed}: every target has a replica, and one only`).toBe(3 + (seed % 5));
      expect(Math.max(...result.sharesAtEnd) - Math.min(...result.sharesAtEnd), `seed ${seed}: ${result.sharesAtEnd.join(' ')}`).toBeLessThanOrEqual(1);
      expect(result.restless, `seed ${seed}: nothing moves when all is calm`).toBe(0);
      handovers += result.handovers;
    }
    expect(handovers).toBeGreaterThan(300);
  });

  it('this proof can fail: without Leases that all share, shares alone keep nobody apart', { timeout: 120_000 }, async () => {
    let overlaps = 0;
    for (let seed = 1; seed <= 10 && overlaps === 0; seed += 1) overlaps += (await simulateSharing({ seed, targets: 4, replicas: 3, oneLeaseEach: false })).overlaps.length;
    expect(overlaps).toBeGreaterThan(0);
  });

  it('do not move at all while nothing happens', { timeout: 60_000 }, async () => {
    const { handovers, sharesAtEnd, leasesAtEnd } = await simulateSharing(calm({}));
    expect(handovers).toBe(0);
    expect([...sharesAtEnd].sort()).toEqual([2, 2, 3]);
    expect(leasesAtEnd.length).toBe(10);
  });

  it('ask the Kubernetes API as often as docs/scale.md says', { timeout: 60_000 }, async () => {
    const { callsPerSecond } = await simulateSharing(calm({ targets: 10 }));
    expect(callsPerSecond).toBeGreaterThan(7);
    expect(callsPerSecond).toBeLessThan(8.2);
  });

  it('go to the others within the lease duration and two looks when one is killed, and no others move; its Lease is swept away', { timeout: 60_000 }, async () => {
    let killed = '';
    const { writes, handovers, sharesAtEnd, leasesAtEnd } = await simulateSharing(calm({ script: once(60_000, ({ replicas, kill }) => {
      killed = replicas[0]!.name;
      kill(replicas[0]!);
    }) }));
    const waited = gaps(writes, killed, 60_500);
    expect(waited.length).toBeGreaterThanOrEqual(2);
    // 15 s by clocks that run up to 5 % slow, two looks and an election's retry.
    expect(Math.max(...waited)).toBeLessThan(26_000);
    expect(handovers).toBe(waited.length);
    expect([...sharesAtEnd].sort()).toEqual([3, 4]);
    expect(leasesAtEnd.filter((name) => name.includes('.replica.')).length).toBe(2);
  });

  it('are given back one by one, each when its run has ended, when one is asked to end', { timeout: 60_000 }, async () => {
    let ended = '';
    const { writes, sharesAtEnd, leasesAtEnd } = await simulateSharing(calm({ script: once(60_000, ({ replicas, end }) => {
      ended = replicas[0]!.name;
      end(replicas[0]!);
    }) }));
    expect(Math.max(...gaps(writes, ended, 60_500))).toBeLessThan(12_000);
    expect([...sharesAtEnd].sort()).toEqual([3, 4]);
    expect(leasesAtEnd.filter((name) => name.includes('.replica.')).length, 'it took its own Lease with it').toBe(2);
  });

  it('one that joins gets its share between runs, and nothing moves between the others', { timeout: 60_000 }, async () => {
    const { handovers, midRun, sharesAtEnd, writes } = await simulateSharing(calm({ targets: 9, replicas: 2, script: once(60_000, ({ join }) => join()) }));
    expect(sharesAtEnd).toEqual([3, 3, 3]);
    expect(handovers).toBe(3);
    expect(midRun).toEqual([]);
    expect(new Set(writes.filter(({ by }) => by.startsWith('r3')).map(({ target }) => target)).size).toBe(3);
  });

  it('nobody lets go of one for a replica that reads its documents still', { timeout: 60_000 }, async () => {
    const begin = once(60_000, ({ join }) => join(true));
    const { writes, sharesAtEnd } = await simulateSharing(calm({ targets: 9, replicas: 2, script: (stage) => {
      begin(stage);
      const newcomer = stage.replicas[2];
      if (newcomer !== undefined && stage.now >= 150_000) newcomer.reads = false;
    } }));
    expect(sharesAtEnd).toEqual([3, 3, 3]);
    const own = writes.filter(({ at, by }) => at > 60_000 && at < 150_000 && by.startsWith('r3'));
    expect(own).toEqual([]);
    const idle = [...new Set(writes.map(({ target }) => target))].filter((target) => !writes.some((write) => write.target === target && write.at > 120_000 && write.at < 150_000));
    expect(idle, 'all targets are worked on meanwhile').toEqual([]);
  });

  it('stay where they are when the API is away for all, and nobody writes beyond the renew deadline', { timeout: 60_000 }, async () => {
    const away = (from: number, to: number) => ({ now, replicas }: SharingStage): void => replicas.forEach((replica) => (replica.cutOff = now >= from && now < to));
    const { writes, handovers, sharesAtEnd } = await simulateSharing(calm({ script: away(60_000, 120_000) }));
    // The last renewal was sent up to a retry period before the API went away.
    expect(writes.filter(({ at }) => at > 60_500 + 11_000 && at < 119_000)).toEqual([]);
    expect(writes.some(({ at }) => at > 120_000 && at < 140_000)).toBe(true);
    expect(handovers, 'everybody finds again what it had').toBe(0);
    expect([...sharesAtEnd].sort()).toEqual([2, 2, 3]);
  });

  it('one that is cut off loses its share and gets one again when it is back', { timeout: 60_000 }, async () => {
    let victim = '';
    const { overlaps, writes, sharesAtEnd } = await simulateSharing(calm({ script: ({ now, replicas }) => {
      victim = replicas[0]!.name;
      replicas[0]!.cutOff = now >= 60_000 && now < 120_000;
    } }));
    expect(overlaps).toEqual([]);
    expect(Math.max(...gaps(writes, victim, 60_500))).toBeLessThan(26_000);
    expect(writes.some(({ by, at }) => by === victim && at > 120_000)).toBe(true);
    expect([...sharesAtEnd].sort()).toEqual([2, 2, 3]);
  });

  it('more replicas than targets: one each, and the others wait', { timeout: 60_000 }, async () => {
    const { sharesAtEnd } = await simulateSharing(calm({ targets: 2, replicas: 4 }));
    expect([...sharesAtEnd].sort()).toEqual([0, 0, 1, 1]);
  });

  it('a commit that one replica has put in force is looked for by the others within two looks, and by nobody again', { timeout: 60_000 }, async () => {
    const heard = new Map<string, readonly number[]>();
    const push = once(60_000, ({ replicas }) => (replicas[0]!.commit = 'c2'));
    await simulateSharing(calm({ script: (stage) => {
      push(stage);
      for (const { name, news } of stage.replicas) heard.set(name, news);
      // They find it, and have it too.
      for (const replica of stage.replicas) if (replica.news.length > 0) replica.commit = 'c2';
    } }));
    const [first, ...others] = [...heard.values()];
    expect(first).toEqual([]);
    expect(others.map(({ length }) => length)).toEqual([1, 1]);
    expect(Math.max(...others.map(([at]) => at!))).toBeLessThan(60_500 + 6_000);
  });
});
