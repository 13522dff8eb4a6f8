import type { LedgerDocument } from './document.js';
import { parseLedger, storedAs } from './migrate.js';
import { createSerializer } from './serialize.js';
import { unreadable } from './store.js';
import type { LedgerStore, StoredLedger } from './store.js';

export interface MemoryStore extends LedgerStore {
  /** The stored text, as any other store would hold it. */
  readonly text: string | undefined;
  /** Messages of all writes that were done, oldest first. */
  readonly messages: readonly string[];
  /** Puts any text in place of the stored one, as a person or a fault would. */
  overwrite(text: string | undefined): void;
}

/** A ledger that lasts as long as the process: for the simulator in process, and for tests. */
export function createMemoryStore(target: string): MemoryStore {
  const serialize = createSerializer();
  const textOf = (document: LedgerDocument): string => Buffer.concat(serialize(document)).toString('utf8');
  const messages: string[] = [];
  let text: string | undefined;
  let writes = 0;
  const location = `memory:${target}`;
  const found = (): StoredLedger => {
    const version = String(writes);
    if (text === undefined) return { state: 'absent', version };
    return storedAs(parseLedger(text, target), version);
  };
  const store = (next: string | undefined): string => {
    text = next;
    writes += 1;
    return String(writes);
  };
  return {
    target,
    location,
    messages,
    get text() {
      return text;
    },
    overwrite: (next) => void store(next),
    read: async () => found(),
    close: () => Promise.resolve(),
    write: async (document, expected, message) => {
      const current = found();
      if (current.version !== expected) return { written: false };
      if (current.state === 'unreadable') throw unreadable(location, current.reason);
      messages.push(message);
      return { written: true, version: store(textOf(document)) };
    },
    replaceUnreadable: async (document, expected, message) => {
      if (found().version !== expected) return { written: false };
      messages.push(message);
      return { written: true, version: store(textOf(document)), kept: 'nowhere: this ledger is in memory only' };
    },
  };
}
