import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generate } from '../../src/cli/generate.js';
import { statementsOf } from '../database/support/postgres-server.js';
import { startMariaDb } from './support/mariadb.js';
import { found, names, runCommand } from './support/command.js';

/** The checks of MySQL that MariaDB answers too, against a real MariaDB. MySQL 8 itself cannot be had here: see mysql.test.ts. */

const started = await startMariaDb(['--skip-log-bin', '--server-id=0']);
const server = typeof started === 'string' ? undefined : started;
if (typeof started === 'string') process.stderr.write(`skipped, ${started}\n`);

const env = { MYSQL_PASSWORD: 'reader-secret' };
const tables = ['shop.orders', 'shop.keyless', 'shop.old_engine', 'shop.seen', 'shop.nowhere'];
const pipeline = (captured: readonly string[]) => ({
  name: 'shop', tables: captured,
  source: { mysql: { host: '127.0.0.1', port: server!.port, username: 'cdc', password: '${env:MYSQL_PASSWORD}', ssl: { mode: 'preferred' } } },
});

describe.skipIf(server === undefined)('a real MariaDB', () => {
  const db = server!;
  beforeAll(() => {
    db.admin([
      "CREATE USER 'cdc'@'%' IDENTIFIED BY 'reader-secret'", 'CREATE DATABASE shop',
      'CREATE TABLE shop.orders (id BIGINT UNSIGNED PRIMARY KEY, total DECIMAL(10,2), at DATETIME(6), doubled INT AS (1 + 1) VIRTUAL)',
      'CREATE TABLE shop.keyless (a INT)', 'CREATE TABLE shop.old_engine (id INT PRIMARY KEY) ENGINE = MyISAM', 'CREATE VIEW shop.seen AS SELECT 1 AS a',
      "GRANT SELECT ON shop.orders TO 'cdc'@'%'", "GRANT INSERT ON shop.* TO 'cdc'@'%'",
      "SET GLOBAL binlog_format = 'STATEMENT'", "SET GLOBAL binlog_row_image = 'MINIMAL'", 'SET GLOBAL binlog_expire_logs_seconds = 3600',
    ]);
  });
  afterAll(() => db.stop());

  it('is told what is wrong, and after that SQL and a restart nothing but what it is', async () => {
    const bad = await runCommand([pipeline(tables)], env);
    expect(names(bad)).toEqual([
      'version', 'log-bin', 'binlog-format', 'binlog-row-image', 'binlog-retention',
      'server-privileges cdc@%',
      'table-privileges shop.keyless', 'table-privileges shop.old_engine', 'table-privileges shop.seen', 'table-privileges shop.nowhere',
      ...(names(bad).includes('ssl') ? ['ssl'] : []),
      'tables-exist shop.nowhere', 'table-kinds shop.old_engine', 'table-kinds shop.seen', 'primary-key shop.keyless', 'columns shop.orders', 'sql-mode shop.orders',
    ].filter((name) => name !== 'server-id'));
    expect(bad.code).toBe(1);
    expect(bad.stdout + bad.sql).not.toContain('reader-secret');
    expect(bad.sql).toContain("GRANT REPLICATION SLAVE, BINLOG MONITOR, SHOW DATABASES, RELOAD ON *.* TO 'cdc'@'%';");

    const captured = ['shop.orders', 'shop.keyless', 'shop.old_engine'];
    const again = await runCommand([pipeline(captured)], env);
    db.admin(statementsOf(again.sql));
    await db.restart(['--log-bin=mysql-bin', '--server-id=1', '--binlog-format=ROW', '--binlog-row-image=FULL', '--binlog-expire-logs-seconds=604800', '--sql-mode=STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE']);
    const mended = await runCommand([pipeline(captured)], env);
    // That it is MariaDB, and numbers beyond the range of BIGINT, no SQL changes.
    expect(names(mended).filter((name) => name !== 'ssl')).toEqual(['version', 'columns shop.orders']);
    expect(found(mended)[0]!.evidence).toContain('MariaDbCdcSource');
    expect(mended.code).toBe(0);
  });

  it('gives its catalogue to generate', async () => {
    const out: string[] = [];
    const io = { stdout: (text: string) => void out.push(text), stderr: (text: string) => void out.push(text), cwd: '.', isTty: false, color: false, readFile: () => Promise.resolve(undefined), writeFile: () => Promise.resolve(true) };
    const code = await generate({ from: `mysql://cdc@127.0.0.1:${db.port}/shop?encryption=prefer`, tables: [] }, { env }, io);
    expect(code, out.join('')).toBe(0);
    const { spec } = parse(out.join('')) as { spec: { source: { mysql: object }; tables: { from: string; key: string[]; columns: Record<string, unknown> }[] } };
    expect(spec.tables.map(({ from, key }) => [from, key])).toEqual([['shop.keyless', ['cdc_row_id']], ['shop.old_engine', ['id']], ['shop.orders', ['id']]]);
    expect(spec.tables[2]!.columns).toEqual({ id: 'BIGINT', total: { type: 'DECIMAL(10, 2)', from: 'decimal' }, at: { type: 'TIMESTAMP_LTZ(3)', from: 'micro-timestamp' } });
    expect(spec.source.mysql).toMatchObject({ excludeColumns: ['shop.orders.doubled'] });
  });
});
