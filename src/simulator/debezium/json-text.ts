/** JSON text of a value that may hold bigints: they are written as plain integers, as Java writes a long. */
export function jsonText(value: unknown): string {
  const marked = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `\u0001${item}\u0001` : item));
  return marked.replace(/"\\u0001(-?\d+)\\u0001"/g, '$1');
}
