/** An exact decimal number: `unscaled` / 10^`scale`. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

/**
 * A value while SQL is evaluated. What it means depends on the type beside it: integers are bigint; DATE counts days, TIME nanoseconds
 * of the day, TIMESTAMP and TIMESTAMP_LTZ nanoseconds since 1970 as bigint; INTERVAL months or nanoseconds; ROW and ARRAY are lists; MAP is a list of pairs.
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | Decimal | readonly Value[];

/** True for a DECIMAL value. */
export function isDecimal(value: Value): value is Decimal {
  return typeof value === 'object' && value !== null && 'unscaled' in value;
}

/** The decimal with another scale, rounded half up (away from zero). */
export function rescale(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale) return { unscaled: value.unscaled * 10n ** BigInt(scale - value.scale), scale };
  const divisor = 10n ** BigInt(value.scale - scale);
  return { unscaled: divideHalfUp(value.unscaled, divisor), scale };
}

/** Integer division rounded half away from zero. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const a = dividend < 0n ? -dividend : dividend;
  const b = divisor < 0n ? -divisor : divisor;
  const quotient = (a * 2n + b) / (b * 2n);
  return negative ? -quotient : quotient;
}

/** The decimal as DECIMAL(precision, scale): null when it has too many digits, as Flink's CAST does. */
export function fitDecimal(value: Decimal, precision: number, scale: number): Decimal | null {
  const fitted = rescale(value, scale);
  const digits = fitted.unscaled < 0n ? -fitted.unscaled : fitted.unscaled;
  return digits < 10n ** BigInt(precision) ? fitted : null;
}

/** Reads decimal text, exponent allowed; undefined for anything else, `NaN` included. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return undefined;
  const unscaled = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * 10n ** BigInt(-scale), scale: 0 };
}

/** Plain text, never an exponent: `-12.30`. */
export function printDecimal({ unscaled, scale }: Decimal): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The closest double. */
export function toNumber(value: bigint | number | Decimal): number {
  return typeof value === 'object' ? Number(printDecimal(value)) : Number(value);
}

/** The exact decimal of an integer or decimal; of a double its shortest decimal text. */
export function toDecimal(value: bigint | number | Decimal): Decimal {
  if (typeof value === 'object') return value;
  if (typeof value === 'bigint') return { unscaled: value, scale: 0 };
  return parseDecimal(String(value)) ?? { unscaled: 0n, scale: 0 };
}

/** Orders two values of one type; lists element by element. */
export function compareValues(left: Value, right: Value): number {
  if (isDecimal(left) || isDecimal(right)) return compareExact(left as Decimal | bigint, right as Decimal | bigint);
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(left, right);
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  if (left === right) return 0;
  return (left as bigint) < (right as bigint) ? -1 : 1;
}

function compareExact(left: Decimal | bigint, right: Decimal | bigint): number {
  const [a, b] = [toDecimal(left), toDecimal(right)];
  const scale = Math.max(a.scale, b.scale);
  const difference = rescale(a, scale).unscaled - rescale(b, scale).unscaled;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

function compareLists(left: readonly Value[], right: readonly Value[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = compareValues(left[index] ?? null, right[index] ?? null);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
