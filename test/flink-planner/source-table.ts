import { quoteIdentifier, quoteIdentifiers } from '../../src/flink/quote.js';
import type { State } from './flink-case.js';

/** A source topic as Flink shows it: column types of semantics.md 2.2. */
export interface SourceTable {
  readonly name: string;
  /** Type by column, with NOT NULL where the registered schema says so. */
  readonly columns: Readonly<Record<string, string>>;
  readonly key: readonly string[];
  /** Its values are no envelope: each record is a row more. */
  readonly appends?: boolean;
}

/**
 * What an inferred table may be (semantics.md 2.4 items 1 and 4, 8.2 doubts B and K): `retract` has a key only after ALTER TABLE ADD PRIMARY
 * KEY; an `upsert` table's is the message key; a table whose value is no envelope, such as DynamoDB's, only appends.
 */
export type SourceKind = 'append' | 'retract' | 'retract-with-key' | 'upsert';

export const CHANGING: readonly SourceKind[] = ['retract', 'retract-with-key', 'upsert'];

export function sourceTableSql(source: SourceTable, kind: SourceKind): string {
  const lines = Object.entries(source.columns).map(([name, type]) => `  ${quoteIdentifier(name)} ${type}`);
  const keyed = kind === 'retract-with-key' || kind === 'upsert';
  if (keyed) lines.push(`  PRIMARY KEY (${quoteIdentifiers(source.key)}) NOT ENFORCED`);
  const mode = kind === 'retract-with-key' ? 'retract' : kind;
  return `CREATE TABLE ${quoteIdentifier(source.name)} (\n${lines.join(',\n')}\n) WITH ('changelog.mode' = '${mode}')`;
}

/**
 * The state of a decode statement into an upsert table with the same key, as Flink 2.2 plans it. Only a key that Flink knows on the source,
 * and that the statement copies untouched, spares the materialiser; only a statement without condition spares the normalisation
 * of an upsert source, since what leaves the filter must become a delete.
 */
export function expectedState(kind: SourceKind, statement: { readonly filtered: boolean; readonly keyCopied: boolean }): State {
  switch (kind) {
    case 'append':
      return { normalise: false, materialise: false };
    case 'retract':
      return { normalise: false, materialise: true };
    case 'retract-with-key':
      return { normalise: false, materialise: !statement.keyCopied };
    case 'upsert':
      return { normalise: statement.filtered || !statement.keyCopied, materialise: !statement.keyCopied };
  }
}
