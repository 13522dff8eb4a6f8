/** Whether two values are the same JSON: plain objects whatever the order of their keys, lists in order. Anything else is the same only as itself. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((item, index) => isSameJson(item, other[index]));
  return isPlain(one) && isPlain(other) && hasSameMembers(one, other);
}

function hasSameMembers(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && isSameJson(one[key], other[key]));
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * The value, with `known` instead of itself or of its members where they are the same: of what a ledger, the documents and the
 * account all say, a large estate has one copy in memory then. `value` is the caller's own, and is changed.
 */
export function heldOnce<Value extends object>(value: Value, known: object): Value {
  if (isSameJson(value, known)) return known as Value;
  const own = value as Record<string, unknown>;
  const others = known as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(own)) {
    if (Object.hasOwn(others, key) && isSameJson(own[key], others[key])) own[key] = others[key];
  }
  return value;
}
