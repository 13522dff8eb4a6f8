import type { InterruptedRun } from '../core/guards/guard.js';
import type { LedgerDocument } from '../ledger/document.js';

/** The run that the ledger says did not finish, if there is one. `documents`: hash of what the files say now. */
export function interruptedRun({ run, resources }: LedgerDocument, documents: string): InterruptedRun | undefined {
  if (run === undefined) return undefined;
  const doomed = Object.values(resources).filter((entry) => entry.doomed === true);
  return {
    fingerprint: run.fingerprint,
    doomed: new Set(doomed.map((entry) => entry.address)),
    destroys: new Set(run.destroys ?? []),
    sameDocuments: run.documents === documents,
  };
}
