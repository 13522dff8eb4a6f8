/** Wait after the first failure, and the longest one, in milliseconds. */
export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait after that many failures in a row: twice as long each time up to the longest, of which between half and all
 * is taken by chance, so that what failed together does not come back together. `random`: from 0 up to 1.
 */
export function backOffMs({ firstMs, maxMs }: BackOff, failures: number, random: number): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 40));
  return Math.round(full * (0.5 + random / 2));
}

/** A time that is up to `share` shorter or longer by chance. */
export function jittered(ms: number, share: number, random: number): number {
  return Math.round(ms * (1 + share * (2 * random - 1)));
}
