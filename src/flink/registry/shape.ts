import type { FlinkType, NestedType, SimpleName } from '../types.js';

/** A schema as Schema Registry keeps it: its `schemaType` is AVRO where the answer leaves it out. */
export interface RegisteredSchema {
  readonly schemaType: 'AVRO' | 'JSON' | 'PROTOBUF';
  readonly schema: string;
}

/** A type of a registered schema, as Flink reads it (semantics.md 2.2), with what the schema says beyond that. */
export interface RegisteredType {
  /** Undefined: Flink has no type for it; `reason` says why. */
  readonly flinkType: FlinkType | undefined;
  /** As Flink shows the column. */
  readonly nullable: boolean;
  /** Whether the schema itself counts NULL as a value. A JSON property that is merely not `required` is nullable, but admits no null. */
  readonly admitsNull: boolean;
  /** The Connect name: `io.debezium.time.MicroTimestamp`. Protobuf has no place for it. */
  readonly semantic?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Of a record. */
  readonly fields?: readonly RegisteredField[];
  /** Of an array, and the values of a map. */
  readonly element?: RegisteredType;
  readonly reason?: string;
  /** A choice of several types, as a row of which one field is filled. */
  readonly isUnion?: boolean;
}

export interface RegisteredField extends RegisteredType {
  readonly name: string;
  /** Present when the schema has a default other than null. */
  readonly default?: unknown;
  /** Protobuf's field number: what its compatibility goes by. */
  readonly number?: number;
}

/**
 * What a schema is at its root: a record, whose fields become columns, or any other type, which becomes one column. A union at
 * the root is of the second kind, even one of null and a record (semantics.md 1.6 item 12).
 */
export type SchemaShape =
  | { readonly kind: 'record'; readonly name?: string; readonly fields: readonly RegisteredField[] }
  | { readonly kind: 'single'; readonly type: RegisteredType };

/** Why a schema cannot be read. */
export interface SchemaProblem {
  readonly problem: string;
}

/** Stops the reading of a schema; never leaves this folder. */
export class UnreadableSchema extends Error {}

/** Names that Connect gives its own logical types. */
export const CONNECT = {
  decimal: 'org.apache.kafka.connect.data.Decimal',
  date: 'org.apache.kafka.connect.data.Date',
  time: 'org.apache.kafka.connect.data.Time',
  timestamp: 'org.apache.kafka.connect.data.Timestamp',
} as const;

/** Flink's limit. */
export const MAX_DECIMAL_PRECISION = 38;

export function simple(name: SimpleName): FlinkType {
  return { kind: 'simple', name };
}

/** A type that is never NULL; `asNullable` makes it otherwise. */
export function known(flinkType: FlinkType, more: Partial<RegisteredType> = {}): RegisteredType {
  return { nullable: false, admitsNull: false, ...more, flinkType };
}

export function unknown(reason: string, more: Partial<RegisteredType> = {}): RegisteredType {
  return { nullable: false, admitsNull: false, ...more, flinkType: undefined, reason };
}

export function asNullable<Type extends RegisteredType>(type: Type): Type {
  return { ...type, nullable: true, admitsNull: true };
}

/** A decimal of so many digits; `undefined` for numbers that make no DECIMAL of any system. */
export function decimalType(precision: number, scale: number): RegisteredType | undefined {
  if (!(precision >= 1 && scale >= 0 && scale <= precision)) return undefined;
  if (precision > MAX_DECIMAL_PRECISION) {
    return unknown(`a decimal of ${precision} digits, ${MAX_DECIMAL_PRECISION} are the limit of Flink`);
  }
  return known({ kind: 'decimal', precision, scale });
}

/** A record as a ROW; unknown when one of its fields is. */
export function rowType(fields: readonly RegisteredField[], more: Partial<RegisteredType> = {}): RegisteredType {
  const readable = fields.flatMap((field) => (field.flinkType === undefined ? [] : [{ name: field.name, ...nestedOf(field)! }]));
  const stranger = fields.find((field) => field.flinkType === undefined);
  if (stranger !== undefined) return unknown(`its field ${stranger.name}: ${stranger.reason}`, { ...more, fields });
  return known({ kind: 'row', fields: readable }, { ...more, fields });
}

export function arrayType(element: RegisteredType, more: Partial<RegisteredType> = {}): RegisteredType {
  const nested = nestedOf(element);
  if (nested === undefined) return unknown(`its elements: ${element.reason}`, { ...more, element });
  return known({ kind: 'array', element: nested }, { ...more, element });
}

export function mapType(key: RegisteredType, value: RegisteredType, more: Partial<RegisteredType> = {}): RegisteredType {
  const [keyType, valueType] = [nestedOf(key), nestedOf(value)];
  if (keyType === undefined || valueType === undefined) return unknown(`its entries: ${key.reason ?? value.reason}`, { ...more, element: value });
  return known({ kind: 'map', key: keyType, value: valueType }, { ...more, element: value });
}

/** A union of several types is a ROW of its members, of which one is filled (semantics.md 2.2); members of one name are called by it. */
export function unionType(members: readonly RegisteredType[], names: readonly (string | undefined)[] = []): RegisteredType {
  return rowType(members.map((member, index) => ({ ...asNullable(member), name: names[index] ?? `connect_union_field_${index}` })), { isUnion: true });
}

function nestedOf(type: RegisteredType): NestedType | undefined {
  return type.flinkType === undefined ? undefined : { type: type.flinkType, nullable: type.nullable };
}
