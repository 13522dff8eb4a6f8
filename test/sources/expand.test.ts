import { describe, expect, it } from 'vitest';
import type { Format } from '../../src/core/source.js';
import { databaseOf, databases, sourceOf } from '../../src/sources/index.js';
import type { DatabaseName, SourceName } from '../../src/sources/index.js';
import { inputFor } from './fixtures.js';
import { expectGolden } from './golden.js';

const folder = new URL('./golden/', import.meta.url);
const formats: readonly Format[] = ['AVRO', 'JSON_SR', 'PROTOBUF'];
const render = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

describe('golden blueprints', () => {
  const cases = (Object.keys(databases) as DatabaseName[]).flatMap((name) => formats.map((format) => ({ name, format })));
  it.each(cases)('$name $format', ({ name, format }) => {
    expectGolden(folder, `${name}.${format.toLowerCase()}.json`, render(sourceOf(name)!.expand(inputFor(name, format))));
  });
  it('topic, which has no format of its own', () => expectGolden(folder, 'topic.json', render(sourceOf('topic')!.expand(inputFor('topic')))));
});

const variants: readonly { readonly file: string; readonly name: SourceName; readonly changes: Parameters<typeof inputFor>[2] }[] = [
  {
    file: 'postgres.everything', name: 'postgres',
    changes: {
      block: {
        port: 6432, password: undefined, iam: { region: 'eu-west-1', providerIntegration: 'cspi-1' },
        ssl: { mode: 'verify-full', rootCertificate: '${file:certs/root.pem}' }, slot: 'shop', publication: 'shop_pub', failoverSlot: true,
        publicationAutocreate: 'filtered', partitionRoot: true, snapshot: 'no_data', heartbeat: { interval: '30s', query: 'SELECT 1' },
        decimals: 'precise', binary: 'hex', intervals: 'numeric', times: 'connect', signalTable: 'public.signals',
        excludeColumns: ['public.customers.notes'], messageKeys: { 'public.audit': ['at', 'id'] },
        sourceTopics: { cleanupPolicy: 'delete', retention: '30d', partitions: 3 },
      },
      config: { 'exactly.once.enabled': 'true', 'provide.transaction.metadata': 'true' },
    },
  },
  {
    file: 'sqlserver.several-databases', name: 'sqlserver',
    changes: {
      block: { databases: ['eu', 'us'], tasks: 2, password: undefined, entra: { providerIntegration: 'cspi-2' }, readOnlyReplica: true, snapshotIsolation: 'snapshot' },
      tables: ['eu.dbo.orders', 'us.dbo.orders'],
    },
  },
  { file: 'oracle.wallet', name: 'oracle', changes: { block: { tls: { wallet: '${file:cwallet.b64}' }, decimals: 'precise', heartbeat: { interval: '0' } } } },
  {
    file: 'dynamodb.role', name: 'dynamodb',
    changes: {
      block: {
        region: 'cn-north-1', accessKeyId: undefined, secretAccessKey: undefined, providerIntegration: 'cspi-3', syncMode: 'CDC',
        startPosition: 'AT_TIMESTAMP', startTimestamp: '2026-01-31T00:00:00Z', tasks: 1,
      },
    },
  },
];

describe('golden variants', () => {
  it.each(variants)('$file', ({ file, name, changes }) => {
    const input = inputFor(name, 'JSON_SR', changes);
    expect(sourceOf(name)!.check(input).filter((problem) => problem.severity !== 'warning')).toEqual([]);
    expectGolden(folder, `${file}.json`, render(sourceOf(name)!.expand(input)));
  });
});

describe('topic names', () => {
  it.each([
    { name: 'postgres', tables: ['public.customers'], want: ['shop-eu.public.customers'] },
    { name: 'mysql', tables: ['shop.a$b'], want: ['shop-eu.shop.a_b'] },
    { name: 'sqlserver', tables: ['dbo.customers'], want: ['shop-eu.testDB.dbo.customers'] },
    { name: 'oracle', tables: ['C##CFLTUSER.ORDERS'], want: ['shop-eu.C__CFLTUSER.ORDERS'] },
    { name: 'dynamodb', tables: ['orders'], want: ['orders'] },
  ] as const)('$name', ({ name, tables, want }) => {
    expect(sourceOf(name)!.expand(inputFor(name, 'AVRO', { tables })).topics.map((topic) => topic.topic)).toEqual(want);
  });
});

it('matches exactly the listed tables', () => {
  const list = String(databaseOf('mysql').expand(inputFor('mysql')).connector.config['table.include.list']);
  const patterns = list.split(',').map((pattern) => new RegExp(`^(?:${pattern})$`));
  const matches = (table: string): boolean => patterns.some((pattern) => pattern.test(table));
  expect(inputFor('mysql').tables.every(matches)).toBe(true);
  expect(['shopXcustomers', 'shop.customers2', 'billing.invoices', 'xshop.orders'].some(matches)).toBe(false);
});

it('tells how long the source topics keep records', () => {
  const retention = (name: SourceName, block = {}): unknown => sourceOf(name)!.expand(inputFor(name, 'AVRO', { block })).connector?.sourceRetention;
  expect(retention('postgres')).toEqual({ policy: 'compact' });
  expect(retention('postgres', { sourceTopics: { cleanupPolicy: 'delete' } })).toEqual({ policy: 'delete' });
  expect(retention('postgres', { sourceTopics: { cleanupPolicy: 'delete', retention: '30d' } })).toEqual({ policy: 'delete', retentionMs: 2_592_000_000 });
  expect(retention('oracle')).toEqual({ policy: 'delete', retentionMs: 604_800_000 });
});

describe('slot and publication', () => {
  const exclusive = (connectorName: string): Readonly<Record<string, string>> =>
    databaseOf('postgres').expand({ ...inputFor('postgres'), connectorName }).connector.exclusive;

  it.each([
    { connectorName: 'shop', want: 'cdc_shop' },
    { connectorName: 'shop-eu', want: 'cdc_shop_eu' },
  ])('$connectorName', ({ connectorName, want }) => expect(exclusive(connectorName)).toEqual({ slot: want, publication: want }));

  it.each(['Shop EU!', 'x'.repeat(64), 'ünïcode'])('fits PostgreSQL and stays distinct: %s', (connectorName) => {
    expect(exclusive(connectorName)['slot']).toMatch(/^cdc_[a-z0-9_]{1,59}$/);
    expect(exclusive(connectorName)['slot']).not.toBe(exclusive(`${connectorName}2`)['slot']);
  });
});

it('writes statements with quoted names', () => {
  const statements = Object.values(databases).map(({ name }) => databaseOf(name as DatabaseName).testStatement(name === 'dynamodb' ? 'orders' : 'a.b', [{ name: 'id', attributeType: 'N' }, { name: 'na"m`e]', attributeType: 'S' }] as const));
  expect(statements).toEqual([
    'INSERT INTO "a"."b" ("id", "na""m`e]") VALUES (<id>, <na"m`e]>);',
    'INSERT INTO `a`.`b` (`id`, `na"m``e]`) VALUES (<id>, <na"m`e]>);',
    'INSERT INTO [a].[b] ([id], [na"m`e]]]) VALUES (<id>, <na"m`e]>);',
    'INSERT INTO "a"."b" ("id", "na""m`e]") VALUES (<id>, <na"m`e]>);',
    `aws dynamodb put-item --table-name 'orders' --item '{"id":{"N":"<id>"},"na\\"m\`e]":{"S":"<na\\"m\`e]>"}}'`,
  ]);
});
