import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signatures } from '../../src/core/signatures/index.js';
import type { RunEvent } from '../../src/core/events.js';
import type { RunReport } from '../../src/core/report.js';
import { example, examples, onlyTarget, startEstate, textOf } from '../support/estate.js';
import type { Estate, EstateOptions, RunOptions } from '../support/estate.js';
import { codesOf, stageOf, verify } from './support.js';

/*
 * States of the simulated account, and what a failed wait, `status` and `verify` say about them. Where a database's own words are
 * put into the account's mouth (`failConnector`, `suspendTableflow`), the simulator has no such database; what is tested then is
 * that they are found behind the API.
 */

const world = example('demo.world.yaml');
const target = example('targets.yaml').split('\n---\n')[0]!;
const pipeline = example('postgres.yaml');
const edited = (from: string | RegExp, to: string): Readonly<Record<string, string>> => {
  expect(pipeline).toMatch(from);
  return { 'targets.yaml': target, 'shop.yaml': pipeline.replace(from, to) };
};
const only = { 'targets.yaml': target, 'shop.yaml': pipeline };
const worldWith = (from: string | RegExp, to: string): string => {
  expect(world).toMatch(from);
  return world.replace(from, to);
};

interface Failed {
  readonly step: string;
  readonly code: string;
  readonly fix: readonly string[];
}

function failures(report: RunReport): readonly Failed[] {
  return report.targets.flatMap(({ results }) => [...(results ?? [])].flatMap(([step, result]) => (result.status === 'failed' ? [{ step, code: result.code, fix: result.fix ?? [] }] : [])));
}

async function applied(options: EstateOptions = {}, texts: Readonly<Record<string, string>> = only): Promise<Estate> {
  const estate = await startEstate({ leastSleepMs: 5_000, ...options });
  const report = await estate.apply(texts);
  expect(failures(report)).toEqual([]);
  return estate;
}

/** The signatures that `status` shows, by component. */
async function statusCodes(estate: Estate, texts: Readonly<Record<string, string>> = only): Promise<readonly string[]> {
  const { pipelines } = onlyTarget(await estate.plan(texts));
  return pipelines.flatMap(({ components }) => components.flatMap(({ kind, name, signature }) => (signature === undefined ? [] : [`${kind} ${kind === 'decode-statement' ? '' : name}: ${signature.code}`]))).sort();
}

describe('a failed wait', () => {
  const onStep = (estate: () => Estate, step: string, act: (estate: Estate) => void): Pick<RunOptions, 'onEvent'> => ({
    onEvent: (event: RunEvent) => {
      if (event.type === 'stepStarted' && event.step === step) act(estate());
    },
  });

  it.each<{ code: string; name: string; options?: EstateOptions; texts?: Readonly<Record<string, string>>; step: string }>([
    { code: 'CDC7003', name: 'a wrong password', options: { world: worldWith('username: cdc_reader\n', 'username: cdc_reader\n    password: other\n') }, step: 'create connector/lkc-demo01/shop' },
    { code: 'CDC7002', name: 'a host that cannot be reached', options: { world: worldWith('username: cdc_reader\n', 'username: cdc_reader\n    network: unreachable\n') }, step: 'create connector/lkc-demo01/shop' },
    { code: 'CDC7001', name: 'a network without a way', options: { world: worldWith('username: cdc_reader\n', 'username: cdc_reader\n    network: hangs\n') }, step: 'create connector/lkc-demo01/shop' },
    { code: 'CDC7004', name: 'a database of another name', texts: edited('database: ecommerce', 'database: ecomerce'), step: 'create connector/lkc-demo01/shop' },
  ])('$code: $name', async ({ code, options, texts, step }) => {
    await using estate = await startEstate({ leastSleepMs: 5_000, ...options });
    const report = await estate.apply(texts ?? only);
    expect(failures(report).map((failed) => [failed.step, failed.code])).toEqual([[step, code]]);
    const [{ fix } = { fix: [] }] = failures(report);
    expect(fix.length).toBeGreaterThan(0);
    const text = textOf(report);
    expect(text).toContain(code);
    expect(text).toContain(`What to do: ${fix[0]!}`);
  });

  it('CDC7319: a column that the source does not have', async () => {
    await using estate = await startEstate({ leastSleepMs: 5_000 });
    const report = await estate.apply(edited('        email: STRING\n', '        email: { type: STRING, expression: "UPPER(`e_mail`)" }\n'));
    expect(failures(report).map(({ code }) => code)).toEqual(['CDC7319']);
  });

  it('CDC7408: the topic vanishes before Tableflow is enabled', async () => {
    const held: { estate?: Estate } = {};
    await using estate = await startEstate({ leastSleepMs: 5_000 });
    held.estate = estate;
    const report = await estate.apply(only, onStep(() => held.estate!, 'create tableflow-topic/lkc-demo01/customers', ({ simulator }) => simulator.control.deleteTopic('customers')));
    expect(failures(report).map(({ code }) => code)).toContain('CDC7408');
  });
});

describe('status', () => {
  it.each([
    { code: 'CDC7101', trace: 'ERROR: replication slot "shop" is active for PID 4711' },
    { code: 'CDC7102', trace: 'ERROR: can no longer get changes from replication slot "shop"' },
    { code: 'CDC7103', trace: 'No space left on device' },
    { code: 'CDC7104', trace: 'ERROR: all replication slots are in use' },
    { code: 'CDC7105', trace: 'ERROR: logical decoding requires "wal_level" >= "logical"' },
    { code: 'CDC7106', trace: 'ERROR: publication "dbz_publication" does not exist' },
    { code: 'CDC7107', trace: 'ERROR: permission denied for table orders' },
    { code: 'CDC7009', trace: 'TopicAuthorizationException: Not authorized to access topics: [shop.public.orders]' },
    { code: 'CDC7110', trace: 'The connector is trying to read binlog starting at x, but this is no longer available on the server.' },
    { code: 'CDC7111', trace: 'The db history topic or its content is fully or partially missing.' },
    { code: 'CDC7112', trace: "User does not have the 'LOCK TABLES' privilege required to obtain a consistent snapshot" },
    { code: 'CDC7113', trace: 'The MySQL server is not configured to use a ROW binlog_format' },
    { code: 'CDC7114', trace: 'A slave with the same server_uuid/server_id as this slave has connected to the master' },
    { code: 'CDC7120', trace: 'No maximum LSN recorded in the database' },
    { code: 'CDC7121', trace: 'An insufficient number of arguments were supplied for the procedure or function cdc.fn_cdc_get_all_changes_x' },
    { code: 'CDC7125', trace: 'ORA-26804: apply "XOUT" is disabled' },
    { code: 'CDC7126', trace: 'ORA-01291: missing log file' },
    { code: 'CDC7130', trace: 'is not authorized to perform: dynamodb:CreateTable' },
    { code: 'CDC7131', trace: 'TrimmedDataAccessException' },
    { code: 'CDC7132', trace: 'table public.log: key column id is missing or has a type that the connector does not support' },
    { code: 'CDC7205', trace: 'org.apache.avro.SchemaParseException: Illegal character in: total amount' },
    { code: 'CDC7204', trace: 'org.apache.kafka.common.errors.RecordTooLargeException: too large' },
  ])('shows $code behind a trace', async ({ code, trace }) => {
    const estate = await shared;
    estate.simulator.control.failConnector('shop', trace);
    expect(await statusCodes(estate)).toEqual([`connector shop: ${code}`]);
    expect(await verifyCodes(estate, 'connector')).toContain(code);
  });

  it.each([
    { code: 'CDC7203', detail: 'Schema 100042 not found; error code: 40403' },
    { code: 'CDC7320', detail: 'Failed to deserialize record at partition 0 offset 4' },
    { code: 'CDC7321', detail: "Column 'id' is NOT NULL, however, a null value is being written into it." },
    { code: 'CDC7304', detail: "The table 'orders' was found, but its Kafka topic does not exist. Please try again later." },
    { code: 'CDC7318', detail: 'The principal sa-cdc001 is not authorized to access the topic' },
    { code: 'CDC7329', detail: '' },
  ])('shows $code behind a degraded statement', async ({ code, detail }) => {
    const estate = await shared;
    estate.simulator.control.failConnector('shop', 'unheard of');
    for (const name of await statementNames(estate)) estate.simulator.control.degradeStatement(name, detail);
    // A statement without a detail reads "is DEGRADED and gives no detail".
    expect(await statusCodes(estate)).toEqual([`decode-statement : ${code}`, `decode-statement : ${code}`]);
    expect(await verifyCodes(estate, 'statement')).toContain(code);
  });

  it.each([
    { code: 'CDC7401', message: 'Tableflow will be suspended because we detected a Kafka record at partition 3 offset 17 with a null value. The changelog mode of this table is APPEND.' },
    { code: 'CDC7403', message: 'Incompatible schema evolution detected. Field changed from nullable to non-nullable at key.' },
    { code: 'CDC7404', message: 'Incompatible schema evolution detected. Field total changed its type.' },
    { code: 'CDC7407', message: 'AccessDenied: not authorized to perform s3:PutObject on bucket lake' },
    { code: 'CDC7402', message: 'The changelog mode for this topic has been modified since table materialization began from APPEND to UPSERT. Modifying the changelog mode of an existing table is not supported.' },
  ])('shows $code behind a suspended table', async ({ code, message }) => {
    const estate = await shared;
    for (const name of await statementNames(estate)) estate.simulator.control.degradeStatement(name, 'unheard of, but degraded');
    estate.simulator.control.suspendTableflow('orders', message);
    expect((await statusCodes(estate)).filter((line) => line.startsWith('tableflow'))).toEqual([`tableflow-topic orders: ${code}`]);
    expect(await verifyCodes(estate, 'tableflow')).toContain(code);
  });

  /** The same look of `verify`: stages behind a broken one are judged as well. */
  const verifyCodes = async (estate: Estate, stage: Parameters<typeof stageOf>[2]): Promise<readonly string[]> => codesOf(stageOf(await verify(estate, only, { timeoutMs: 0 }), 'public.orders', stage));

  /** One estate whose parts are broken one after the other: nothing mends itself in it. */
  const shared = applied();
  const statementNames = async (estate: Estate): Promise<readonly string[]> => {
    const { pipelines } = onlyTarget(await estate.plan(only));
    return pipelines.flatMap(({ components }) => components.filter(({ kind }) => kind === 'decode-statement').map(({ name }) => name));
  };

  it('CDC7008: paused by the platform', async () => {
    await using estate = await applied();
    estate.simulator.control.pauseConnector('shop');
    expect(await statusCodes(estate)).toEqual(['connector shop: CDC7008']);
  });

  it('CDC7007, CDC7315 and CDC7414: topics are deleted under their users', async () => {
    await using estate = await applied();
    estate.simulator.control.deleteTopic('shop.public.customers');
    estate.simulator.control.deleteTopic('orders');
    await estate.clock.sleep(60_000);
    expect(await statusCodes(estate)).toEqual(['connector shop: CDC7007', 'decode-statement : CDC7315', 'decode-statement : CDC7315', 'tableflow-topic orders: CDC7414']);
  });

  it('CDC7201: a column is added under JSON_SR; CDC7202: under AVRO, without a default', async () => {
    for (const [format, code] of [['JSON_SR', 'CDC7201'], ['AVRO', 'CDC7202']] as const) {
      const texts = { ...only, 'shop.yaml': pipeline.replace(/^ {2}format: .*\n/m, '').replace('  tables:\n', `  format: ${format}\n  tables:\n`) };
      await using estate = await applied({}, texts);
      estate.simulator.control.alterColumn('ecommerce', 'public.customers', 'vat', { type: 'varchar(20)', nullable: false });
      estate.simulator.control.writeRow('ecommerce', 'public.customers', 'c', { id: 9, email: 'x@example.com', first_name: 'X', last_name: 'Y', status: 'active', created_at: '2026-01-05T09:15:00', vat: 'DE1' });
      await estate.clock.sleep(60_000);
      expect(await statusCodes(estate, texts)).toEqual([`connector shop: ${code}`]);
    }
  });

  it('CDC7405: a record that cannot be converted', async () => {
    await using estate = await applied();
    estate.simulator.control.writeBadRecord('orders');
    await estate.clock.sleep(60_000);
    expect(await statusCodes(estate)).toEqual(['tableflow-topic orders: CDC7405']);
  });
});

describe('verify', () => {
  it('CDC7413: records were skipped', async () => {
    const texts = edited('    retention: 7d', '    retention: 7d\n    onRecordFailure: skip');
    await using estate = await applied({}, texts);
    estate.simulator.control.writeBadRecord('orders');
    await estate.clock.sleep(60_000);
    const report = await verify(estate, texts);
    expect(codesOf(stageOf(report, 'public.orders', 'tableflow'))).toEqual(['CDC7413']);
    expect(stageOf(report, 'public.orders', 'tableflow')).toMatchObject({ verdict: 'warning', saw: 'RUNNING, UPSERT, ICEBERG, 1 row skipped' });
  });

  it('CDC7503: nothing gets through the filter', async () => {
    const texts = edited("`status` <> 'test'", "`status` = 'nobody'");
    await using estate = await applied({}, texts);
    const report = await verify(estate, texts, { timeoutMs: 0 });
    expect(codesOf(stageOf(report, 'public.customers', 'rows'))).toEqual(['CDC7503']);
    expect(report.proven).toBe(false);
  });

  it('CDC7206: rows hold the mark of an unchanged large value', async () => {
    await using estate = await applied();
    estate.simulator.control.writeRow('ecommerce', 'public.customers', 'u', { id: 1, email: '__debezium_unavailable_value' });
    await estate.clock.sleep(60_000);
    const report = await verify(estate, only);
    expect(codesOf(stageOf(report, 'public.customers', 'rows'))).toEqual(['CDC7206']);
    expect(JSON.stringify(report)).not.toContain('grace@example.com');
  });

  it('CDC7005 and CDC7504: an empty table makes neither topic nor schema', async () => {
    const empty = world.replace(/( {6}- name: public\.orders\n(?: {8}.*\n)*?) {8}rows:\n(?: {10}.*\n)+ {8}rowCount: 200\n( {4}stream:\n.*\n)/, '$1');
    expect(empty).not.toBe(world);
    await using estate = await startEstate({ world: empty, leastSleepMs: 15_000 });
    await estate.apply(only);
    const soon = await verify(estate, only, { timeoutMs: 0 });
    expect(stageOf(soon, 'public.orders', 'schemas')).toMatchObject({ verdict: 'waiting', signatures: [] });
    const late = await verify(estate, only, { timeoutMs: 400_000 });
    expect(codesOf(stageOf(late, 'public.orders', 'schemas'))).toEqual(['CDC7005']);
    expect(codesOf(stageOf(late, 'public.orders', 'snapshot'))).toEqual(['CDC7504']);
    expect(late.targets[0]!.pipelines[0]!.tables.map(({ from, stopsAt }) => [from, stopsAt])).toEqual([['public.customers', undefined], ['public.orders', 'schemas']]);
  });

  it('CDC7310: the planner keeps every row', async () => {
    await using estate = await startEstate({ leastSleepMs: 5_000 });
    await estate.apply(examples('oracle.yaml'));
    const report = await verify(estate, examples('oracle.yaml'));
    expect(stageOf(report, 'ERP.SHIPMENTS', 'statement')).toMatchObject({ verdict: 'warning', signatures: [{ code: 'CDC7310' }] });
    expect(report.proven).toBe(true);
  });
});

describe('an exhausted pool', () => {
  it('CDC7313: shows in verify and in the failed wait', async () => {
    const small = { 'targets.yaml': target.replace('computePool: { name: cdc-decode, maxCfu: 10 }', 'computePool: { name: tiny }'), 'shop.yaml': pipeline };
    await using estate = await startEstate({ leastSleepMs: 5_000, world: worldWith('    computePools:\n', '    computePools:\n      - { id: lfcp-tiny01, name: tiny, maxCfu: 5, cloud: AWS, region: us-east-1 }\n') });
    expect(failures(await estate.apply(small))).toEqual([]);
    const [organization] = await estate.clients.management.listOrganizations();
    const [region] = await estate.clients.management.listFlinkRegions({ cloud: 'AWS', region: 'us-east-1' });
    const flink = estate.clients.flink(region!.http_endpoint, organization!.id, 'env-demo01');
    const spec = (statement: string) => ({ statement, compute_pool_id: 'lfcp-tiny01', properties: { 'sql.current-catalog': 'prod', 'sql.current-database': 'lake' } });
    const [mine] = (await flink.listStatements()).filter(({ name }) => name.startsWith('shop--orders--decode'));
    for (let other = 1; other <= 4; other += 1) {
      await flink.createStatement({ name: `table-${other}`, spec: spec(`CREATE TABLE \`other_${other}\` (\`id\` INT NOT NULL, \`email\` STRING, PRIMARY KEY (\`id\`) NOT ENFORCED) WITH ('changelog.mode' = 'upsert')`) });
    }
    await estate.clock.sleep(60_000);
    await flink.deleteStatement(mine!.name);
    await estate.clock.sleep(30_000);
    for (let other = 1; other <= 4; other += 1) {
      await flink.createStatement({ name: `other-${other}`, spec: spec(`INSERT INTO \`other_${other}\` (\`id\`, \`email\`) SELECT \`id\`, \`email\` FROM \`shop.public.customers\``) });
    }
    await estate.clock.sleep(60_000);
    expect(failures(await estate.apply(small)).map(({ code }) => code)).toEqual(['CDC7313']);
    const report = await verify(estate, small, { timeoutMs: 0 });
    expect(stageOf(report, 'public.orders', 'statement').verdict).toBe('waiting');
    // The pool is the reason why it waits: the more specific one stands first.
    expect(codesOf(stageOf(report, 'public.orders', 'statement'))).toEqual(['CDC7313', 'CDC7316']);
    expect(stageOf(report, 'public.customers', 'statement').verdict).toBe('proven');
  });
});

/** States that no message gives away: the service's own words for a state, and how long it lasts. */
describe('a state without a message', () => {
  const MINUTES = 60_000;
  const orders = async (estate: Estate): Promise<string> => {
    const { pipelines } = onlyTarget(await estate.plan(only));
    return pipelines[0]!.components.find(({ kind, table }) => kind === 'decode-statement' && table === 'public.orders')!.name;
  };
  const seen = async (estate: Estate, stage: Parameters<typeof stageOf>[2], timeoutMs = 0): Promise<readonly string[]> =>
    codesOf(stageOf(await verify(estate, only, { timeoutMs }), 'public.orders', stage));

  it('CDC7006: a connector without tasks, once that has lasted', async () => {
    await using estate = await applied();
    estate.simulator.control.dropTasks('shop');
    expect(await seen(estate, 'connector')).toEqual([]);
    expect(await seen(estate, 'connector', 6 * MINUTES)).toEqual(['CDC7006']);
  });

  it('CDC7316: a statement that waits', async () => {
    await using estate = await applied();
    estate.simulator.control.setStatement(await orders(estate), { phase: 'PENDING' });
    expect(await seen(estate, 'statement')).toEqual([]);
    await estate.clock.sleep(11 * MINUTES);
    expect(await seen(estate, 'statement')).toEqual(['CDC7316']);
  });

  it('CDC7323: a statement that has ended', async () => {
    await using estate = await applied();
    estate.simulator.control.setStatement(await orders(estate), { phase: 'COMPLETED' });
    expect(await seen(estate, 'statement')).toEqual(['CDC7323']);
    expect(await statusCodes(estate)).toEqual(['decode-statement : CDC7323']);
  });

  it('CDC7314: a statement whose state is too large', async () => {
    await using estate = await applied();
    estate.simulator.control.setStatement(await orders(estate), { stateLimit: 'EXCEEDING_SOFT_LIMIT' });
    expect(await seen(estate, 'statement')).toEqual(['CDC7314']);
  });

  it('CDC7505: a statement that is far behind', async () => {
    await using estate = await applied();
    const point = { timestamp: '2026-01-01T00:00:00Z', value: 2_000_000, 'resource.flink_statement.name': await orders(estate) };
    estate.simulator.faults.add({ match: { path: /metrics/ }, effect: { kind: 'status', status: 200, body: { data: [point] } } });
    expect(await seen(estate, 'statement')).toEqual(['CDC7505']);
  });

  it('CDC7415: a table that does not start', async () => {
    await using estate = await applied();
    await estate.clock.sleep(21 * MINUTES);
    estate.simulator.control.setTableflow('orders', { phase: 'PENDING' });
    expect(await seen(estate, 'tableflow')).toEqual(['CDC7415']);
  });

  it('CDC7416: a format that fails', async () => {
    await using estate = await applied();
    estate.simulator.control.setTableflow('orders', { failingFormats: [{ format: 'ICEBERG', error_message: 'commit conflict' }] });
    expect(await seen(estate, 'tableflow')).toEqual(['CDC7416']);
    expect(await statusCodes(estate)).toEqual(['tableflow-topic orders: CDC7416']);
  });

  it('CDC7406: a catalog that does not take the table', async () => {
    await using estate = await applied();
    const { baseUrl, credentials } = estate.simulator.description;
    const authorization = `Basic ${Buffer.from(`${credentials.tableflow.key}:${credentials.tableflow.secret}`).toString('base64')}`;
    const spec = { display_name: 'glue', config: { kind: 'AwsGlue', provider_integration_id: 'cspi-lake01' }, environment: { id: 'env-demo01' }, kafka_cluster: { id: 'lkc-demo01' } };
    const made = await fetch(`${baseUrl}/tableflow/v1/catalog-integrations`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify({ spec }) });
    expect(made.status, await made.text()).toBe(202);
    estate.simulator.control.failCatalogs('lkc-demo01');
    expect(await seen(estate, 'tableflow')).toEqual(['CDC7406']);
    expect(await statusCodes(estate)).toEqual(expect.arrayContaining(['tableflow-topic orders: CDC7406']));
  });

  it('CDC7502: a target that Flink does not list', async () => {
    await using estate = await applied();
    estate.simulator.control.deleteTopic('orders');
    await estate.clock.sleep(60_000);
    expect(await seen(estate, 'tables')).toEqual(['CDC7502']);
  });

  it('CDC7501: a source topic without a schema', async () => {
    await using estate = await applied();
    const { baseUrl, credentials } = estate.simulator.description;
    const authorization = `Basic ${Buffer.from(`${credentials.schemaRegistry.key}:${credentials.schemaRegistry.secret}`).toString('base64')}`;
    for (const part of ['key', 'value']) {
      for (const query of ['', '?permanent=true']) {
        const answer = await fetch(`${baseUrl}/subjects/shop.public.orders-${part}${query}`, { method: 'DELETE', headers: { authorization } });
        expect(answer.status, await answer.text()).toBe(200);
      }
    }
    await estate.clock.sleep(60_000);
    // The simulator's Flink lists topics without a schema as raw tables, as the service does today; here it leaves this one out.
    const listed = ['shop.public.customers', 'customers', 'orders'].map((name) => ({ row: [name] }));
    estate.simulator.faults.add({ match: { path: /--verify-[^/]*\/results/ }, times: 1, effect: { kind: 'status', status: 200, body: { metadata: { next: '' }, results: { data: listed } } } });
    expect(await seen(estate, 'tables')).toEqual(['CDC7501']);
  });
});

/**
 * Every signature has a state above, or in messages.test.ts where only a request that the reconciler does not make brings the
 * account into it. A new one without a state fails here.
 */
it('every signature has a state that a test brings the simulator into', () => {
  const texts = ['signatures.test.ts', 'messages.test.ts'].map((file) => readFileSync(new URL(file, import.meta.url), 'utf8')).join('\n');
  // The code as a case's field, or at the front of a test's name; not one that is merely mentioned.
  const tested = new Set([...texts.matchAll(/(?:code: '|it\('|, |; |and )(CDC7\d{3})\b/g)].map(([, code]) => code));
  expect(Object.keys(signatures).filter((code) => !tested.has(code))).toEqual([]);
});
