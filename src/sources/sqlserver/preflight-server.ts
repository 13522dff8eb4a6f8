import type { PreflightCheck, Verdict } from '../../core/preflight.js';
import { problem, problemsOr } from '../../core/preflight.js';
import { isTrue, textAt } from '../preflight.js';
import type { SqlServerBlock } from './block.js';
import { AZURE_SQL_DATABASE, batch, bracketed, eachDatabase } from './preflight-capture.js';

type Check = PreflightCheck<SqlServerBlock>;

/** The service objectives of Azure SQL Database that have no change data capture: below S3. */
const TOO_SMALL: ReadonlySet<string> = new Set(['BASIC', 'S0', 'S1', 'S2']);

const tier: Check = {
  id: 'service-tier',
  title: 'The service tier has change data capture',
  code: 'CDC8003',
  severity: 'error',
  when: ({ extra }) => extra['edition'] === AZURE_SQL_DATABASE,
  queries: (facts) => eachDatabase(facts, "SELECT CAST(DATABASEPROPERTYEX(DB_NAME(), 'ServiceObjective') AS nvarchar(128)) AS tier"),
  evaluate: (answers, { block }) => problemsOr(block.databases.flatMap((database): Verdict[] => {
    const name = textAt(answers[database]?.[0], 'tier');
    if (!TOO_SMALL.has(name.toUpperCase())) return [];
    return [problem(`its service objective is ${name}: change data capture begins with S3`, {
      subject: database, remedies: [{ type: 'sql', text: `ALTER DATABASE ${bracketed(database)} MODIFY (SERVICE_OBJECTIVE = 'S3');`, by: 'the server administrator', caution: 'Costs more, and drops open connections for a moment.' }],
    })];
  }), 'S3, a vCore tier or larger'),
};

/** A readable secondary answers only those who say that they read (ApplicationIntent); capture itself runs on the primary. */
const secondary: Check = {
  id: 'secondary',
  title: 'The connector knows whether it reads a secondary',
  code: 'CDC8004',
  severity: 'error',
  queries: (facts) => eachDatabase(facts, "SELECT CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(128)) AS updateability"),
  evaluate: (answers, { block }) => problemsOr(block.databases.flatMap((database): Verdict[] => {
    const readOnly = textAt(answers[database]?.[0], 'updateability') === 'READ_ONLY';
    if (!readOnly || block.readOnlyReplica === true) return [];
    return [problem('it is read-only here: a secondary of an availability group, or a database set READ_ONLY', {
      subject: database, remedies: [{ type: 'document', text: 'Set "readOnlyReplica: true", or name the listener of the primary as host.' }],
    })];
  }), 'it does'),
};

/** With a gating role the change tables of an instance answer its members only; others see no changes, and no error. */
const gatingRole: Check = {
  id: 'gating-role',
  title: 'No gating role hides changes from the user',
  code: 'CDC8006',
  severity: 'error',
  queries: (facts) => eachDatabase(facts, `SELECT DISTINCT ct.role_name AS role, IS_MEMBER(ct.role_name) AS member, IS_MEMBER('db_owner') AS owner, USER_NAME() AS name
             FROM cdc.change_tables ct WHERE ct.role_name IS NOT NULL`),
  evaluate: (answers, { block }) => problemsOr(block.databases.flatMap((database) => (answers[database] ?? []).filter((row) => !isTrue(row['member']) && !isTrue(row['owner'])).map((row) => problem(
    `${textAt(row, 'name')} is no member of ${textAt(row, 'role')}, which capture instances were made for`,
    { subject: database, remedies: [{ type: 'sql', text: batch(database, `ALTER ROLE ${bracketed(textAt(row, 'role'))} ADD MEMBER ${bracketed(textAt(row, 'name'))};`), by: 'db_owner' }] },
  ))), 'none, or the user is a member'),
};

export const serverChecks: readonly Check[] = [tier, secondary, gatingRole];
