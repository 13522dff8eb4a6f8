import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainFailure } from '../../src/core/signatures/index.js';
import { examples, startEstate } from '../support/estate.js';
import type { Estate } from '../support/estate.js';

/*
 * What the simulated account itself says to a request that has gone wrong, and which signature recognises it. The statements
 * and requests are ones that the reconciler would not make; the words are the account's.
 */

const shop = examples('postgres.yaml');
const ENVIRONMENT = 'env-demo01';
const CLUSTER = 'lkc-demo01';

describe('what the account says', () => {
  let estate: Estate;
  let number = 0;
  beforeAll(async () => {
    estate = await startEstate();
    await estate.apply(shop);
  });
  afterAll(() => estate[Symbol.asyncDispose]());

  async function flink() {
    const [organization] = await estate.clients.management.listOrganizations();
    const regions = await estate.clients.management.listFlinkRegions({ cloud: 'AWS', region: 'us-east-1' });
    return estate.clients.flink(regions[0]!.http_endpoint, organization!.id, ENVIRONMENT);
  }

  /** Runs a statement and tells its phase, its detail and its warnings. */
  async function submit(statement: string, properties: Readonly<Record<string, string>> = {}): Promise<{ readonly phase: string; readonly detail: string; readonly warnings: string }> {
    const client = await flink();
    const name = `by-hand-${(number += 1)}`;
    await client.createStatement({ name, spec: { statement, compute_pool_id: 'lfcp-shared1', properties: { 'sql.current-catalog': 'prod', 'sql.current-database': 'lake', ...properties } } });
    await estate.clock.sleep(60_000);
    const { status } = (await client.getStatement(name))!;
    await client.deleteStatement(name);
    return { phase: status.phase, detail: status.detail ?? '', warnings: (status.warnings ?? []).map(({ reason, message }) => `${reason ?? ''} ${message}`).join('\n') };
  }

  const table = (columns: string, options: string) => `CREATE TABLE hand_${number} (${columns}) WITH (${options})`;

  it.each([
    { code: 'CDC7301', sql: "INSERT INTO `customers` (`id`, `email`) SELECT `id`, CAST(NULL AS BIGINT) FROM `shop.public.customers`" },
    { code: 'CDC7302', sql: 'INSERT INTO `customers` SELECT `id` FROM `shop.public.customers`' },
    { code: 'CDC7303', sql: 'INSERT INTO `customers` SELECT * FROM `nowhere`' },
    { code: 'CDC7319', sql: 'INSERT INTO `customers` (`id`, `email`) SELECT `id`, `e_mail` FROM `shop.public.customers`' },
    { code: 'CDC7319', sql: 'INSERT INTO `customers` (`id`, `email`) SELECT `id`, NO_SUCH_FUNCTION(`email`) FROM `shop.public.customers`' },
    { code: 'CDC7311', sql: 'INSERT INTO `customers` (`id`, `created_at`) SELECT `id`, CURRENT_TIMESTAMP FROM `shop.public.customers`' },
    { code: 'CDC7324', sql: 'INSERT INTO `customers` (`id`, `email`) SELECT `id`, `email` FROM `shop.public.customers`', properties: { 'sql.tables.initial-offset-from': 'long-gone' } },
    { code: 'CDC7322', sql: 'SHOW TABLES', properties: { 'sql.current-database': 'lake-that-was' } },
  ])('$code: $sql', async ({ code, sql, properties }) => {
    const { phase, detail } = await submit(sql, properties);
    expect(phase).toBe('FAILED');
    expect(explainFailure('decode-statement', detail)?.code, detail).toBe(code);
  });

  it.each([
    { code: 'CDC7305', columns: 'id INT', options: "'value.format' = 'json'" },
    { code: 'CDC7308', columns: 'id INT', options: "'kafka.partitions' = '3'" },
    { code: 'CDC7312', columns: 'a STRING, id INT NOT NULL, PRIMARY KEY (id) NOT ENFORCED', options: "'changelog.mode' = 'upsert'" },
  ])('$code: CREATE TABLE WITH ($options)', async ({ code, columns, options }) => {
    const { phase, detail } = await submit(table(columns, options));
    expect(phase).toBe('FAILED');
    expect(explainFailure('target-table', detail)?.code, detail).toBe(code);
  });

  it('CDC7309: an append table takes no updates', async () => {
    await submit("CREATE TABLE `only_new` (id INT, email STRING) WITH ('changelog.mode' = 'append')");
    const { detail } = await submit('INSERT INTO `only_new` SELECT `id`, `email` FROM `shop.public.customers`');
    expect(explainFailure('decode-statement', detail)?.code, detail).toBe('CDC7309');
  });

  it('CDC7307: a table that is there', async () => {
    const { detail } = await submit('CREATE TABLE `orders` (id INT)');
    expect(explainFailure('target-table', detail)?.code, detail).toBe('CDC7307');
  });

  it('CDC7317: the predecessor was purged', async () => {
    await submit("CREATE TABLE `newer` (id INT, email STRING) WITH ('changelog.mode' = 'append')");
    const { detail } = await submit('INSERT INTO `newer` SELECT * FROM `only_new`', { 'sql.tables.initial-offset-from': 'long-gone' });
    expect(explainFailure('decode-statement', detail)?.code, detail).toBe('CDC7317');
  });

  it('CDC7306: subjects of an earlier table', async () => {
    await submit('CREATE TABLE `again` (id INT)');
    estate.simulator.control.deleteTopic('again');
    await estate.clock.sleep(60_000);
    const { detail } = await submit('CREATE TABLE `again` (id INT, other STRING)');
    expect(explainFailure('target-table', detail)?.code, detail).toBe('CDC7306');
  });

  /** The error of a request that is refused. */
  async function refusal(request: () => Promise<unknown>): Promise<string> {
    const error = await request().then(() => undefined, (thrown: Error) => thrown);
    expect(error, 'the request was to be refused').toBeDefined();
    return error!.message;
  }

  it.each([
    { code: 'CDC7408', topic: 'nowhere', storage: { kind: 'Managed' } as const },
    { code: 'CDC7410', topic: 'customers', storage: { kind: 'ByobAws', bucket_name: 'b', provider_integration_id: 'cspi-none' } as const },
    { code: 'CDC7411', topic: 'schemaless', storage: { kind: 'Managed' } as const },
  ])('$code: Tableflow on $topic', async ({ code, topic, storage }) => {
    estate.simulator.control.addTopicByHand(`${topic}${topic === 'schemaless' ? '' : '-unused'}`);
    const client = estate.clients.tableflow(ENVIRONMENT, CLUSTER);
    if (topic === 'customers') await client.deleteTopic(topic);
    await estate.clock.sleep(60_000);
    const message = await refusal(() => client.createTopic({ display_name: topic, storage, table_formats: ['ICEBERG'] }));
    expect(explainFailure('tableflow-topic', message)?.code, message).toBe(code);
  });

  it('CDC7412: a changelog mode that Tableflow does not take', async () => {
    await submit("CREATE TABLE `retracted` (id INT NOT NULL, PRIMARY KEY (id) NOT ENFORCED) WITH ('changelog.mode' = 'retract')");
    const client = estate.clients.tableflow(ENVIRONMENT, CLUSTER);
    await client.createTopic({ display_name: 'retracted', storage: { kind: 'Managed' }, table_formats: ['ICEBERG'] });
    await estate.clock.sleep(600_000);
    const message = (await client.getTopic('retracted'))?.status?.error_message ?? '';
    expect(explainFailure('tableflow-topic', message)?.code, message).toBe('CDC7412');
  });

  it('CDC7409: a provider integration that is in use', async () => {
    const client = estate.clients.tableflow(ENVIRONMENT, CLUSTER);
    await client.createTopic({ display_name: 'customers', storage: { kind: 'ByobAws', bucket_name: 'b', provider_integration_id: 'cspi-lake01' }, table_formats: ['ICEBERG'] });
    const { baseUrl, credentials } = estate.simulator.description;
    const authorization = `Basic ${Buffer.from(`${credentials.cloud.key}:${credentials.cloud.secret}`).toString('base64')}`;
    const answer = await fetch(`${baseUrl}/pim/v1/integrations/cspi-lake01?environment=${ENVIRONMENT}`, { method: 'DELETE', headers: { authorization } });
    expect(answer.status).toBe(409);
    expect(explainFailure('tableflow-topic', await answer.text())?.code).toBe('CDC7409');
  });

  it('CDC7010: a config that the plugin refuses', async () => {
    const client = estate.clients.connect(ENVIRONMENT, CLUSTER);
    const message = await refusal(() => client.create('odd', { 'connector.class': 'PostgresCdcSourceV2', name: 'odd' }));
    expect(explainFailure('connector', message)?.code, message).toBe('CDC7010');
  });

  it('CDC7011: a name that is not free yet', async () => {
    const client = estate.clients.connect(ENVIRONMENT, CLUSTER);
    const [listing] = await client.listConnectors();
    await client.delete(listing!.name);
    const message = await refusal(() => client.putConfig(listing!.name, listing!.config));
    expect(explainFailure('connector', message)?.code, message).toBe('CDC7011');
  });
});
