/** Dates and times as people write them -> numbers of nanoseconds and days. Pure arithmetic, no time zone of the machine. */

export const NANOS = { microsecond: 1_000n, millisecond: 1_000_000n, second: 1_000_000_000n, day: 86_400_000_000_000n } as const;

const DATE = /^(\d{4,6})-(\d{2})-(\d{2})$/;
const TIME = /^(-?)(\d{1,3}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/;
const OFFSET = /(Z|[+-]\d{2}(?::?\d{2})?)$/i;

/** Nanoseconds since 1970 of the local reading, and how many minutes that reading is ahead of UTC (absent: no zone was written). */
export interface Moment {
  readonly nanos: bigint;
  readonly offsetMinutes?: number;
}

/** Days since 1970-01-01 of `2024-02-29`. Undefined when it is no date. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(text.trim());
  if (!match) return undefined;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? Math.round(date.getTime() / 86_400_000) : undefined;
}

/** Nanoseconds of `10:15`, `10:15:30.123456` or MySQL's `-838:59:59`. Undefined when it is no time. */
export function parseTime(text: string): bigint | undefined {
  const match = TIME.exec(text.trim());
  if (!match) return undefined;
  const [, sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const whole = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * NANOS.second;
  const nanos = whole + BigInt(fraction.padEnd(9, '0'));
  return sign === '-' ? -nanos : nanos;
}

/** A time of day with an optional zone, e.g. `10:15:30+02:00`. */
export function parseZonedTime(text: string): Moment | undefined {
  const { body, offsetMinutes } = splitOffset(text.trim());
  const nanos = parseTime(body);
  if (nanos === undefined || nanos < 0n || nanos >= NANOS.day) return undefined;
  return offsetMinutes === undefined ? { nanos } : { nanos, offsetMinutes };
}

/** `2024-01-02`, `2024-01-02 03:04:05.6`, `2024-01-02T03:04:05Z`, `...+02:00`. Undefined when it is none of these. */
export function parseMoment(text: string): Moment | undefined {
  const [dateText = '', rest] = text.trim().split(/[Tt ]\s*(.*)/, 2);
  const days = parseDate(dateText);
  if (days === undefined) return undefined;
  const midnight = BigInt(days) * NANOS.day;
  if (rest === undefined) return { nanos: midnight };
  const time = parseZonedTime(rest);
  return time && { ...time, nanos: midnight + time.nanos };
}

/** The instant, in nanoseconds since 1970 UTC; a reading without zone counts as UTC. */
export function instantOf(moment: Moment): bigint {
  return moment.nanos - BigInt(moment.offsetMinutes ?? 0) * 60n * NANOS.second;
}

/** Division that rounds down, as truncating a timestamp to a unit must also before 1970. */
export function floorDivide(value: bigint, unit: bigint): bigint {
  const quotient = value / unit;
  return value % unit < 0n ? quotient - 1n : quotient;
}

/** `2024-01-02T03:04:05.6` of a reading. `digits` fixes the width of the fraction; absent: no trailing zeros, none at all for a whole second. */
export function formatMoment(nanos: bigint, digits?: number): string {
  const days = floorDivide(nanos, NANOS.day);
  const date = new Date(Number(days) * 86_400_000).toISOString().slice(0, 10);
  return `${date}T${formatTime(nanos - days * NANOS.day, digits)}`;
}

/** `03:04:05.6` of nanoseconds of a day; `digits` as in {@link formatMoment}. */
export function formatTime(nanos: bigint, digits?: number): string {
  const seconds = Number(nanos / NANOS.second);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':');
  const fraction = String(nanos % NANOS.second).padStart(9, '0');
  const shown = digits === undefined ? fraction.replace(/0+$/, '') : fraction.slice(0, digits);
  return shown === '' ? clock : `${clock}.${shown}`;
}

/** `Z` or `+02:00`. */
export function formatOffset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const absolute = Math.abs(minutes);
  const pair = [Math.floor(absolute / 60), absolute % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `${minutes < 0 ? '-' : '+'}${pair}`;
}

function splitOffset(text: string): { readonly body: string; readonly offsetMinutes?: number } {
  const zone = OFFSET.exec(text)?.[1];
  if (zone === undefined) return { body: text };
  const body = text.slice(0, -zone.length);
  if (zone.toUpperCase() === 'Z') return { body, offsetMinutes: 0 };
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return { body, offsetMinutes: zone.startsWith('-') ? -minutes : minutes };
}
