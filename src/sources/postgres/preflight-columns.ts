import type { PreflightCheck, Verdict } from '../../core/preflight.js';
import { problem, problemsOr } from '../../core/preflight.js';
import { isTrue, listed, textAt } from '../preflight.js';
import type { PostgresBlock } from './block.js';
import { fromTables } from './preflight-names.js';
import { texts } from './preflight-tables.js';

const FIRST_GENERATED = 120_000;

/** pgoutput never carries generated columns (semantics.md 1.2 item 11); the snapshot reads them. */
const generated: PreflightCheck<PostgresBlock> = {
  id: 'generated-columns',
  title: 'No captured column is generated',
  code: 'CDC8011',
  severity: 'warning',
  when: ({ version }) => version >= FIRST_GENERATED,
  queries: ({ tables }) => ({
    tables: fromTables(
      "(SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> '') AS generated",
      tables, 'WHERE c.oid IS NOT NULL',
    ),
  }),
  evaluate: (answers, { block }) => problemsOr(
    (answers['tables'] ?? []).flatMap((row): Verdict[] => {
      const table = textAt(row, 'name');
      const excluded = block.excludeColumns ?? [];
      const names = texts(row['generated']).map((column) => `${table}.${column}`).filter((column) => !excluded.includes(column));
      if (names.length === 0) return [];
      return [problem(`${listed(texts(row['generated']))}: in the snapshot, but never in the log`, {
        subject: table,
        remedies: [{ type: 'document', text: `excludeColumns: [${[...excluded, ...names].join(', ')}]` }],
      })];
    }),
    'none is generated, or it is excluded',
  ),
};

/** A key column that is left out makes a record without that part of its key. */
const excludedKeys: PreflightCheck<PostgresBlock> = {
  id: 'excluded-keys',
  title: 'No key column is excluded',
  code: 'CDC8010',
  severity: 'error',
  when: ({ block }) => (block.excludeColumns ?? []).length > 0,
  queries: ({ tables }) => ({
    tables: fromTables(
      `(SELECT array_agg(a.attname::text) FROM pg_attribute a JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)
         WHERE a.attrelid = c.oid) AS keys`,
      tables, 'WHERE c.oid IS NOT NULL',
    ),
  }),
  evaluate: (answers, { block }) => problemsOr(
    (answers['tables'] ?? []).flatMap((row): Verdict[] => {
      const table = textAt(row, 'name');
      const lost = texts(row['keys']).filter((column) => (block.excludeColumns ?? []).includes(`${table}.${column}`));
      return lost.length === 0 ? [] : [problem(`excludeColumns lists ${listed(lost)} of the primary key`, { subject: table, remedies: [{ type: 'document', text: `Remove ${listed(lost)} from excludeColumns.` }] })];
    }),
    'the keys are captured',
  ),
};

/** With a partitioned table's root captured, its changes must go out under the root's name. */
const partitions: PreflightCheck<PostgresBlock> = {
  id: 'partition-members',
  title: 'Partitions are captured through their root',
  code: 'CDC8008',
  severity: 'warning',
  queries: ({ tables, exclusive }) => ({
    tables: fromTables('c.relispartition AS partition', tables, 'WHERE c.relispartition'),
    publication: { text: "SELECT to_jsonb(p) ->> 'pubviaroot' AS viaroot FROM pg_publication p WHERE pubname = $1", parameters: [exclusive['publication'] ?? ''] },
  }),
  evaluate: (answers) => problemsOr(
    isTrue(answers['publication']?.[0]?.['viaroot'])
      ? (answers['tables'] ?? []).map((row) => problem('it is a partition, and the publication sends the changes of partitions under the name of their root', {
          subject: textAt(row, 'name'), severity: 'error', remedies: [{ type: 'document', text: `Capture the partitioned table instead of ${textAt(row, 'name')}.` }],
        }))
      : [],
    'no partition is captured by its own name under a publication that renames it',
  ),
};

export const columnChecks: readonly PreflightCheck<PostgresBlock>[] = [generated, excludedKeys, partitions];
