import type { PreflightCheck, Remedy } from '../../core/preflight.js';
import { ok, problem, problemsOr } from '../../core/preflight.js';
import { bytesText, isTrue, numberAt, textAt } from '../preflight.js';
import type { OracleBlock } from './block.js';

type Check = PreflightCheck<OracleBlock>;
type Facts = Parameters<Check['queries']>[0];

const FIRST_VERSION = 19;
const FIRST_UNSUPPORTED = 23;
const MIN_POOL = 256 * 1024 ** 2;
const MIN_ARCHIVE_HOURS = 24;

/** RDS has procedures of its own where elsewhere an administrator alters the database. */
function onPlatform({ platform }: Facts, sql: string, rds: Remedy, more: { readonly restart?: true; readonly caution?: string } = {}): Remedy {
  return platform === 'rds' ? rds : { type: 'sql', text: sql, by: 'SYSDBA', ...more };
}

const version: Check = {
  id: 'version',
  title: 'The server is one that the connector reads',
  code: 'CDC8003',
  severity: 'error',
  queries: () => ({ database: { text: 'SELECT cdb, database_role FROM v$database' } }),
  evaluate: (answers, { version: number, product, extra, platform, block }) => {
    const database = answers['database']?.[0];
    const cdb = isTrue(database?.['cdb']);
    const role = textAt(database, 'database_role');
    return problemsOr([
      ...(number >= FIRST_VERSION && number < FIRST_UNSUPPORTED ? [] : [problem(`${product}: XStream capture is supported for 19c and 21c`)]),
      ...(extra['enterprise'] === true ? [] : [problem(`${product} is no Enterprise Edition`)]),
      ...(role === '' || role === 'PRIMARY' ? [] : [problem(`the database is a ${role.toLowerCase()}: connect to the primary`)]),
      ...(cdb && platform === 'rds' ? [problem('it is a container database; on RDS only non-container databases are supported')] : []),
      ...(cdb && block.pdb === undefined ? [problem('it is a container database, and the block names no pdb', { severity: 'warning', remedies: [{ type: 'document', text: 'Set "pdb" when the tables are in a pluggable database.' }] })] : []),
      ...(!cdb && block.pdb !== undefined ? [problem('it is no container database, but the block names a pdb', { remedies: [{ type: 'document', text: 'Remove "pdb".' }] })] : []),
    ], `${product}${cdb ? ', a container database' : ''}`);
  },
};

/** In a container database the connector's user logs in at the root, so it must be a common one, and the tables' database open. */
const pluggable: Check = {
  id: 'pluggable-database',
  title: 'The pluggable database is there, for a common user',
  code: 'CDC8031',
  severity: 'error',
  when: ({ block }) => block.pdb !== undefined,
  queries: ({ block }) => ({
    pdb: { text: 'SELECT pdb_name, status FROM dba_pdbs WHERE pdb_name = :1', parameters: [(block.pdb ?? '').toUpperCase()] },
    users: { text: 'SELECT common FROM dba_users WHERE username = USER', optional: true },
  }),
  evaluate: (answers, { block, user }) => {
    const name = (block.pdb ?? '').toUpperCase();
    const row = answers['pdb']?.[0];
    const common = answers['users']?.[0]?.['common'];
    return problemsOr([
      ...(row === undefined ? [problem('there is no pluggable database of this name', { subject: name, remedies: [{ type: 'document', text: 'Correct "pdb".' }] })] : []),
      ...(row !== undefined && textAt(row, 'status') !== 'NORMAL' ? [problem(`its status is ${textAt(row, 'status')}: it has to be opened once`, {
        subject: name, remedies: [{ type: 'sql', text: `ALTER PLUGGABLE DATABASE ${name} OPEN;`, by: 'SYSDBA' }],
      })] : []),
      ...(common === undefined || isTrue(common) ? [] : [problem(`${user} is a local user`, {
        subject: user, remedies: [{ type: 'sql', text: 'CREATE USER C##CDC IDENTIFIED BY <password> CONTAINER = ALL;', by: 'SYSDBA', caution: 'Then give it the rights that the other checks name, and write it as "username".' }],
      })]),
    ], `${name} for ${user}`);
  },
};

const replication: Check = {
  id: 'goldengate-replication',
  title: 'Replication by XStream is allowed',
  code: 'CDC8030',
  severity: 'error',
  queries: () => ({ parameter: { text: "SELECT MIN(value) AS value FROM gv$parameter WHERE name = 'enable_goldengate_replication'" } }),
  evaluate: (answers, facts) => {
    const value = textAt(answers['parameter']?.[0], 'value');
    if (isTrue(value)) return [ok('enable_goldengate_replication is TRUE on every instance')];
    return [problem(`enable_goldengate_replication is ${value || 'not set'}`, {
      remedies: [onPlatform(facts, 'ALTER SYSTEM SET enable_goldengate_replication = TRUE SCOPE = BOTH;', { type: 'setting', text: 'Parameter group: enable_goldengate_replication = TRUE, then reboot the instance.', restart: true })],
    })];
  },
};

const archiving: Check = {
  id: 'archivelog',
  title: 'The redo log is archived',
  code: 'CDC8030',
  severity: 'error',
  queries: () => ({ database: { text: 'SELECT log_mode FROM v$database' } }),
  evaluate: (answers, facts) => {
    const mode = textAt(answers['database']?.[0], 'log_mode');
    if (mode === 'ARCHIVELOG') return [ok('log_mode is ARCHIVELOG')];
    return [problem(`log_mode is ${mode}`, {
      remedies: [onPlatform(facts, 'SHUTDOWN IMMEDIATE;\nSTARTUP MOUNT;\nALTER DATABASE ARCHIVELOG;\nALTER DATABASE OPEN;', { type: 'setting', text: 'Enable automated backups (retention of 1 day or more).' }, { caution: 'Stops the database.' })],
    })];
  },
};

const archiveRetention: Check = {
  id: 'archivelog-retention',
  title: 'Archived redo is kept for a day',
  code: 'CDC8014',
  severity: 'error',
  when: ({ platform }) => platform === 'rds',
  queries: () => ({ setting: { text: "SELECT value FROM rdsadmin.rds_configuration WHERE name = 'archivelog retention hours'" } }),
  evaluate: (answers) => {
    const hours = numberAt(answers['setting']?.[0], 'value');
    if (hours >= MIN_ARCHIVE_HOURS) return [ok(`archivelog retention hours is ${hours}`)];
    return [problem(`archivelog retention hours is ${Number.isNaN(hours) ? 'not set' : hours}`, {
      remedies: [{ type: 'sql', text: "BEGIN rdsadmin.rdsadmin_util.set_configuration('archivelog retention hours', '24'); END;\n/\nCOMMIT;", by: 'the master user' }],
    })];
  },
};

const supplemental: Check = {
  id: 'supplemental-logging',
  title: 'The redo log tells rows apart',
  code: 'CDC8030',
  severity: 'error',
  queries: () => ({ database: { text: 'SELECT supplemental_log_data_min AS minimal, supplemental_log_data_all AS everything FROM v$database' } }),
  evaluate: (answers, facts) => {
    const minimal = textAt(answers['database']?.[0], 'minimal');
    const everything = isTrue(answers['database']?.[0]?.['everything']);
    if (minimal !== 'YES' && minimal !== 'IMPLICIT') {
      return [problem(`supplemental_log_data_min is ${minimal || 'NO'}`, {
        remedies: [onPlatform(facts, 'ALTER DATABASE ADD SUPPLEMENTAL LOG DATA;', { type: 'sql', text: "BEGIN rdsadmin.rdsadmin_util.alter_supplemental_logging('ADD'); END;\n/", by: 'the master user' })],
      })];
    }
    if (!everything) return [ok(`supplemental_log_data_min is ${minimal}`)];
    return [problem('all columns of all tables are logged: more redo than the captured tables need', {
      severity: 'info', remedies: [onPlatform(facts, 'ALTER DATABASE DROP SUPPLEMENTAL LOG DATA (ALL) COLUMNS;', { type: 'sql', text: "BEGIN rdsadmin.rdsadmin_util.alter_supplemental_logging('DROP', 'ALL'); END;\n/", by: 'the master user' }, { caution: 'First log all columns of each captured table; others may rely on it too.' })],
    })];
  },
};

const memory: Check = {
  id: 'streams-pool',
  title: 'The streams pool has room',
  code: 'CDC8005',
  severity: 'warning',
  queries: () => ({ parameters: { text: "SELECT name, value FROM v$parameter WHERE name IN ('streams_pool_size', 'sga_target')" } }),
  evaluate: (answers, facts) => {
    const value = (name: string): number => numberAt((answers['parameters'] ?? []).find((row) => textAt(row, 'name') === name), 'value') || 0;
    const pool = value('streams_pool_size');
    if (pool >= MIN_POOL) return [ok(`streams_pool_size is ${bytesText(pool)}`)];
    if (pool === 0 && value('sga_target') > 0) return [ok(`the server sizes it itself, within sga_target = ${bytesText(value('sga_target'))}`)];
    return [problem(`streams_pool_size is ${bytesText(pool)}: capture needs 256 MB or more`, {
      remedies: [onPlatform(facts, 'ALTER SYSTEM SET streams_pool_size = 512M SCOPE = BOTH;', { type: 'setting', text: 'Parameter group: streams_pool_size = 536870912.' })],
    })];
  },
};

const undo: Check = {
  id: 'undo-retention',
  title: 'The snapshot can look back far enough',
  code: 'CDC8016',
  severity: 'info',
  queries: () => ({ parameter: { text: "SELECT value FROM v$parameter WHERE name = 'undo_retention'" } }),
  evaluate: (answers, facts) => {
    const seconds = numberAt(answers['parameter']?.[0], 'value');
    if (seconds >= 3_600) return [ok(`undo_retention is ${seconds} s`)];
    return [problem(`undo_retention is ${seconds} s: a snapshot of a table that takes longer fails with ORA-01555`, {
      remedies: [onPlatform(facts, 'ALTER SYSTEM SET undo_retention = 10800 SCOPE = BOTH;', { type: 'setting', text: 'Parameter group: undo_retention = 10800.' }, { caution: 'The undo tablespace must have room for it.' })],
    })];
  },
};

export const redoChecks: readonly Check[] = [version, pluggable, replication, archiving, archiveRetention, supplemental, memory, undo];
