import type { DatabaseQuery, PreflightCheck, Verdict } from '../../core/preflight.js';
import { ok, problem, problemsOr, unknown } from '../../core/preflight.js';
import { isTrue, listed, literal, numberAt, textAt } from '../preflight.js';
import type { SqlServerBlock } from './block.js';

type Check = PreflightCheck<SqlServerBlock>;
type Facts = Parameters<Check['queries']>[0];
type Rows = Parameters<Check['evaluate']>[0];

/** EngineEdition of SERVERPROPERTY: 5 Azure SQL Database, 8 Managed Instance, 2 Standard, 3 Enterprise and Developer, 4 Express. */
export const AZURE_SQL_DATABASE = 5;
const FIRST_STANDARD = 13;
const MIN_RETENTION_MINUTES = 4_320;

/** The same question for each database; the answers are under the databases' names. */
export function eachDatabase({ block }: Facts, text: string, optional = false): Readonly<Record<string, DatabaseQuery>> {
  return Object.fromEntries(block.databases.map((database) => [database, { text, database, ...(optional ? { optional: true as const } : {}) }]));
}

/** The verdicts of all databases, or that all is well. */
function all(answers: Rows, { block }: Facts, look: (rows: Rows[string], database: string) => readonly Verdict[], evidence: string): readonly Verdict[] {
  return problemsOr(block.databases.flatMap((database) => look(answers[database], database)), evidence);
}

export function bracketed(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

/** A batch for one database: procedures and grants work in the database that is current. */
export function batch(database: string, text: string): string {
  return `USE ${bracketed(database)};\n${text}`;
}

const edition: Check = {
  id: 'edition',
  title: 'The edition has change data capture',
  code: 'CDC8003',
  severity: 'error',
  queries: () => ({}),
  evaluate: (_answers, { extra, product, version }) => {
    const number = Number(extra['edition']);
    if (number === 4) return [problem(`${product}: Express has no SQL Server Agent, which runs the capture job`)];
    if (number === 2 && version < FIRST_STANDARD) return [problem(`${product}: Standard has change data capture from 2016 SP1 on`)];
    return [ok(product)];
  },
};

const databaseEnabled: Check = {
  id: 'database-cdc',
  title: 'Change data capture is on in the database',
  code: 'CDC8020',
  severity: 'error',
  queries: (facts) => eachDatabase(facts, 'SELECT is_cdc_enabled AS enabled FROM sys.databases WHERE name = DB_NAME()'),
  evaluate: (answers, facts) => all(answers, facts, (rows, database) => (isTrue(rows?.[0]?.['enabled']) ? [] : [problem('is_cdc_enabled is 0', {
    subject: database,
    remedies: [facts.platform === 'rds'
      ? { type: 'sql', text: `EXEC msdb.dbo.rds_cdc_enable_db ${literal(database)};`, by: 'the master user' }
      : { type: 'sql', text: batch(database, 'EXEC sys.sp_cdc_enable_db;'), by: facts.platform === 'azure' ? 'db_owner' : 'sysadmin' }],
  })]), 'is_cdc_enabled is 1'),
};

const agent: Check = {
  id: 'agent',
  title: 'SQL Server Agent runs',
  code: 'CDC8021',
  severity: 'error',
  when: ({ extra }) => extra['edition'] !== AZURE_SQL_DATABASE,
  queries: () => ({ services: { text: "SELECT servicename AS name, status_desc AS status FROM sys.dm_server_services WHERE servicename LIKE 'SQL Server Agent%'" } }),
  evaluate: (answers, { platform }) => {
    const row = answers['services']?.[0];
    if (row === undefined) return [unknown('the server does not list its agent; the maximum LSN tells as well', { severity: 'info' })];
    if (/^running$/i.test(textAt(row, 'status'))) return [ok(`${textAt(row, 'name')} is running`)];
    return [problem(`${textAt(row, 'name')} is ${textAt(row, 'status')}`, {
      remedies: [{ type: 'command', text: platform === 'self-managed' ? 'Start the service SQL Server Agent (Linux: mssql-conf set sqlagent.enabled true, then restart mssql-server).' : 'Start SQL Server Agent in the console of the service.' }],
    })];
  },
};

const maxLsn: Check = {
  id: 'max-lsn',
  title: 'The capture job has read the log',
  code: 'CDC8021',
  severity: 'error',
  queries: (facts) => eachDatabase(facts, 'SELECT CONVERT(varchar(50), sys.fn_cdc_get_max_lsn(), 1) AS lsn'),
  evaluate: (answers, facts) => all(answers, facts, (rows, database) => (textAt(rows?.[0], 'lsn') === '' ? [problem('there is no maximum LSN: the capture job has never run, or change data capture is off', {
    subject: database, remedies: [{ type: 'sql', text: batch(database, "EXEC sys.sp_cdc_start_job @job_type = N'capture';"), by: 'db_owner' }],
  })] : []), 'there is a maximum LSN'),
};

const jobs: Check = {
  id: 'cdc-jobs',
  title: 'The capture and clean-up jobs exist and keep changes long enough',
  code: 'CDC8014',
  severity: 'warning',
  when: ({ extra }) => extra['edition'] !== AZURE_SQL_DATABASE,
  queries: (facts) => eachDatabase(facts, 'EXEC sys.sp_cdc_help_jobs'),
  evaluate: (answers, facts) => all(answers, facts, (rows, database) => {
    const types = (rows ?? []).map((row) => textAt(row, 'job_type').toLowerCase());
    const missing = ['capture', 'cleanup'].filter((type) => !types.includes(type));
    const absent = missing.map((type) => problem(`there is no ${type} job`, {
      subject: database, severity: type === 'capture' ? 'error' : 'warning',
      remedies: [{ type: 'sql', text: batch(database, `EXEC sys.sp_cdc_add_job @job_type = N'${type}';`), by: 'db_owner' }],
    }));
    const retention = numberAt((rows ?? []).find((row) => textAt(row, 'job_type').toLowerCase() === 'cleanup'), 'retention');
    const short = retention < MIN_RETENTION_MINUTES ? [problem(`changes are kept for ${retention} minutes; a connector that stands still for longer loses changes without a message`, {
      subject: database,
      remedies: [{ type: 'sql', text: batch(database, "EXEC sys.sp_cdc_change_job @job_type = N'cleanup', @retention = 10080;\nEXEC sys.sp_cdc_stop_job @job_type = N'cleanup';\nEXEC sys.sp_cdc_start_job @job_type = N'cleanup';"), by: 'db_owner' }],
    })] : [];
    return [...absent, ...short];
  }, 'both exist, changes are kept for 3 days or more'),
};

const errors: Check = {
  id: 'cdc-errors',
  title: 'The log scans report no errors',
  code: 'CDC8021',
  severity: 'warning',
  queries: (facts) => eachDatabase(facts, 'SELECT TOP 5 error_number AS number, error_message AS message FROM sys.dm_cdc_errors ORDER BY entry_time DESC'),
  evaluate: (answers, facts) => all(answers, facts, (rows, database) => ((rows ?? []).length === 0 ? [] : [
    problem(`the last ${rows!.length}: ${textAt(rows![0], 'number')} ${textAt(rows![0], 'message')}`, { subject: database }),
  ]), 'none'),
};

const logReuse: Check = {
  id: 'log-growth',
  title: 'The transaction log can be reused',
  code: 'CDC8021',
  severity: 'warning',
  queries: (facts) => eachDatabase(facts, 'SELECT log_reuse_wait_desc AS wait FROM sys.databases WHERE name = DB_NAME()'),
  evaluate: (answers, facts) => all(answers, facts, (rows, database) => (textAt(rows?.[0], 'wait') === 'REPLICATION' ? [problem('log_reuse_wait_desc is REPLICATION: the capture job is behind or stands, and the log grows', {
    subject: database, remedies: [{ type: 'sql', text: batch(database, "EXEC sys.sp_cdc_start_job @job_type = N'capture';"), by: 'db_owner' }],
  })] : []), 'the log does not wait for the capture job'),
};

const isolation: Check = {
  id: 'snapshot-isolation',
  title: 'Snapshot isolation is allowed',
  code: 'CDC8004',
  severity: 'error',
  // With ReadOnly intent the connector forces snapshot isolation (semantics.md 1.4 item 5).
  when: ({ block }) => block.snapshotIsolation === 'snapshot' || block.readOnlyReplica === true,
  queries: (facts) => eachDatabase(facts, 'SELECT snapshot_isolation_state_desc AS state FROM sys.databases WHERE name = DB_NAME()'),
  evaluate: (answers, facts) => all(answers, facts, (rows, database) => (textAt(rows?.[0], 'state') === 'ON' ? [] : [problem(`snapshot isolation is ${textAt(rows?.[0], 'state') || 'OFF'}`, {
    subject: database, remedies: [{ type: 'sql', text: `ALTER DATABASE ${bracketed(database)} SET ALLOW_SNAPSHOT_ISOLATION ON;`, by: 'db_owner' }],
  })]), 'ON'),
};

const encryption: Check = {
  id: 'ssl',
  title: 'The connection is encrypted',
  code: 'CDC8017',
  severity: 'warning',
  queries: () => ({ session: { text: 'SELECT encrypt_option AS encrypted FROM sys.dm_exec_connections WHERE session_id = @@SPID', optional: true } }),
  evaluate: (answers, { config }) => {
    if (config['database.encrypt'] === 'true') return [ok(`database.encrypt is true${isTrue(answers['session']?.[0]?.['encrypted']) ? ', and this session is encrypted' : ''}`)];
    return [problem('the connector is told not to encrypt', { remedies: [{ type: 'document', text: 'Remove "encrypt: false".' }] })];
  },
};

const rights: Check = {
  id: 'privileges',
  title: 'The user may read the change tables',
  code: 'CDC8006',
  severity: 'error',
  queries: (facts) => eachDatabase(facts, "SELECT HAS_PERMS_BY_NAME('cdc', 'SCHEMA', 'SELECT') AS cdc, HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'VIEW DATABASE STATE') AS state, USER_NAME() AS name"),
  evaluate: (answers, facts) => all(answers, facts, (rows, database) => {
    const row = rows?.[0];
    const name = bracketed(textAt(row, 'name'));
    const missing = [
      ...(isTrue(row?.['cdc']) ? [] : [['SELECT on the schema cdc', `GRANT SELECT ON SCHEMA::cdc TO ${name};`]]),
      ...(isTrue(row?.['state']) ? [] : [['VIEW DATABASE STATE', `GRANT VIEW DATABASE STATE TO ${name};`]]),
    ];
    if (missing.length === 0) return [];
    return [problem(`${textAt(row, 'name')} lacks ${listed(missing.map(([word]) => word!))}`, {
      subject: database, severity: isTrue(row?.['cdc']) ? 'warning' : 'error',
      remedies: [{ type: 'sql', text: batch(database, missing.map(([, grant]) => grant).join('\n')), by: 'db_owner' }],
    })];
  }, 'SELECT on the schema cdc, VIEW DATABASE STATE'),
};

export const captureChecks: readonly Check[] = [edition, databaseEnabled, agent, maxLsn, jobs, errors, logReuse, isolation, encryption, rights];
