import type { LedgerDocument } from './document.js';

/** Top-level members in the order in which a person wants to read them; others follow by name. */
const order = ['formatVersion', 'target', 'account', 'keyCheck', 'lease', 'run', 'writeModes', 'resources'];

/** The stored form: indented JSON in a stable key order, so that histories show what changed and nothing else. */
export function serializeLedger(document: LedgerDocument): string {
  const record = document as unknown as Readonly<Record<string, unknown>>;
  const others = Object.keys(record).filter((key) => !order.includes(key)).sort();
  const ordered = [...order, ...others].filter((key) => record[key] !== undefined).map((key) => [key, sorted(record[key])] as const);
  return `${JSON.stringify(Object.fromEntries(ordered), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.keys(record).sort().map((key) => [key, sorted(record[key])]));
}
