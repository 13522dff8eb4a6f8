import type { Account, Cluster } from '../account.js';
import type { ApiRequest } from '../server/answer.js';
import { topicConfigs } from './configs.js';
import type { Topic } from './types.js';

/** Kafka REST lists are never paged: `metadata.next` is null. */
export function resourceList(kind: string, request: ApiRequest, data: readonly unknown[]): Record<string, unknown> {
  return { kind, metadata: { self: request.url.toString(), next: null }, data };
}

function topicUrl(account: Account, cluster: Cluster, topic: string): string {
  return `${account.baseUrl}/kafka/v3/clusters/${cluster.id}/topics/${topic}`;
}

export function renderTopic(account: Account, cluster: Cluster, topic: Pick<Topic, 'name' | 'partitions'>): Record<string, unknown> {
  const url = topicUrl(account, cluster, topic.name);
  return {
    kind: 'KafkaTopic',
    metadata: { self: url, resource_name: `crn:///kafka=${cluster.id}/topic=${topic.name}` },
    cluster_id: cluster.id,
    topic_name: topic.name,
    is_internal: false,
    replication_factor: 3,
    partitions_count: topic.partitions,
    partitions: { related: `${url}/partitions` },
    configs: { related: `${url}/configs` },
    partition_reassignments: { related: `${url}/partitions/-/reassignment` },
    authorized_operations: [],
  };
}

/** Every config a topic has, one row each; `source` tells what was set on the topic itself. */
export function renderConfigs(account: Account, cluster: Cluster, topic: Pick<Topic, 'name' | 'configs'>): readonly Record<string, unknown>[] {
  return Object.entries(topicConfigs).map(([name, { fallback, writable }]) => {
    const own = topic.configs.get(name);
    // Read-only, and yet reported as if somebody had set it (confluent-api.md 4).
    const isDynamic = own !== undefined || name === 'confluent.topic.type';
    const source = isDynamic ? 'DYNAMIC_TOPIC_CONFIG' : 'DEFAULT_CONFIG';
    const value = own ?? fallback;
    return {
      kind: 'KafkaTopicConfig',
      metadata: { self: `${topicUrl(account, cluster, topic.name)}/configs/${name}`, resource_name: `crn:///kafka=${cluster.id}/topic=${topic.name}/config=${name}` },
      cluster_id: cluster.id,
      topic_name: topic.name,
      name,
      value,
      is_default: !isDynamic,
      is_read_only: !writable && name !== 'confluent.topic.type',
      is_sensitive: false,
      source,
      synonyms: [{ name, value, source }],
    };
  });
}

export function renderPartitions(account: Account, cluster: Cluster, topic: Topic): readonly Record<string, unknown>[] {
  return Array.from({ length: topic.partitions }, (_, partition) => {
    const url = `${topicUrl(account, cluster, topic.name)}/partitions/${partition}`;
    return {
      kind: 'KafkaPartition',
      metadata: { self: url, resource_name: `crn:///kafka=${cluster.id}/topic=${topic.name}/partition=${partition}` },
      cluster_id: cluster.id,
      topic_name: topic.name,
      partition_id: partition,
      leader: { related: `${url}/replicas/0` },
      replicas: { related: `${url}/replicas` },
      reassignment: { related: `${url}/reassignment` },
    };
  });
}
