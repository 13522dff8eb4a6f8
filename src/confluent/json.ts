/**
 * JSON whose integers keep every digit. Connector offsets such as an LSN exceed 2^53, and the service wants them back as
 * JSON numbers, not strings (confluent-api.md 3.3); JSON.parse would round them.
 */

/** Marks, inside the rewritten text, a string that stands for an integer. JSON can only hold NUL as an escape, so it is free. */
const mark = '\\u0000';
const token = /"(?:[^"\\]+|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * As JSON.parse, with integers beyond the safe range as bigint.
 * @throws SyntaxError on malformed text.
 */
export function parseLossless(text: string): unknown {
  const rewritten = text.replace(token, (match, offset: number) => {
    if (match.startsWith('"')) return isMember(text, offset + match.length) ? match : doubleMark(match);
    return /^-?\d+$/.test(match) && !Number.isSafeInteger(Number(match)) ? `"${mark}${match}"` : match;
  });
  return JSON.parse(rewritten, (_key, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith('\0')) return value;
    return value.startsWith('\0\0') ? value.slice(1) : BigInt(value.slice(1));
  });
}

/** As JSON.stringify without indentation, with bigint written as a JSON number. */
export function stringifyLossless(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map((item) => (item === undefined ? 'null' : stringifyLossless(item))).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${stringifyLossless(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** A string followed by a colon is a member's name, which no reviver could restore. */
function isMember(text: string, end: number): boolean {
  return /^\s*:/.test(text.slice(end, end + 64)) || /^\s{64,}:/.test(text.slice(end));
}

/** A genuine string that starts with NUL gets a second one, so that it cannot be taken for a mark. */
function doubleMark(literal: string): string {
  return literal.startsWith(`"${mark}`) ? `"${mark}${literal.slice(1)}` : literal;
}
