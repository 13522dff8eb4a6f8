import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanDatabases } from '../../src/cli/database-cleanup.js';
import { systemClock } from '../../src/engine/clock.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import { startPostgres } from './support/postgres-server.js';
import type { PostgresServer } from './support/postgres-server.js';

const started = await startPostgres();
const server = typeof started === 'string' ? undefined : started;

function documents(port: number, password: string, asks: boolean) {
  const yaml = `
apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: prod }
spec: { environment: { name: prod }, cluster: { name: lake }, computePool: { name: cdc, maxCfu: 5 } }
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: shop }
spec:
  source:
    postgres: { host: 127.0.0.1, port: ${port}, database: postgres, username: postgres, password: "\${env:${password}}", ssl: { mode: disable } }
  tables: [{ from: public.t, key: [id], columns: { id: INT } }]
  lifecycle: { dropReplicationSlot: ${asks} }
`;
  const { documents: read, diagnostics } = readDocuments(new Map([['shop.yaml', yaml]]));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return { target: read.targets[0]!, pipelines: read.pipelines };
}

describe.skipIf(server === undefined)(`what a destroyed pipeline left in a real PostgreSQL${typeof started === 'string' ? ` (skipped: ${started})` : ''}`, () => {
  const real = server as PostgresServer;
  const services = { secrets: () => Promise.resolve(real.adminPassword), env: {}, clock: systemClock };

  const query = (sql: string) => real.admin('postgres', [sql]);

  beforeAll(async () => {
    await query("ALTER SYSTEM SET wal_level = 'logical'");
    await real.restart();
    await query('CREATE PUBLICATION cdc_shop FOR ALL TABLES');
    await query("SELECT pg_create_logical_replication_slot('cdc_shop', 'pgoutput')");
    await query("SELECT pg_create_logical_replication_slot('other', 'pgoutput')");
  });
  afterAll(() => real.stop());

  const slots = async () => (await query('SELECT slot_name FROM pg_replication_slots ORDER BY 1')).map((row) => row['slot_name']);

  it('stays when the pipeline does not ask for its removal', async () => {
    const { target, pipelines } = documents(real.port, 'PW', false);
    expect(await cleanDatabases(target, pipelines, services)).toEqual([]);
    expect(await slots()).toEqual(['cdc_shop', 'other']);
  });

  it('is named with the statement to run when the database refuses', async () => {
    const { target, pipelines } = documents(real.port, 'PW', true);
    const left = await cleanDatabases(target, pipelines, { ...services, secrets: () => Promise.resolve('wrong-secret-7431') });
    expect(left.map(({ code }) => code)).toEqual(['CDC6012', 'CDC6012']);
    expect(left[0]!.fix).toContain('pg_drop_replication_slot');
    expect(JSON.stringify(left)).not.toContain('wrong-secret-7431');
    expect(await slots()).toEqual(['cdc_shop', 'other']);
  });

  it('goes when the pipeline asks for it, and nothing else does', async () => {
    const { target, pipelines } = documents(real.port, 'PW', true);
    expect(await cleanDatabases(target, pipelines, services)).toEqual([]);
    expect(await slots()).toEqual(['other']);
    expect(await query('SELECT pubname FROM pg_publication')).toEqual([]);
    expect(await cleanDatabases(target, pipelines, services)).toEqual([]);
  });
});
