import { join } from 'node:path';
import { createMemoryStore } from '../ledger/memory.js';
import { openStore } from '../ledger/open.js';
import type { OpenStoreOptions } from '../ledger/open.js';
import type { LedgerStore } from '../ledger/store.js';
import type { Simulation } from './simulation.js';

/** Where the ledger is kept when nobody says otherwise, relative to the working folder. */
const LEDGER_FOLDER = '.reconcile';

/**
 * The ledger of a target. A simulator in this process dies with it, and so does its ledger; one that serves elsewhere has a
 * ledger of its own, so that the real account's is never mixed up with it.
 * @throws Error for a URL that no backend has.
 */
export function ledgerStoreFor(target: string, url: string | undefined, simulation: Simulation | undefined, place: OpenStoreOptions): LedgerStore {
  if (simulation === undefined) return openStore(url, target, place);
  if (simulation.inProcess) return createMemoryStore(target);
  return openStore(url ?? `file:${join(LEDGER_FOLDER, 'simulated', new URL(simulation.description.baseUrl).port)}`, target, place);
}
