import type { LedgerDocument, LedgerEntry } from './document.js';

/*
 * A group of changes goes out in one write, and each of them makes a new document. With ten thousand tables the copies of
 * the resources would cost more than all else, so within one group they share one copy, which nobody else has seen yet.
 */

let shared: LedgerDocument['resources'] | undefined;
let drafting = false;

/** Runs a group of changes, synchronously. Until it ends, `withEntries` goes on changing its own first copy. */
export function inOneDraft<Result>(work: () => Result): Result {
  drafting = true;
  try {
    return work();
  } finally {
    drafting = false;
    shared = undefined;
  }
}

/** The document with these entries set, and those addresses gone. */
export function withEntries(document: LedgerDocument, set: readonly LedgerEntry[], gone: Iterable<string> = []): LedgerDocument {
  const resources: Record<string, LedgerEntry> = document.resources === shared ? document.resources : { ...document.resources };
  for (const entry of set) resources[entry.address] = entry;
  for (const address of gone) delete resources[address];
  if (drafting) shared = resources;
  return { ...document, resources };
}
