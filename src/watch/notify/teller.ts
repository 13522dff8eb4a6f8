import type { WatchState } from '../state.js';

/** Something that is to be told to the outside. `key` changes when it is another thing than what was told before. */
export interface Message<Content> {
  /** What it is about: told one after the other, and only when its key changes. */
  readonly subject: string;
  readonly key: string;
  /** Absent: nothing to tell, the key is only taken note of. */
  readonly content?: Content;
}

export interface TellerOptions<Content> {
  /** All that is so now. What is told follows from the state, so a message that was lost is told at the next change. */
  readonly messagesOf: (state: WatchState, told: ReadonlyMap<string, string>) => readonly Message<Content>[];
  /** @throws Error with a sentence that holds no secret. */
  readonly send: (content: Content) => Promise<void>;
  readonly onSent: (content: Content) => void;
  readonly onFailed: (content: Content, problem: string) => void;
  /** Keys by subject that were told before this process began. */
  readonly told?: ReadonlyMap<string, string>;
  /** Keeps them for the next process. */
  readonly save?: (told: ReadonlyMap<string, string>) => Promise<void>;
  readonly now: () => number;
  /** A message that could not be sent is tried again after this many milliseconds at the earliest. */
  readonly retryMs: number;
}

/** Tells the outside what is new, never the same twice, and holds up nobody meanwhile. */
export interface Teller {
  see(state: WatchState): void;
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>;
}

export function createTeller<Content>(options: TellerOptions<Content>): Teller {
  const told = new Map(options.told);
  const failedAt = new Map<string, number>();
  let latest: WatchState | undefined;
  let working: Promise<void> = Promise.resolve();

  async function tell(): Promise<void> {
    const state = latest;
    if (state === undefined) return;
    latest = undefined;
    let changed = false;
    for (const { subject, key, content } of options.messagesOf(state, told)) {
      if (told.get(subject) === key) continue;
      if (content !== undefined && !(await sent(subject, content))) continue;
      told.set(subject, key);
      changed = true;
    }
    if (changed) await options.save?.(told).catch(() => undefined);
  }

  async function sent(subject: string, content: Content): Promise<boolean> {
    if (options.now() < (failedAt.get(subject) ?? -Infinity) + options.retryMs) return false;
    try {
      await options.send(content);
      failedAt.delete(subject);
      options.onSent(content);
      return true;
    } catch (thrown) {
      failedAt.set(subject, options.now());
      options.onFailed(content, thrown instanceof Error ? thrown.message : String(thrown));
      return false;
    }
  }

  return {
    see: (state) => {
      const idle = latest === undefined;
      latest = state;
      if (idle) working = working.then(tell).catch(() => undefined);
    },
    settled: () => working,
  };
}
