import type { PreflightCheck, PreflightFacts, Verdict } from '../../core/preflight.js';
import { ok, problem, problemsOr } from '../../core/preflight.js';
import { textAt } from '../preflight.js';
import { offsetText, partitionText } from '../stored-position.js';
import type { SqlServerBlock } from './block.js';
import { eachDatabase } from './preflight-capture.js';
import { readTable } from './topics.js';

type Check = PreflightCheck<SqlServerBlock>;

/** `00000027:00000758:0005`, as the connector writes it, and `0x00000027000007580005`, as the server does, compared as text. */
function lsnOf(text: string): string {
  return text.toUpperCase().replace(/^0X/, '').replaceAll(':', '');
}

/**
 * The connector does not look whether the place where it stopped still exists (semantics.md 1.4 item 9): when the clean-up job has
 * been faster, what it deleted is missing in the target, and nothing says so.
 */
const minLsn: Check = {
  id: 'min-lsn',
  title: 'The change tables reach back to where the connector stands',
  code: 'CDC8019',
  severity: 'error',
  when: ({ offsets }) => offsets !== undefined,
  queries: (facts) => eachDatabase(facts, `SELECT s.name AS [schema], t.name AS [table], CONVERT(varchar(50), sys.fn_cdc_get_min_lsn(ct.capture_instance), 1) AS lsn
             FROM cdc.change_tables ct JOIN sys.tables t ON t.object_id = ct.source_object_id JOIN sys.schemas s ON s.schema_id = t.schema_id`),
  evaluate: (answers, facts) => {
    const stands = facts.block.databases.map((database) => ({ database, lsn: storedLsn(facts, database) })).filter(({ lsn }) => lsn !== '');
    if (stands.length === 0) return [ok('the connector has stored no position yet')];
    const late = stands.flatMap(({ database, lsn }) => tablesOf(facts, database).flatMap((table): Verdict[] => {
      const oldest = oldestLsn(answers[database], table);
      if (oldest === undefined || oldest <= lsn) return [];
      return [problem(`its changes before 0x${oldest} were cleaned up, and the connector stands at 0x${lsn}: what lies between is lost`, {
        subject: table,
        remedies: [{ type: 'document', text: 'Rebuild the pipeline, which takes a new snapshot into new tables; and keep changes for longer (see cdc-jobs).' }],
      })];
    }));
    return problemsOr(late, 'they do');
  },
};

function storedLsn({ offsets = [] }: PreflightFacts<SqlServerBlock>, database: string): string {
  const own = offsets.find((one) => partitionText(one, 'database').toLowerCase() === database.toLowerCase());
  return own === undefined ? '' : lsnOf(offsetText(own, 'commit_lsn'));
}

function tablesOf({ tables, block }: PreflightFacts<SqlServerBlock>, database: string): readonly string[] {
  return tables.filter((table) => readTable(table, block.databases).database === database);
}

/** Of a table with two capture instances the older one counts. Zero: the instance is not there any more. */
function oldestLsn(rows: Parameters<Check['evaluate']>[0][string], table: string): string | undefined {
  const own = (rows ?? []).filter((row) => table.toLowerCase().endsWith(`${textAt(row, 'schema')}.${textAt(row, 'table')}`.toLowerCase()));
  return own.map((row) => lsnOf(textAt(row, 'lsn'))).filter((lsn) => /[^0]/.test(lsn)).sort()[0];
}

export const positionChecks: readonly Check[] = [minLsn];
