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
  readonly onAbort: () => void;
  settled: number;
  saw: string;
}

const defaultInterval = { min: 1_000, max: 15_000 };

/**
 * One poll serves all that wait: the union of the lists that they need, read once. Polls come often while something is
 * young and rarely for what takes long, and never so often that reading takes more than a third of the time.
 */
export function createPoller(options: PollerOptions): Poller {
  const waiting = new Set<Waiting>();
  let running = false;
  let lastReadMs = 0;
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
    let due = last + interval();
    while (waiting.size > 0 && options.clock.now() < due) {
      wake = new AbortController();
      await options.clock.sleep(Math.ceil(due - options.clock.now()), wake.signal).catch(() => undefined);
      if (wake.signal.aborted && waiting.size > 0) due = Math.min(due, last + interval());
    }
  }

  async function poll(): Promise<void> {
    const asked = [...waiting];
    const lists = [...new Set(asked.flatMap((waiter) => waiter.lists))];
    const subjects = [...new Set(asked.flatMap((waiter) => waiter.subjects))];
    options.onPoll?.(asked.length);
    const started = options.clock.now();
    const snapshot = await options.read(lists, subjects);
    lastReadMs = options.clock.now() - started;
    for (const waiter of asked) judge(waiter, snapshot);
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
  }

  function finish(waiter: Waiting, end: WaitEnd): void {
    if (!waiting.delete(waiter)) return;
    waiter.signal?.removeEventListener('abort', waiter.onAbort);
    waiter.end(end);
    if (waiting.size === 0) wake.abort();
  }

  function interval(): number {
    const { min, max } = options.intervalMs ?? defaultInterval;
    const now = options.clock.now();
    const youngest = Math.min(...[...waiting].map((waiter) => now - waiter.since));
    return Math.max(Math.min(Math.max(youngest / 4, min), max), lastReadMs * 2);
  }

  return {
    wait: (waiter) =>
      new Promise((resolve) => {
        const onAbort = (): void => finish(entry, { state: 'cancelled', saw: entry.saw });
        const entry: Waiting = { ...waiter, since: options.clock.now(), end: resolve, onAbort, settled: 0, saw: '' };
        if (waiter.signal?.aborted) {
          resolve({ state: 'cancelled', saw: 'not looked yet' });
          return;
        }
        waiter.signal?.addEventListener('abort', onAbort, { once: true });
        waiting.add(entry);
        wake.abort();
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
