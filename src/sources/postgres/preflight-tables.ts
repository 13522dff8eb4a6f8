import type { DatabaseQuery, PreflightCheck, Remedy, Verdict } from '../../core/preflight.js';
import { problem, problemsOr } from '../../core/preflight.js';
import { doubleQuoted } from '../debezium.js';
import { groupBy, isTrue, listed, textAt } from '../preflight.js';
import type { PostgresBlock } from './block.js';
import { fromTables, quotedTable, splitTables } from './preflight-names.js';
import type { PostgresFacts } from './preflight-names.js';

const kinds: Readonly<Record<string, string>> = { v: 'a view', m: 'a materialized view', f: 'a foreign table' };

const capturable: PreflightCheck<PostgresBlock> = {
  id: 'table-kinds',
  title: 'Every table writes into the log',
  code: 'CDC8012',
  severity: 'error',
  queries: ({ tables }) => ({ tables: fromTables('c.relkind::text AS kind, c.relpersistence::text AS persistence, c.relispartition AS partition', tables, 'WHERE c.oid IS NOT NULL') }),
  evaluate: (answers) => problemsOr(
    (answers['tables'] ?? []).flatMap((row): Verdict[] => {
      const table = textAt(row, 'name');
      const kind = kinds[textAt(row, 'kind')];
      if (kind !== undefined) return [problem(`it is ${kind}: nothing of it is in the log`, { subject: table, remedies: [{ type: 'document', text: `Capture the tables behind ${table} instead.` }] })];
      if (textAt(row, 'persistence') !== 'u') return [];
      return [problem('it is unlogged: nothing of it is in the log', {
        subject: table,
        remedies: [{ type: 'sql', text: `ALTER TABLE ${quotedTable(table)} SET LOGGED;`, by: "the table's owner", caution: 'Writes the whole table into the log, under an exclusive lock.' }],
      })];
    }),
    'ordinary or partitioned tables',
  ),
};

const keys: PreflightCheck<PostgresBlock> = {
  id: 'primary-key',
  title: 'Every table has a key',
  code: 'CDC8010',
  severity: 'error',
  queries: ({ tables }) => ({
    tables: fromTables(
      `EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) AS keyed,
       (SELECT array_agg(a.attname::text ORDER BY k.position) FROM
          (SELECT i.indkey FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
              AND NOT EXISTS (SELECT 1 FROM pg_attribute x WHERE x.attrelid = c.oid AND x.attnum = ANY (i.indkey) AND NOT x.attnotnull)
            ORDER BY i.indnatts, i.indexrelid LIMIT 1) u,
          unnest(u.indkey) WITH ORDINALITY AS k(number, position)
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number) AS candidate,
       (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns`,
      tables, "WHERE c.relkind IN ('r', 'p')",
    ),
  }),
  evaluate: (answers, facts) => problemsOr(
    (answers['tables'] ?? []).flatMap((row): Verdict[] => {
      const table = textAt(row, 'name');
      const columns = texts(row['columns']);
      const given = facts.block.messageKeys?.[table];
      if (given !== undefined) {
        const missing = given.filter((column) => !columns.includes(column));
        return missing.length === 0 ? [] : [problem(`messageKeys names ${listed(missing)}, which the table does not have`, { subject: table, remedies: [{ type: 'document', text: `Correct messageKeys of ${table}.` }] })];
      }
      return isTrue(row['keyed']) ? [] : [problem('it has no primary key', { subject: table, remedies: keyRemedies(table, texts(row['candidate']), columns) })];
    }),
    'each has a primary key, or message keys',
  ),
};

function keyRemedies(table: string, candidate: readonly string[], columns: readonly string[]): readonly Remedy[] {
  const by = "the table's owner";
  const document: Remedy = { type: 'document', text: `Or name columns that tell the rows apart under messageKeys, and set REPLICA IDENTITY FULL.` };
  if (candidate.length > 0) {
    const list = candidate.map(doubleQuoted).join(', ');
    return [{ type: 'sql', text: `ALTER TABLE ${quotedTable(table)} ADD PRIMARY KEY (${list});`, by, caution: 'Builds an index under an exclusive lock; the columns are unique and not null already.' }, document];
  }
  const name = ['id', 'row_id', 'cdc_row_id'].find((one) => !columns.includes(one)) ?? `cdc_row_id_${columns.length}`;
  return [{
    type: 'sql',
    text: `ALTER TABLE ${quotedTable(table)} ADD COLUMN ${doubleQuoted(name)} bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;`,
    by,
    caution: 'Adds a column and rewrites the table under an exclusive lock. No columns are known to be unique; if some are, make them the primary key instead.',
  }, document];
}

const identityNames: Readonly<Record<string, string>> = { d: 'DEFAULT', n: 'NOTHING', f: 'FULL', i: 'USING INDEX' };

/** One row for each table that holds rows: of a partitioned table its leaves, since an identity is not inherited. */
function physicalTables(facts: PostgresFacts): DatabaseQuery {
  return {
    text: `WITH RECURSIVE parts AS (
             SELECT t.s || '.' || t.n AS name, c.oid FROM unnest($1::text[], $2::text[]) AS t(s, n)
               JOIN pg_namespace n ON n.nspname = t.s JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.n AND c.relkind IN ('r', 'p')
             UNION ALL
             SELECT p.name, c.oid FROM parts p JOIN pg_inherits i ON i.inhparent = p.oid JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition)
           SELECT p.name, n.nspname AS schema, c.relname AS relation, c.relreplident::text AS identity,
                  EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) AS keyed,
                  EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident AND i.indisvalid) AS indexed,
                  c.reltoastrelid <> 0 AS toasts,
                  (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attstorage IN ('x', 'e')
                      AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))) AS large
             FROM parts p JOIN pg_class c ON c.oid = p.oid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' ORDER BY 1, 2, 3`,
    parameters: splitTables(facts.tables),
  };
}

/** Why DEFAULT is not enough for this table; nothing when it is. */
function whyFull(row: Readonly<Record<string, unknown>>, facts: PostgresFacts): string | undefined {
  const identity = textAt(row, 'identity');
  if (identity === 'f') return undefined;
  const name = identityNames[identity] ?? identity;
  if (facts.block.messageKeys?.[textAt(row, 'name')] !== undefined) return `${name}: with messageKeys a delete carries its key only under FULL`;
  if (identity === 'n') return `${name}: updates and deletes carry no key, and are refused once the table is published`;
  if (identity === 'i' && !isTrue(row['indexed'])) return `${name}, and the index is gone`;
  if (identity === 'd' && !isTrue(row['keyed'])) return `${name} without a primary key: updates and deletes are refused once the table is published`;
  if (facts.config['topic.creation.topic_prefix_match.cleanup.policy'] !== 'compact') {
    return `${name}: the source topic is not compacted, so Flink reads it as retractions, which need the whole row before the change`;
  }
  return undefined;
}

const identity: PreflightCheck<PostgresBlock> = {
  id: 'replica-identity',
  title: 'Updates and deletes carry what Flink needs',
  code: 'CDC8009',
  severity: 'error',
  queries: (facts) => ({ tables: physicalTables(facts) }),
  evaluate: (answers, facts) => perTable(answers['tables'] ?? [], (row) => whyFull(row, facts), 'the replica identities fit'),
};

const toast: PreflightCheck<PostgresBlock> = {
  id: 'toast',
  title: 'Large values arrive with every update',
  code: 'CDC8009',
  severity: 'error',
  queries: (facts) => ({ tables: physicalTables(facts) }),
  evaluate: (answers, facts) => perTable(answers['tables'] ?? [], (row) => {
    if (textAt(row, 'identity') === 'f' || !isTrue(row['toasts'])) return undefined;
    const excluded = new Set(facts.block.excludeColumns ?? []);
    const large = texts(row['large']).filter((column) => !excluded.has(`${textAt(row, 'name')}.${column}`));
    if (large.length === 0) return undefined;
    return `${listed(large)} may be stored out of line; unchanged by an UPDATE they arrive as a placeholder unless the identity is FULL`;
  }, 'no column is stored out of line without FULL'),
};

type Row = Readonly<Record<string, unknown>>;

/** One verdict for each table that the user named; the SQL names every table that holds its rows. */
function perTable(rows: readonly Row[], why: (row: Row) => string | undefined, fine: string): readonly Verdict[] {
  const groups = groupBy(rows.filter((row) => why(row) !== undefined), (row) => textAt(row, 'name'));
  return problemsOr([...groups].map(([table, found]) => {
    const names = found.map((row) => `${doubleQuoted(textAt(row, 'schema'))}.${doubleQuoted(textAt(row, 'relation'))}`);
    const partitions = found.length > 1 || textAt(found[0], 'schema') + '.' + textAt(found[0], 'relation') !== table;
    return problem(`${why(found[0]!)}${partitions ? ` (${found.length} of its partitions)` : ''}`, {
      subject: table,
      remedies: [{
        type: 'sql', by: "the table's owner",
        text: names.map((name) => `ALTER TABLE ${name} REPLICA IDENTITY FULL;`).join('\n'),
        caution: 'A short exclusive lock; updates and deletes then write the whole old row into the log.',
      }],
    });
  }), fine);
}

/** An array as the driver gives it; nothing for NULL. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export const tableChecks: readonly PreflightCheck<PostgresBlock>[] = [capturable, keys, identity, toast];
