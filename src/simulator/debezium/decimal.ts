/** Decimal text <-> unscaled integers, exactly; no floating point on the way. */

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

/** A decimal number: `unscaled` * 10^-`scale`. */
export interface DecimalValue {
  readonly unscaled: bigint;
  readonly scale: number;
}

/** Reads `12.5`, `-0.001`, `1e3`. Undefined when the text is no decimal number. */
export function parseDecimal(text: string): DecimalValue | undefined {
  const match = DECIMAL.exec(text.trim());
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const magnitude = BigInt(whole + fraction);
  return { unscaled: sign === '-' ? -magnitude : magnitude, scale: fraction.length - Number(exponent) };
}

/** The same number with the given scale. Undefined when a non-zero digit would be lost. */
export function rescale(value: DecimalValue, scale: number): DecimalValue | undefined {
  if (scale >= value.scale) return { unscaled: value.unscaled * 10n ** BigInt(scale - value.scale), scale };
  const divisor = 10n ** BigInt(value.scale - scale);
  return value.unscaled % divisor === 0n ? { unscaled: value.unscaled / divisor, scale } : undefined;
}

/** Plain text without exponent, with exactly `scale` digits after the point. */
export function formatDecimal({ unscaled, scale }: DecimalValue): string {
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Number of significant digits of the unscaled integer, as a database counts precision. */
export function precisionOf(value: DecimalValue): number {
  return String(value.unscaled < 0n ? -value.unscaled : value.unscaled).length;
}

/** Java's BigInteger bytes: two's complement, big endian, shortest. */
export function unscaledBytes(unscaled: bigint): Uint8Array {
  let length = 1;
  while (BigInt.asIntN(length * 8, unscaled) !== unscaled) length++;
  const bits = BigInt.asUintN(length * 8, unscaled);
  return Uint8Array.from({ length }, (_, index) => Number((bits >> BigInt(8 * (length - 1 - index))) & 0xffn));
}
