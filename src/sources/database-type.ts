/** A type of a database's catalogue, taken apart: `bigint(20) unsigned`, `timestamp(3) with time zone`, `integer[]`. */
export interface DatabaseType {
  /** Lower case, single blanks, without arguments, sign and brackets. */
  readonly name: string;
  /** What stood in parentheses; members of an enum without their quotes. */
  readonly args: readonly string[];
  readonly unsigned: boolean;
  readonly array: boolean;
  /** As written, for messages. */
  readonly text: string;
}

/** Takes a type text apart. Never fails: whether the name means something is for each source's table to say. */
export function parseDatabaseType(text: string): DatabaseType {
  const array = /\[\d*\]\s*$/.test(text);
  const scalar = text.replace(/(\[\d*\]\s*)+$/, '').trim();
  // Interval types have arguments in the middle of their name: they decide nothing, so they go.
  const flat = /^interval\b/i.test(scalar) ? scalar.replace(/\([^)]*\)/g, ' ') : scalar;
  const [, before = '', inner, after = ''] = /^([^(]*)(?:\((.*)\))?([^)]*)$/s.exec(flat) ?? [];
  const words = `${before} ${after}`.toLowerCase();
  // MySQL makes a ZEROFILL column unsigned by itself.
  const unsigned = /\b(unsigned|zerofill)\b/.test(words);
  const name = words.replace(/\b(unsigned|signed|zerofill)\b|\bcharacter set \S+|\bcollate \S+/g, ' ').replace(/["[\]]/g, '').replace(/\s+/g, ' ').trim();
  return { name, args: splitArguments(inner), unsigned, array, text };
}

/** The n-th argument, when it is a number (not `max`, `*`). */
export function numberAt(type: DatabaseType, index: number): number | undefined {
  const arg = type.args[index];
  return arg !== undefined && /^-?\d+$/.test(arg) ? Number(arg) : undefined;
}

function splitArguments(inner: string | undefined): readonly string[] {
  const parts = inner?.match(/'(?:[^']|'')*'|[^,]+/g) ?? [];
  return parts
    .map((part) => part.trim().replace(/ (byte|char)$/i, ''))
    .filter((part) => part !== '')
    .map((part) => (part.startsWith("'") ? part.slice(1, -1).replaceAll("''", "'") : part));
}
