import type { ResourceAddress } from '../core/address.js';
import type { Fingerprint } from '../core/fingerprint.js';
import type { Relations } from '../core/resource.js';

/** Version of the document; `migrate.ts` reads older ones and refuses newer ones. */
export const LEDGER_FORMAT_VERSION = 1;

/** What the account cannot remember for us, for one target (product.md section 6). JSON; holds no secret. */
export interface LedgerDocument {
  readonly formatVersion: typeof LEDGER_FORMAT_VERSION;
  readonly target: string;
  /** The account that the entries are about; a run against another one is refused. */
  readonly account?: LedgerAccount;
  /** What is ours, by address. */
  readonly resources: Readonly<Record<ResourceAddress, LedgerEntry>>;
  /** Topic name -> every Tableflow write mode it was ever materialised with since the topic was last deleted by us. */
  readonly writeModes: Readonly<Record<string, readonly string[]>>;
  /** The run under way, or one that was killed, or that did not finish all it had to do. Absent after a run that did. */
  readonly run?: LedgerRun;
  readonly lease?: LedgerLease;
  /** Proves that digests were made with the same key: the digest of a constant. */
  readonly keyCheck?: string;
}

export interface LedgerAccount {
  readonly organizationId: string;
  readonly environmentId: string;
  readonly clusterId: string;
}

/** One resource that is ours. */
export interface LedgerEntry {
  readonly kind: string;
  readonly address: ResourceAddress;
  readonly pipeline?: string;
  readonly table?: string;
  readonly chain?: string;
  readonly remoteId?: string;
  /** As last applied; a secret is its reference. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly relations: Relations;
  readonly protect: boolean;
  /** Field path -> keyed digest of the secret that was last sent. */
  readonly digests?: Readonly<Record<string, string>>;
  /** How it became ours. */
  readonly by: 'created' | 'adopted' | 'observed';
  /** Set while a plan that deletes it is under way: a killed run goes on deleting. */
  readonly doomed?: true;
}

export interface LedgerRun {
  readonly id: string;
  readonly fingerprint: Fingerprint;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Steps that were begun and whose end was not recorded. */
  readonly steps: readonly string[];
  /** Hash of the documents that it made true: while they stay as they are, a later run goes on under its fingerprint. */
  readonly documents?: string;
  /** What it was allowed to destroy. */
  readonly destroys?: readonly ResourceAddress[];
}

/** Keeps two reconcilers apart. Whoever holds it renews it; once expired anybody may take it over. */
export interface LedgerLease {
  /** Host, process and run, for people. */
  readonly holder: string;
  readonly run: string;
  /** ISO 8601. */
  readonly acquiredAt: string;
  readonly expiresAt: string;
}

export function emptyLedger(target: string): LedgerDocument {
  return { formatVersion: LEDGER_FORMAT_VERSION, target, resources: {}, writeModes: {} };
}
