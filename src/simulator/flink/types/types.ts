/** A field of a ROW. */
export interface RowField {
  readonly name: string;
  readonly type: DataType;
}

type Shape =
  | { readonly kind: 'NULL' | 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'DATE' }
  | { readonly kind: 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY'; readonly length: number }
  | { readonly kind: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ'; readonly precision: number }
  | { readonly kind: 'INTERVAL'; readonly unit: 'MONTH' | 'NANOSECOND' }
  | { readonly kind: 'ARRAY'; readonly element: DataType }
  | { readonly kind: 'MAP'; readonly key: DataType; readonly value: DataType }
  | { readonly kind: 'ROW'; readonly fields: readonly RowField[] };

/** A Flink SQL type with its nullability. STRING is VARCHAR, BYTES is VARBINARY, both of the greatest length. */
export type DataType = Shape & { readonly nullable: boolean };

export type TypeKind = DataType['kind'];

/** What STRING and BYTES stand for. */
export const MAX_LENGTH = 2147483647;

const simple = (kind: 'NULL' | 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'DATE'): DataType => ({ kind, nullable: true });

export const NULL = simple('NULL');
export const BOOLEAN = simple('BOOLEAN');
export const TINYINT = simple('TINYINT');
export const SMALLINT = simple('SMALLINT');
export const INT = simple('INT');
export const BIGINT = simple('BIGINT');
export const FLOAT = simple('FLOAT');
export const DOUBLE = simple('DOUBLE');
export const DATE = simple('DATE');
export const STRING: DataType = { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true };
export const BYTES: DataType = { kind: 'VARBINARY', length: MAX_LENGTH, nullable: true };

export const char = (length: number): DataType => ({ kind: 'CHAR', length, nullable: true });
export const decimal = (precision: number, scale: number): DataType => ({ kind: 'DECIMAL', precision, scale, nullable: true });
export const time = (precision: number): DataType => ({ kind: 'TIME', precision, nullable: true });
export const timestamp = (precision: number): DataType => ({ kind: 'TIMESTAMP', precision, nullable: true });
export const timestampLtz = (precision: number): DataType => ({ kind: 'TIMESTAMP_LTZ', precision, nullable: true });
export const array = (element: DataType): DataType => ({ kind: 'ARRAY', element, nullable: true });
export const map = (key: DataType, value: DataType): DataType => ({ kind: 'MAP', key, value, nullable: true });
export const row = (fields: readonly RowField[]): DataType => ({ kind: 'ROW', fields, nullable: true });

/** The type with the nullability given. */
export function nullableIf(type: DataType, nullable: boolean): DataType {
  return type.nullable === nullable ? type : { ...type, nullable };
}

export function notNull(type: DataType): DataType {
  return nullableIf(type, false);
}

const INTEGERS: readonly TypeKind[] = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];

export function isInteger(type: DataType): boolean {
  return INTEGERS.includes(type.kind);
}

export function isApproximate(type: DataType): boolean {
  return type.kind === 'FLOAT' || type.kind === 'DOUBLE';
}

export function isNumeric(type: DataType): boolean {
  return isInteger(type) || isApproximate(type) || type.kind === 'DECIMAL';
}

export function isText(type: DataType): boolean {
  return type.kind === 'CHAR' || type.kind === 'VARCHAR';
}

export function isBinary(type: DataType): boolean {
  return type.kind === 'BINARY' || type.kind === 'VARBINARY';
}

export function isTimestamp(type: DataType): boolean {
  return type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ';
}

export function isTemporal(type: DataType): boolean {
  return isTimestamp(type) || type.kind === 'DATE' || type.kind === 'TIME';
}

/** Precision and scale of an exact number seen as DECIMAL; undefined for other types. */
export function exactShape(type: DataType): { readonly precision: number; readonly scale: number } | undefined {
  if (type.kind === 'DECIMAL') return type;
  const digits = { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 }[type.kind as string];
  return digits === undefined ? undefined : { precision: digits, scale: 0 };
}
