import { NANOS } from './time.js';

/** An interval as its database keeps it: the three parts do not convert into each other exactly. */
export interface Duration {
  readonly months: number;
  readonly days: number;
  readonly nanos: bigint;
}

const ISO = /^P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?\d+)(?:\.(\d{1,9}))?S)?)?$/;
const WORDS = /(-?\d+)\s*(year|mon(?:th)?|day|hour|min(?:ute)?|sec(?:ond)?)s?\b/gi;
const CLOCK = /(-?)(\d+):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*$/;

/** Reads `P1Y2M3DT4H5M6.7S`, `1 year 2 mons 3 days 04:05:06.7` or `3 hours`. Undefined when it is no interval. */
export function parseDuration(text: string): Duration | undefined {
  const trimmed = text.trim();
  return trimmed.startsWith('P') ? parseIso(trimmed) : parseWords(trimmed);
}

/** Microseconds, a month counted as 365.25 / 12 days: what `interval.handling.mode=numeric` sends (semantics.md 1.2.8). */
export function approximateMicros({ months, days, nanos }: Duration): bigint {
  const monthMicros = BigInt(Math.round(months * (365.25 / 12) * 86_400_000_000));
  return monthMicros + BigInt(days) * 86_400_000_000n + nanos / NANOS.microsecond;
}

/** `P1Y2M3DT4H5M6.7S`, every part written even when zero. */
export function formatDuration({ months, days, nanos }: Duration): string {
  const seconds = nanos / NANOS.second;
  const rest = nanos % NANOS.second;
  const fraction = rest === 0n ? '' : `.${String(rest < 0n ? -rest : rest).padStart(9, '0').replace(/0+$/, '')}`;
  const sign = nanos < 0n && seconds % 60n === 0n && rest !== 0n ? '-' : '';
  return `P${Math.trunc(months / 12)}Y${months % 12}M${days}DT${seconds / 3600n}H${(seconds / 60n) % 60n}M${sign}${seconds % 60n}${fraction}S`;
}

function parseIso(text: string): Duration | undefined {
  const match = ISO.exec(text);
  if (!match || text === 'P' || text.endsWith('T')) return undefined;
  const [years = '0', months = '0', days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match.slice(1);
  const whole = BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds);
  const part = BigInt(fraction.padEnd(9, '0'));
  const nanos = whole * NANOS.second + (seconds.startsWith('-') ? -part : part);
  return { months: Number(years) * 12 + Number(months), days: Number(days), nanos };
}

function parseWords(text: string): Duration | undefined {
  const clock = CLOCK.exec(text);
  const words = clock ? text.slice(0, clock.index) : text;
  if (words.replace(WORDS, '').trim() !== '' || text === '') return undefined;
  let { months, days, nanos } = { months: 0, days: 0, nanos: clockNanos(clock) };
  for (const [, amount = '0', unit = ''] of words.matchAll(WORDS)) {
    const name = unit.toLowerCase();
    if (name === 'year') months += Number(amount) * 12;
    else if (name.startsWith('mon')) months += Number(amount);
    else if (name === 'day') days += Number(amount);
    else nanos += BigInt(amount) * NANOS.second * (name === 'hour' ? 3600n : name.startsWith('min') ? 60n : 1n);
  }
  return { months, days, nanos };
}

function clockNanos(match: RegExpExecArray | null): bigint {
  if (!match) return 0n;
  const [sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match.slice(1);
  const nanos = (BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)) * NANOS.second + BigInt(fraction.padEnd(9, '0'));
  return sign === '-' ? -nanos : nanos;
}
