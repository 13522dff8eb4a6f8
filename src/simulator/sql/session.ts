import type { Account, Cluster, Environment } from '../account.js';
import { inferTable } from '../flink/index.js';
import type { Session, TopicView } from '../flink/index.js';
import { keptRecords } from '../kafka/topics.js';
import type { Topic } from '../kafka/types.js';
import type { CatalogTable, SchemaText } from '../model.js';
import { latestVersion } from '../registry/subjects.js';

/** The cluster that a statement's properties name as the current database: by display name or by id. */
export function currentCluster(environment: Environment, properties: Readonly<Record<string, string>>): Cluster | undefined {
  const wanted = properties['sql.current-database'];
  if (wanted === undefined) return environment.clusters[0];
  return environment.clusters.find((cluster) => cluster.name === wanted || cluster.id === wanted);
}

/** Why the current catalog or database cannot be used; undefined when it can. */
export function namespaceProblem(environment: Environment, properties: Readonly<Record<string, string>>): string | undefined {
  const catalog = properties['sql.current-catalog'];
  if (catalog !== undefined && catalog !== environment.name && catalog !== environment.id) {
    return `A catalog with name [${catalog}] does not exist.`;
  }
  if (currentCluster(environment, properties) === undefined) {
    return `A database with name [${properties['sql.current-database'] ?? ''}] does not exist in the catalog: [${environment.name}].`;
  }
  return undefined;
}

/** What the catalog knows about a topic. */
function topicView(environment: Environment, topic: Topic): TopicView {
  const schema = (kind: 'key' | 'value'): SchemaText | undefined => {
    const version = latestVersion(environment.registry, `${topic.name}-${kind}`);
    return version === undefined ? undefined : { schemaType: version.schemaType, schema: version.schema };
  };
  const [keySchema, valueSchema] = [schema('key'), schema('value')];
  return {
    name: topic.name,
    partitions: topic.partitions,
    configs: Object.fromEntries(topic.configs),
    ...(keySchema === undefined ? {} : { keySchema }),
    ...(valueSchema === undefined ? {} : { valueSchema }),
    ...(topic.options.size === 0 ? {} : { options: Object.fromEntries(topic.options) }),
    ...(topic.definition === undefined ? {} : { definition: topic.definition }),
  };
}

/** The Flink table that a topic is. */
export function tableOf(environment: Environment, topic: Topic): CatalogTable {
  return inferTable(topicView(environment, topic));
}

/** The session of a statement: the tables and records of its database as they are now. */
export function openSession(account: Account, environment: Environment, cluster: Cluster, properties: Readonly<Record<string, string>>): Session {
  return {
    catalog: environment.name,
    database: cluster.name,
    properties,
    tables: () => cluster.topics.all().filter((topic) => !topic.deleting).map((topic) => tableOf(environment, topic)),
    table: (name) => {
      const topic = cluster.topics.get(name);
      return topic === undefined || topic.deleting ? undefined : tableOf(environment, topic);
    },
    records: (table) => {
      const topic = cluster.topics.get(table);
      return topic === undefined ? [] : keptRecords(account, topic);
    },
  };
}
