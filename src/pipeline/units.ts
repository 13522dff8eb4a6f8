const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };
const sizeUnits: Readonly<Record<string, number>> = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/**
 * A duration in milliseconds: `7d`, `36h`, `1d12h`, or ISO 8601 `P7D`, `PT36H`, `P1W`. `0` is no time at all.
 * Years and months have no fixed length and are not accepted. Nothing when the text is not a duration.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (/^P/i.test(text)) return parseIsoDuration(text);
  if (!/^(?:\d{1,9}(?:ms|[smhdw]))+$/i.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|[smhdw])/gi)) {
    total += Number(amount) * durationUnits[unit!.toLowerCase()]!;
  }
  return total;
}

function parseIsoDuration(text: string): number | undefined {
  const match = /^P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/i.exec(text);
  if (!match || /^P$|T$/i.test(text)) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return weeks! * 7 * DAY + days! * DAY + hours! * HOUR + minutes! * MINUTE + seconds! * SECOND;
}

/** A size in bytes: `8mb`, `512kb`, `1048576`, `1048576b`; 1 kb is 1024 bytes. Nothing when the text is not a size. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,12})\s?(b|kb|mb|gb)?$/i.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * sizeUnits[(match[2] ?? 'b').toLowerCase()]!;
}
