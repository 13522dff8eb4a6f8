import { invalid } from '../errors.js';

const TIME: readonly (readonly [RegExp, number])[] = [
  [/^(d|days?)$/, 86_400_000], [/^(h|hours?)$/, 3_600_000], [/^(m|min|minutes?)$/, 60_000], [/^(s|sec|secs|seconds?)$/, 1000], [/^(|ms|millis?|milliseconds?)$/, 1],
];

const SIZE: readonly (readonly [RegExp, number])[] = [
  [/^(g|gb|gibibytes)$/, 1024 ** 3], [/^(m|mb|mebibytes)$/, 1024 ** 2], [/^(k|kb|kibibytes)$/, 1024], [/^(|b|bytes)$/, 1],
];

function parse(key: string, text: string, units: readonly (readonly [RegExp, number])[]): number {
  const [, amount, unit = ''] = /^(\d+)\s*([a-z]*)$/.exec(text.trim().toLowerCase()) ?? [];
  const factor = units.find(([pattern]) => pattern.test(unit))?.[1];
  if (amount === undefined || factor === undefined) throw invalid(`Invalid value '${text}' for option '${key}'.`);
  return Number(amount) * factor;
}

/** `7 d`, `1 h`, `0`: milliseconds. Throws SqlError naming the option. */
export function parseDuration(key: string, text: string): number {
  return parse(key, text, TIME);
}

/** `8 mb`, `2097164 bytes`: bytes. Throws SqlError naming the option. */
export function parseSize(key: string, text: string): number {
  return parse(key, text, SIZE);
}

/** Milliseconds as the catalog shows them: whole days as `7 d`, else `3600000 ms`. */
export function printDuration(milliseconds: number): string {
  const day = 86_400_000;
  return milliseconds > 0 && milliseconds % day === 0 ? `${milliseconds / day} d` : `${milliseconds} ms`;
}

/** Bytes as the catalog shows them: whole mebibytes as `8 mb`, else `2097164 bytes`. */
export function printSize(bytes: number): string {
  return bytes > 0 && bytes % 1024 ** 2 === 0 ? `${bytes / 1024 ** 2} mb` : `${bytes} bytes`;
}
