import { createElector } from '../../../src/watch/leader/elector.js';
import type { Elector } from '../../../src/watch/leader/elector.js';
import { leaseBody, parseLease } from '../../../src/watch/leader/lease.js';
import type { LeaseAnswer, LeaseApi } from '../../../src/watch/leader/lease.js';
import { defaultElectionTimes } from '../../../src/watch/leader/time.js';
import type { ElectionClock } from '../../../src/watch/leader/time.js';
import { LeaseStore } from './fake-kubernetes.js';
import type { StoreAnswer } from './fake-kubernetes.js';

/** Repeatable chance. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** True time, in milliseconds, moved from one waiter to the next. */
class Timeline {
  now = 0;
  readonly #waiters: { due: number; order: number; wake: () => void }[] = [];
  #order = 0;

  at(due: number, wake: () => void): void {
    this.#waiters.push({ due, order: (this.#order += 1), wake });
  }

  after(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(this.now + ms, resolve));
  }

  /** Wakes the next one; false when nobody waits. */
  step(): boolean {
    this.#waiters.sort((a, b) => a.due - b.due || a.order - b.order);
    const next = this.#waiters.shift();
    if (next === undefined) return false;
    this.now = Math.max(this.now, next.due);
    next.wake();
    return true;
  }
}

/** One process: its own clocks, its way to the API, and what goes wrong with both. */
interface Replica {
  readonly name: string;
  readonly elector: Elector;
  frozenUntil: number;
  /** Nothing gets through, in either direction. */
  cutOff: boolean;
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

/**
 * Replicas, an API and everything that can go wrong between them, in simulated time: late answers, writes that take effect after their answer was given
 * up, frozen processes, partitions, clocks that start anywhere and run up to 10 % apart, wall clocks that jump.
 */
export async function simulateElection({ seed, replicas: count = 2, minutes = 30, checksVersions = true }: { seed: number; replicas?: number; minutes?: number; checksVersions?: boolean }): Promise<SimulationResult> {
  const random = chance(seed);
  const time = new Timeline();
  const store = new LeaseStore({ checksVersions });
  const overlaps: string[] = [];
  const writes: { at: number; by: string }[] = [];
  const everyone: Replica[] = [];
  let calm = false;

  function clockOf(replica: () => Replica | undefined): ElectionClock {
    const rate = 0.95 + random() * 0.1;
    const start = random() * 1e6;
    let jump = random() * 1e9;
    const thaw = (): Promise<void> => {
      const until = replica()?.frozenUntil ?? 0;
      return until > time.now ? time.after(until - time.now) : Promise.resolve();
    };
    return {
      monotonic: () => start + time.now * rate,
      wall: () => {
        if (!calm && random() < 0.0005) jump += (random() - 0.5) * 60_000;
        return 1.7e12 + jump + time.now * rate;
      },
      rest: (ms, signal) =>
        new Promise((resolve) => {
          const end = (): void => {
            signal?.removeEventListener('abort', end);
            void thaw().then(resolve);
          };
          time.at(time.now + ms / rate, end);
          signal?.addEventListener('abort', end, { once: true });
          if (signal?.aborted === true) end();
        }),
    };
  }

  function apiOf(replica: () => Replica): LeaseApi {
    const ask = async (timeoutMs: number, work: () => StoreAnswer): Promise<LeaseAnswer> => {
      const there = calm ? 5 : random() < 0.1 ? random() * 12_000 : random() * 100;
      const back = calm ? 5 : random() < 0.1 ? random() * 12_000 : random() * 100;
      const lost = replica().cutOff || (!calm && random() < 0.05);
      const lostAnswer = replica().cutOff || (!calm && random() < 0.05);
      const answer = (async (): Promise<LeaseAnswer> => {
        await time.after(there);
        if (lost) return { type: 'failed', reason: 'lost' };
        const done = work();
        await time.after(back);
        return lostAnswer ? { type: 'failed', reason: 'lost answer' } : read(done);
      })();
      const late = time.after(timeoutMs).then((): LeaseAnswer => ({ type: 'failed', reason: 'timeout' }));
      const result = await Promise.race([answer, late]);
      const { frozenUntil } = replica();
      if (frozenUntil > time.now) await time.after(frozenUntil - time.now);
      return result;
    };
    type Stored = Parameters<LeaseStore['create']>[0];
    return {
      read: (timeoutMs) => ask(timeoutMs, () => store.get()),
      create: (lease, timeoutMs) => ask(timeoutMs, () => store.create(leaseBody('l', 'n', lease) as Stored)),
      update: (lease, timeoutMs) => ask(timeoutMs, () => store.update(leaseBody('l', 'n', lease) as Stored)),
    };
  }

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
    const clock = clockOf(() => everyone[at]);
    runs += 1;
    const name = `replica-${at}#${runs}`;
    const elector = createElector({ api: apiOf(own), identity: name, clock, times: defaultElectionTimes, random });
    everyone[at] = { name, elector, frozenUntil: 0, cutOff: false, stop: new AbortController() };
    void elector.run(termOf(own, clock), everyone[at].stop.signal);
  }

  for (let at = 0; at < count; at += 1) start(at);
  const trouble = (): void => {
    if (calm) return;
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
  while (time.now < end && time.step()) await breathe();
  calm = true;
  for (const replica of everyone) Object.assign(replica, { cutOff: false, frozenUntil: 0 });
  const quiet = end + 120_000;
  while (time.now < quiet && time.step()) {
    calm = true;
    for (const replica of everyone) Object.assign(replica, { cutOff: false, frozenUntil: 0 });
    await breathe();
  }
  const handovers = writes.filter((write, index) => index > 0 && writes[index - 1]!.by !== write.by).length;
  return { overlaps, writes, handovers, leaderAtEnd: everyone.find(({ elector }) => elector.mayWrite())?.name };
}

async function breathe(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function read({ status, body }: StoreAnswer): LeaseAnswer {
  if (status === 404) return { type: 'absent' };
  if (status === 409) return { type: 'conflict' };
  const lease = status < 300 ? parseLease(structuredClone(body)) : undefined;
  return lease === undefined ? { type: 'failed', reason: `status ${status}` } : { type: 'lease', lease };
}
