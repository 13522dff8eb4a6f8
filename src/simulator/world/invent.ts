import { inventTable } from '../debezium/index.js';
import type { SourceName } from '../debezium/index.js';
import { sourceOfClass } from '../connect/plugins.js';
import type { WorldFileDatabase } from './types.js';

/**
 * A plausible database for a connector that names one the world does not know, so that anybody's YAML can be
 * simulated: the tables of its include list, each with an `id` key and a few columns.
 */
export function inventDatabase(config: Readonly<Record<string, string>>): WorldFileDatabase {
  const source = sourceOfClass(config['connector.class'] ?? '') ?? 'postgres';
  const database = config['database.dbname'] ?? config['database.names']?.split(',')[0]?.trim() ?? config['database.include.list']?.split(',')[0]?.trim();
  return {
    source,
    host: hostOf(config),
    network: 'ok',
    ...(database === undefined ? {} : { database }),
    tables: includedTables(source, config).map((name) => ({ ...inventTable(source, name), key: inventTable(source, name).key ?? [], rowCount: 0, replicaIdentity: 'full' as const })),
    stream: [],
  };
}

/** The host that a connector's config names; DynamoDB has an endpoint URL instead. */
export function hostOf(config: Readonly<Record<string, string>>): string {
  return config['database.hostname'] ?? config['dynamodb.service.endpoint'] ?? '';
}

const DEFAULT_TABLES: Readonly<Record<SourceName, readonly string[]>> = {
  postgres: ['public.customers', 'public.orders'],
  mysql: ['shop.customers', 'shop.orders'],
  sqlserver: ['dbo.customers', 'dbo.orders'],
  oracle: ['SHOP.CUSTOMERS', 'SHOP.ORDERS'],
  dynamodb: ['customers', 'orders'],
};

function includedTables(source: SourceName, config: Readonly<Record<string, string>>): readonly string[] {
  const list = source === 'dynamodb' ? config['dynamodb.table.includelist'] : config['table.include.list'];
  const entries = (list ?? '').split(',').map((entry) => entry.trim().replace(/^\^|\$$/g, '').replace(/\\(.)/g, '$1')).filter((entry) => entry !== '');
  if (entries.length === 0) return DEFAULT_TABLES[source];
  return [...new Set(entries.flatMap((entry) => (/[*+?()[\]{}|]/.test(entry) ? expandPattern(entry) : [entry])))];
}

/** Two names that the pattern matches, where `.*` and the like stand for a table's name. */
function expandPattern(pattern: string): readonly string[] {
  const group = /\(([^()]*\|[^()]*)\)/.exec(pattern);
  if (group?.[1] !== undefined) return group[1].split('|').flatMap((choice) => expandPattern(pattern.replace(group[0], choice)));
  if (!/[*+?()[\]{}|]/.test(pattern)) return [pattern];
  return ['customers', 'orders'].map((name) => pattern.replace(/(\.\*|\.\+|\[[^\]]*\][*+]?|\w\+)/, name).replace(/[*+?()[\]{}|]/g, ''));
}
