import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRow } from '../../src/cli/probe-writer.js';
import type { ProbeRow } from '../../src/core/probe.js';
import { connectorOf, writerOf } from '../../src/database/index.js';
import { probes } from '../../src/sources/probes.js';
import { startMariaDb } from '../preflight/support/mariadb.js';
import { freePort } from './support/postgres-server.js';

/** The row of `verify --probe` in databases that can be had here: MariaDB in MySQL's place, and DynamoDB Local. PostgreSQL: test/verify/probe.test.ts. */

const started = await startMariaDb(['--skip-log-bin']);
const server = typeof started === 'string' ? undefined : started;
if (typeof started === 'string') process.stderr.write(`skipped, ${started}\n`);

describe.skipIf(server === undefined)('a row in a real MariaDB', () => {
  const db = server!;
  const table = 'shop.customers';
  const open = () => writerOf('mysql')({ host: '127.0.0.1', port: db.port, user: 'writer', password: 'writer-secret', encryption: 'prefer' });
  const put = async (row: Partial<ProbeRow>) => {
    const whole: ProbeRow = { table, key: { id: -1 }, column: 'email', values: { status: 'active' }, ...row };
    return writeRow(await open(), probes.mysql(whole), whole, 'cdc-probe-1');
  };
  const rows = async (): Promise<readonly unknown[]> => {
    const connection = await open();
    return connection.query({ text: 'SELECT id, email FROM shop.customers ORDER BY id' }).finally(() => connection.close());
  };
  const before = [{ id: 1, email: 'ada@example.com' }, { id: 2, email: null }];

  beforeAll(() => db.admin([
    'CREATE DATABASE shop', 'CREATE TABLE shop.customers (id INT PRIMARY KEY, email VARCHAR(99), status VARCHAR(20) NOT NULL)',
    "INSERT INTO shop.customers VALUES (1, 'ada@example.com', 'active'), (2, NULL, 'active')",
    "CREATE USER 'writer'@'%' IDENTIFIED BY 'writer-secret'", "GRANT SELECT, INSERT, UPDATE, DELETE ON shop.customers TO 'writer'@'%'",
  ]));
  afterAll(() => db.stop());

  it('is made with the mark, and deleted again', async () => {
    const row = await put({});
    expect(await rows()).toEqual([{ id: -1, email: 'cdc-probe-1' }, ...before]);
    expect(await row.undo()).toBe('the row was deleted again');
    expect(await rows()).toEqual(before);
  });

  it.each([1, 2])('that is there (%s) is marked, and has its old value again', async (id) => {
    const row = await put({ key: { id } });
    expect(await rows()).toContainEqual({ id, email: 'cdc-probe-1' });
    await row.undo();
    expect(await rows()).toEqual(before);
  });

  it('that an application has changed meanwhile is left as it is', async () => {
    const row = await put({ key: { id: 1 } });
    db.admin(["UPDATE shop.customers SET email = 'new@example.com' WHERE id = 1"]);
    await row.undo();
    expect(await rows()).toContainEqual({ id: 1, email: 'new@example.com' });
    db.admin(["UPDATE shop.customers SET email = 'ada@example.com' WHERE id = 1"]);
  });

  it('is never written when the key names several, or the user may not', async () => {
    await expect(put({ key: { status: 'active' } })).rejects.toThrow('the key of the probe names several rows');
    db.admin(["REVOKE INSERT ON shop.customers FROM 'writer'@'%'"]);
    await expect(put({})).rejects.toThrow(/denied/);
    expect(await rows()).toEqual(before);
  });
});

const folder = process.env['DYNAMODB_LOCAL'] ?? fileURLToPath(new URL('../../.cache/dynamodb-local', import.meta.url));
const local = existsSync(folder);
if (!local) process.stderr.write('skipped, no DynamoDB Local: scripts/dynamodb-local.sh brings it\n');

describe.skipIf(!local)('an item in DynamoDB Local', () => {
  let stop = (): void => undefined;
  afterAll(() => stop());

  it('is made or marked, and put back', async () => {
    const port = await freePort();
    const java = spawn('java', [`-Djava.library.path=${folder}`, '-cp', `${folder}/*`, 'com.amazonaws.services.dynamodbv2.local.main.ServerRunner', '-inMemory', '-port', String(port), '-disableTelemetry'], { stdio: 'ignore' });
    stop = () => void java.kill('SIGTERM');
    const endpoint = { host: '', port, user: 'AKIAEXAMPLE', password: 'very-secret-key', aws: { endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1' } };
    const admin = await connectorOf('dynamodb')(endpoint);
    for (let i = 0; i < 600; i += 1) {
      if (await admin.query({ text: 'ListTables' }).then(() => true, () => false)) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await admin.query({ text: 'CreateTable', parameters: [{ TableName: 'sessions', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], BillingMode: 'PAY_PER_REQUEST' }] });
    await admin.query({ text: 'PutItem', parameters: [{ TableName: 'sessions', Item: { id: { S: 'a' }, note: { S: 'old' }, n: { N: '7' } } }] });
    const items = async (): Promise<unknown> => {
      const [answer] = await admin.query({ text: 'Scan', parameters: [{ TableName: 'sessions' }] });
      return (answer!['Items'] as { id: { S: string } }[]).sort((one, other) => (one.id.S < other.id.S ? -1 : 1));
    };
    const put = async (row: Partial<ProbeRow>) => {
      const whole: ProbeRow = { table: 'sessions', key: { id: 'probe' }, column: 'note', values: {}, ...row };
      return writeRow(await writerOf('dynamodb')(endpoint), probes.dynamodb(whole), whole, 'cdc-probe-1');
    };
    const before = [{ id: { S: 'a' }, note: { S: 'old' }, n: { N: '7' } }];

    const made = await put({});
    expect(await items()).toEqual([...before, { id: { S: 'probe' }, note: { S: 'cdc-probe-1' } }]);
    expect(await made.undo()).toBe('the row was deleted again');
    expect(await items()).toEqual(before);

    const marked = await put({ key: { id: 'a' } });
    expect(await items()).toMatchObject([{ note: { S: 'cdc-probe-1' }, n: { N: '7' } }]);
    await marked.undo();
    expect(await items()).toEqual(before);
    await admin.close();
  }, 180_000);
});
