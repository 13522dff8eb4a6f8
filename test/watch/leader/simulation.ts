import { createElector } from '../../../src/watch/leader/elector.js';
import type { Elector } from '../../../src/watch/leader/elector.js';
import { defaultElectionTimes } from '../../../src/watch/leader/time.js';
import type { ElectionClock } from '../../../src/watch/leader/time.js';
import { LeaseStore } from './fake-kubernetes.js';
import { World } from './world.js';
import type { Trouble } from './world.js';

/** One process: its own clocks, its way to the API, and what goes wrong with both. */
interface Replica extends Trouble {
  readonly name: string;
  readonly elector: Elector;
  stop: AbortController;
}

export interface SimulationResult {
  /** Moments at which two could write. */
  readonly overlaps: readonly string[];
  /** Writes, by whom. */
  readonly writes: readonly { readonly at: number; readonly by: string }[];
  readonly handovers: number;
  /** Who leads after two quiet minutes. */
  readonly leaderAtEnd: string | undefined;
}

/** Replicas that stand for one Lease, while everything that can go wrong does. */
export async function simulateElection({ seed, replicas: count = 2, minutes = 30, checksVersions = true }: { seed: number; replicas?: number; minutes?: number; checksVersions?: boolean }): Promise<SimulationResult> {
  const world = new World(seed);
  const { random, time } = world;
  const store = new LeaseStore({ checksVersions });
  const overlaps: string[] = [];
  const writes: { at: number; by: string }[] = [];
  const everyone: Replica[] = [];

  /** Writes now and then for as long as it may, as an apply does. */
  function termOf(replica: () => Replica, clock: ElectionClock): (lost: AbortSignal) => Promise<void> {
    return async (lost) => {
      while (!lost.aborted && !replica().stop.signal.aborted) {
        if (replica().frozenUntil <= time.now && replica().elector.mayWrite()) {
          writes.push({ at: time.now, by: replica().name });
          const others = everyone.filter((other) => other !== replica() && other.frozenUntil <= time.now && other.elector.mayWrite());
          if (others.length > 0) overlaps.push(`${time.now}: ${replica().name} writes, and ${others[0]!.name} may too`);
        }
        await clock.rest(100 + random() * 400, lost);
      }
    };
  }

  let runs = 0;
  function start(at: number): void {
    const own = (): Replica => everyone[at]!;
    const clock = world.clockOf(() => everyone[at]);
    runs += 1;
    const name = `replica-${at}#${runs}`;
    const elector = createElector({ api: world.leaseApi(own, store), identity: name, clock, times: defaultElectionTimes, random });
    everyone[at] = { name, elector, frozenUntil: 0, cutOff: false, stop: new AbortController() };
    void elector.run(termOf(own, clock), everyone[at].stop.signal);
  }

  for (let at = 0; at < count; at += 1) start(at);
  const trouble = (): void => {
    if (world.calm) return;
    const victim = everyone[Math.floor(random() * count)]!;
    const kind = random();
    if (kind < 0.35) victim.frozenUntil = time.now + random() * 40_000;
    else if (kind < 0.7) victim.cutOff = !victim.cutOff;
    else if (kind < 0.85) {
      // Another process takes its place; the old one ends by itself.
      if (!victim.stop.signal.aborted) time.at(time.now + random() * 20_000, () => start(everyone.indexOf(victim)));
      victim.stop.abort();
    } else for (const replica of everyone) replica.cutOff = false;
    time.at(time.now + 2_000 + random() * 40_000, trouble);
  };
  time.at(10_000, trouble);

  const end = minutes * 60_000;
  await world.until(end);
  world.calm = true;
  await world.until(end + 120_000, () => everyone.forEach((replica) => Object.assign(replica, { cutOff: false, frozenUntil: 0 })));
  const handovers = writes.filter((write, index) => index > 0 && writes[index - 1]!.by !== write.by).length;
  return { overlaps, writes, handovers, leaderAtEnd: everyone.find(({ elector }) => elector.mayWrite())?.name };
}
