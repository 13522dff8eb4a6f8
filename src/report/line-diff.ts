export interface DiffLine {
  readonly sign: '+' | '-' | ' ';
  readonly text: string;
}

/** Beyond this many pairs of lines an exact comparison costs too much; the texts are then shown one after the other. */
const MAX_PAIRS = 4_000_000;

/** The lines that differ, in reading order: what goes before what comes. Lines that stay are left out. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const start = commonPrefix(before, after);
  const end = commonSuffix(before, after, start);
  const old = before.slice(start, before.length - end);
  const now = after.slice(start, after.length - end);
  if (old.length * now.length > MAX_PAIRS) return [...lines('-', old), ...lines('+', now)];
  return walk(old, now, lengths(old, now));
}

/** Longest common subsequence of what is left from each pair of positions on. */
function lengths(old: readonly string[], now: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      table[i]![j] = old[i] === now[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  return table;
}

function walk(old: readonly string[], now: readonly string[], table: readonly Uint32Array[]): DiffLine[] {
  const result: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      i += 1;
      j += 1;
    } else if (i < old.length && (j === now.length || table[i + 1]![j]! >= table[i]![j + 1]!)) {
      result.push({ sign: '-', text: old[i]! });
      i += 1;
    } else {
      result.push({ sign: '+', text: now[j]! });
      j += 1;
    }
  }
  return result;
}

function lines(sign: DiffLine['sign'], texts: readonly string[]): DiffLine[] {
  return texts.map((text) => ({ sign, text }));
}

function commonPrefix(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count += 1;
  return count;
}

function commonSuffix(a: readonly string[], b: readonly string[], start: number): number {
  let count = 0;
  while (count < a.length - start && count < b.length - start && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}
