import { formatAddress, parseAddress } from '../core/address.js';
import type { LedgerDocument, LedgerEntry } from './document.js';
import { isLive, withoutLease } from './lease.js';
import { endRun } from './mutations.js';

/** One thing to mend, for people, and how. */
export interface Finding {
  readonly what: string;
  readonly mend: (document: LedgerDocument) => LedgerDocument;
}

/** Entries that say nothing usable, though the document as a whole is sound. Dropping one loses no resource: it is offered for adoption. */
export function findSenseless(document: LedgerDocument): readonly Finding[] {
  const entries = Object.entries(document.resources).flatMap(([key, entry]) => {
    const problem = problemOf(key, entry as LedgerEntry);
    return problem === undefined ? [] : [{ what: `${key}: ${problem}`, mend: dropper('resources', key) }];
  });
  const modes = Object.entries(document.writeModes).flatMap(([topic, used]) =>
    used.length === 0 ? [{ what: `write modes of ${topic}: none`, mend: dropper('writeModes', topic) }] : [],
  );
  return [...entries, ...modes];
}

/** What a run that was killed has left: useful to the next run, so only cleared when asked for. `now`: milliseconds since the epoch. */
export function findLeftovers(document: LedgerDocument, now: number): readonly Finding[] {
  const { lease, run } = document;
  if (lease !== undefined && isLive(lease, now)) return [];
  const findings: Finding[] = [];
  if (lease !== undefined) findings.push({ what: `the lease of ${lease.holder}, expired at ${lease.expiresAt}`, mend: withoutLease });
  if (run !== undefined) {
    findings.push({
      what: `run ${run.id} of ${run.startedAt}, which did not end${run.steps.length === 0 ? '' : `; not known to have ended: ${run.steps.join(', ')}`}`,
      mend: (from) => (from.run === undefined ? from : endRun({ ...from, run: { ...from.run, steps: [] } })),
    });
  }
  return findings;
}

function problemOf(key: string, entry: LedgerEntry): string | undefined {
  if (key !== entry.address) return `is kept under this address, but says it is ${entry.address}`;
  try {
    const parts = parseAddress(entry.address);
    if (parts.kind !== entry.kind) return `says it is of kind ${entry.kind}`;
    return formatAddress(parts) === entry.address ? undefined : 'is no address';
  } catch {
    return 'is no address';
  }
}

function dropper(part: 'resources' | 'writeModes', key: string): Finding['mend'] {
  return (document) => ({ ...document, [part]: Object.fromEntries(Object.entries(document[part]).filter(([name]) => name !== key)) });
}
