/** A database type as written, taken apart: `bigint(20) unsigned` or `timestamp(3) with time zone[]`. */
export interface TypeText {
  /** Lower case, single blanks, without arguments, `unsigned` and array brackets. */
  readonly name: string;
  /** Arguments in parentheses, quotes removed from enum members. */
  readonly args: readonly string[];
  readonly unsigned: boolean;
  readonly array: boolean;
  /** The text as written, for messages. */
  readonly text: string;
}

const MODIFIER = /\b(unsigned|signed|zerofill)\b/g;

/** Takes a type text apart. Never fails: whether the name means something is the question of each source's table. */
export function parseType(text: string): TypeText {
  const array = /\[\d*\]\s*$/.test(text);
  const scalar = text.replace(/(\[\d*\]\s*)+$/, '');
  const [, before = '', inner, after = ''] = /^([^(]*)(?:\((.*)\))?([^)]*)$/s.exec(scalar.trim()) ?? [];
  const words = `${before} ${after}`.toLowerCase();
  const unsigned = /\b(unsigned|zerofill)\b/.test(words);
  const name = words.replace(MODIFIER, ' ').replace(/\s+/g, ' ').trim();
  return { name, args: splitArgs(inner), unsigned, array, text };
}

/** The n-th argument as a number. Undefined when absent or no number (`max`, `*`). */
export function numberArg(type: TypeText, index: number): number | undefined {
  const arg = type.args[index];
  return arg !== undefined && /^-?\d+$/.test(arg) ? Number(arg) : undefined;
}

function splitArgs(inner: string | undefined): readonly string[] {
  if (inner === undefined) return [];
  const parts = inner.match(/'(?:[^']|'')*'|[^,]+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '').map(unquote);
}

function unquote(part: string): string {
  return part.startsWith("'") ? part.slice(1, -1).replaceAll("''", "'") : part;
}
