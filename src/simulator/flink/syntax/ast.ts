import type { Position } from '../errors.js';
import type { DataType } from '../types/types.js';
import type { Value } from '../types/value.js';

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '||' | '=' | '<>' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';

/** What JSON_VALUE and its siblings do when nothing is found or the text is broken. */
export type JsonBehaviour = { readonly kind: 'NULL' | 'ERROR' | 'TRUE' | 'FALSE' | 'UNKNOWN' | 'EMPTY_ARRAY' | 'EMPTY_OBJECT' } | { readonly kind: 'DEFAULT'; readonly value: Expression };

export type Expression = { readonly at: Position } & (
  | { readonly kind: 'literal'; readonly value: Value; readonly type: DataType }
  | { readonly kind: 'column'; readonly path: readonly string[] }
  | { readonly kind: 'star'; readonly relation?: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly unit?: string }
  | { readonly kind: 'count'; readonly of?: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not' | 'negate'; readonly operand: Expression }
  | { readonly kind: 'is'; readonly what: 'NULL' | 'TRUE' | 'FALSE'; readonly negated: boolean; readonly operand: Expression }
  | { readonly kind: 'in'; readonly operand: Expression; readonly list: readonly Expression[]; readonly negated: boolean }
  | { readonly kind: 'between'; readonly operand: Expression; readonly low: Expression; readonly high: Expression; readonly negated: boolean }
  | { readonly kind: 'like'; readonly operand: Expression; readonly pattern: Expression; readonly escape?: Expression; readonly negated: boolean }
  | { readonly kind: 'case'; readonly operand?: Expression; readonly branches: readonly (readonly [Expression, Expression])[]; readonly otherwise?: Expression }
  | { readonly kind: 'cast'; readonly operand: Expression; readonly type: DataType; readonly lenient: boolean }
  | { readonly kind: 'element'; readonly base: Expression; readonly index: Expression }
  | { readonly kind: 'field'; readonly base: Expression; readonly name: string }
  | { readonly kind: 'array' | 'row' | 'map'; readonly items: readonly Expression[] }
  | { readonly kind: 'json'; readonly name: 'JSON_VALUE' | 'JSON_QUERY' | 'JSON_EXISTS'; readonly input: Expression; readonly path: Expression; readonly returning?: DataType; readonly onEmpty?: JsonBehaviour; readonly onError?: JsonBehaviour }
);

export interface SelectItem {
  readonly expression: Expression;
  readonly alias?: string;
  readonly text: string;
}

export type Relation = { readonly at: Position; readonly alias?: string; readonly columns?: readonly string[] } & (
  | { readonly kind: 'table'; readonly name: readonly string[]; readonly hints: Readonly<Record<string, string>> }
  | { readonly kind: 'subquery'; readonly query: Query }
);

export interface Unnest {
  readonly at: Position;
  readonly expression: Expression;
  readonly alias: string;
  readonly columns: readonly string[];
}

export interface Select {
  readonly kind: 'select';
  readonly at: Position;
  readonly items: readonly SelectItem[];
  readonly from?: Relation;
  readonly unnests: readonly Unnest[];
  readonly where?: Expression;
  readonly limit?: number;
  readonly distinct: boolean;
}

export type Query =
  | Select
  | { readonly kind: 'values'; readonly at: Position; readonly rows: readonly (readonly Expression[])[] }
  | { readonly kind: 'union'; readonly at: Position; readonly left: Query; readonly right: Query }
  | { readonly kind: 'with'; readonly at: Position; readonly tables: readonly { readonly name: string; readonly columns?: readonly string[]; readonly query: Query }[]; readonly body: Query };

export type ColumnDefinition = { readonly at: Position; readonly name: string } & (
  | { readonly kind: 'physical'; readonly type: DataType; readonly explicitNull: boolean; readonly primaryKey: boolean }
  | { readonly kind: 'metadata'; readonly type: DataType; readonly key: string }
  | { readonly kind: 'computed'; readonly expression: Expression; readonly text: string }
);

export interface CreateTable {
  readonly kind: 'createTable';
  readonly at: Position;
  readonly name: readonly string[];
  readonly ifNotExists: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey?: readonly string[];
  readonly watermark?: { readonly column: string; readonly expression: Expression };
  readonly distribution?: { readonly columns: readonly string[]; readonly buckets?: number };
  readonly options: Readonly<Record<string, string>>;
}

export interface Insert {
  readonly kind: 'insert';
  readonly at: Position;
  readonly sink: readonly string[];
  readonly columns?: readonly string[];
  readonly query: Query;
}

export type Statement =
  | CreateTable
  | Insert
  | { readonly kind: 'dropTable'; readonly at: Position; readonly name: readonly string[]; readonly ifExists: boolean }
  | { readonly kind: 'alterTable'; readonly at: Position; readonly name: readonly string[]; readonly set?: Readonly<Record<string, string>>; readonly reset?: readonly string[]; readonly primaryKey?: readonly string[] }
  | { readonly kind: 'statementSet'; readonly at: Position; readonly inserts: readonly Insert[] }
  | { readonly kind: 'query'; readonly at: Position; readonly query: Query }
  | { readonly kind: 'show'; readonly at: Position; readonly what: 'TABLES' | 'CATALOGS' | 'DATABASES' | 'CURRENT CATALOG' | 'CURRENT DATABASE'; readonly like?: string }
  | { readonly kind: 'showCreateTable'; readonly at: Position; readonly name: readonly string[] }
  | { readonly kind: 'describe'; readonly at: Position; readonly name: readonly string[]; readonly extended: boolean }
  | { readonly kind: 'explain'; readonly at: Position; readonly statement: Statement };
