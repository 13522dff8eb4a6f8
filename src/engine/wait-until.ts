import type { Clock } from '../confluent/clock.js';
import type { Probe } from '../kinds/contract.js';
import type { ListName, Snapshot } from '../kinds/snapshot.js';

/** What a waiting step asks of the shared polls. */
export interface Waiter {
  readonly lists: readonly ListName[];
  /** Subjects whose own compatibility `subjectConfigs` must hold. */
  readonly subjects: readonly string[];
  readonly probe: (snapshot: Snapshot) => Probe;
  /** Milliseconds from now on. */
  readonly budgetMs: number;
  /** Polls in a row that must be settled. */
  readonly settledPolls: number;
  /** Called when a poll saw something else than the one before. */
  readonly onSaw: (saw: string) => void;
  /** Ends the wait at once. */
  readonly signal?: AbortSignal;
}

export type WaitEnd =
  | { readonly state: 'settled' | 'failed' | 'timeout' | 'cancelled'; readonly saw: string };

export interface Poller {
  wait(waiter: Waiter): Promise<WaitEnd>;
}

export interface PollerOptions {
  readonly clock: Clock;
  readonly read: (lists: readonly ListName[], subjects: readonly string[]) => Promise<Snapshot>;
  readonly onPoll?: (waiting: number) => void;
  /** Milliseconds between polls while something is young, and at most. */
  readonly intervalMs?: { readonly min: number; readonly max: number };
}

interface Waiting extends Waiter {
  readonly since: number;
  readonly end: (end: WaitEnd) => void;
  settled: number;
  saw: string;
  /** When it is worth another look. */
  dueAt: number;
}

const WOKEN = new Error('somebody is waiting');

const defaultInterval = { min: 1_000, max: 15_000 };

/**
 * One poll serves all that are due: the union of the lists that they need, read once, which then judges whoever else it can.
 * Each waiter is due the more rarely the longer it waits; polls keep their distance when many wait, and do not come so often
 * that reading takes more than a third of the time. A read that took minutes stood behind writes: that says nothing of the next.
 */
export function createPoller(options: PollerOptions): Poller {
  const waiting = new Set<Waiting>();
  const { min, max } = options.intervalMs ?? defaultInterval;
  const heeded = new Map<AbortSignal, () => void>();
  let running = false;
  let lastReadMs = 0;
  /** When the first of those who wait is due, or a little before. */
  let firstDue = Number.POSITIVE_INFINITY;
  let wake = new AbortController();

  async function run(): Promise<void> {
    running = true;
    try {
      while (waiting.size > 0) {
        await poll();
        await rest();
      }
    } catch (error) {
      for (const waiter of [...waiting]) finish(waiter, { state: 'failed', saw: `polling stopped: ${String(error)}` });
    } finally {
      running = false;
    }
  }

  /** Until the next poll is due; a new waiter brings it forward, and the last one's end makes it needless. */
  async function rest(): Promise<void> {
    const last = options.clock.now();
    firstDue = Number.POSITIVE_INFINITY;
    for (const waiter of waiting) firstDue = Math.min(firstDue, waiter.dueAt);
    let due = nextPoll(last);
    while (waiting.size > 0 && options.clock.now() < due) {
      wake = new AbortController();
      await options.clock.sleep(Math.ceil(due - options.clock.now()), wake.signal).catch(() => undefined);
      if (wake.signal.aborted && waiting.size > 0) due = nextPoll(last);
    }
  }

  /** The first waiter's turn, but no nearer to the last poll than they all may come. */
  function nextPoll(last: number): number {
    return Math.max(firstDue, last + distance());
  }

  async function poll(): Promise<void> {
    const started = options.clock.now();
    const asked = [...waiting];
    // Whoever is due soon comes along: one poll now is cheaper than two.
    const soon = started + distance();
    const due = asked.filter((waiter) => waiter.dueAt <= soon);
    const lists = new Set(due.flatMap((waiter) => waiter.lists));
    const subjects = [...new Set(due.flatMap((waiter) => waiter.subjects))];
    options.onPoll?.(asked.length);
    const snapshot = await options.read([...lists], subjects);
    lastReadMs = options.clock.now() - started;
    const judged = due.length === asked.length ? due : asked.filter((waiter) => waiter.dueAt <= soon || (waiter.subjects.length === 0 && waiter.lists.every((list) => lists.has(list))));
    for (const waiter of judged) judge(waiter, snapshot);
  }

  function judge(waiter: Waiting, snapshot: Snapshot): void {
    if (!waiting.has(waiter)) return;
    const probe = safeProbe(waiter, snapshot);
    if (probe.saw !== waiter.saw) waiter.onSaw(probe.saw);
    waiter.saw = probe.saw;
    waiter.settled = probe.state === 'settled' ? waiter.settled + 1 : 0;
    if (probe.state === 'failed') finish(waiter, { state: 'failed', saw: probe.saw });
    else if (waiter.settled >= waiter.settledPolls) finish(waiter, { state: 'settled', saw: probe.saw });
    else if (options.clock.now() - waiter.since > waiter.budgetMs) finish(waiter, { state: 'timeout', saw: probe.saw });
    else waiter.dueAt = options.clock.now() + patience(waiter);
  }

  /** One listener for all who name the same signal: a signal looks through all that it has for each new one. */
  function heed(signal: AbortSignal): void {
    if (heeded.has(signal)) return;
    const onAbort = (): void => {
      for (const waiter of [...waiting]) if (waiter.signal === signal) finish(waiter, { state: 'cancelled', saw: waiter.saw });
    };
    heeded.set(signal, onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
  }

  /** A signal may outlive all runs. */
  function heedNone(): void {
    for (const [signal, onAbort] of heeded) signal.removeEventListener('abort', onAbort);
    heeded.clear();
  }

  function finish(waiter: Waiting, end: WaitEnd): void {
    if (!waiting.delete(waiter)) return;
    waiter.end(end);
    if (waiting.size > 0) return;
    heedNone();
    wakeUp();
  }

  /** A reason that is made once: the one that Node makes for each call brings a stack along. */
  function wakeUp(): void {
    if (!wake.signal.aborted) wake.abort(WOKEN);
  }

  /** How long a waiter can do without another look: what is young may change any moment, what has settled once needs proof soon. */
  function patience(waiter: Waiting): number {
    const age = options.clock.now() - waiter.since;
    return waiter.settled > 0 ? min : Math.min(Math.max(age / 4, min), max);
  }

  /** Of two polls: a second for a few waiters, five for a thousand. */
  function distance(): number {
    const crowd = Math.max(1, Math.log2(Math.max(1, waiting.size)) / 2);
    return Math.max(Math.min(min * crowd, max), Math.min(lastReadMs * 2, max * 2));
  }

  return {
    wait: (waiter) =>
      new Promise((resolve) => {
        const entry: Waiting = { ...waiter, since: options.clock.now(), end: resolve, settled: 0, saw: '', dueAt: options.clock.now() };
        if (waiter.signal?.aborted) {
          resolve({ state: 'cancelled', saw: 'not looked yet' });
          return;
        }
        if (waiter.signal !== undefined) heed(waiter.signal);
        waiting.add(entry);
        firstDue = Math.min(firstDue, entry.dueAt);
        if (waiter.lists.length === 0) judge(entry, {});
        if (!waiting.has(entry)) return;
        wakeUp();
        // A microtask later, so that steps that start together share the first poll.
        if (!running) queueMicrotask(() => void (running || run()));
      }),
  };
}

/** One resource that cannot be judged is its own failure, not that of all that wait. */
function safeProbe(waiter: Waiter & { readonly saw: string }, snapshot: Snapshot): Probe {
  try {
    return probeOf(waiter, snapshot);
  } catch (thrown) {
    return { state: 'failed', saw: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** A list that could not be read is "not known yet", never "absent". */
function probeOf(waiter: Waiter & { readonly saw: string }, snapshot: Snapshot): Probe {
  for (const name of waiter.lists) {
    const listing = snapshot[name];
    if (listing === undefined) return { state: 'pending', saw: waiter.saw };
    if (!listing.read) return { state: 'pending', saw: `could not look: ${listing.error}` };
  }
  return waiter.probe(snapshot);
}
