import type { LedgerDocument, LedgerEntry } from './document.js';

/** Top-level members in the order in which a person wants to read them; others follow by name. */
const order = ['formatVersion', 'target', 'account', 'keyCheck', 'lease', 'run', 'writeModes', 'resources'];

/** The stored form: indented JSON in a stable key order, so that histories show what changed and nothing else. */
export function serializeLedger(document: LedgerDocument): string {
  const record = document as unknown as Readonly<Record<string, unknown>>;
  const others = Object.keys(record).filter((key) => !order.includes(key)).sort();
  const members = [...order, ...others]
    .filter((key) => record[key] !== undefined)
    .map((key) => `  ${JSON.stringify(key)}: ${key === 'resources' ? textOfEntries(document.resources) : indented(record[key], 2)}`);
  return `{\n${members.join(',\n')}\n}\n`;
}

/** Entries never change, they are replaced: what was written once need not be made into text again. */
const texts = new WeakMap<LedgerEntry, string>();

function textOfEntries(resources: LedgerDocument['resources']): string {
  const entries = resources as Readonly<Record<string, LedgerEntry>>;
  const addresses = Object.keys(entries).sort();
  if (addresses.length === 0) return '{}';
  const lines = addresses.map((address) => `    ${JSON.stringify(address)}: ${textOf(entries[address]!)}`);
  return `{\n${lines.join(',\n')}\n  }`;
}

function textOf(entry: LedgerEntry): string {
  const known = texts.get(entry);
  if (known !== undefined) return known;
  const text = indented(entry, 4);
  texts.set(entry, text);
  return text;
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
