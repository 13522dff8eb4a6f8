import type { Section } from './markdown-sections.js';

/** A section that would get fewer characters than this is left out. */
const MIN_SECTION = 400;

export interface Fitted {
  readonly lines: readonly string[];
  /** Sections that were cut or left out. */
  readonly shortened: readonly string[];
}

/**
 * Puts as much of the sections as fits into so many characters, in their order. What is essential gets its place first,
 * wherever it stands; among equals the small ones are kept whole and the large ones share what is left, so that one huge
 * pipeline or target does not push out all the others.
 */
export function fit(sections: readonly Section[], room: number): Fitted {
  const kept = new Map<Section, readonly string[]>();
  const whole = new Set<Section>();
  let left = room;
  for (const group of [sections.filter((section) => section.essential === true), sections.filter((section) => section.essential !== true)]) {
    const share = fairShare(group.map((section) => lengthOf(wholeOf(section))), left);
    for (const section of group) {
      const room = Math.min(share, left);
      const fits = lengthOf(wholeOf(section)) <= room;
      const part = fits ? wholeOf(section) : shortenedTo(section, room);
      if (fits) whole.add(section);
      if (part === undefined) continue;
      kept.set(section, part);
      left -= lengthOf(part);
    }
  }
  return {
    lines: sections.flatMap((section) => kept.get(section) ?? []),
    shortened: sections.filter((section) => !whole.has(section)).map(({ name }) => name),
  };
}

/** The length that every section may have so that all of them fit; not less than what is worth reading. */
function fairShare(sizes: readonly number[], room: number): number {
  let left = room;
  const ascending = [...sizes].sort((a, b) => a - b);
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (size > share) return Math.max(share, MIN_SECTION);
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}

function wholeOf({ head, lines, tail }: Section): readonly string[] {
  return [...head, ...lines, ...tail];
}

/** `undefined`: not even one line fits. */
function shortenedTo({ head, lines, tail, cutLine }: Section, room: number): readonly string[] | undefined {
  if (room < MIN_SECTION) return undefined;
  let left = room - lengthOf([...head, ...tail, cutLine(lines.length)]);
  let count = 0;
  while (count < lines.length && left >= lines[count]!.length + 1) {
    left -= lines[count]!.length + 1;
    count += 1;
  }
  return count === 0 ? undefined : [...head, ...lines.slice(0, count), cutLine(lines.length - count), ...tail];
}

/** Characters of the lines with their line ends. */
export function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
