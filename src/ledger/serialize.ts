import type { LedgerDocument } from './document.js';
import { createLines } from './entry-lines.js';
import type { Line, Lines } from './entry-lines.js';
import { indented } from './indented-json.js';

/** Top-level members in the order in which a person wants to read them; others follow by name. */
const order = ['formatVersion', 'target', 'account', 'keyCheck', 'lease', 'run', 'writeModes', 'resources'];

/** Makes one document into text: indented JSON in a stable key order, so that histories show what changed and nothing else. */
export function serializeLedger(document: LedgerDocument): string {
  return Buffer.concat(createSerializer()(document)).toString('utf8');
}

/** The same text as bytes, in pieces. A piece is never changed, and is the same object wherever nothing of it has changed. */
export type Serialize = (document: LedgerDocument) => readonly Buffer[];

/** Makes one version of a ledger after another into bytes; what they have in common is made once. */
export function createSerializer(): Serialize {
  const linesOf = createLines();
  const blocksOf = createBlocks();
  return (document) => {
    const record = document as unknown as Readonly<Record<string, unknown>>;
    const others = Object.keys(record).filter((key) => !order.includes(key)).sort();
    const members = [...order, ...others].filter((key) => record[key] !== undefined);
    return [
      ...members.flatMap((key, index) => {
        const name = Buffer.from(`${index === 0 ? '{\n' : ',\n'}  ${JSON.stringify(key)}: `);
        return [name, ...(key === 'resources' ? piecesOf(document.resources, linesOf, blocksOf) : [Buffer.from(indented(record[key], 2))])];
      }),
      Buffer.from('\n}\n'),
    ];
  };
}

function piecesOf(resources: LedgerDocument['resources'], linesOf: Lines, blocksOf: Blocks): readonly Buffer[] {
  const blocks = blocksOf(linesOf(resources));
  if (blocks.length === 0) return [Buffer.from('{}')];
  const between = Buffer.from(',\n');
  return [Buffer.from('{\n'), ...blocks.flatMap((block, index) => (index === 0 ? [block] : [between, block])), Buffer.from('\n  }')];
}

type Blocks = (lines: readonly Line[]) => readonly Buffer[];

interface Block {
  readonly lines: readonly Line[];
  readonly bytes: Buffer;
}

/**
 * Lines, put together in blocks. A ledger of ten thousand tables is some 50 MB and is written every second or two; most of
 * its blocks are as they were.
 */
function createBlocks(): Blocks {
  /** By the address of the first line. */
  let last = new Map<string, Block>();
  return (lines) => {
    const next = new Map<string, Block>();
    for (let from = 0; from < lines.length; ) {
      let to = from + 1;
      while (to < lines.length && !lines[to - 1]!.isLast) to += 1;
      const first = lines[from]!.address;
      const before = last.get(first);
      next.set(first, isSame(before, lines, from, to) ? before : blockOf(lines.slice(from, to)));
      from = to;
    }
    last = next;
    return [...next.values()].map(({ bytes }) => bytes);
  };
}

function isSame(block: Block | undefined, lines: readonly Line[], from: number, to: number): block is Block {
  return block?.lines.length === to - from && block.lines.every((line, index) => line === lines[from + index]);
}

function blockOf(lines: readonly Line[]): Block {
  return { lines, bytes: Buffer.from(lines.map(({ text }) => text).join(',\n')) };
}
