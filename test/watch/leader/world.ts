import type { LeaseAnswer, LeaseApi } from '../../../src/watch/leader/lease.js';
import { leaseBody, parseLease } from '../../../src/watch/leader/lease.js';
import type { ElectionClock } from '../../../src/watch/leader/time.js';
import type { LeaseStore, StoreAnswer } from './fake-kubernetes.js';

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

/** What goes wrong with a process. */
export interface Trouble {
  /** Until when nothing in it moves, in true time. */
  frozenUntil: number;
  /** Nothing gets through to the API, in either direction. */
  cutOff: boolean;
}

/**
 * Processes, an API and everything that can go wrong between them, in simulated time: late answers, writes that take effect after their answer was given
 * up, frozen processes, partitions, clocks that start anywhere and run up to 10 % apart, wall clocks that jump. Nothing goes wrong any more when it is calm.
 */
export class World {
  readonly time = new Timeline();
  readonly random: () => number;
  calm = false;
  /** Requests to the API so far. */
  asked = 0;

  constructor(seed: number) {
    this.random = chance(seed);
  }

  clockOf(process: () => Trouble | undefined): ElectionClock {
    const { time, random } = this;
    const rate = 0.95 + random() * 0.1;
    const start = random() * 1e6;
    let jump = random() * 1e9;
    const thaw = (): Promise<void> => {
      const until = process()?.frozenUntil ?? 0;
      return until > time.now ? time.after(until - time.now) : Promise.resolve();
    };
    return {
      monotonic: () => start + time.now * rate,
      wall: () => {
        if (!this.calm && random() < 0.0005) jump += (random() - 0.5) * 60_000;
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

  /** One request, on which `work` is done by the API if it gets there. `undefined`: no answer. */
  async ask(process: () => Trouble, timeoutMs: number, work: () => StoreAnswer): Promise<StoreAnswer | undefined> {
    const { time, random, calm } = this;
    this.asked += 1;
    const there = calm ? 5 : random() < 0.1 ? random() * 12_000 : random() * 100;
    const back = calm ? 5 : random() < 0.1 ? random() * 12_000 : random() * 100;
    const lost = process().cutOff || (!calm && random() < 0.05);
    const lostAnswer = process().cutOff || (!calm && random() < 0.05);
    const answer = (async (): Promise<StoreAnswer | undefined> => {
      await time.after(there);
      if (lost) return undefined;
      const done = structuredClone(work());
      await time.after(back);
      return lostAnswer ? undefined : done;
    })();
    const late = time.after(timeoutMs).then(() => undefined);
    const result = await Promise.race([answer, late]);
    const { frozenUntil } = process();
    if (frozenUntil > time.now) await time.after(frozenUntil - time.now);
    return result;
  }

  leaseApi(process: () => Trouble, store: LeaseStore, name = 'l', marks: () => Parameters<typeof leaseBody>[3] = () => ({})): LeaseApi {
    type Stored = Parameters<LeaseStore['create']>[0];
    const ask = async (timeoutMs: number, work: () => StoreAnswer): Promise<LeaseAnswer> => read(await this.ask(process, timeoutMs, work));
    return {
      read: (timeoutMs) => ask(timeoutMs, () => store.get()),
      create: (lease, timeoutMs) => ask(timeoutMs, () => store.create(leaseBody(name, 'n', lease, marks()) as Stored)),
      update: (lease, timeoutMs) => ask(timeoutMs, () => store.update(leaseBody(name, 'n', lease, marks()) as Stored)),
    };
  }

  /** Lets time pass up to an instant; `every` is called before each step. */
  async until(end: number, every: () => void = () => undefined): Promise<void> {
    while (this.time.now < end && this.time.step()) {
      every();
      await breathe();
    }
  }
}

async function breathe(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function read(answer: StoreAnswer | undefined): LeaseAnswer {
  if (answer === undefined) return { type: 'failed', reason: 'no answer' };
  const { status, body } = answer;
  if (status === 404) return { type: 'absent' };
  if (status === 409) return { type: 'conflict' };
  const lease = status < 300 ? parseLease(body) : undefined;
  return lease === undefined ? { type: 'failed', reason: `status ${status}` } : { type: 'lease', lease };
}
