import { describe, expect, it } from 'vitest';
import { isGranted, parseGrant } from '../../src/sources/mysql/preflight-rights.js';
import { names, runCommand } from './support/command.js';
import { changed, fakeDatabase } from './support/fake-database.js';
import type { FakeAnswers } from './support/fake-database.js';

/** MySQL 8 with a FAKE at the driver's boundary: the server cannot be had here. What it shares with MariaDB runs in mariadb.test.ts. */

const env = { MYSQL_PASSWORD: 'secret-value' };
const pipeline = { name: 'shop', tables: ['shop.orders'], source: { mysql: { host: 'db.example.com', username: 'cdc', password: '${env:MYSQL_PASSWORD}' } } };
const row = (name: string, value: string) => ({ variable_name: name, value });

const settings: Readonly<Record<string, string>> = {
  log_bin: 'ON', binlog_format: 'ROW', binlog_row_image: 'FULL', binlog_row_value_options: '', server_id: '7', gtid_mode: 'ON', enforce_gtid_consistency: 'ON',
  sql_mode: 'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE', binlog_expire_logs_seconds: '2592000', log_replica_updates: 'ON', read_only: 'OFF', time_zone: 'SYSTEM', system_time_zone: 'UTC',
};
const variables = (changes: Readonly<Record<string, string>>): FakeAnswers[number] =>
  [/SHOW GLOBAL VARIABLES WHERE Variable_name IN/, (query) => (query.parameters ?? []).flatMap((name) => ({ ...settings, ...changes })[String(name)] === undefined ? [] : [row(String(name), { ...settings, ...changes }[String(name)]!)])];

const good: FakeAnswers = [
  [/SELECT VERSION/, [{ version: '8.0.36', user: 'cdc@%', comment: 'MySQL Community Server - GPL' }]],
  [/aurora_version/, []],
  [/basedir/, [row('basedir', '/usr/')]],
  [/have_ssl/, [row('have_ssl', 'YES')]],
  variables({}),
  [/'sql_mode'/, [row('sql_mode', settings['sql_mode']!)]],
  [/SHOW BINARY LOGS/, [{ log_name: 'binlog.000020' }, { log_name: 'binlog.000021' }]],
  [/data_type IN/, [{ name: 'shop.orders' }]],
  [/SHOW GRANTS/, [{ grants: 'GRANT SELECT, RELOAD, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO `cdc`@`%`' }]],
  [/Ssl_version/, [row('Ssl_version', 'TLSv1.3')]],
  [/information_schema\.tables/, [{ name: 'shop.orders', kind: 'BASE TABLE', engine: 'InnoDB', keyed: 1, unique_columns: 1 }]],
  [/information_schema\.columns/, []],
  [/rds_show_configuration/, [{ name: 'binlog retention hours', value: '168' }]],
];
const rds: FakeAnswers[number] = [/basedir/, [row('basedir', '/rdsdbbin/mysql-8.0.36.R1/')]];
const locks: FakeAnswers[number] = [/SHOW GRANTS/, [{ grants: 'GRANT ALL PRIVILEGES ON *.* TO `cdc`@`%`' }]];

describe('MySQL 8 behind a fake driver', () => {
  it.each<{ readonly name: string; readonly change: FakeAnswers; readonly want: readonly string[]; readonly sql: string }>([
    { name: 'nothing', change: [], want: [], sql: 'Nothing to mend' },
    { name: 'statement format', change: [variables({ binlog_format: 'MIXED' })], want: ['binlog-format'], sql: "SET PERSIST binlog_format = 'ROW';" },
    { name: 'statement format on RDS', change: [variables({ binlog_format: 'MIXED' }), rds, locks], want: ['binlog-format'], sql: 'Parameter group: binlog_format = ROW.' },
    { name: 'partial JSON', change: [variables({ binlog_row_value_options: 'PARTIAL_JSON' })], want: ['binlog-row-value-options'], sql: "SET PERSIST binlog_row_value_options = '';" },
    { name: 'no GTID', change: [variables({ gtid_mode: 'OFF', enforce_gtid_consistency: 'OFF' })], want: ['gtid'], sql: 'SET PERSIST enforce_gtid_consistency = ON;\nSET PERSIST gtid_mode = OFF_PERMISSIVE;\nSET PERSIST gtid_mode = ON_PERMISSIVE;\nSET PERSIST gtid_mode = ON;' },
    { name: 'short retention', change: [variables({ binlog_expire_logs_seconds: '86400' })], want: ['binlog-retention'], sql: 'SET PERSIST binlog_expire_logs_seconds = 604800;' },
    { name: 'no retention on RDS', change: [rds, locks, [/rds_show_configuration/, [{ name: 'binlog retention hours', value: null }]]], want: ['binlog-retention'], sql: "CALL mysql.rds_set_configuration('binlog retention hours', 168);" },
    { name: 'no binary log on RDS', change: [rds, locks, variables({ log_bin: 'OFF' })], want: ['log-bin'], sql: 'enable automated backups' },
    { name: 'no right to lock on RDS', change: [rds], want: ['lock-tables shop'], sql: "GRANT LOCK TABLES ON `shop`.* TO 'cdc'@'%';" },
    { name: 'a replica', change: [variables({ read_only: 'ON', log_replica_updates: 'OFF' })], want: ['replica'], sql: 'log_replica_updates = ON' },
    { name: 'another zone', change: [variables({ system_time_zone: 'CET' })], want: ['time-zone'], sql: 'connectionTimeZone: SERVER' },
    { name: 'ANSI_QUOTES', change: [[/'sql_mode'/, [row('sql_mode', 'REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,ANSI,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE')]]], want: ['sql-mode'], sql: 'Quote names in DDL with backquotes' },
    { name: 'zero dates', change: [[/'sql_mode'/, [row('sql_mode', 'STRICT_TRANS_TABLES')]]], want: ['sql-mode shop.orders'], sql: 'before the first snapshot' },
    { name: 'zero dates that only warn', change: [[/'sql_mode'/, [row('sql_mode', 'NO_ZERO_IN_DATE,NO_ZERO_DATE')]]], want: ['sql-mode shop.orders'], sql: 'before the first snapshot' },
    { name: 'zero dates, but no dates', change: [[/'sql_mode'/, [row('sql_mode', '')]], [/data_type IN/, []]], want: [], sql: 'Nothing to mend' },
    { name: 'too old', change: [[/SELECT VERSION/, [{ version: '5.6.51', user: 'cdc@%', comment: '' }]]], want: ['version'], sql: 'Nothing to mend' },
    { name: 'grants that cannot be read', change: [[/SHOW GRANTS/, new Error('access denied')]], want: ['server-privileges ?', 'table-privileges ?'], sql: 'Nothing to mend' },
  ])('tells of: $name', async ({ change, want, sql }) => {
    const run = await runCommand([pipeline], env, {}, fakeDatabase(changed(good, ...change)).open);
    expect(names(run)).toEqual(want);
    expect(run.sql).toContain(sql);
  });
});

describe('SHOW GRANTS', () => {
  it.each([
    { line: 'GRANT SELECT ON `shop`.`orders` TO `cdc`@`%`', privilege: 'SELECT', at: ['shop', 'orders'], want: true },
    { line: 'GRANT SELECT ON `shop`.`orders` TO `cdc`@`%`', privilege: 'SELECT', at: ['shop', 'other'], want: false },
    { line: 'GRANT SELECT, LOCK TABLES ON `my\\_shop`.* TO `cdc`@`%`', privilege: 'LOCK TABLES', at: ['my_shop', '*'], want: true },
    { line: 'GRANT SELECT (`id`, `name`) ON `shop`.`orders` TO `cdc`@`%`', privilege: 'SELECT', at: ['shop', 'orders'], want: true },
    { line: 'GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO `cdc`@`%` IDENTIFIED BY PASSWORD \'*A\'', privilege: 'REPLICATION CLIENT', at: ['*', '*'], want: true },
    { line: 'GRANT `role`@`%` TO `cdc`@`%`', privilege: 'SELECT', at: ['shop', 'orders'], want: false },
    { line: 'GRANT FLUSH_TABLES ON *.* TO `cdc`@`%`', privilege: 'RELOAD', at: ['*', '*'], want: true },
    { line: 'GRANT SELECT ON `shop`.* TO `cdc`@`%`', privilege: 'SELECT', at: ['*', '*'], want: false },
  ])('$line: $privilege on $at is $want', ({ line, privilege, at, want }) => {
    const grant = parseGrant(line);
    expect(isGranted(grant === undefined ? [] : [grant], privilege, at[0]!, at[1]!)).toBe(want);
  });
});
