import type { Cell } from '../model.js';
import { unreachable } from './unreachable.js';

/**
 * Kafka Connect's schema model: what a connector hands to a converter, before any wire format.
 *
 * A value of such a schema is a *logical* Cell, the same for all three formats and the one that Flink would decode:
 * int8..int32, float32/64 -> number; int64 -> number, or bigint beyond 2^53; bytes -> Uint8Array; Connect Decimal -> decimal
 * text such as `12.50`; Connect Date -> days since 1970; Connect Time -> milliseconds of the day; Connect Timestamp ->
 * milliseconds since 1970; `io.debezium.*` -> their physical number or text; struct and map -> object; array -> list.
 */
export type ConnectSchema = PrimitiveSchema | ArraySchema | MapSchema | StructSchema;

interface Attributes {
  readonly optional?: boolean;
  readonly name?: string;
  readonly version?: number;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly default?: Cell;
}

export type PrimitiveType = 'int8' | 'int16' | 'int32' | 'int64' | 'float32' | 'float64' | 'boolean' | 'string' | 'bytes';

export interface PrimitiveSchema extends Attributes {
  readonly type: PrimitiveType;
}
export interface ArraySchema extends Attributes {
  readonly type: 'array';
  readonly items: ConnectSchema;
}
export interface MapSchema extends Attributes {
  readonly type: 'map';
  /** Left out: text. The entries of pgvector's sparsevec alone have others. */
  readonly keys?: PrimitiveSchema;
  readonly values: ConnectSchema;
}
export interface StructSchema extends Attributes {
  readonly type: 'struct';
  readonly fields: readonly ConnectField[];
}
export interface ConnectField {
  readonly name: string;
  readonly schema: ConnectSchema;
}

/** Names of the four logical types that Connect itself defines; converters treat no other name specially (semantics.md 2.1.7). */
export const LOGICAL = {
  decimal: 'org.apache.kafka.connect.data.Decimal',
  date: 'org.apache.kafka.connect.data.Date',
  time: 'org.apache.kafka.connect.data.Time',
  timestamp: 'org.apache.kafka.connect.data.Timestamp',
} as const;

/** A schema without name. */
export function primitive(type: PrimitiveType): PrimitiveSchema {
  return { type };
}

/** A schema with a semantic name; Connect's and Debezium's all carry version 1. */
export function named(type: PrimitiveType, name: string, parameters?: Readonly<Record<string, string>>): PrimitiveSchema {
  return parameters === undefined ? { type, name, version: 1 } : { type, name, version: 1, parameters };
}

/** Connect Decimal; the precision is a parameter that only constrained columns have (semantics.md 2.1.9). */
export function decimalSchema(precision: number | undefined, scale: number): PrimitiveSchema {
  const precisionParameter = precision === undefined ? {} : { 'connect.decimal.precision': String(precision) };
  return named('bytes', LOGICAL.decimal, { scale: String(scale), ...precisionParameter });
}

/** A list; Debezium's elements are always optional. */
export function arrayOf(items: ConnectSchema, name?: string): ArraySchema {
  return name === undefined ? { type: 'array', items } : { type: 'array', items, name, version: 1 };
}

/** A record. */
export function struct(name: string, fields: Readonly<Record<string, ConnectSchema>>, version?: number): StructSchema {
  const list = Object.entries(fields).map(([field, schema]) => ({ name: field, schema }));
  return version === undefined ? { type: 'struct', name, fields: list } : { type: 'struct', name, version, fields: list };
}

/** The same schema, allowing null. */
export function optional<S extends ConnectSchema>(schema: S): S {
  return { ...schema, optional: true };
}

/** Scale of a Connect Decimal schema; undefined for every other schema. */
export function decimalScale(schema: ConnectSchema): number | undefined {
  return schema.name === LOGICAL.decimal ? Number(schema.parameters?.['scale'] ?? '0') : undefined;
}

/** What a NOT NULL field holds when its value is unknown: zero, false, empty. */
export function zeroOf(schema: ConnectSchema): Cell {
  switch (schema.type) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'float32':
    case 'float64':
      return 0;
    case 'boolean':
      return false;
    case 'string':
      return '';
    case 'bytes':
      return schema.name === LOGICAL.decimal ? '0' : new Uint8Array(0);
    case 'array':
      return [];
    case 'map':
      return {};
    case 'struct':
      return Object.fromEntries(schema.fields.map((field) => [field.name, field.schema.optional ? null : zeroOf(field.schema)]));
    default:
      return unreachable(schema);
  }
}
