import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProbeWriter, writeRow } from '../../src/cli/probe-writer.js';
import type { DatabaseQuery } from '../../src/core/preflight.js';
import type { ProbeRow } from '../../src/core/probe.js';
import type { DatabaseConnection } from '../../src/database/index.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import { probes } from '../../src/sources/probes.js';
import type { WriteMarkedRow } from '../../src/verify/probe.js';
import { startPostgres } from '../database/support/postgres-server.js';
import type { PostgresServer } from '../database/support/postgres-server.js';
import { example, startEstate } from '../support/estate.js';
import type { Estate } from '../support/estate.js';
import { stageOf, tableOf, verify } from './support.js';

const target = example('targets.yaml').split('\n---\n')[0]!;
const pipeline = example('postgres.yaml');
/** The example, with a row of `customers` that may be written. */
const withProbe = (probe: string): Readonly<Record<string, string>> => ({ 'targets.yaml': target, 'shop.yaml': pipeline.replace("      where: \"`status` <> 'test'\"\n", `      where: "\`status\` <> 'test'"\n      probe: ${probe}\n`) });
const NEW = '{ key: { id: -1 }, column: email, values: { first_name: P, last_name: Q, status: active, created_at: "2026-01-05T09:15:00" } }';

async function applied(): Promise<Estate> {
  const estate = await startEstate({ leastSleepMs: 5_000 });
  expect((await estate.apply(withProbe(NEW))).outcome).toBe('changed');
  await estate.clock.sleep(600_000);
  return estate;
}

/** The product's own writer, for a simulated account. */
function writerFor(estate: Estate, texts: Readonly<Record<string, string>>): WriteMarkedRow {
  const { documents } = readDocuments(new Map(Object.entries(texts)));
  const simulation = { description: estate.simulator.description, clock: estate.clock, inProcess: true, stop: () => Promise.resolve() };
  return createProbeWriter({ pipelines: documents.pipelines, target: documents.targets[0]!, session: { secrets: estate.secrets, simulation }, env: {} });
}

describe('a probe of a simulated account', () => {
  it('is timed from the database over the source topic to target and lake, and leaves no row', async () => {
    await using estate = await applied();
    const texts = withProbe(NEW);
    const report = await verify(estate, texts, { probe: writerFor(estate, texts), timeoutMs: 1_800_000 });
    const { probe } = tableOf(report, 'public.customers');
    expect(probe?.arrivals.map(({ at, name }) => [at, name])).toEqual([['sourceTopic', 'shop.public.customers'], ['targetTable', 'customers'], ['lakeTable', 'customers']]);
    const times = probe!.arrivals.map(({ afterMs }) => afterMs);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(probe).toMatchObject({ isClean: true, undone: 'the row was deleted again', wrote: expect.stringContaining('simulated database') as unknown });
    expect(stageOf(report, 'public.customers', 'probe').verdict).toBe('proven');
    // Nobody said that a row of orders may be written.
    expect(tableOf(report, 'public.orders').stages.map(({ stage }) => stage)).not.toContain('probe');
    expect(report.proven).toBe(true);
    await estate.clock.sleep(600_000);
    expect(JSON.stringify(estate.simulator.control.lakeTable('customers'))).not.toContain('cdc-probe');
  });

  it('does not wait for the lake longer than told', async () => {
    await using estate = await applied();
    const texts = withProbe(NEW);
    estate.simulator.faults.add({ match: { path: /metrics/ }, effect: { kind: 'unreadable' } });
    const report = await verify(estate, texts, { probe: writerFor(estate, texts), timeoutMs: 0 });
    expect(stageOf(report, 'public.customers', 'probe')).toMatchObject({ verdict: 'proven', saw: expect.stringMatching(/seen in shop\.public\.customers after \d+ s, customers after \d+ s; the lake table follows with its next commit/) as unknown });
  });

  it('that the condition leaves out is told, with how far it came, and the row goes all the same', async () => {
    await using estate = await applied();
    const texts = withProbe(NEW.replace('status: active', 'status: test'));
    const report = await verify(estate, texts, { probe: writerFor(estate, texts), timeoutMs: 60_000 });
    expect(tableOf(report, 'public.customers').stopsAt).toBe('probe');
    expect(stageOf(report, 'public.customers', 'probe')).toMatchObject({ verdict: 'waiting', saw: expect.stringMatching(/seen in shop\.public\.customers after \d+ s; not in customers after \d+ s; the row was deleted again/) as unknown });
  });

  it('is not sent where the way is not open, nor where it cannot be written', async () => {
    await using estate = await applied();
    estate.simulator.control.suspendTableflow('customers', 'disk on fire');
    const asked: string[] = [];
    const refuse: WriteMarkedRow = (_pipeline, from) => {
      asked.push(from);
      return Promise.reject(new Error('permission denied'));
    };
    const report = await verify(estate, withProbe(NEW), { probe: refuse, timeoutMs: 0 });
    expect(asked).toEqual(['public.orders']);
    expect(stageOf(report, 'public.orders', 'probe')).toMatchObject({ verdict: 'broken', saw: 'no row could be sent on its way: permission denied' });
    expect(tableOf(report, 'public.customers').stopsAt).toBe('tableflow');
  });

  it('that cannot be put back says so, and what is left to do', async () => {
    await using estate = await applied();
    const texts = withProbe(NEW);
    const inner = writerFor(estate, texts);
    const report = await verify(estate, texts, {
      probe: async (name, from) => {
        const row = await inner(name, from);
        return row && { ...row, undo: () => Promise.reject(new Error('could NOT be put back: delete it')) };
      },
      timeoutMs: 0,
    });
    expect(stageOf(report, 'public.customers', 'probe')).toMatchObject({ verdict: 'warning', saw: expect.stringContaining('could NOT be put back') as unknown });
    expect(tableOf(report, 'public.customers').probe?.isClean).toBe(false);
  });
});

describe('validation of a probe', () => {
  it.each([
    { name: 'a column that is converted', probe: '{ key: { id: 1 }, column: created_at }', says: /No text column of the target shows "created_at"/ },
    { name: 'a column that is only computed with', probe: '{ key: { id: 1 }, column: first_name }', says: /No text column of the target shows "first_name"/ },
    { name: 'a column with a value of its own', probe: '{ key: { id: 1 }, column: email, values: { email: x } }', says: /"email" takes the mark/ },
  ])('refuses $name', ({ probe, says }) => {
    const { diagnostics } = readDocuments(new Map(Object.entries(withProbe(probe))));
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([expect.objectContaining({ code: 'CDC1520', summary: expect.stringMatching(says) as unknown })]);
  });

  it('takes a text column that is copied', () => {
    expect(readDocuments(new Map(Object.entries(withProbe(NEW)))).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

const started = await startPostgres();
const server = typeof started === 'string' ? undefined : started;

describe.skipIf(server === undefined)(`a row in a real PostgreSQL${typeof started === 'string' ? ` (skipped: ${started})` : ''}`, () => {
  const pg = server as PostgresServer;
  const env = { PG_PASSWORD: 'secret-of-app', WRITER: 'secret-of-writer' };
  const secrets = ({ reference }: { readonly reference: string }) => Promise.resolve(env[/env:(\w+)/.exec(reference)![1] as keyof typeof env]);
  const texts = (probe: string) => {
    const all = withProbe(probe);
    return { ...all, 'shop.yaml': all['shop.yaml']!.replace('host: pg-prod.example.com', `host: 127.0.0.1\n      port: ${pg.port}\n      ssl: { mode: prefer }`) };
  };
  const writer = (probe: string, login: object = { user: 'writer', password: { type: 'secret', reference: '${env:WRITER}' } }): WriteMarkedRow => {
    const { documents } = readDocuments(new Map(Object.entries(texts(probe))));
    return createProbeWriter({ pipelines: documents.pipelines, target: documents.targets[0]!, session: { secrets }, env: {}, ...login });
  };
  const customers = () => pg.admin('ecommerce', ['SELECT id, email, status FROM customers ORDER BY id']);
  const before = [{ id: 1, email: 'ada@example.com', status: 'active' }, { id: 2, email: null, status: 'active' }];

  beforeAll(async () => {
    await pg.admin('postgres', ['CREATE DATABASE ecommerce']);
    await pg.admin('ecommerce', [
      'CREATE TABLE customers (id int PRIMARY KEY, email text, first_name text, last_name text, status varchar(20) NOT NULL, created_at timestamp NOT NULL)',
      "INSERT INTO customers VALUES (1, 'ada@example.com', 'Ada', 'L', 'active', now()), (2, NULL, 'G', 'H', 'active', now())",
      "CREATE ROLE cdc_reader LOGIN PASSWORD 'secret-of-app'",
      "CREATE ROLE writer LOGIN PASSWORD 'secret-of-writer'",
      'GRANT SELECT ON customers TO cdc_reader',
      'GRANT SELECT, INSERT, UPDATE, DELETE ON customers TO writer',
    ]);
  }, 60_000);
  afterAll(() => pg.stop());

  it('is made with the mark, and deleted again', async () => {
    const row = (await writer(NEW)('shop', 'public.customers'))!;
    expect(await customers()).toEqual([{ id: -1, email: row.mark, status: 'active' }, ...before]);
    expect(row.wrote).toBe('a new row with id = -1 in public.customers');
    expect(await row.undo()).toBe('the row was deleted again');
    expect(await customers()).toEqual(before);
  });

  it.each([1, 2])('that is there (%s) is marked, and has its old value again', async (id) => {
    const row = (await writer(`{ key: { id: ${id} }, column: email }`)('shop', 'public.customers'))!;
    expect((await customers()).find((one) => one['id'] === id)).toMatchObject({ email: row.mark });
    await row.undo();
    expect(await customers()).toEqual(before);
  });

  it('that an application has changed meanwhile is left as it is', async () => {
    const row = (await writer('{ key: { id: 1 }, column: email }')('shop', 'public.customers'))!;
    await pg.admin('ecommerce', ["UPDATE customers SET email = 'new@example.com' WHERE id = 1"]);
    await row.undo();
    expect((await customers())[0]).toMatchObject({ email: 'new@example.com' });
    await pg.admin('ecommerce', ["UPDATE customers SET email = 'ada@example.com' WHERE id = 1"]);
  });

  it('is never written when the key names several, or the user may not', async () => {
    await expect(writer('{ key: { status: active }, column: email }')('shop', 'public.customers')).rejects.toThrow('the key of the probe names several rows of public.customers: status = "active"');
    await expect(writer(NEW, {})('shop', 'public.customers')).rejects.toThrow(/permission denied/);
    await expect(writer(NEW, { user: 'writer', password: { type: 'secret', reference: '${env:PG_PASSWORD}' } })('shop', 'public.customers')).rejects.toThrow(/authentication failed/);
    expect(await customers()).toEqual(before);
  });

  it('travels through the account: the row is PostgreSQL\'s, and the simulator, whose connector reads no real log, is told of it', async () => {
    await using estate = await applied();
    const real = writer(NEW);
    let wasThere: unknown;
    const report = await verify(estate, withProbe(NEW), {
      probe: async (name, from) => {
        const row = await real(name, from);
        if (row === undefined) return undefined;
        const [written] = await pg.admin('ecommerce', ["SELECT id, email, first_name, last_name, status, '2026-01-05T09:15:00' AS created_at FROM customers WHERE id = -1"]);
        wasThere = written;
        estate.simulator.control.writeRow('ecommerce', from, 'c', written as never);
        return row;
      },
    });
    expect(wasThere).toMatchObject({ id: -1 });
    expect(stageOf(report, 'public.customers', 'probe').verdict).toBe('proven');
    expect(tableOf(report, 'public.customers').probe).toMatchObject({ isClean: true, wrote: 'a new row with id = -1 in public.customers' });
    expect(await customers()).toEqual(before);
  });
});

describe('the statements of a probe', () => {
  const row: ProbeRow = { table: '', key: { 'i"d`]': 1 }, column: 'note', values: { a: null } };
  it.each([
    { database: 'postgres', table: 'app.t', block: {}, update: 'UPDATE "app"."t" SET "note" = $1 WHERE "i""d`]" = $2 AND "note" = $3' },
    { database: 'mysql', table: 'app.t', block: {}, update: 'UPDATE `app`.`t` SET `note` = ? WHERE `i"d``]` = ? AND `note` = ?' },
    { database: 'sqlserver', table: 'dbo.t', block: { databases: ['crm'] }, update: 'UPDATE [dbo].[t] SET [note] = @p1 WHERE [i"d`]]] = @p2 AND [note] = @p3' },
    { database: 'oracle', table: 'APP.T', block: { pdb: 'PDB1' }, update: 'UPDATE "APP"."T" SET "note" = :1 WHERE "i""d`]" = :2 AND "note" = :3' },
  ] as const)('bind values and quote names for $database', ({ database, table, block, update }) => {
    const queries = probes[database]({ ...row, table }, block);
    expect(queries.change('old', 'mark')).toMatchObject({ text: update, parameters: ['mark', 1, 'old'] });
    expect(queries.change(null, 'mark').text).toContain('IS NULL');
    expect(queries.insert('mark').parameters).toEqual([null, 1, 'mark']);
    expect(queries.remove('mark').parameters).toEqual([1, 'mark']);
  });

  it('are conditional writes for DynamoDB', async () => {
    const sent: DatabaseQuery[] = [];
    const fake: DatabaseConnection = { engine: 'dynamodb', query: (query) => (sent.push(query), Promise.resolve([query.text === 'GetItem' ? { Item: { id: { S: 'a' } } } : {}])), close: () => Promise.resolve() };
    const probe: ProbeRow = { table: 'Sessions', key: { id: 'a' }, column: 'note', values: {} };
    const { undo, wrote } = await writeRow(fake, probes.dynamodb(probe), probe, 'mark');
    await undo();
    expect(wrote).toBe('"note" of the row with id = "a" in Sessions');
    expect(sent.map(({ text }) => text)).toEqual(['GetItem', 'UpdateItem', 'UpdateItem', 'GetItem']);
    expect(sent[1]?.parameters?.[0]).toMatchObject({ UpdateExpression: 'SET #c = :to', ConditionExpression: 'attribute_not_exists(#c)', ExpressionAttributeValues: { ':to': { S: 'mark' } } });
    expect(sent[2]?.parameters?.[0]).toMatchObject({ UpdateExpression: 'REMOVE #c', ConditionExpression: '#c = :from', ExpressionAttributeValues: { ':from': { S: 'mark' } } });
  });
});
