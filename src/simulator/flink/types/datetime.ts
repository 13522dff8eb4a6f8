/** Nanoseconds per unit. */
export const NANOS = { day: 86_400_000_000_000n, hour: 3_600_000_000_000n, minute: 60_000_000_000n, second: 1_000_000_000n, milli: 1_000_000n, micro: 1000n } as const;

/** A moment on the calendar; `nanos` counts within the second. */
export interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
}

/** Rounds toward minus infinity, where bigint division rounds toward zero. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor !== 0n && dividend < 0n !== divisor < 0n ? quotient - 1n : quotient;
}

/** Days since 1970-01-01; undefined when the date does not exist. */
export function daysOf(year: number, month: number, day: number): bigint | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? BigInt(date.getTime() / 86_400_000) : undefined;
}

/** Splits nanoseconds since 1970 into calendar fields. */
export function calendarOf(nanos: bigint): Calendar {
  const date = new Date(Number(floorDivide(nanos, NANOS.milli)));
  return {
    year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(),
    hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(),
    nanos: Number(nanos - floorDivide(nanos, NANOS.second) * NANOS.second),
  };
}

/** Nanoseconds since 1970; undefined when the date or the time of day does not exist. */
export function nanosOf(calendar: Calendar): bigint | undefined {
  const days = daysOf(calendar.year, calendar.month, calendar.day);
  if (days === undefined || calendar.hour > 23 || calendar.minute > 59 || calendar.second > 59) return undefined;
  const seconds = BigInt(calendar.hour * 3600 + calendar.minute * 60 + calendar.second);
  return days * NANOS.day + seconds * NANOS.second + BigInt(calendar.nanos);
}

/** Cuts fraction digits beyond `precision`. */
export function truncateTo(nanos: bigint, precision: number): bigint {
  const step = 10n ** BigInt(9 - Math.min(9, precision));
  return floorDivide(nanos, step) * step;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const fraction = (nanos: number, precision: number): string => (precision === 0 ? '' : `.${pad(nanos, 9).slice(0, precision)}`);

/** `yyyy-MM-dd`. */
export function printDate(days: bigint): string {
  const { year, month, day } = calendarOf(days * NANOS.day);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** `HH:mm:ss` and the fraction digits of the precision. */
export function printTime(nanos: bigint, precision: number): string {
  const time = calendarOf(nanos);
  return `${pad(time.hour, 2)}:${pad(time.minute, 2)}:${pad(time.second, 2)}${fraction(time.nanos, precision)}`;
}

/** `yyyy-MM-dd HH:mm:ss` and the fraction digits of the precision. */
export function printTimestamp(nanos: bigint, precision: number): string {
  return `${printDate(floorDivide(nanos, NANOS.day))} ${printTime(nanos, precision)}`;
}

/** Reads `yyyy-MM-dd`, a time behind a blank is ignored; undefined for other text. */
export function parseDate(text: string): bigint | undefined {
  const match = /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?: .*)?$/.exec(text.trim());
  return match === null ? undefined : daysOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Reads `HH:mm:ss[.fraction]` (seconds may be missing); undefined for other text. */
export function parseTime(text: string): bigint | undefined {
  const match = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, hour = '', minute = '', second = '0', digits = '0'] = match;
  return nanosOf({ year: 1970, month: 1, day: 1, hour: Number(hour), minute: Number(minute), second: Number(second), nanos: Number(digits.padEnd(9, '0')) });
}

/** Reads `yyyy-MM-dd[ HH:mm:ss[.fraction]]`. An ISO text with `T` or `Z` is undefined: Flink's CAST refuses it (semantics.md 2.5). */
export function parseTimestamp(text: string): bigint | undefined {
  const [date = '', time, ...rest] = text.trim().split(' ');
  const days = /^\d/.test(date) && rest.length === 0 ? parseDate(date) : undefined;
  const nanos = time === undefined ? 0n : parseTime(time);
  return days === undefined || nanos === undefined ? undefined : days * NANOS.day + nanos;
}

/** Nanoseconds that local time in `zone` is ahead of UTC at that instant; `zone` is `UTC`, `GMT+02:00` or an IANA name. */
export function zoneOffset(instant: bigint, zone: string): bigint {
  if (zone === 'UTC' || zone === 'Z') return 0n;
  const fixed = /^(?:GMT|UTC)?([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (fixed !== null) return (fixed[1] === '-' ? -1n : 1n) * (BigInt(fixed[2] ?? '0') * NANOS.hour + BigInt(fixed[3] ?? '0') * NANOS.minute);
  const text = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).format(new Date(Number(instant / NANOS.milli)));
  const offset = /GMT([+-]\d{2}:\d{2})/.exec(text);
  return offset === null ? 0n : zoneOffset(instant, `GMT${offset[1] ?? '+00:00'}`);
}

/** The instant that reads as `local` on a clock in `zone`. */
export function instantOf(local: bigint, zone: string): bigint {
  const guess = local - zoneOffset(local, zone);
  return local - zoneOffset(guess, zone);
}
