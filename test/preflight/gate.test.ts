import { Ajv } from 'ajv';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preflightSchema } from '../../src/report/preflight-schema.js';
import { parseWorld, startSimulator } from '../../src/simulator/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { startPostgres, statementsOf } from '../database/support/postgres-server.js';
import type { PostgresServer } from '../database/support/postgres-server.js';
import { runCli } from '../support/run-cli.js';

/** `reconcile --preflight`: a real PostgreSQL is asked; the account behind it is the simulator's, and so are the rows it captures. */

const started = await startPostgres();
const server = typeof started === 'string' ? undefined : started;
const cwd = mkdtempSync(join(tmpdir(), 'reconcile-gate-'));
const env = { PG_PASSWORD: 'reader-secret' };

const documents = (port: number, checks: string, where: string): string => `apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: prod }
spec:
  environment: { id: env-1 }
  cluster: { id: lkc-1 }
  computePool: { id: lfcp-1 }
  principal: sa-1
  checks: ${checks}
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: shop }
spec:
  source:
    postgres: { host: 127.0.0.1, port: ${port}, database: shop, username: cdc_reader, password: "\${env:PG_PASSWORD}", ssl: { mode: prefer } }
  format: AVRO
  tables:
    - { from: public.orders, to: orders, key: [id], columns: { id: INT, note: STRING }, where: "${where}" }
`;

const world = `environments:
  - id: env-1
    name: prod
    clusters: [{ id: lkc-1, name: lake, cloud: AWS, region: us-east-1 }]
    computePools: [{ id: lfcp-1, name: cdc, maxCfu: 10, cloud: AWS, region: us-east-1 }]
serviceAccounts: [{ id: sa-1, name: cdc }]
databases:
  - source: postgres
    host: 127.0.0.1
    database: shop
    username: cdc_reader
    tables:
      - name: public.orders
        key: [id]
        replicaIdentity: full
        columns: { id: { type: integer, nullable: false }, note: text }
        rows: [{ id: 1, note: a }]
`;

describe.skipIf(server === undefined)(`apply with --preflight${typeof started === 'string' ? ` (skipped: ${started})` : ''}`, () => {
  const pg = server as PostgresServer;
  let simulator: Simulator;

  const write = (checks = '{}', where = '`id` > 0'): void => writeFileSync(join(cwd, 'pipelines/shop.yaml'), documents(pg.port, checks, where));
  const reconcile = (...args: readonly string[]) => runCli([...args, `--simulate=${simulator.description.baseUrl}`, '--ledger', 'file:ledger'], { cwd, env });
  const writes = () => simulator.journal.writes();

  beforeAll(async () => {
    simulator = await startSimulator({ seed: 1, speed: 2_000, world: parseWorld(world) });
    mkdirSync(join(cwd, 'pipelines'));
    write();
    await pg.admin('postgres', ['CREATE DATABASE shop']);
    await pg.admin('shop', ["CREATE ROLE cdc_reader LOGIN PASSWORD 'reader-secret'", 'CREATE TABLE orders (id int PRIMARY KEY, note text)']);
    pg.addCertificate();
  }, 60_000);
  afterAll(async () => {
    rmSync(cwd, { recursive: true, force: true });
    await simulator.stop();
    await pg.stop();
  });

  it('is refused by a database that is not ready, with the finding and what mends it, before the first write', async () => {
    const { code, stdout } = await reconcile('--yes', '--preflight', '-o', 'json');
    expect(code).toBe(3);
    const report = JSON.parse(stdout) as { outcome: string; targets: { diagnostics: { code: string; severity: string; summary: string; fix?: string; range?: { file: string; start: { line: number } } }[] }[] };
    expect(report.outcome).toBe('refused');
    const errors = report.targets[0]!.diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code: each }) => each)).toEqual(expect.arrayContaining(['CDC8004', 'CDC8006', 'CDC8008']));
    const wal = errors.find(({ code: each }) => each === 'CDC8004')!;
    expect(wal).toMatchObject({ summary: expect.stringMatching(/^shop: .*wal_level/) as unknown, fix: "ALTER SYSTEM SET wal_level = 'logical';", range: { file: 'pipelines/shop.yaml', start: { line: 16 } } });
    expect(writes()).toEqual([]);
    expect(stdout).not.toContain('reader-secret');
  });

  it.each(['text', 'markdown', 'github'])('says so as %s, in a dry run too', async (format) => {
    const { code, stdout, stderr } = await reconcile('--dry-run', '--preflight', '-o', format);
    expect(code).toBe(3);
    expect(stdout + stderr).toContain('CDC8004');
    expect(writes()).toEqual([]);
  });

  it('follows the checks of the Target, and asks real databases for a simulated account only when told', async () => {
    write('{ preflight: true }');
    const { code, stdout } = await reconcile('--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('the source databases were not checked: the account is simulated');
    expect((await reconcile('--dry-run', '--preflight')).code).toBe(3);
    expect((await reconcile('--dry-run', '--no-preflight')).stdout).not.toContain('CDC80');
    write();
  });

  it('is applied once the SQL that preflight printed was run', async () => {
    const found = await runCli(['preflight', '-o', 'json', '--fix-sql', 'mend.sql'], { cwd, env });
    expect(found.code).toBe(1);
    const validate = new Ajv({ strict: true, allErrors: true }).compile(preflightSchema);
    validate(JSON.parse(found.stdout));
    expect(validate.errors ?? []).toEqual([]);
    await pg.admin('shop', statementsOf(readFileSync(join(cwd, 'mend.sql'), 'utf8')));
    await pg.restart();
    const { code, stdout } = await reconcile('--yes', '--preflight');
    expect(stdout).not.toContain('CDC80');
    expect(code).toBe(0);
  }, 60_000);

  it('asks nothing of a database whose pipeline does not change', async () => {
    await pg.stop();
    expect((await reconcile('--yes', '--preflight')).code).toBe(0);
    write('{}', '`id` > 1');
    const { code, stdout } = await reconcile('--yes', '--preflight');
    expect(code).toBe(3);
    expect(stdout).toContain('CDC8001');
  });
});
