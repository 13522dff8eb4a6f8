import type { PreflightCheck, Remedy, Verdict } from '../../core/preflight.js';
import { ok, problem, unknown } from '../../core/preflight.js';
import { isTrue, numberAt, settingRemedy, textAt } from '../preflight.js';
import type { MySqlBlock } from './block.js';

const FIRST_MYSQL = 50_700;
const FIRST_PERSIST = 80_000;
const WEEK_S = 604_800;

type Check = PreflightCheck<MySqlBlock>;
type Facts = Parameters<Check['queries']>[0];

/** `SHOW VARIABLES` knows only the variables that the server has: no row is no error. */
function variables(...names: readonly string[]) {
  return { settings: { text: `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names.map(() => '?').join(', ')})`, parameters: names } };
}

function valueOf(answers: Parameters<Check['evaluate']>[0], name: string): string | undefined {
  const row = answers['settings']?.find((one) => textAt(one, 'variable_name').toLowerCase() === name);
  return row === undefined ? undefined : textAt(row, 'value');
}

/** SET PERSIST survives a restart; MariaDB and MySQL 5.7 have only SET GLOBAL, and the value belongs into my.cnf too. */
function change(facts: Facts, name: string, value: string): Remedy {
  const persist = facts.extra['mariadb'] !== true && facts.version >= FIRST_PERSIST;
  const written = /^\d+$|^(ON|OFF)$/.test(value) ? value : `'${value}'`;
  const sql = persist ? `SET PERSIST ${name} = ${written};` : `SET GLOBAL ${name} = ${written};\n-- and in my.cnf, so that it survives a restart: ${name} = ${value}`;
  const assignment = `${name} = ${value}`;
  return settingRemedy(facts.platform, { sql, rds: assignment, cloudSql: assignment, azure: assignment, restart: false });
}

const version: Check = {
  id: 'version',
  title: 'The server is one that the connector reads',
  code: 'CDC8003',
  severity: 'error',
  queries: () => ({}),
  evaluate: (_answers, { extra, product, version: number }) => {
    if (extra['mariadb'] === true) return [problem(`${product}: MariaDB has a connector plugin of its own (MariaDbCdcSource)`, { severity: 'warning' })];
    if (number < FIRST_MYSQL) return [problem(`${product} is older than 5.7`)];
    return [ok(product)];
  },
};

const binaryLog: Check = {
  id: 'log-bin',
  title: 'The binary log is on',
  code: 'CDC8004',
  severity: 'error',
  queries: () => variables('log_bin'),
  evaluate: (answers, { platform }) => {
    if (isTrue(valueOf(answers, 'log_bin'))) return [ok('log_bin is ON')];
    const remedy: Remedy = platform === 'self-managed'
      ? { type: 'command', text: 'In my.cnf below [mysqld]: log_bin = mysql-bin and server_id = 1; then restart the server.' }
      : settingRemedy(platform, { sql: '', rds: 'enable automated backups (retention of 1 day or more): without them the binary log is off', aurora: 'binlog_format = ROW', cloudSql: 'enable point-in-time recovery (binary logging)', azure: 'log_bin is on by default: ask the administrator', restart: platform === 'aurora' });
    return [problem('log_bin is OFF', { remedies: [remedy] })];
  },
};

/** A variable that must have one of the values. A server without the variable is fine. */
function fixed(id: string, title: string, name: string, wanted: readonly string[], why: string): Check {
  return {
    id, title, code: 'CDC8004', severity: 'error',
    queries: () => variables(name),
    evaluate: (answers, facts) => {
      const value = valueOf(answers, name);
      if (value === undefined) return [ok(`the server has no ${name}`)];
      if (wanted.includes(value.toUpperCase())) return [ok(`${name} is ${value === '' ? 'empty' : value}`)];
      return [problem(`${name} is ${value}: ${why}`, { remedies: [change(facts, name, wanted[0]!)] })];
    },
  };
}

const serverId: Check = {
  id: 'server-id',
  title: 'The server has an id',
  code: 'CDC8004',
  severity: 'error',
  queries: () => variables('server_id'),
  evaluate: (answers, facts) => (Number(valueOf(answers, 'server_id') ?? 0) > 0
    ? [ok(`server_id is ${valueOf(answers, 'server_id')}`)]
    : [problem('server_id is 0: nobody may read the binary log', { remedies: [change(facts, 'server_id', '1')] })]),
};

/** The stepwise way that does not stop a running server; each step waits until it has reached every replica. */
const gtid: Check = {
  id: 'gtid',
  title: 'Positions survive a failover (GTID)',
  code: 'CDC8004',
  severity: 'info',
  when: ({ extra }) => extra['mariadb'] !== true,
  queries: () => variables('gtid_mode', 'enforce_gtid_consistency'),
  evaluate: (answers, { platform }) => {
    const mode = valueOf(answers, 'gtid_mode') ?? 'OFF';
    const enforced = valueOf(answers, 'enforce_gtid_consistency') ?? 'OFF';
    if (mode === 'ON' && enforced === 'ON') return [ok('gtid_mode and enforce_gtid_consistency are ON')];
    const steps = ['enforce_gtid_consistency = ON', 'gtid_mode = OFF_PERMISSIVE', 'gtid_mode = ON_PERMISSIVE', 'gtid_mode = ON'];
    const assignment = 'gtid_mode = ON, enforce_gtid_consistency = ON';
    return [problem(`gtid_mode is ${mode}, enforce_gtid_consistency is ${enforced}: after a failover to a replica the position is lost`, {
      remedies: [settingRemedy(platform, { sql: steps.map((step) => `SET PERSIST ${step};`).join('\n'), rds: assignment, cloudSql: 'on by default', azure: assignment, restart: platform !== 'self-managed' })],
    })];
  },
};

const retention: Check = {
  id: 'binlog-retention',
  title: 'The binary log is kept for a week',
  code: 'CDC8014',
  severity: 'warning',
  queries: ({ platform }) => ({
    ...variables('binlog_expire_logs_seconds', 'expire_logs_days'),
    ...(platform === 'rds' || platform === 'aurora' ? { rds: { text: 'CALL mysql.rds_show_configuration', optional: true as const } } : {}),
  }),
  evaluate: (answers, facts): Verdict[] => {
    if (facts.platform === 'rds' || facts.platform === 'aurora') return [managedRetention(answers['rds'])];
    const seconds = Number(valueOf(answers, 'binlog_expire_logs_seconds') ?? 0) || Number(valueOf(answers, 'expire_logs_days') ?? 0) * 86_400;
    if (seconds === 0) return [ok('the binary log is never purged by age')];
    if (seconds >= WEEK_S) return [ok(`kept for ${Math.round(seconds / 86_400)} days`)];
    const byDays = valueOf(answers, 'binlog_expire_logs_seconds') === undefined;
    return [problem(`kept for ${(seconds / 3_600).toFixed(0)} hours: a connector that stands still for longer needs a new snapshot`, {
      remedies: [byDays ? change(facts, 'expire_logs_days', '7') : change(facts, 'binlog_expire_logs_seconds', String(WEEK_S))],
    })];
  },
};

/** RDS and Aurora purge by a setting of their own, kept in hours; NULL purges as soon as they can. */
function managedRetention(rows: Parameters<Check['evaluate']>[0][string]): Verdict {
  const row = rows?.find((one) => textAt(one, 'name') === 'binlog retention hours');
  const remedies: readonly Remedy[] = [{ type: 'sql', text: "CALL mysql.rds_set_configuration('binlog retention hours', 168);", by: 'the master user' }];
  if (rows === undefined) return unknown('could not check: the user may not call mysql.rds_show_configuration', { severity: 'warning', remedies });
  const hours = numberAt(row, 'value');
  if (hours >= 168) return ok(`binlog retention hours is ${hours}`);
  return problem(Number.isNaN(hours) ? 'binlog retention hours is not set: the log is purged as soon as possible' : `binlog retention hours is ${hours}`, { remedies });
}

const replica: Check = {
  id: 'replica',
  title: 'A replica writes what it receives into its own log',
  code: 'CDC8004',
  severity: 'warning',
  queries: () => variables('log_replica_updates', 'log_slave_updates', 'read_only'),
  evaluate: (answers) => {
    const updates = valueOf(answers, 'log_replica_updates') ?? valueOf(answers, 'log_slave_updates');
    if (!isTrue(valueOf(answers, 'read_only'))) return [ok('the server is not read-only, so it is the primary')];
    if (isTrue(updates)) return [ok('log_replica_updates is ON')];
    return [problem('the server is read-only, so probably a replica, and log_replica_updates is OFF: changes of the primary are not in its binary log', {
      remedies: [{ type: 'command', text: 'In my.cnf below [mysqld]: log_replica_updates = ON; then restart. Or connect to the primary.' }],
    })];
  },
};

const zone: Check = {
  id: 'time-zone',
  title: 'TIMESTAMP columns are read in a known zone',
  code: 'CDC8011',
  severity: 'info',
  queries: () => variables('time_zone', 'system_time_zone'),
  evaluate: (answers, { block }) => {
    const zoneName = valueOf(answers, 'time_zone') ?? 'SYSTEM';
    const effective = zoneName === 'SYSTEM' ? (valueOf(answers, 'system_time_zone') ?? '') : zoneName;
    if (block.connectionTimeZone !== undefined || /^(UTC|GMT|\+00:00|Etc\/UTC)$/i.test(effective)) return [ok(`the server's zone is ${effective}${block.connectionTimeZone === undefined ? '' : `, the connector uses ${block.connectionTimeZone}`}`)];
    return [problem(`the server's zone is ${effective}, and the connector is told none: the snapshot may shift TIMESTAMP columns`, { remedies: [{ type: 'document', text: 'Set "connectionTimeZone: SERVER".' }] })];
  },
};

export const logChecks: readonly Check[] = [
  version,
  binaryLog,
  fixed('binlog-format', 'The binary log holds rows', 'binlog_format', ['ROW'], 'statements, not rows, are in the log'),
  fixed('binlog-row-image', 'The binary log holds whole rows', 'binlog_row_image', ['FULL'], 'columns that a statement did not touch are missing'),
  fixed('binlog-row-value-options', 'JSON columns are logged whole', 'binlog_row_value_options', [''], 'JSON columns are logged as differences, which the connector cannot read'),
  serverId, gtid, retention, replica, zone,
];
