import type { BlueprintTopic, SourceInput } from '../../core/source.js';
import { partsOf, topicOf } from '../table-names.js';
import type { SqlServerBlock } from './block.js';

export interface SqlServerTable {
  readonly database: string;
  /** `schema.table`: what the include list matches, in every database (semantics.md 1.4 item 3). */
  readonly name: string;
}

/** Reads `schema.table` when the block names one database, else `database.schema.table`. */
export function readTable(table: string, databases: readonly string[]): SqlServerTable {
  if (databases.length <= 1) return { database: databases[0] ?? '', name: table };
  const [database = '', ...name] = partsOf(table);
  return { database, name: name.join('.') };
}

/** Four parts: prefix, database, schema, table (semantics.md 1.4 item 3). */
export function topicsOf(input: SourceInput<SqlServerBlock>): BlueprintTopic[] {
  return input.tables.map((table) => {
    const { database, name } = readTable(table, input.block.databases);
    return { table, topic: topicOf(input.topicPrefix, database, name) };
  });
}
