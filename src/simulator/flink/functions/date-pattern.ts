import { calendarOf, nanosOf } from '../types/datetime.js';
import type { Calendar } from '../types/datetime.js';

/** The letters of a Java date pattern: `yyyy`, `'quoted text'`, or any other character. */
function tokens(pattern: string): readonly string[] {
  return pattern.match(/'(?:[^']|'')*'|([a-zA-Z])\1*|[^a-zA-Z']+/g) ?? [];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function formatToken(token: string, date: Calendar, nanos: bigint): string {
  const pad = (value: number): string => String(value).padStart(token.length, '0');
  switch (token[0]) {
    case 'y': case 'u': return token.length === 2 ? String(date.year % 100).padStart(2, '0') : pad(date.year);
    case 'M': return token.length === 3 ? (MONTHS[date.month - 1] ?? '') : pad(date.month);
    case 'd': return pad(date.day);
    case 'H': return pad(date.hour);
    case 'h': return pad(date.hour % 12 || 12);
    case 'm': return pad(date.minute);
    case 's': return pad(date.second);
    case 'S': return String(date.nanos).padStart(9, '0').slice(0, token.length);
    case 'a': return date.hour < 12 ? 'AM' : 'PM';
    case 'E': return WEEKDAYS[new Date(Number(nanos / 1_000_000n)).getUTCDay()] ?? '';
    case "'": return token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'");
    default: return token;
  }
}

/** Writes nanoseconds since 1970 in a Java DateTimeFormatter pattern (the letters y M d H h m s S a E). */
export function formatPattern(nanos: bigint, pattern: string): string {
  const date = calendarOf(nanos);
  return tokens(pattern).map((token) => formatToken(token, date, nanos)).join('');
}

const FIELDS: Readonly<Record<string, keyof Calendar>> = { y: 'year', u: 'year', M: 'month', d: 'day', H: 'hour', h: 'hour', m: 'minute', s: 'second', S: 'nanos' };

/** Reads text in such a pattern as nanoseconds since 1970; undefined when it does not fit. */
export function parsePattern(text: string, pattern: string): bigint | undefined {
  const date: { -readonly [field in keyof Calendar]: number } = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanos: 0 };
  let rest = text;
  for (const token of tokens(pattern)) {
    const field = FIELDS[token[0] ?? ''];
    if (field === undefined) {
      const fixed = token.startsWith("'") ? formatToken(token, date, 0n) : token;
      if (!rest.startsWith(fixed)) return undefined;
      rest = rest.slice(fixed.length);
      continue;
    }
    const digits = new RegExp(`^\\d{${token.length === 1 ? '1,2' : token.length}}`).exec(rest)?.[0];
    if (digits === undefined) return undefined;
    date[field] = field === 'nanos' ? Number(digits.padEnd(9, '0')) : Number(digits);
    rest = rest.slice(digits.length);
  }
  return rest === '' ? nanosOf(date) : undefined;
}
