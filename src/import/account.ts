import type { ConnectorListing, Schema, Statement, TableflowTopic } from '../confluent/wire.js';
import { isInsertQuery, readInsert } from '../flink/read-insert.js';
import type { InsertQuery } from '../flink/read-insert.js';
import { tokeniseSql } from '../flink/sql-text.js';
import type { TopicConfigs } from '../kinds/snapshot.js';

/** What the account tells, as far as an import follows it. */
export interface AccountFacts {
  /** What its catalog (environment) and database (cluster) may be called. */
  readonly here: readonly string[];
  readonly cluster: { readonly id: string; readonly name: string };
  readonly connectors: ReadonlyMap<string, ConnectorListing>;
  readonly topics: ReadonlyMap<string, { readonly partitions_count: number }>;
  readonly topicConfigs: ReadonlyMap<string, TopicConfigs>;
  readonly schemas: ReadonlyMap<string, Schema>;
  readonly subjectConfigs: ReadonlyMap<string, string | undefined>;
  readonly statements: ReadonlyMap<string, Statement>;
  readonly tableflowTopics: ReadonlyMap<string, TableflowTopic>;
  /** Of the Target: what a pipeline need not say. */
  readonly target: { readonly name: string; readonly poolId?: string; readonly principal?: string };
}

/** Something that is there and is not written down, with the reason. */
export interface Named {
  readonly what: string;
  readonly why: string;
}

/** A statement that runs, or is to: DDL that has ended, and what somebody looked up, says nothing about now. */
export type FoundStatement =
  | { readonly statement: Statement; readonly query: InsertQuery }
  | { readonly statement: Statement; readonly reason: string; readonly names: ReadonlySet<string> };

/** The statements of this cluster, each read as far as it can be. */
export function readStatements({ statements, cluster, here }: AccountFacts): FoundStatement[] {
  return [...statements.values()]
    .filter(({ status, spec }) => status.phase !== 'DELETING' && status.phase !== 'COMPLETED' && worksOn(spec.properties, cluster) && !/^\s*(SELECT|SHOW|DESCRIBE|EXPLAIN|DROP|ALTER)\b/i.test(spec.statement))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((statement): FoundStatement => {
      const query = readInsert(statement.spec.statement);
      if (!isInsertQuery(query)) return { statement, reason: query.reason, names: namesIn(statement.spec.statement) };
      const elsewhere = query.databases.find((name) => !here.includes(name));
      return elsewhere === undefined ? { statement, query } : { statement, reason: `it names ${elsewhere}, which is not this cluster`, names: namesIn(statement.spec.statement) };
    });
}

/** Statements are listed for a whole environment; the session says which cluster one works on. */
function worksOn(properties: Statement['spec']['properties'], { id, name }: AccountFacts['cluster']): boolean {
  const database = properties?.['sql.current-database'];
  return database === undefined || database === id || database === name;
}

/** Everything in a statement that may be the name of a table. */
function namesIn(sql: string): ReadonlySet<string> {
  const names = tokeniseSql(sql).flatMap(({ kind, text }) => (kind === 'quoted' ? [text.slice(1, -1).replaceAll('``', '`')] : kind === 'word' ? [text] : []));
  return new Set(names);
}
