import type { ResourceAddress } from '../core/address.js';
import { noRelations } from '../core/resource.js';
import type { DesiredResource, Relations } from '../core/resource.js';
import { stepId } from '../core/step.js';
import type { LedgerDocument, LedgerEntry } from '../ledger/document.js';

/** What the ledger knows, as planning asks for it. */
export interface Ownership {
  entry(address: ResourceAddress): LedgerEntry | undefined;
  /**
   * In the ledger, or under way when a run was killed: its create was begun. What something of ours leaves behind (a
   * connector its topics) is ours too.
   */
  owns(address: ResourceAddress, relations: Relations): boolean;
  readonly entries: readonly LedgerEntry[];
}

export function ownershipOf(document: LedgerDocument, desired: readonly DesiredResource[]): Ownership {
  const entries = Object.values(document.resources);
  const begun = new Set<string>(document.run?.steps ?? []);
  // Where all is in the ledger, nobody asks.
  let relations: ReadonlyMap<ResourceAddress, Relations> | undefined;
  const relationsOf = (address: ResourceAddress): Relations => {
    relations ??= new Map([...entries, ...desired].map((each) => [each.address, each.relations]));
    return relations.get(address) ?? noRelations;
  };
  const known = (address: ResourceAddress): boolean => document.resources[address] !== undefined || begun.has(stepId('create', address));
  const owns = (address: ResourceAddress, relations: Relations): boolean =>
    known(address) || relations.leftBy.some((maker) => owns(maker, relationsOf(maker)));
  return { entry: (address) => document.resources[address], owns, entries };
}
