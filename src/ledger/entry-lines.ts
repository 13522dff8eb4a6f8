import type { LedgerDocument, LedgerEntry } from './document.js';
import { touchedSince } from './draft.js';
import { indented } from './indented-json.js';

/** One entry in its stored form. */
export interface Line {
  readonly address: string;
  readonly text: string;
  /** Whether a block ends with it. */
  readonly isLast: boolean;
}

/** The entries of one ledger after another as lines, sorted by address. */
export type Lines = (resources: LedgerDocument['resources']) => readonly Line[];

/** Of what is known to follow from the ledger before, only what was touched is looked at. */
export function createLines(): Lines {
  let last: LedgerDocument['resources'] | undefined;
  let lines: readonly Line[] = [];
  return (resources) => {
    const touched = last === undefined ? undefined : touchedSince(last, resources);
    lines = touched === undefined ? linesOf(resources) : updated(lines, resources, touched);
    last = resources;
    return lines;
  };
}

function linesOf(resources: LedgerDocument['resources']): readonly Line[] {
  const entries = Object.entries(resources) as [string, LedgerEntry][];
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([address, entry]) => lineOf(address, entry));
}

function updated(lines: readonly Line[], resources: LedgerDocument['resources'], touched: ReadonlySet<string>): readonly Line[] {
  const entries = resources as Readonly<Record<string, LedgerEntry>>;
  const next: Line[] = [];
  let from = 0;
  for (const address of [...touched].sort()) {
    const to = placeOf(address, lines, from);
    while (from < to) next.push(lines[from++]!);
    if (lines[from]?.address === address) from += 1;
    const entry = entries[address];
    if (entry !== undefined) next.push(lineOf(address, entry));
  }
  while (from < lines.length) next.push(lines[from++]!);
  return next;
}

/** Index of the first line from there on whose address is not smaller. */
function placeOf(address: string, lines: readonly Line[], from: number): number {
  let low = from;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.address < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Entries never change, they are replaced: what was written once need not be made into text again. */
const known = new WeakMap<LedgerEntry, Line>();

function lineOf(address: string, entry: LedgerEntry): Line {
  const made = known.get(entry);
  if (made?.address === address) return made;
  const line = { address, text: `    ${JSON.stringify(address)}: ${indented(entry, 4)}`, isLast: endsBlock(address) };
  known.set(entry, line);
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
