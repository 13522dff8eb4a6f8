import type { LedgerDocument, LedgerEntry } from './document.js';

/*
 * A group of changes goes out in one write, and each of them makes a new document. With ten thousand tables the copies of
 * the resources would cost more than all else, so within one group they share one copy, which nobody else has seen yet.
 */

type Resources = LedgerDocument['resources'];

let shared: Resources | undefined;
let drafting = false;

/** What a copy was made from, while that is still there, and where it differs. */
interface Difference {
  readonly from: WeakRef<Resources>;
  readonly touched: Set<string>;
}

const differences = new WeakMap<Resources, Difference>();

/** Runs a group of changes, synchronously. Until it ends, `withEntries` goes on changing its own first copy. */
export function inOneDraft<Result>(work: () => Result): Result {
  drafting = true;
  try {
    return work();
  } finally {
    drafting = false;
    shared = undefined;
  }
}

/** The document with these entries set, and those addresses gone. */
export function withEntries(document: LedgerDocument, set: readonly LedgerEntry[], gone: Iterable<string> = []): LedgerDocument {
  const before = document.resources;
  const resources: Record<string, LedgerEntry> = before === shared ? before : { ...before };
  const { touched } = differenceOf(resources, before);
  for (const entry of set) {
    resources[entry.address] = entry;
    touched.add(entry.address);
  }
  for (const address of gone) {
    delete resources[address];
    touched.add(address);
  }
  if (drafting) shared = resources;
  return { ...document, resources };
}

function differenceOf(resources: Resources, before: Resources): Difference {
  const known = differences.get(resources);
  if (known !== undefined) return known;
  const difference = { from: new WeakRef(before), touched: new Set<string>() };
  differences.set(resources, difference);
  return difference;
}

/** More steps than a group of changes ever takes. */
const MAX_STEPS = 100;

/** Addresses at which one state of the resources may differ from an earlier one; `undefined`: nobody knows the way between them. */
export function touchedSince(earlier: Resources, resources: Resources): ReadonlySet<string> | undefined {
  const touched = new Set<string>();
  let at: Resources | undefined = resources;
  for (let step = 0; step < MAX_STEPS && at !== undefined; step += 1) {
    if (at === earlier) return touched;
    const difference = differences.get(at);
    difference?.touched.forEach((address) => touched.add(address));
    at = difference?.from.deref();
  }
  return undefined;
}
