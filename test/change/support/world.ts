import { parseWorld } from '../../../src/simulator/index.js';
import type { World } from '../../../src/simulator/index.js';
import { sourceNames, tablesOf } from './sources.js';

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
    ...sourceNames.map((source) => ({ source, ...hostOf(source), tables: tablesOf(source) })),
    {
      source: 'postgres', host: 'archive.example.com', database: 'archive',
      tables: [{ name: 'public.old', key: ['id'], columns: { id: { type: 'integer', nullable: false }, what: 'text' }, rows: [{ id: 1, what: 'kept' }] }],
    },
  ],
});

function hostOf(source: (typeof sourceNames)[number]): object {
  if (source === 'dynamodb') return { host: 'https://dynamodb.us-east-1.amazonaws.com' };
  return { host: `${source}.example.com`, ...(source === 'mysql' ? {} : { database: source === 'oracle' ? 'ORCLCDB' : 'shop' }) };
}

export function testWorld(): World {
  return parseWorld(worldText);
}
