import { remoteId } from '../core/address.js';
import type { DesiredResource } from '../core/resource.js';
import type { LedgerEntry } from '../ledger/document.js';
import type { UnplannedTable } from '../pipeline/expand.js';
import type { Ownership } from './ownership.js';
import type { Wanted } from './read-actual.js';

/**
 * What is looked for in the account: the desired resources, and what the ledger says is ours and nobody desires any more.
 * `inScope`: a run that is limited to some pipelines leaves the others' resources alone.
 */
export function wantedResources(desired: readonly DesiredResource[], ownership: Ownership, inScope: (pipeline: string | undefined) => boolean, unplanned: readonly UnplannedTable[] = []): Wanted[] {
  const addresses = new Set(desired.map((resource) => resource.address));
  // What is only not known yet, or written wrongly, is not unwanted.
  const waits = (entry: LedgerEntry): boolean => unplanned.some(({ pipeline, target }) => pipeline === entry.pipeline && target === entry.chain);
  const leftovers = ownership.entries.filter((entry) => !addresses.has(entry.address) && inScope(entry.pipeline) && !waits(entry));
  return [...desired.map((resource) => wantedOf(resource, ownership)), ...leftovers.map(wantedOfEntry)];
}

function wantedOf(resource: DesiredResource, ownership: Ownership): Wanted {
  const { kind, address, spec, management, relations, pipeline, table, chain } = resource;
  const entry = ownership.entry(address);
  return {
    kind,
    address,
    spec,
    management,
    relations,
    owned: ownership.owns(address, relations),
    // Protection ends when it is taken out of the YAML and applied, not when the YAML goes.
    protect: resource.protect || entry?.protect === true,
    desired: true,
    doomed: entry?.doomed === true,
    ...(entry === undefined ? {} : { remembered: entry.spec }),
    ...(entry?.remoteId === undefined ? {} : { rememberedId: remoteId(entry.remoteId) }),
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(table === undefined ? {} : { table }),
    ...(chain === undefined ? {} : { chain }),
  };
}

function wantedOfEntry(entry: LedgerEntry): Wanted {
  const { kind, address, spec, relations, pipeline, table, chain, protect } = entry;
  return {
    kind,
    address,
    spec,
    management: entry.by === 'observed' ? 'observed' : 'managed',
    relations,
    owned: true,
    protect,
    desired: false,
    doomed: entry.doomed === true,
    remembered: spec,
    ...(entry.remoteId === undefined ? {} : { rememberedId: remoteId(entry.remoteId) }),
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(table === undefined ? {} : { table }),
    ...(chain === undefined ? {} : { chain }),
  };
}
