import { createHash } from 'node:crypto';
import { homes } from '../account.js';
import type { Account, Cluster, Environment } from '../account.js';
import { MASK } from '../journal.js';
import { isSecretKey } from '../connect/plugins.js';
import { liveVersions } from '../registry/subjects.js';

/** The account as plain data, without ids and times, sorted by name. */
export interface AccountSnapshot {
  readonly environments: Readonly<Record<string, unknown>>;
  readonly clusters: Readonly<Record<string, unknown>>;
}

export function takeSnapshot(account: Account): AccountSnapshot {
  return {
    environments: byName(account.environments.map((environment) => [environment.name, snapshotEnvironment(environment)])),
    clusters: byName(homes(account).map(({ environment, cluster }) => [`${environment.name}/${cluster.name}`, snapshotCluster(cluster)])),
  };
}

function snapshotEnvironment(environment: Environment): unknown {
  const pools = new Map(environment.pools.all().map((pool) => [pool.id, pool.name]));
  return {
    computePools: byName([...environment.pools.all()].map((pool) => [pool.name, { maxCfu: pool.maxCfu, phase: pool.phase, cloud: pool.cloud, region: pool.region }])),
    statements: byName(
      environment.statements.all().map((statement) => [
        statement.name,
        { sql: statement.sql, properties: statement.properties, pool: pools.get(statement.poolId) ?? null, principal: statement.principal, phase: statement.phase, stopped: statement.stopped, detail: statement.detail },
      ]),
    ),
    subjects: byName(
      environment.registry.subjects.all().flatMap((subject) => {
        const versions = liveVersions(subject).map(({ schemaType, schema }) => ({ schemaType, schema }));
        return versions.length === 0 ? [] : [[subject.name, versions] as const];
      }),
    ),
    compatibility: { global: environment.registry.globalConfig, subjects: Object.fromEntries(environment.registry.configs) },
    providerIntegrations: environment.integrations.all().map((integration) => integration.name).sort(),
  };
}

function snapshotCluster(cluster: Cluster): unknown {
  return {
    topics: byName(cluster.topics.all().map((topic) => [withoutId(topic.name), { partitions: topic.partitions, configs: byName([...topic.configs]), records: topic.records.length, deleting: topic.deleting }])),
    connectors: byName(cluster.connectors.all().map((connector) => [connector.name, { config: withoutSecrets(connector.config), state: connector.state, trace: connector.trace, broken: connector.broken }])),
    tableflow: byName(
      cluster.tableflow.all().map((tableflow) => [
        tableflow.name,
        {
          storage: tableflow.storage,
          formats: [...tableflow.formats].sort(),
          retentionMs: tableflow.retentionMs,
          errorHandling: tableflow.errorHandling,
          phase: tableflow.phase,
          suspended: tableflow.suspended,
          errorMessage: tableflow.errorMessage,
          writeMode: tableflow.writeMode,
          rows: tableflow.rows.size,
          deleting: tableflow.deleting,
        },
      ]),
    ),
    catalogIntegrations: byName(cluster.catalogs.all().map((catalog) => [catalog.name, { kind: catalog.config['kind'] ?? '', phase: catalog.phase }])),
    writeModes: byName([...cluster.writeModes]),
  };
}

/** A connector names the topics beside those of its tables by its id. */
function withoutId(topic: string): string {
  return topic.replace(/lcc-[a-z0-9]{6}/, '{lcc}');
}

/** Secrets compare by digest, so that a snapshot may be printed. */
function withoutSecrets(config: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const connectorClass = config['connector.class'] ?? '';
  const digest = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 8);
  return byName(Object.entries(config).map(([key, value]) => [key, isSecretKey(connectorClass, key) ? `${MASK} ${digest(value)}` : value]));
}

function byName<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1)));
}
