import type { ResourceAddress } from '../core/address.js';
import type { Fingerprint } from '../core/fingerprint.js';
import type { StepId } from '../core/step.js';
import type { LedgerAccount, LedgerDocument, LedgerEntry } from './document.js';
import { withEntries } from './draft.js';

/*
 * Pure changes of a ledger, to be handed to `LedgerSession.update`. Each may be applied again to a document that another
 * reconciler has changed meanwhile, so none depends on what was read before.
 */

export interface RunStart {
  readonly id: string;
  readonly fingerprint: Fingerprint;
  /** ISO 8601. */
  readonly startedAt: string;
  /** What the plan deletes or rebuilds: a run that is killed goes on deleting exactly these. */
  readonly doomed: readonly ResourceAddress[];
  /** Hash of the documents. */
  readonly documents: string;
  /** All that the run is allowed to destroy. */
  readonly destroys: readonly ResourceAddress[];
}

/**
 * A run begins. The former run's unfinished steps are forgotten here: whoever begins has read the account and recorded, with
 * `adopt` in the same update, what those steps turn out to have made.
 */
export function beginRun(document: LedgerDocument, { doomed, ...run }: RunStart): LedgerDocument {
  const goes = new Set<string>(doomed);
  const resources = mapEntries(document, (entry) => {
    const { doomed: _mark, ...rest } = entry;
    return goes.has(entry.address) ? { ...rest, doomed: true } : rest;
  });
  return { ...document, resources, run: { ...run, steps: [] } };
}

/** Written ahead of a step. @throws Error without a run: a step outside a run is a mistake of the caller. */
export function beginStep(document: LedgerDocument, step: StepId): LedgerDocument {
  const { run } = document;
  if (run === undefined) throw new Error(`step "${step}" was begun outside a run`);
  return run.steps.includes(step) ? document : { ...document, run: { ...run, steps: [...run.steps, step] } };
}

/** A step ended that changes nothing about what is ours, or is known to have done nothing. */
export function endStep(document: LedgerDocument, step: StepId): LedgerDocument {
  return withoutSteps(document, (id) => id === step);
}

/** A resource was created or updated, or has appeared: it is ours as `entry` says. Ends the steps that were to bring it about. */
export function endStepCreated(document: LedgerDocument, entry: LedgerEntry): LedgerDocument {
  const ended = withoutSteps(document, (id) => addressOf(id) === entry.address && !removes(id));
  return withEntries(ended, [entry]);
}

/** A resource is proven gone. Ends the steps that were to remove it. Not for the old half of a hand-over under one address: `endStep`. */
export function endStepDeleted(document: LedgerDocument, address: ResourceAddress): LedgerDocument {
  return forget(withoutSteps(document, (id) => addressOf(id) === address && removes(id)), [address]);
}

/** Resources that are no longer ours, or no longer there. */
export function forget(document: LedgerDocument, addresses: readonly ResourceAddress[]): LedgerDocument {
  return withEntries(document, [], addresses);
}

/** Takes resources into the ledger that were not in it, each `by` what its entry says. */
export function adopt(document: LedgerDocument, entries: readonly LedgerEntry[]): LedgerDocument {
  return withEntries(document, entries);
}

/** Tableflow has materialised the topic in this write mode; the lock on it outlives the Tableflow topic. */
export function recordWriteMode(document: LedgerDocument, topic: string, mode: string): LedgerDocument {
  const known = ownValue(document.writeModes, topic) ?? [];
  return known.includes(mode) ? document : { ...document, writeModes: { ...document.writeModes, [topic]: [...known, mode] } };
}

/** We deleted the topic itself: forgets its write modes. */
export function forgetTopic(document: LedgerDocument, topic: string): LedgerDocument {
  return { ...document, writeModes: filterRecord(document.writeModes, (name) => name !== topic) };
}

/** Keyed digests of the secrets last sent to a resource, by field path. Without an entry there is nothing to compare them with later. */
export function setDigests(document: LedgerDocument, address: ResourceAddress, digests: Readonly<Record<string, string>>): LedgerDocument {
  const entry = document.resources[address];
  return entry === undefined ? document : withEntries(document, [{ ...entry, digests }]);
}

/** The key that digests are made with. Those of another key can be compared with nothing: they are dropped. */
export function setKeyCheck(document: LedgerDocument, keyCheck: string): LedgerDocument {
  if (document.keyCheck === keyCheck) return document;
  const resources = mapEntries(document, ({ digests: _other, ...rest }) => rest);
  return { ...document, keyCheck, resources };
}

export function setAccount(document: LedgerDocument, account: LedgerAccount): LedgerDocument {
  return { ...document, account };
}

/** How a run ended. */
export interface RunEnd {
  /** Deletes that it began and could not finish. */
  readonly unfinished: ReadonlySet<ResourceAddress>;
  /** Every step succeeded. */
  readonly complete: boolean;
}

/**
 * A run ended by itself. Steps whose end is not known, and steps that failed, keep it in the ledger: the next run looks after
 * the former, and finishes the latter under the fingerprint that was allowed.
 */
export function endRun(document: LedgerDocument, { unfinished, complete }: RunEnd = { unfinished: new Set(), complete: true }): LedgerDocument {
  const { run, ...rest } = document;
  if (run !== undefined && run.steps.length > 0) return document;
  const resources = mapEntries(document, ({ doomed, ...entry }) => (doomed === true && unfinished.has(entry.address) ? { ...entry, doomed } : entry));
  return run !== undefined && !complete ? { ...rest, resources, run } : { ...rest, resources };
}

/** The address in a step's id. */
function addressOf(step: string): string {
  return step.slice(step.indexOf(' ') + 1);
}

function removes(step: string): boolean {
  return step.startsWith('delete ') || step.startsWith('stop ');
}

function withoutSteps(document: LedgerDocument, ended: (step: string) => boolean): LedgerDocument {
  const { run } = document;
  return run === undefined ? document : { ...document, run: { ...run, steps: run.steps.filter((step) => !ended(step)) } };
}

function mapEntries(document: LedgerDocument, map: (entry: LedgerEntry) => LedgerEntry): LedgerDocument['resources'] {
  return Object.fromEntries(Object.entries(document.resources).map(([address, entry]) => [address, map(entry as LedgerEntry)]));
}

function filterRecord<Value>(record: Readonly<Record<string, Value>>, keeps: (key: string) => boolean): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keeps(key)));
}

/** A topic may be called `constructor`. */
function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
