import type { DatabaseQuery, PreflightFacts } from '../../core/preflight.js';
import { doubleQuoted } from '../debezium.js';
import { partsOf } from '../table-names.js';
import type { PostgresBlock } from './block.js';

export type PostgresFacts = PreflightFacts<PostgresBlock>;

export const slotOf = (facts: PostgresFacts): string => facts.exclusive['slot'] ?? '';
export const publicationOf = (facts: PostgresFacts): string => facts.exclusive['publication'] ?? '';

/** `public.orders` as SQL: `"public"."orders"`. */
export function quotedTable(table: string): string {
  return partsOf(table).map(doubleQuoted).join('.');
}

/** The tables as two lists for `unnest`: schemas and names. */
export function splitTables(tables: readonly string[]): readonly [string[], string[]] {
  return [tables.map((table) => partsOf(table)[0] ?? ''), tables.map((table) => partsOf(table)[1] ?? '')];
}

/**
 * Rows from a list of tables, in its order: `t.name` as the user wrote it, `c` its pg_class row or NULLs, `n` its schema. The catalogues
 * can be read by everybody, so a missing right does not look like a missing table.
 */
export function fromTables(columns: string, tables: readonly string[], more = ''): DatabaseQuery {
  return {
    text: `SELECT t.s || '.' || t.n AS name, ${columns}
             FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t(s, n, position)
             LEFT JOIN pg_namespace n ON n.nspname = t.s
             LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.n AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ${more}
            ORDER BY t.position`,
    parameters: splitTables(tables),
  };
}

/** The table that the heartbeat query writes, and how. Nothing for a query that is no plain INSERT or UPDATE. */
export function heartbeatTable(facts: PostgresFacts): { readonly table: string; readonly verb: 'INSERT' | 'UPDATE' } | undefined {
  const query = facts.block.heartbeat?.query;
  if (query === undefined) return undefined;
  const match = /^\s*(?:(insert)\s+into|(update)(?:\s+only)?)\s+("(?:[^"]|"")+"|[\w$]+)(?:\s*\.\s*("(?:[^"]|"")+"|[\w$]+))?/i.exec(query);
  if (match === null) return undefined;
  const name = (part: string): string => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase());
  const table = match[4] === undefined ? `public.${name(match[3]!)}` : `${name(match[3]!)}.${name(match[4])}`;
  return { table, verb: match[1] === undefined ? 'UPDATE' : 'INSERT' };
}

/** What must be in the publication: the captured tables, the signal table and the heartbeat's. */
export function publishedTables(facts: PostgresFacts): readonly string[] {
  const { signalTable } = facts.block;
  const heartbeat = heartbeatTable(facts)?.table;
  return [...new Set([...facts.tables, ...(signalTable === undefined ? [] : [signalTable]), ...(heartbeat === undefined ? [] : [heartbeat])])];
}
