import type { LedgerDocument, LedgerEntry } from './document.js';

/** Top-level members in the order in which a person wants to read them; others follow by name. */
const order = ['formatVersion', 'target', 'account', 'keyCheck', 'lease', 'run', 'writeModes', 'resources'];

/** Makes one document into text: indented JSON in a stable key order, so that histories show what changed and nothing else. */
export function serializeLedger(document: LedgerDocument): string {
  return createSerializer()(document).map((piece) => piece.toString('utf8')).join('');
}

/** The same text as bytes, in pieces. A piece is never changed, and is the same object wherever nothing of it has changed. */
export type Serialize = (document: LedgerDocument) => readonly Buffer[];

/** Makes one version of a ledger after another into bytes; what they have in common is made once. */
export function createSerializer(): Serialize {
  const inOrder = createOrder();
  const blocks = createBlocks();
  return (document) => {
    const record = document as unknown as Readonly<Record<string, unknown>>;
    const others = Object.keys(record).filter((key) => !order.includes(key)).sort();
    const members = [...order, ...others].filter((key) => record[key] !== undefined);
    return [
      ...members.flatMap((key, index) => {
        const name = Buffer.from(`${index === 0 ? '{\n' : ',\n'}  ${JSON.stringify(key)}: `);
        return [name, ...(key === 'resources' ? piecesOf(document.resources, inOrder, blocks) : [Buffer.from(indented(record[key], 2))])];
      }),
      Buffer.from('\n}\n'),
    ];
  };
}

function piecesOf(resources: LedgerDocument['resources'], inOrder: Order, blocks: Blocks): readonly Buffer[] {
  const entries = resources as Readonly<Record<string, LedgerEntry>>;
  const addresses = inOrder(Object.keys(entries));
  if (addresses.length === 0) return [Buffer.from('{}')];
  const between = Buffer.from(',\n');
  const lines = addresses.map((address) => lineOf(address, entries[address]!));
  return [Buffer.from('{\n'), ...blocks(lines).flatMap((block, index) => (index === 0 ? [block] : [between, block])), Buffer.from('\n  }')];
}

interface Line {
  readonly address: string;
  readonly text: string;
  /** Whether a block ends with it. */
  readonly isLast: boolean;
}

/** Entries never change, they are replaced: what was written once need not be made into text again. */
const lines = new WeakMap<LedgerEntry, Line>();

function lineOf(address: string, entry: LedgerEntry): Line {
  const known = lines.get(entry);
  if (known?.address === address) return known;
  const line = { address, text: `    ${JSON.stringify(address)}: ${indented(entry, 4)}`, isLast: endsBlock(address) };
  lines.set(entry, line);
  return line;
}

/** About so many entries are one block. */
const BLOCK = 128;

/** By the address alone, so that what comes or goes moves the borders of no other block. */
function endsBlock(address: string): boolean {
  let hash = 0;
  for (let at = 0; at < address.length; at += 1) hash = (Math.imul(hash, 31) + address.charCodeAt(at)) | 0;
  return hash % BLOCK === 0;
}

type Blocks = (lines: readonly Line[]) => readonly Buffer[];

/**
 * Lines, put together in blocks. A ledger of ten thousand tables is some 50 MB and is written every second or two; most of
 * its blocks are as they were.
 */
function createBlocks(): Blocks {
  let last = new Map<string, { readonly lines: readonly Line[]; readonly bytes: Buffer }>();
  return (all) => {
    const next: typeof last = new Map();
    const blocks: Buffer[] = [];
    for (let from = 0; from < all.length; ) {
      let to = from + 1;
      while (to < all.length && !all[to - 1]!.isLast) to += 1;
      const first = all[from]!.address;
      const known = last.get(first);
      const isSame = known?.lines.length === to - from && known.lines.every((line, index) => line === all[from + index]);
      const own = isSame ? known.lines : all.slice(from, to);
      const bytes = isSame ? known.bytes : Buffer.from(own.map(({ text }) => text).join(',\n'));
      next.set(first, { lines: own, bytes });
      blocks.push(bytes);
      from = to;
    }
    last = next;
    return blocks;
  };
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
