/**
 * The words that the parts of the simulator share: what a record, a schema and a Flink table are.
 * Pure types; every other file of the simulator may import this one.
 */

/** A decoded cell or field. 64-bit integers that do not fit a double are bigint; bytes are Uint8Array. */
export type Cell = null | boolean | number | bigint | string | Uint8Array | readonly Cell[] | { readonly [field: string]: Cell };

/** A decoded record key or value: the fields of the registered schema, logically (no wire bytes). */
export type Fields = { readonly [field: string]: Cell };

export type SchemaType = 'AVRO' | 'JSON' | 'PROTOBUF';

/** A schema as Schema Registry stores it. */
export interface SchemaText {
  readonly schemaType: SchemaType;
  readonly schema: string;
}

/** A record in a topic; `value: null` is a tombstone. */
export interface TopicRecord {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Fields | null;
  readonly value: Fields | null;
}

/** A table that a connector captures, as the connector would publish it. */
export interface CapturedTable {
  /** Full source name, e.g. `public.customers`. */
  readonly table: string;
  readonly topic: string;
  /** Absent when the table has no key: the record key is null and no key subject is registered. */
  readonly keySchema?: SchemaText;
  readonly valueSchema: SchemaText;
  /** The records of the initial snapshot (`op: r`), in order. Empty: neither topic nor schema appears. */
  readonly snapshot: readonly { readonly key: Fields | null; readonly value: Fields | null }[];
  /** The records that one change of one row makes (a delete makes two: the envelope and a tombstone). */
  change(op: 'c' | 'u' | 'd', before: Fields | null, after: Fields | null): readonly { readonly key: Fields | null; readonly value: Fields | null }[];
}

/** A column as INFORMATION_SCHEMA.COLUMNS shows it. `type` is SQL text such as `DECIMAL(10, 2)`, without nullability. */
export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** A table as the Flink catalog shows it. */
export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly CatalogColumn[];
  readonly primaryKey: readonly string[];
  readonly distribution: { readonly columns: readonly string[]; readonly buckets: number };
  /** `changelog.mode`, `key.format`, `value.format`, `kafka.cleanup-policy` ... always complete. */
  readonly options: Readonly<Record<string, string>>;
}

