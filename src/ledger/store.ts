import type { LedgerDocument } from './document.js';

/** What a store found: a document with the version that a write must name, nothing yet, or something unusable. */
export type StoredLedger =
  | { readonly state: 'present'; readonly document: LedgerDocument; readonly version: string }
  | { readonly state: 'absent'; readonly version: string }
  /** Never overwritten without being asked to. `reason` continues a sentence: "The ledger at … is not JSON". */
  | { readonly state: 'unreadable'; readonly version: string; readonly reason: string; readonly cause: UnreadableCause };

/** `newer` and `foreign` are sound: written by a newer version of us, or for another target. */
export type UnreadableCause = 'damaged' | 'newer' | 'foreign';

export type WriteResult = { readonly written: true; readonly version: string } | { readonly written: false };

/** `kept`: where the unreadable content is now, for people. */
export type ReplaceResult = { readonly written: true; readonly version: string; readonly kept: string } | { readonly written: false };

/** Where the ledger of one target lives. One file per backend. */
export interface LedgerStore {
  readonly target: string;
  /** For people: `file:.reconcile/prod.json`. Never holds a credential. */
  readonly location: string;
  /** @throws Error when the place cannot be reached: that is not "absent". */
  read(): Promise<StoredLedger>;
  /**
   * Compare and swap: writes only while the stored version is still `expected`. `message`: one line for the audit trail.
   * @throws Error when the place cannot be reached (whether it was written is unknown then), or when what is stored is unreadable.
   */
  write(document: LedgerDocument, expected: string, message: string): Promise<WriteResult>;
  /** Begins anew over something unreadable, which is kept elsewhere. Compare and swap, too. */
  replaceUnreadable(document: LedgerDocument, expected: string, message: string): Promise<ReplaceResult>;
  /** Gives back what the store holds on this machine. It may be used again. */
  close(): Promise<void>;
}

/** Tells a refusal to overwrite from a place that cannot be reached: trying again does not help. */
export class UnreadableLedger extends Error {
  override readonly name = 'UnreadableLedger';
}

/** The error of a write that would overwrite what cannot be read. */
export function unreadable(location: string, reason: string): UnreadableLedger {
  return new UnreadableLedger(`The ledger at ${location} ${reason}; it is not overwritten. See "reconcile ledger repair".`);
}
