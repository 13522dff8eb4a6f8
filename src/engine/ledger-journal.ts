import type { RemoteId, ResourceAddress } from '../core/address.js';
import type { Change } from '../core/change.js';
import type { DesiredResource } from '../core/resource.js';
import type { Step } from '../core/step.js';
import type { LedgerDocument, LedgerEntry } from '../ledger/document.js';
import { beginStep, endStep, endStepCreated, endStepDeleted, forgetTopic, recordWriteMode, setDigests } from '../ledger/mutations.js';
import type { LedgerSession } from '../ledger/session.js';
import type { TableflowTopicSpec } from '../kinds/tableflow-topic/spec.js';
import type { StepJournal } from './run-step.js';

export interface JournalOptions {
  readonly session: LedgerSession;
  readonly remoteIdOf: (address: ResourceAddress) => RemoteId | undefined;
  /** Keyed digests of the secrets that a resource was sent, by field path. */
  readonly digestsOf: (resource: DesiredResource) => Promise<Readonly<Record<string, string>>>;
}

/** Writes every step into the ledger before it touches the account, and what became of it after. */
export function createLedgerJournal({ session, remoteIdOf, digestsOf }: JournalOptions): StepJournal {
  return {
    begin: (step) => (step.operation === 'await' || step.operation === 'adopt' ? Promise.resolve() : session.update((document) => beginStep(document, step.id), `begin: ${step.id}`)),
    end: async (step, change, succeeded) => {
      if (!succeeded) return session.update((document) => endStep(document, step.id), `failed: ${step.id}`);
      const digests = change.type === 'delete' ? {} : await digestsOf(change.after);
      const mutate = (document: LedgerDocument): LedgerDocument => ended(document, step, change, digests, remoteIdOf);
      await session.update(mutate, `done: ${step.id}`);
    },
  };
}

function ended(
  document: LedgerDocument,
  step: Step,
  change: Change,
  digests: Readonly<Record<string, string>>,
  remoteIdOf: JournalOptions['remoteIdOf'],
): LedgerDocument {
  switch (step.operation) {
    case 'stop':
      return endStep(document, step.id);
    case 'delete': {
      // The old half of a hand-over goes last, when its successor already has the address.
      if (change.type === 'replace' && change.handover.way !== 'deleteFirst') return endStep(document, step.id);
      return forgetModes(endStepDeleted(document, step.address), change);
    }
    case 'create':
    case 'update':
    case 'await':
    case 'adopt': {
      if (change.type === 'delete') throw new Error(`${step.id} has nothing to record`);
      const by = step.operation === 'adopt' ? 'adopted' : change.after.management === 'observed' ? 'observed' : 'created';
      const recorded = endStepCreated(document, entryOf(change.after, by, remoteIdOf(step.address)));
      const withDigests = Object.keys(digests).length === 0 ? recorded : setDigests(recorded, step.address, digests);
      return change.kind === 'tableflow-topic' ? recordMode(withDigests, change.after.spec as TableflowTopicSpec) : withDigests;
    }
  }
}

function recordMode(document: LedgerDocument, spec: TableflowTopicSpec): LedgerDocument {
  return recordWriteMode(document, spec.topic, spec.writeMode);
}

/** The lock on a write mode goes with the Kafka topic, and only with it (semantics.md 4.2 item 6). */
function forgetModes(document: LedgerDocument, change: Change): LedgerDocument {
  if (change.type !== 'delete' && change.type !== 'replace') return document;
  const { topic } = change.before.spec as { topic?: string };
  return change.kind === 'target-topic' && topic !== undefined ? forgetTopic(document, topic) : document;
}

export function entryOf(resource: DesiredResource, by: LedgerEntry['by'], id: RemoteId | undefined): LedgerEntry {
  const { kind, address, relations, protect, pipeline, table, chain } = resource;
  return {
    kind,
    address,
    spec: resource.spec as Readonly<Record<string, unknown>>,
    relations,
    protect,
    by,
    ...(id === undefined ? {} : { remoteId: id }),
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(table === undefined ? {} : { table }),
    ...(chain === undefined ? {} : { chain }),
  };
}
