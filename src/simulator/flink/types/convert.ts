import { DOUBLE, FLOAT, STRING, decimal, exactShape, isApproximate, isBinary, isInteger, isNumeric, isTemporal, isText, isTimestamp, nullableIf } from './types.js';
import type { DataType } from './types.js';

const WIDTH: Readonly<Record<string, number>> = { TINYINT: 1, SMALLINT: 2, INT: 3, BIGINT: 4 };

/**
 * True when a query column of type `from` may feed a sink column of type `to` without a CAST. Nullability is not looked at:
 * a null for a NOT NULL column fails when it is written, not when the statement is planned.
 */
export function isImplicitlyCastable(from: DataType, to: DataType): boolean {
  if (from.kind === 'NULL') return true;
  if (isInteger(to)) return isInteger(from) && (WIDTH[from.kind] ?? 9) <= (WIDTH[to.kind] ?? 0);
  if (to.kind === 'FLOAT') return isNumeric(from) && from.kind !== 'DOUBLE';
  if (to.kind === 'DOUBLE' || to.kind === 'DECIMAL') return isNumeric(from);
  if (to.kind === 'VARCHAR') return isText(from);
  if (to.kind === 'VARBINARY') return isBinary(from);
  if (to.kind === 'DATE' || to.kind === 'TIME') return from.kind === to.kind || from.kind === 'TIMESTAMP';
  if (isTimestamp(to)) return isTimestamp(from);
  if (to.kind === 'ARRAY') return from.kind === 'ARRAY' && isImplicitlyCastable(from.element, to.element);
  if (to.kind === 'MAP') return from.kind === 'MAP' && isImplicitlyCastable(from.key, to.key) && isImplicitlyCastable(from.value, to.value);
  if (to.kind === 'ROW') return from.kind === 'ROW' && isEachCastable(from.fields, to.fields);
  return from.kind === to.kind;
}

function isEachCastable(from: readonly { readonly type: DataType }[], to: readonly { readonly type: DataType }[]): boolean {
  return from.length === to.length && from.every((field, index) => isImplicitlyCastable(field.type, (to[index] as { readonly type: DataType }).type));
}

/** True when `CAST(x AS to)` exists for an `x` of type `from`. */
export function isExplicitlyCastable(from: DataType, to: DataType): boolean {
  if (isImplicitlyCastable(from, to)) return true;
  if (isText(to)) return from.kind !== 'INTERVAL';
  if (isText(from)) return isNumeric(to) || isTemporal(to) || isBinary(to) || to.kind === 'BOOLEAN';
  if (isNumeric(from)) return isNumeric(to) || to.kind === 'BOOLEAN';
  if (from.kind === 'BOOLEAN') return isNumeric(to);
  if (isBinary(from)) return isBinary(to);
  if (isTimestamp(from)) return isTemporal(to);
  if (from.kind === 'DATE' || from.kind === 'TIME') return isTimestamp(to);
  if (from.kind === 'ARRAY' && to.kind === 'ARRAY') return isExplicitlyCastable(from.element, to.element);
  if (from.kind === 'MAP' && to.kind === 'MAP') return isExplicitlyCastable(from.key, to.key) && isExplicitlyCastable(from.value, to.value);
  if (from.kind === 'ROW' && to.kind === 'ROW') {
    return from.fields.length === to.fields.length && from.fields.every((field, index) => isExplicitlyCastable(field.type, (to.fields[index] as { readonly type: DataType }).type));
  }
  return false;
}

/** The narrowest type that holds both, for CASE, COALESCE, IN and UNION ALL; undefined when there is none. */
export function commonType(left: DataType, right: DataType): DataType | undefined {
  const nullable = left.nullable || right.nullable;
  const type = commonShape(left, right);
  return type === undefined ? undefined : nullableIf(type, nullable);
}

function commonShape(left: DataType, right: DataType): DataType | undefined {
  if (left.kind === 'NULL') return nullableIf(right, true);
  if (right.kind === 'NULL') return nullableIf(left, true);
  if (isNumeric(left) && isNumeric(right)) return commonNumber(left, right);
  if (isText(left) && isText(right)) return commonText(left, right);
  if (isBinary(left) && isBinary(right)) return left.kind === 'VARBINARY' ? left : right;
  if (isTimestamp(left) && isTimestamp(right)) return commonTimestamp(left, right);
  if (left.kind === 'ARRAY' && right.kind === 'ARRAY') {
    const element = commonType(left.element, right.element);
    return element === undefined ? undefined : { ...left, element };
  }
  if (left.kind !== right.kind) return undefined;
  return left;
}

function commonText(left: DataType, right: DataType): DataType {
  if (left.kind === 'CHAR' && right.kind === 'CHAR' && left.length === right.length) return left;
  const length = Math.max('length' in left ? left.length : 0, 'length' in right ? right.length : 0);
  return { ...STRING, kind: 'VARCHAR', length };
}

function commonTimestamp(left: DataType, right: DataType): DataType {
  const kind = left.kind === 'TIMESTAMP_LTZ' || right.kind === 'TIMESTAMP_LTZ' ? 'TIMESTAMP_LTZ' : 'TIMESTAMP';
  const precision = Math.max('precision' in left ? left.precision : 0, 'precision' in right ? right.precision : 0);
  return { kind, precision, nullable: true };
}

/** The common type of two numbers: the wider integer, a DECIMAL that holds both, or an approximate type. */
export function commonNumber(left: DataType, right: DataType): DataType {
  if (isApproximate(left) || isApproximate(right)) {
    const single = [left, right].every((type) => type.kind === 'FLOAT' || isInteger(type));
    return single ? FLOAT : DOUBLE;
  }
  if (isInteger(left) && isInteger(right)) return (WIDTH[left.kind] ?? 0) >= (WIDTH[right.kind] ?? 0) ? left : right;
  const a = exactShape(left) ?? { precision: 38, scale: 0 };
  const b = exactShape(right) ?? { precision: 38, scale: 0 };
  const scale = Math.max(a.scale, b.scale);
  return decimal(Math.min(38, Math.max(a.precision - a.scale, b.precision - b.scale) + scale), scale);
}
