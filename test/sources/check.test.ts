import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../src/sources/index.js';
import type { SourceName } from '../../src/sources/index.js';
import { durationMs } from '../../src/sources/duration.js';
import { inputFor } from './fixtures.js';

interface Case {
  readonly title: string;
  readonly name: SourceName;
  readonly changes: Parameters<typeof inputFor>[2];
  /** `CODE path`, with `?` behind a warning. */
  readonly want: readonly string[];
}

const cases: readonly Case[] = [
  { title: 'schema missing', name: 'postgres', changes: { tables: ['customers'] }, want: ['CDC2001 tables.0.from'] },
  { title: 'a part too many', name: 'mysql', changes: { tables: ['a.b.c'] }, want: ['CDC2001 tables.0.from'] },
  { title: 'an empty part', name: 'postgres', changes: { tables: ['.customers'] }, want: ['CDC2001 tables.0.from'] },
  { title: 'a comma', name: 'postgres', changes: { tables: ['public.a,b'] }, want: ['CDC2002 tables.0.from'] },
  { title: 'a line break', name: 'postgres', changes: { tables: ['public.a\nb'] }, want: ['CDC2002 tables.0.from'] },
  { title: 'too long for the database', name: 'postgres', changes: { tables: [`public.${'t'.repeat(64)}`] }, want: ['CDC2103 tables.0.from'] },
  { title: 'topics that collide', name: 'mysql', changes: { tables: ['shop.a$b', 'shop.a_b'] }, want: ['CDC2003 tables.1.from'] },
  { title: 'listed twice', name: 'dynamodb', changes: { tables: ['orders', 'orders'] }, want: ['CDC2006 tables.1.from'] },
  { title: 'many tables', name: 'postgres', changes: { tables: Array.from({ length: 101 }, (_, i) => `public.t${i}`) }, want: ['CDC2007? tables'] },
  { title: 'lower case in Oracle', name: 'oracle', changes: { tables: ['shop.orders'] }, want: ['CDC2005? tables.0.from'] },
  { title: 'decimals not stated in Oracle', name: 'oracle', changes: { block: { decimals: undefined } }, want: ['CDC2105? '] },
  { title: 'no DynamoDB name', name: 'dynamodb', changes: { tables: ['a/b'] }, want: ['CDC2001 tables.0.from'] },
  { title: 'database missing', name: 'sqlserver', changes: { block: { databases: ['a', 'b'] }, tables: ['dbo.t'] }, want: ['CDC2001 tables.0.from', 'CDC2001 tables.0.from'] },
  { title: 'database not listed', name: 'sqlserver', changes: { block: { databases: ['a', 'b'] }, tables: ['c.dbo.t'] }, want: ['CDC2001 tables.0.from'] },
  { title: 'captured in another database too', name: 'sqlserver', changes: { block: { databases: ['a', 'b'] }, tables: ['a.dbo.t'] }, want: ['CDC2008? tables.0.from'] },
  { title: 'more tasks than databases', name: 'sqlserver', changes: { block: { tasks: 2 } }, want: ['CDC2103 tasks'] },
  { title: 'no login', name: 'postgres', changes: { block: { password: undefined } }, want: ['CDC2101 '] },
  { title: 'two logins', name: 'postgres', changes: { block: { iam: { region: 'x', providerIntegration: 'y' } } }, want: ['CDC2101 iam'] },
  { title: 'login of the config', name: 'postgres', changes: { block: { password: undefined }, config: { 'authentication.method': 'Google service account impersonation' } }, want: [] },
  { title: 'half an access key', name: 'dynamodb', changes: { block: { secretAccessKey: undefined } }, want: ['CDC2101 '] },
  { title: 'a backslash', name: 'sqlserver', changes: { block: { username: 'DOMAIN\\cdc' } }, want: ['CDC2102 username'] },
  { title: 'a backslash deep inside', name: 'postgres', changes: { block: { excludeColumns: ['public.t.a\\b'] } }, want: ['CDC2102 excludeColumns.0'] },
  { title: 'port out of range', name: 'mysql', changes: { block: { port: 70000 } }, want: ['CDC2103 port'] },
  { title: 'slot name', name: 'postgres', changes: { block: { slot: 'Shop-Slot' } }, want: ['CDC2103 slot'] },
  { title: 'heartbeat query without heartbeat', name: 'postgres', changes: { block: { heartbeat: { interval: '0', query: 'SELECT 1' } } }, want: ['CDC2104 heartbeat.query'] },
  { title: 'retention of a compacted topic', name: 'mysql', changes: { block: { sourceTopics: { retention: '7d' } } }, want: ['CDC2104? sourceTopics.retention'] },
  { title: 'verification without authority', name: 'postgres', changes: { block: { ssl: { mode: 'verify-full' } } }, want: ['CDC2104 ssl.rootCertificate'] },
  { title: 'verification without trust store', name: 'mysql', changes: { block: { ssl: { mode: 'verify_ca' } } }, want: ['CDC2104 ssl.truststore'] },
  { title: 'partition root of a foreign publication', name: 'postgres', changes: { block: { partitionRoot: true } }, want: ['CDC2104? partitionRoot'] },
  { title: 'region and endpoint', name: 'dynamodb', changes: { block: { endpoint: 'https://dynamodb.eu-west-1.amazonaws.com' } }, want: ['CDC2104 '] },
  { title: 'start position without CDC', name: 'dynamodb', changes: { block: { startPosition: 'LATEST' } }, want: ['CDC2104 startPosition'] },
  { title: 'snapshot only', name: 'dynamodb', changes: { block: { syncMode: 'SNAPSHOT' } }, want: ['CDC2106? syncMode'] },
  { title: 'config that contradicts a field', name: 'postgres', changes: { config: { 'topic.prefix': 'other' } }, want: ['CDC2104 config.topic.prefix'] },
];

describe('check', () => {
  it.each(cases)('$name: $title', ({ name, changes, want }) => {
    const problems = sourceOf(name)!.check(inputFor(name, 'AVRO', changes));
    expect(problems.map((problem) => `${problem.code}${problem.severity === 'warning' ? '?' : ''} ${problem.path.join('.')}`)).toEqual(want);
  });
});

it('reads durations', () => {
  expect(['0', '500ms', '30s', '5m', '2h', '7d'].map(durationMs)).toEqual([0, 500, 30_000, 300_000, 7_200_000, 604_800_000]);
  expect(() => durationMs('7 days')).toThrow('not a duration');
});
