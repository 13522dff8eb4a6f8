/** SQL type text as the `traits.schema` of a statement writes it: `DECIMAL(10, 2)` has a precision and a scale. */
export function traitType(type: string, nullable: boolean): Record<string, unknown> {
  const [, name = type, first, second] = /^([A-Z_]+)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?$/i.exec(type) ?? [];
  const upper = name.toUpperCase();
  const nested = /^(ARRAY|MULTISET|MAP|ROW)\s*</i.exec(type)?.[1]?.toUpperCase();
  const base = { type: nested ?? (upper === 'STRING' ? 'VARCHAR' : upper), nullable };
  if (upper === 'STRING') return { ...base, length: 2_147_483_647 };
  if (first === undefined) return base;
  if (/CHAR|BINARY/.test(upper)) return { ...base, length: Number(first) };
  return { ...base, precision: Number(first), ...(second === undefined ? {} : { scale: Number(second) }) };
}
