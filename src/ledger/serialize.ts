import type { LedgerDocument, LedgerEntry } from './document.js';

/** Top-level members in the order in which a person wants to read them; others follow by name. */
const order = ['formatVersion', 'target', 'account', 'keyCheck', 'lease', 'run', 'writeModes', 'resources'];

/** The stored form: indented JSON in a stable key order, so that histories show what changed and nothing else. */
export type Serialize = (document: LedgerDocument) => string;

/** Makes one document into text. */
export const serializeLedger: Serialize = (document) => createSerializer()(document);

/** Makes one version of a ledger after another into text; what they have in common is not put in order again. */
export function createSerializer(): Serialize {
  const inOrder = createOrder();
  return (document) => {
    const record = document as unknown as Readonly<Record<string, unknown>>;
    const others = Object.keys(record).filter((key) => !order.includes(key)).sort();
    const members = [...order, ...others]
      .filter((key) => record[key] !== undefined)
      .map((key) => `  ${JSON.stringify(key)}: ${key === 'resources' ? textOfEntries(document.resources, inOrder) : indented(record[key], 2)}`);
    return `{\n${members.join(',\n')}\n}\n`;
  };
}

function textOfEntries(resources: LedgerDocument['resources'], inOrder: Order): string {
  const entries = resources as Readonly<Record<string, LedgerEntry>>;
  const addresses = inOrder(Object.keys(entries));
  if (addresses.length === 0) return '{}';
  return `{\n${addresses.map((address) => lineOf(address, entries[address]!)).join(',\n')}\n  }`;
}

interface Line {
  readonly address: string;
  readonly text: string;
}

/** Entries never change, they are replaced: what was written once need not be made into text again. */
const lines = new WeakMap<LedgerEntry, Line>();

function lineOf(address: string, entry: LedgerEntry): string {
  const known = lines.get(entry);
  if (known?.address === address) return known.text;
  const text = `    ${JSON.stringify(address)}: ${indented(entry, 4)}`;
  lines.set(entry, { address, text });
  return text;
}

type Order = (keys: readonly string[]) => readonly string[];

/**
 * Sorts lists of keys that differ little from one call to the next: some are gone, and new ones stand at the end. Sorting a
 * hundred thousand addresses anew for each write took longer than all the rest of it.
 */
function createOrder(): Order {
  let last: readonly string[] = [];
  let sorted: readonly string[] = [];
  return (keys) => {
    const gone = new Set<string>();
    let kept = 0;
    for (const key of last) {
      if (keys[kept] === key) kept += 1;
      else gone.add(key);
    }
    const added = keys.slice(kept).sort();
    // A key that was taken out and put back stands at the end, and is both gone and added.
    if (gone.size > 0) sorted = sorted.filter((key) => !gone.has(key));
    if (added.length > 0) sorted = merged(sorted, added);
    last = keys;
    return sorted;
  };
}

function merged(one: readonly string[], other: readonly string[]): readonly string[] {
  const all: string[] = [];
  let at = 0;
  for (const key of one) {
    while (at < other.length && other[at]! < key) all.push(other[at++]!);
    all.push(key);
  }
  return [...all, ...other.slice(at)];
}

/** As part of a document whose member stands so many spaces in. Line breaks within strings are escaped, so each line is JSON's own. */
function indented(value: unknown, spaces: number): string {
  return JSON.stringify(sorted(value), null, 2).replaceAll('\n', `\n${' '.repeat(spaces)}`);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.keys(record).sort().map((key) => [key, sorted(record[key])]));
}
