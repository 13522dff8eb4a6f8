import { emptyLedger } from './document.js';
import type { LedgerDocument } from './document.js';
import { pause } from './pause.js';
import type { LedgerStore, StoredLedger } from './store.js';

/** Lost races in a row after which something other than a race must be wrong. */
export const MAX_LOST_RACES = 200;

export type Changed =
  | { readonly changed: true; readonly document: LedgerDocument; readonly version: string; readonly before: StoredLedger }
  | { readonly changed: false; readonly found: StoredLedger };

/**
 * Reads, changes and writes until no other process came in between. `change` returns nothing to leave things as they are; it is
 * given an empty ledger where there is none. Something unreadable is never changed.
 * @throws Error when the place cannot be reached.
 */
export async function changeStored(
  store: LedgerStore,
  change: (document: LedgerDocument) => LedgerDocument | undefined,
  message: string,
): Promise<Changed> {
  for (let lost = 0; lost < MAX_LOST_RACES; lost += 1) {
    const found = await store.read();
    if (found.state === 'unreadable') return { changed: false, found };
    const next = change(found.state === 'present' ? found.document : emptyLedger(store.target));
    if (next === undefined) return { changed: false, found };
    const result = await store.write(next, found.version, message);
    if (result.written) return { changed: true, document: next, version: result.version, before: found };
    await pauseAfterLostRace(lost);
  }
  throw new Error(`The ledger at ${store.location} was changed by others ${MAX_LOST_RACES} times in a row while we tried to.`);
}

/** A random wait that grows with every lost race, up to 250 ms: so that those who race do not meet again. */
export function pauseAfterLostRace(lost: number): Promise<void> {
  return pause(Math.random() * Math.min(250, 5 * (lost + 1)));
}
