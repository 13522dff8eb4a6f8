/**
 * Chance that repeats: the same seed gives the same ids, delays and mishaps.
 */
export interface Random {
  /** A number in [0, 1) that depends on the seed and on `key` alone, not on the order of calls. */
  chance(key: string): number;
  /** A new id such as `lcc-k3j9q2`. */
  id(prefix: string): string;
  uuid(): string;
  /** The next number in [0, 1) of the sequence. */
  next(): number;
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A seeded source of chance. */
export function createRandom(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    return mix(state) / 2 ** 32;
  };
  const letters = (count: number): string =>
    Array.from({ length: count }, () => ALPHABET[Math.floor(next() * ALPHABET.length)]).join('');
  const hex = (count: number): string => Array.from({ length: count }, () => Math.floor(next() * 16).toString(16)).join('');
  return {
    next,
    chance: (key) => mix(hash(`${seed}/${key}`)) / 2 ** 32,
    id: (prefix) => `${prefix}-${letters(6)}`,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}

/** FNV-1a over the UTF-16 code units of a text; an unsigned 32-bit number. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}

/** Scrambles 32 bits (the finaliser of mulberry32). */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 15), value | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}
