/** As part of a document whose member stands so many spaces in. Line breaks within strings are escaped, so each line is JSON's own. */
export function indented(value: unknown, spaces: number): string {
  return JSON.stringify(sorted(value), null, 2).replaceAll('\n', `\n${' '.repeat(spaces)}`);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.keys(record).sort().map((key) => [key, sorted(record[key])]));
}
