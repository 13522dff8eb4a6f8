import type { Change } from '../core/change.js';
import { canonicalJson } from '../core/fingerprint.js';
import type { ActualResource } from '../core/resource.js';
import type { LedgerDocument, LedgerEntry } from '../ledger/document.js';
import { adopt, forget } from '../ledger/mutations.js';
import { entryOf } from './ledger-journal.js';

/**
 * What a run learns about resources that it did not touch: those of ours are as the files say now (protection may have been
 * taken out), and entries of what the lists prove absent make no sense any more.
 */
export function refreshed(document: LedgerDocument, changes: readonly Change[], after: readonly ActualResource[], absent: readonly LedgerEntry['address'][]): LedgerDocument {
  const there = new Map(after.map((resource) => [resource.address, resource]));
  const entries = changes.flatMap((change): LedgerEntry[] => {
    if (change.type !== 'noop') return [];
    const actual = there.get(change.address);
    if (actual === undefined || !actual.owned) return [];
    const known = document.resources[change.address];
    const by = known?.by ?? (change.after.management === 'observed' ? 'observed' : 'created');
    const entry: LedgerEntry = { ...entryOf(change.after, by, actual.remoteId), ...(known?.digests === undefined ? {} : { digests: known.digests }) };
    return known !== undefined && canonicalJson(known) === canonicalJson(entry) ? [] : [entry];
  });
  const stale = absent.filter((address) => document.resources[address] !== undefined);
  const withEntries = entries.length === 0 ? document : adopt(document, entries);
  return stale.length === 0 ? withEntries : forget(withEntries, stale);
}
