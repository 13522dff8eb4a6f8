import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startPostgres, statementsOf } from '../database/support/postgres-server.js';
import type { PostgresServer } from '../database/support/postgres-server.js';
import { found, names, runCommand } from './support/command.js';
import type { CommandRun } from './support/command.js';

/** Preflight against a real PostgreSQL, without a fake: bad, then mended by exactly the SQL that was printed. */

const started = await startPostgres();
const server = typeof started === 'string' ? undefined : started;
if (typeof started === 'string') process.stderr.write(`skipped, ${started}\n`);

const PASSWORD = 'reader"s sécret';
const env = { PG_PASSWORD: PASSWORD };
const tables = ['app.keyless', 'app.unique_only', 'app.documents', 'app.computed', 'app.events', 'app.volatile', 'app.silent', 'app.secured', 'app.Odd Name-1'];

const schema = [
  "CREATE ROLE cdc_reader LOGIN PASSWORD 'reader\"s sécret'",
  "ALTER ROLE cdc_reader SET statement_timeout = '30s'",
  'CREATE SCHEMA app',
  'CREATE TABLE app.keyless (a int, b text)',
  'CREATE TABLE app.unique_only (code int NOT NULL UNIQUE, b int)',
  'CREATE TABLE app.documents (id int PRIMARY KEY, body text, meta jsonb, small int)',
  'CREATE TABLE app.computed (id int PRIMARY KEY, net int, gross int GENERATED ALWAYS AS (net * 2) STORED)',
  'CREATE TABLE app.events (id int, at date, note text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)',
  "CREATE TABLE app.events_2025 PARTITION OF app.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
  "CREATE TABLE app.events_2026 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  'CREATE UNLOGGED TABLE app.volatile (id int PRIMARY KEY)',
  'CREATE TABLE app.silent (id int PRIMARY KEY)',
  'ALTER TABLE app.silent REPLICA IDENTITY NOTHING',
  'CREATE TABLE app.secured (id int PRIMARY KEY, tenant int)',
  'ALTER TABLE app.secured ENABLE ROW LEVEL SECURITY',
  'CREATE TABLE app."Odd Name-1" (id int PRIMARY KEY)',
  'CREATE TABLE app.heartbeat (id int PRIMARY KEY, at timestamptz)',
  'CREATE VIEW app.report AS SELECT * FROM app.silent',
  'ALTER SYSTEM SET max_replication_slots = 1',
  'ALTER SYSTEM SET max_wal_senders = 0',
];

function pipeline(port: number, more: Readonly<Record<string, unknown>> = {}, captured: readonly string[] = tables) {
  const block = {
    host: '127.0.0.1', port, database: 'shop', username: 'cdc_reader', password: '${env:PG_PASSWORD}', ssl: { mode: 'prefer' },
    heartbeat: { query: 'UPDATE app.heartbeat SET at = now()' }, signalTable: 'app.signals', ...more,
  };
  return { name: 'shop', source: { postgres: block }, tables: captured };
}

/** Runs every statement that was printed, as the superuser, and restarts where a finding says so. */
async function mend(pg: PostgresServer, run: CommandRun, which: 'safe' | 'all'): Promise<void> {
  const remedies = found(run).flatMap((finding) => finding.remedies);
  const sql = remedies.flatMap((remedy) => (remedy.type === 'sql' && (which === 'all' || remedy.destroys !== true) ? [remedy.text] : []));
  const fromFile = which === 'safe' ? statementsOf(run.sql) : undefined;
  await pg.admin('shop', fromFile ?? [...new Set(sql)].flatMap(statementsOf));
  if (remedies.some((remedy) => 'restart' in remedy && remedy.restart === true)) await pg.restart();
}

describe.skipIf(server === undefined)('a real PostgreSQL', () => {
  const pg = server!;
  let encrypted = false;
  let excludeColumns: readonly string[] = [];

  beforeAll(async () => {
    await pg.admin('postgres', ['CREATE DATABASE shop']);
    await pg.admin('shop', schema);
    encrypted = pg.addCertificate();
    await pg.restart();
    await pg.admin('shop', ["SELECT pg_create_physical_replication_slot('standby')"]);
  }, 60_000);
  afterAll(() => pg.stop());

  it('tells all that is wrong with a server as it comes out of the box', async () => {
    const run = await runCommand([pipeline(pg.port)], env);
    expect(run.stderr).toBe('');
    expect(run.code).toBe(1);
    expect(names(run)).toEqual([
      'wal-level', 'free-slots', 'free-senders', 'wal-keep-size', 'ssl',
      'role cdc_reader',
      ...tables.map((table) => `table-privileges ${table}`),
      'row-security app.secured',
      'own-tables app.signals', 'own-tables app.heartbeat',
      'table-kinds app.volatile',
      'primary-key app.keyless', 'primary-key app.unique_only',
      'replica-identity app.keyless', 'replica-identity app.silent', 'replica-identity app.unique_only',
      'toast app.documents', 'toast app.events', 'toast app.keyless',
      'generated-columns app.computed',
      'publication cdc_shop',
      'timeouts cdc_reader',
    ]);
    expect(found(run).find((finding) => finding.check === 'publication')?.remedies[0]?.text).toContain('publish_via_partition_root = true');
    expect(found(run).find((finding) => finding.check === 'toast' && finding.subject === 'app.events')?.remedies[0]?.text).toBe(
      'ALTER TABLE "app"."events_2025" REPLICA IDENTITY FULL;\nALTER TABLE "app"."events_2026" REPLICA IDENTITY FULL;',
    );
    const columns = found(run).find((finding) => finding.check === 'generated-columns')?.remedies[0];
    excludeColumns = (parse(columns!.text) as { excludeColumns: string[] }).excludeColumns;
    expect(excludeColumns).toEqual(['app.computed.gross']);
    expect(encrypted, 'openssl is needed for the certificate of the test server').toBe(true);
    await mend(pg, run, 'safe');
  });

  it('finds nothing after exactly that SQL and the restart', async () => {
    // The publication was made before the unlogged table was logged, or after: the file's order decides.
    const run = await runCommand([pipeline(pg.port, { excludeColumns })], env);
    expect(names(run)).toEqual([]);
    expect(run.code).toBe(0);
    expect(run.sql).toBe('-- Nothing to mend.\n');
    expect(run.report.summary.passed).toBeGreaterThan(20);
  });

  it('tells slots, publications and sessions that went wrong later, and mends them', async () => {
    await pg.admin('shop', [
      "SELECT pg_create_logical_replication_slot('cdc_old_shop', 'pgoutput')",
      "SELECT pg_create_logical_replication_slot('cdc_shop', 'test_decoding')",
      'CREATE PUBLICATION cdc_old_shop FOR TABLE app.documents',
      'ALTER PUBLICATION cdc_shop SET (publish = \'insert\', publish_via_partition_root = false)',
      'ALTER PUBLICATION cdc_shop DROP TABLE app.silent',
      'ALTER PUBLICATION cdc_shop DROP TABLE app.documents',
      'ALTER PUBLICATION cdc_shop ADD TABLE app.documents (id, small) WHERE (small > 1)',
    ]);
    const run = await runCommand([pipeline(pg.port, { excludeColumns })], env);
    expect(names(run)).toEqual([
      'publication cdc_shop', 'publication-operations cdc_shop', 'publication-partitions cdc_shop', 'publication-filters app.documents',
      'slot cdc_shop', 'orphan-slots cdc_old_shop', 'orphan-publications cdc_old_shop',
    ]);
    // What destroys something is in the file as a comment only.
    expect(run.sql).toContain("-- SELECT pg_drop_replication_slot('cdc_old_shop');");
    expect(statementsOf(run.sql).join('\n')).not.toMatch(/drop_replication_slot|DROP PUBLICATION/);
    await mend(pg, run, 'all');
    const again = await runCommand([pipeline(pg.port, { excludeColumns })], env);
    expect(names(again)).toEqual([]);
  });

  it('leaves alone the slots of other pipelines of the files', async () => {
    await pg.admin('shop', ["SELECT pg_create_logical_replication_slot('cdc_other', 'pgoutput')"]);
    const other = { ...pipeline(pg.port, { signalTable: undefined, heartbeat: undefined }, ['app.silent']), name: 'other' };
    const both = await runCommand([pipeline(pg.port, { excludeColumns }), other], env, { pipelines: ['shop'] });
    expect(names(both)).toEqual([]);
    const alone = await runCommand([pipeline(pg.port, { excludeColumns })], env);
    expect(names(alone)).toEqual(['orphan-slots cdc_other']);
    await mend(pg, alone, 'all');
  });

  it('tells missing tables, views, and a slot that nobody reads', async () => {
    await pg.admin('shop', ["SELECT pg_create_logical_replication_slot('cdc_shop', 'pgoutput')", 'GRANT SELECT ON app.report TO cdc_reader']);
    const run = await runCommand([pipeline(pg.port, { excludeColumns }, [...tables, 'app.nowhere', 'none.such', 'app.report'])], env);
    expect(names(run)).toEqual(['tables-exist app.nowhere', 'tables-exist none.such', 'table-kinds app.report', 'slot cdc_shop']);
    await pg.admin('shop', ["SELECT pg_drop_replication_slot('cdc_shop')"]);
  });

  it('needs FULL where the source topic is not compacted', async () => {
    await pg.admin('shop', ['ALTER TABLE app.silent REPLICA IDENTITY DEFAULT']);
    const run = await runCommand([pipeline(pg.port, { excludeColumns, sourceTopics: { cleanupPolicy: 'delete' } }, ['app.silent'])], env);
    expect(names(run)).toEqual(['replica-identity app.silent']);
    const compacted = await runCommand([pipeline(pg.port, { excludeColumns }, ['app.silent'])], env);
    expect(names(compacted)).toEqual([]);
  });

  it('tells of a pg_hba.conf that lets in nobody from elsewhere, to who may see it', async () => {
    const look = async () => names(await runCommand([pipeline(pg.port, { excludeColumns }, ['app.silent'])], env));
    await pg.admin('shop', ['GRANT SELECT ON pg_hba_file_rules TO cdc_reader', 'GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO cdc_reader']);
    const rule = async (line: string): Promise<void> => {
      const [row] = await pg.admin('shop', ["SELECT current_setting('hba_file') AS file"]);
      await pg.admin('shop', [`COPY (SELECT '${line}') TO PROGRAM 'cat >> "${String(row!['file'])}"'`]);
    };
    expect(await look()).toEqual(['pg-hba cdc_reader']);
    // For other databases, for physical replication, or to refuse: none of these lets the connector in.
    for (const line of ['host other cdc_reader 10.0.0.0/8 scram-sha-256', 'host replication all 10.0.0.0/8 scram-sha-256', 'host all all 10.0.0.0/8 reject']) await rule(line);
    expect(await look()).toEqual(['pg-hba cdc_reader']);
    await rule('hostssl shop cdc_reader 10.0.0.0/8 scram-sha-256');
    expect(await look()).toEqual([]);
  });

  it('asks for more rights when sessions are hidden from the user', async () => {
    const packages = { pg: 'pg' };
    const { default: driver } = (await import(packages.pg)) as { default: { Client: new (options: object) => { connect(): Promise<void>; end(): Promise<void> } } };
    const other = new driver.Client({ host: '127.0.0.1', port: pg.port, user: 'postgres', password: pg.adminPassword, database: 'shop' });
    await other.connect();
    try {
      const run = await runCommand([pipeline(pg.port, { excludeColumns }, ['app.silent'])], env);
      expect(names(run)).toEqual(['long-transactions ?']);
      expect(run.code).toBe(0);
      await mend(pg, run, 'all');
      expect(names(await runCommand([pipeline(pg.port, { excludeColumns }, ['app.silent'])], env))).toEqual([]);
    } finally {
      await other.end();
    }
  });

  it.each([
    { name: 'a wrong password', block: {}, env: { PG_PASSWORD: 'another-secret' }, want: /password authentication failed for user "cdc_reader"/ },
    { name: 'no password', block: {}, env: {}, want: /\$\{env:PG_PASSWORD\} has no value/ },
    { name: 'no such database', block: { database: 'nowhere' }, env, want: /database "nowhere" does not exist/ },
    { name: 'a role that only AWS knows', block: { password: undefined, iam: { region: 'eu-west-1', providerIntegration: 'cspi-1' } }, env, want: /--password-env/ },
  ])('tells of $name without a secret', async ({ block, env: given, want }) => {
    const run = await runCommand([pipeline(pg.port, block)], given as Record<string, string>);
    expect(names(run)).toEqual(['connection']);
    expect(run.code).toBe(1);
    expect(found(run)[0]!.evidence).toMatch(want);
    expect(run.stdout + run.stderr + run.sql).not.toMatch(/another-secret|sécret/);
  });

  it('takes the password of --password-env instead', async () => {
    const run = await runCommand([pipeline(pg.port, { excludeColumns, password: undefined, iam: { region: 'eu-west-1', providerIntegration: 'cspi-1' } }, ['app.silent'])], { TOKEN: PASSWORD }, { passwordEnv: 'TOKEN' });
    expect(names(run)).toEqual([]);
  });

  it('shows no secret and changes nothing', async () => {
    const texts = await Promise.all((['text', 'markdown', 'json'] as const).map((output) => runCommand([pipeline(pg.port)], env, { output, verbose: true })));
    for (const { stdout } of texts) {
      expect(stdout).toContain('app.computed');
      expect(stdout).not.toContain('sécret');
    }
    expect(texts[0]!.stdout).toMatch(/Preflight: 0 errors, 1 warning, 0 notes, 0 not checked, \d+ passed\.\n$/);
  });
});

