import type { RemoteId, ResourceAddress } from '../core/address.js';
import type { Change } from '../core/change.js';
import type { DesiredResource } from '../core/resource.js';
import type { Step } from '../core/step.js';
import type { LedgerDocument, LedgerEntry } from '../ledger/document.js';
import { adopt, beginStep, endStep, endStepCreated, endStepDeleted, forget, forgetTopic, recordWriteMode, setDigests } from '../ledger/mutations.js';
import type { LedgerSession } from '../ledger/session.js';
import type { TableflowTopicSpec } from '../kinds/tableflow-topic/spec.js';
import type { StepEnd, StepJournal } from './run-step.js';

export interface JournalOptions {
  readonly session: LedgerSession;
  /** Of the plan under way. */
  readonly changes: readonly Change[];
  readonly remoteIdOf: (address: ResourceAddress) => RemoteId | undefined;
  /** Fields that only its creation could tell. */
  readonly knownOf: (address: ResourceAddress) => Readonly<Record<string, unknown>>;
  /** Keyed digests of the secrets that a resource was sent, by field path. */
  readonly digestsOf: (resource: DesiredResource) => Promise<Readonly<Record<string, string>>>;
}

/**
 * Writes every step into the ledger before it touches the account, and what became of it after. What a step is about to make
 * is ours from before the request on, with all that it will leave: a run that is killed, or fails half way, loses nothing.
 */
export function createLedgerJournal({ session, changes, remoteIdOf, knownOf, digestsOf }: JournalOptions): StepJournal {
  const leavings = leavingsOf(changes);
  const digestsAfter = (change: Change): Promise<Digests> => (change.type === 'delete' ? Promise.resolve({}) : digestsOf(change.after));
  return {
    begin: async (step, change) => {
      if (step.operation === 'await' || step.operation === 'adopt') return;
      const digests = step.operation === 'create' ? await digestsAfter(change) : {};
      await session.update((document) => {
        const begun = beginStep(document, step.id);
        return step.operation === 'create' ? withDigests(claim(begun, change, leavings), step.address, digests) : begun;
      }, `begin: ${step.id}`);
    },
    end: async (step, change, how) => {
      const digests = how === 'done' || how === 'unsettled' ? await digestsAfter(change) : {};
      await session.update((document) => after(document, step, change, how, { digests, remoteIdOf, knownOf, leavings }), `${how}: ${step.id}`);
    },
  };
}

type Digests = Readonly<Record<string, string>>;

interface Facts extends Pick<JournalOptions, 'remoteIdOf' | 'knownOf'> {
  readonly leavings: Leavings;
  readonly digests: Digests;
}

function after(document: LedgerDocument, step: Step, change: Change, how: StepEnd, facts: Facts): LedgerDocument {
  switch (how) {
    case 'done':
      return ended(document, step, change, facts);
    case 'unsettled':
      // A connector that FAILED at once is there and ours: the next run mends it.
      return step.operation === 'create' ? ended(document, step, change, facts) : endStep(document, step.id);
    case 'unknown':
      return endStep(document, step.id);
    case 'refused':
      return step.operation === 'create' ? disclaim(endStep(document, step.id), change, facts.leavings) : endStep(document, step.id);
  }
}

/** Enters what a create is about to make, and what will appear because of it. */
function claim(document: LedgerDocument, change: Change, leavings: Leavings): LedgerDocument {
  const resources = [...(change.type === 'delete' ? [] : [change.after]), ...leftLater(change, leavings)];
  return adopt(document, resources.filter((resource) => document.resources[resource.address] === undefined).map((resource) => entryOf(resource, resource.management === 'observed' ? 'observed' : 'created', undefined)));
}

/** Takes back what `claim` entered. The old half of a hand-over is still there, and stays ours. */
function disclaim(document: LedgerDocument, change: Change, leavings: Leavings): LedgerDocument {
  const handedOver = change.type === 'replace' && change.handover.way !== 'deleteFirst';
  return handedOver ? document : forget(document, [change.address, ...leftLater(change, leavings).map((resource) => resource.address)]);
}

/** What a maker leaves that is not there yet: maker -> what appears. */
type Leavings = ReadonlyMap<ResourceAddress, readonly DesiredResource[]>;

function leavingsOf(changes: readonly Change[]): Leavings {
  const leavings = new Map<ResourceAddress, DesiredResource[]>();
  for (const change of changes) {
    const appears = change.type === 'appear' || (change.type === 'replace' && change.after.management === 'observed');
    if (!appears) continue;
    for (const maker of change.after.relations.leftBy) {
      const left = leavings.get(maker);
      if (left === undefined) leavings.set(maker, [change.after]);
      else left.push(change.after);
    }
  }
  return leavings;
}

/** All that this change will leave, directly or not: topics, their subjects. */
function leftLater(change: Change, leavings: Leavings): DesiredResource[] {
  const left = new Map<ResourceAddress, DesiredResource>();
  const pending = [...(leavings.get(change.address) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.address === change.address || left.has(next.address)) continue;
    left.set(next.address, next);
    pending.push(...(leavings.get(next.address) ?? []));
  }
  return [...left.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

function withDigests(document: LedgerDocument, address: ResourceAddress, digests: Digests): LedgerDocument {
  return Object.keys(digests).length === 0 ? document : setDigests(document, address, digests);
}

function ended(document: LedgerDocument, step: Step, change: Change, { digests, remoteIdOf, knownOf }: Facts): LedgerDocument {
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
      const entry = entryOf(change.after, by, remoteIdOf(step.address));
      const recorded = endStepCreated(document, { ...entry, spec: { ...entry.spec, ...knownOf(step.address) } });
      const digested = withDigests(recorded, step.address, digests);
      return change.kind === 'tableflow-topic' ? recordMode(digested, change.after.spec as TableflowTopicSpec) : digested;
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
