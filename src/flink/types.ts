import { assertNever } from '../core/assert-never.js';
import { parseType } from './type-parser.js';
import { quoteIdentifier } from './quote.js';

export const SIMPLE_TYPES = [
  'BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'STRING', 'BYTES', 'DATE',
] as const;
export const SIZED_TYPES = ['CHAR', 'VARCHAR', 'BINARY', 'VARBINARY'] as const;
export const TEMPORAL_TYPES = ['TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ'] as const;

export type SimpleName = (typeof SIMPLE_TYPES)[number];
export type SizedName = (typeof SIZED_TYPES)[number];
export type TemporalName = (typeof TEMPORAL_TYPES)[number];

/** A type inside another type carries its own nullability; that of a column belongs to the column. */
export interface NestedType {
  readonly type: FlinkType;
  readonly nullable: boolean;
}

export interface RowField extends NestedType {
  readonly name: string;
}

/** A column type that a Flink table on Confluent Cloud can be written with (semantics.md 2.2). */
export type FlinkType =
  | { readonly kind: 'simple'; readonly name: SimpleName }
  | { readonly kind: 'sized'; readonly name: SizedName; readonly length: number }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  /** `precision`: digits of the second's fraction, 0 to 9. */
  | { readonly kind: 'temporal'; readonly name: TemporalName; readonly precision: number }
  | { readonly kind: 'array'; readonly element: NestedType }
  | { readonly kind: 'map'; readonly key: NestedType; readonly value: NestedType }
  | { readonly kind: 'row'; readonly fields: readonly RowField[] };

/** Why a text is not a type; `position` counts characters from 0. */
export interface TypeProblem {
  readonly error: string;
  readonly position: number;
}

/** The name a type is known by, without its parameters: what a conversion's targets are listed as. */
export type TypeRoot = SimpleName | SizedName | TemporalName | 'DECIMAL' | 'ARRAY' | 'MAP' | 'ROW';

/** Reads a Flink SQL type, in any case and with Flink's own aliases (`INTEGER`, `NUMERIC(5)`, `DOUBLE PRECISION`...). */
export function parseFlinkType(text: string): FlinkType | TypeProblem {
  return parseType(text);
}

export function isTypeProblem(result: FlinkType | TypeProblem): result is TypeProblem {
  return 'error' in result;
}

/** The one spelling of a type: `DECIMAL(10, 2)`, `TIMESTAMP_LTZ(3)`, `` ROW<`a` INT NOT NULL> ``. */
export function formatFlinkType(type: FlinkType): string {
  switch (type.kind) {
    case 'simple':
      return type.name;
    case 'sized':
      return `${type.name}(${type.length})`;
    case 'decimal':
      return `DECIMAL(${type.precision}, ${type.scale})`;
    case 'temporal':
      return `${type.name}(${type.precision})`;
    case 'array':
      return `ARRAY<${formatNested(type.element)}>`;
    case 'map':
      return `MAP<${formatNested(type.key)}, ${formatNested(type.value)}>`;
    case 'row':
      return `ROW<${type.fields.map((field) => `${quoteIdentifier(field.name)} ${formatNested(field)}`).join(', ')}>`;
    default:
      return assertNever(type);
  }
}

export function sameType(a: FlinkType, b: FlinkType): boolean {
  return formatFlinkType(a) === formatFlinkType(b);
}

export function rootOf(type: FlinkType): TypeRoot {
  switch (type.kind) {
    case 'simple':
    case 'sized':
    case 'temporal':
      return type.name;
    case 'decimal':
      return 'DECIMAL';
    case 'array':
      return 'ARRAY';
    case 'map':
      return 'MAP';
    case 'row':
      return 'ROW';
    default:
      return assertNever(type);
  }
}

function formatNested(nested: NestedType): string {
  return formatFlinkType(nested.type) + (nested.nullable ? '' : ' NOT NULL');
}
