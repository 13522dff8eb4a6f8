import { parseWorld } from '../../../src/simulator/index.js';
import type { AccountSnapshot, World } from '../../../src/simulator/index.js';
import { hostOf, sourceNames, tablesOf } from './sources.js';
import type { SourceName } from './sources.js';

/** What is in the account before us and belongs to others: no run may change any of it. */
export const foreign = {
  connector: 'archive',
  statement: 'their-report',
  table: 'their_totals',
  topics: ['their.events', 'shop_backup'],
} as const;

/** Five databases with three tables each, and an account in which others work too. */
export const worldText = JSON.stringify({
  environments: [
    {
      name: 'prod',
      id: 'env-test01',
      clusters: [
        {
          name: 'lake',
          id: 'lkc-test01',
          topics: foreign.topics.map((name) => ({ name, partitions: 3 })),
          connectors: [
            {
              name: foreign.connector,
              config: {
                'connector.class': 'PostgresCdcSourceV2', 'database.hostname': 'archive.example.com', 'database.dbname': 'archive', 'database.user': 'them',
                'topic.prefix': 'archive', 'table.include.list': 'public.old', 'output.data.format': 'AVRO', 'output.key.format': 'AVRO', 'heartbeat.interval.ms': '0',
              },
            },
          ],
        },
      ],
      computePools: [{ id: 'lfcp-test01', name: 'shared', maxCfu: 50 }, { id: 'lfcp-test02', name: 'second', maxCfu: 50 }],
      providerIntegrations: [{ id: 'cspi-test1', name: 'writer' }],
    },
  ],
  serviceAccounts: [{ id: 'sa-test01', name: 'cdc' }],
  databases: [
    ...sourceNames.map((source) => ({ source, host: hostOf(source), ...databaseOf(source), tables: tablesOf(source) })),
    {
      source: 'postgres', host: 'archive.example.com', database: 'archive',
      tables: [{ name: 'public.old', key: ['id'], columns: { id: { type: 'integer', nullable: false }, what: 'text' }, rows: [{ id: 1, what: 'kept' }] }],
    },
  ],
});

function databaseOf(source: SourceName): object {
  if (source === 'dynamodb' || source === 'mysql') return {};
  return { database: source === 'oracle' ? 'ORCLCDB' : 'shop' };
}

/** What of a snapshot of the account is others'. */
export function foreignPart(snapshot: AccountSnapshot): unknown {
  const environment = snapshot.environments['prod'] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const cluster = snapshot.clusters['prod/lake'] as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const named = (part: Readonly<Record<string, unknown>> | undefined): unknown => Object.fromEntries(Object.entries(part ?? {}).filter(([name]) => isForeign(name)));
  return {
    statements: named(environment['statements']),
    subjects: named(environment['subjects']),
    pools: Object.fromEntries(Object.entries(environment['computePools'] ?? {}).filter(([name]) => name !== 'made')),
    topics: named(cluster['topics']),
    connectors: named(cluster['connectors']),
    tableflow: named(cluster['tableflow']),
    writeModes: named(cluster['writeModes']),
  };
}

function isForeign(name: string): boolean {
  const { connector, statement, table, topics } = foreign;
  return [connector, statement, table, ...topics].some((theirs) => name === theirs || name.startsWith(`${theirs}-`) || name.startsWith(`${theirs}.`));
}

export function testWorld(): World {
  return parseWorld(worldText);
}
