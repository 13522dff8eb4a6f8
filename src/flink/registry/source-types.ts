import type { ColumnDefinition } from '../columns.js';
import { quoteIdentifier } from '../quote.js';
import type { SourceColumn } from './source-table.js';

/** What a connector registers for a column. */
export interface Registered {
  /** As Flink reads the registered type in AVRO: `BIGINT`. */
  readonly type: string;
  /** The Connect name that says what the value stands for: `io.debezium.time.MicroTimestamp`. */
  readonly semantic?: string;
}

/** The column of the target table for a column of the source. */
export interface TypeChoice {
  readonly definition: ColumnDefinition;
  readonly registered?: Registered;
  /** A choice that was made, or a loss that it brings: for a comment next to the column. */
  readonly note?: string;
  /** Further columns that belong to this one, by what is added to its name: `{ _srid: ... }`. To be put in place by `placedAt`. */
  readonly also?: Readonly<Record<string, ColumnDefinition>>;
}

/** A column that has no place in the target table, why, and what the user can do. */
export interface NoType {
  readonly problem: string;
  readonly choices: readonly string[];
}

export type TypeAnswer = TypeChoice | NoType;

/** What decides how a database's types travel; read from a connector config. */
export interface TypeModes {
  readonly decimals: 'precise' | 'string' | 'double';
  readonly times: 'adaptive' | 'adaptive_time_microseconds' | 'connect';
  readonly binary: 'bytes' | 'base64' | 'base64-url-safe' | 'hex';
  readonly intervals: 'numeric' | 'string';
  readonly hstore: 'json' | 'map';
  readonly unsignedBigint: 'long' | 'precise';
  readonly moneyFractionDigits: number;
  /** Types without a converter are passed on as bytes. */
  readonly unknownTypes: boolean;
}

export interface TypeOptions {
  /** Delta has no TIME type: such columns become STRING (semantics.md 2.5). */
  readonly tableFormats?: readonly string[];
  /** The column's type in the database's catalogue, where that is known: tells decimals from text, and dates from numbers. */
  readonly databaseType?: string;
}

/** What a kind of database knows of its types: one `types.ts` in each source's folder. */
export interface SourceTypes {
  /** From a registered column: its Connect name, physical type and parameters. */
  readonly ofColumn: (column: SourceColumn, options?: TypeOptions) => TypeAnswer;
  /** From the type as the database's catalogue writes it: `numeric(10,2)`, `datetime2(7)`. */
  readonly typeOf: (databaseType: string, modes: TypeModes, options?: TypeOptions) => TypeAnswer;
  /** Every type that the table tells apart, as a catalogue writes it: for the documentation. */
  readonly names: readonly string[];
}

export function isNoType(answer: TypeAnswer): answer is NoType {
  return 'problem' in answer;
}

/** A further column of a source column, whose place in an expression is held by `{column}`. @throws Error for a name with control characters. */
export function placedAt(source: string, definition: ColumnDefinition): ColumnDefinition {
  if (typeof definition === 'string' || definition.expression === undefined) return definition;
  return { ...definition, expression: definition.expression.replaceAll('{column}', () => quoteIdentifier(source)) };
}
