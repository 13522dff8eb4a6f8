import type { DatabaseQuery, DatabaseRow, PreflightCheck, Verdict } from '../../core/preflight.js';
import { problem, problemsOr } from '../../core/preflight.js';
import { isTrue, listed, literal, numberAt, textAt } from '../preflight.js';
import { partsOf } from '../table-names.js';
import type { SqlServerBlock } from './block.js';
import { batch, bracketed } from './preflight-capture.js';
import { readTable } from './topics.js';

type Check = PreflightCheck<SqlServerBlock>;
type Facts = Parameters<Check['queries']>[0];
type Rows = Parameters<Check['evaluate']>[0];

/** Tables with their keys; capture instances are asked for apart, since the schema cdc is not there before it is enabled. */
function tablesIn(facts: Facts, columns: string): Readonly<Record<string, DatabaseQuery>> {
  return Object.fromEntries(facts.block.databases.map((database) => [database, {
    text: `SELECT s.name AS [schema], t.name AS [table], ${columns} FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id`,
    database,
  }]));
}

/** Each table of the pipeline with its row. */
function matched(answers: Rows, { tables, block }: Facts): readonly { readonly table: string; readonly database: string; readonly schema: string; readonly name: string; readonly row: DatabaseRow | undefined }[] {
  return tables.map((table) => {
    const { database, name: qualified } = readTable(table, block.databases);
    const [schema = '', name = ''] = partsOf(qualified);
    const row = (answers[database] ?? []).find((one) => textAt(one, 'schema').toLowerCase() === schema.toLowerCase() && textAt(one, 'table').toLowerCase() === name.toLowerCase());
    return { table, database, schema, name, row };
  });
}

const exist: Check = {
  id: 'tables-exist',
  title: 'Every table exists',
  code: 'CDC8007',
  severity: 'error',
  queries: (facts) => tablesIn(facts, 't.is_tracked_by_cdc AS tracked'),
  evaluate: (answers, facts) => problemsOr(matched(answers, facts).filter(({ row }) => row === undefined).map(({ table, database }) => problem(`${database} has no such table, or the user may not see it`, {
    subject: table, remedies: [{ type: 'document', text: `Correct ${table} under tables, or create the table.` }],
  })), `${facts.tables.length} of ${facts.tables.length} found`),
};

const tracked: Check = {
  id: 'table-cdc',
  title: 'Change data capture is on for every table',
  code: 'CDC8020',
  severity: 'error',
  queries: (facts) => tablesIn(facts, 't.is_tracked_by_cdc AS tracked'),
  evaluate: (answers, facts) => problemsOr(matched(answers, facts).filter(({ row }) => row !== undefined && !isTrue(row['tracked'])).map(({ table, database, schema, name }) => problem('is_tracked_by_cdc is 0', {
    subject: table,
    remedies: [{
      type: 'sql', by: 'db_owner',
      text: batch(database, `EXEC sys.sp_cdc_enable_table @source_schema = N${literal(schema)}, @source_name = N${literal(name)}, @role_name = NULL, @supports_net_changes = 0;`),
    }],
  })), 'is_tracked_by_cdc is 1'),
};

const readable: Check = {
  id: 'table-privileges',
  title: 'The user may read every table',
  code: 'CDC8006',
  severity: 'error',
  queries: (facts) => tablesIn(facts, "HAS_PERMS_BY_NAME(QUOTENAME(s.name) + '.' + QUOTENAME(t.name), 'OBJECT', 'SELECT') AS readable"),
  evaluate: (answers, facts) => problemsOr(matched(answers, facts).filter(({ row }) => row !== undefined && !isTrue(row['readable'])).map(({ table, database, schema, name }) => problem(`${facts.user} lacks SELECT`, {
    subject: table, remedies: [{ type: 'sql', text: batch(database, `GRANT SELECT ON OBJECT::${bracketed(schema)}.${bracketed(name)} TO ${bracketed(facts.user)};`), by: 'db_owner' }],
  })), `${facts.user} may read them`),
};

const keys: Check = {
  id: 'primary-key',
  title: 'Every table has a key',
  code: 'CDC8010',
  severity: 'error',
  queries: (facts) => tablesIn(facts, '(SELECT COUNT(*) FROM sys.indexes i WHERE i.object_id = t.object_id AND i.is_primary_key = 1) AS keyed'),
  evaluate: (answers, facts) => problemsOr(matched(answers, facts).flatMap(({ table, database, schema, name, row }): Verdict[] => {
    if (row === undefined || numberAt(row, 'keyed') > 0 || facts.block.messageKeys?.[table] !== undefined) return [];
    return [problem('it has no primary key', {
      subject: table,
      remedies: [
        { type: 'sql', text: batch(database, `ALTER TABLE ${bracketed(schema)}.${bracketed(name)} ADD cdc_row_id bigint IDENTITY NOT NULL PRIMARY KEY;`), caution: 'Adds a column and rewrites the table; a capture instance that exists does not learn of it. If columns are known to be unique, make them the primary key instead.' },
        { type: 'document', text: 'Or name columns that tell the rows apart under messageKeys.' },
      ],
    })];
  }), 'each has a primary key, or message keys'),
};

/** One row for each capture instance: what it captures against what the table has. Computed columns are never captured. */
function instances(facts: Facts): Readonly<Record<string, DatabaseQuery>> {
  return Object.fromEntries(facts.block.databases.map((database) => [database, {
    text: `SELECT s.name AS [schema], t.name AS [table], ct.capture_instance AS instance,
                  STUFF((SELECT ',' + c.name FROM sys.columns c WHERE c.object_id = t.object_id AND c.is_computed = 0
                           AND NOT EXISTS (SELECT 1 FROM cdc.captured_columns cc WHERE cc.object_id = ct.object_id AND cc.column_name = c.name)
                         ORDER BY c.column_id FOR XML PATH('')), 1, 1, '') AS missing
             FROM cdc.change_tables ct JOIN sys.tables t ON t.object_id = ct.source_object_id JOIN sys.schemas s ON s.schema_id = t.schema_id
            ORDER BY ct.create_date`,
    database,
  }]));
}

const columns: Check = {
  id: 'capture-columns',
  title: 'The capture instances know every column',
  code: 'CDC8022',
  severity: 'warning',
  queries: instances,
  evaluate: (answers, facts) => problemsOr(matched(answers, facts).flatMap(({ table, database, schema, name }): Verdict[] => {
    const own = (answers[database] ?? []).filter((row) => textAt(row, 'schema').toLowerCase() === schema.toLowerCase() && textAt(row, 'table').toLowerCase() === name.toLowerCase());
    const newest = own.at(-1);
    const missing = textAt(newest, 'missing').split(',').filter((column) => column !== '' && !(facts.block.excludeColumns ?? []).includes(`${schema}.${name}.${column}`));
    if (newest === undefined || missing.length === 0) return [];
    const instance = textAt(newest, 'instance');
    const next = `${schema}_${name}_v${own.length + 1}`;
    const text = own.length > 1
      ? `EXEC sys.sp_cdc_disable_table @source_schema = N${literal(schema)}, @source_name = N${literal(name)}, @capture_instance = N${literal(textAt(own[0], 'instance'))};\n`
      : '';
    return [problem(`${instance} lacks ${listed(missing)}`, {
      subject: table,
      remedies: [{
        type: 'sql', by: 'db_owner',
        text: batch(database, `${text}EXEC sys.sp_cdc_enable_table @source_schema = N${literal(schema)}, @source_name = N${literal(name)}, @role_name = NULL, @supports_net_changes = 0, @capture_instance = N${literal(next)};`),
        ...(own.length > 1 ? { caution: 'A table has two capture instances at most: the older one is removed, so the connector must have gone over to the newer one.' } : {}),
      }],
    })];
  }), 'they do'),
};

const computed: Check = {
  id: 'computed-columns',
  title: 'No captured column is computed',
  code: 'CDC8011',
  severity: 'warning',
  queries: (facts) => tablesIn(facts, "STUFF((SELECT ',' + c.name FROM sys.columns c WHERE c.object_id = t.object_id AND c.is_computed = 1 ORDER BY c.column_id FOR XML PATH('')), 1, 1, '') AS computed"),
  evaluate: (answers, facts) => problemsOr(matched(answers, facts).flatMap(({ table, schema, name, row }): Verdict[] => {
    const excluded = facts.block.excludeColumns ?? [];
    const found = textAt(row, 'computed').split(',').filter((column) => column !== '' && !excluded.includes(`${schema}.${name}.${column}`));
    return found.length === 0 ? [] : [problem(`${listed(found)}: computed, so the log has NULL for it`, {
      subject: table, remedies: [{ type: 'document', text: `excludeColumns: [${[...excluded, ...found.map((column) => `${schema}.${name}.${column}`)].join(', ')}]` }],
    })];
  }), 'none is computed, or it is excluded'),
};

export const tableChecks: readonly Check[] = [exist, tracked, readable, keys, columns, computed];
