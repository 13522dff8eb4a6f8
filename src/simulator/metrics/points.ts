import { homes } from '../account.js';
import type { Account } from '../account.js';
import { sizeInBytes } from '../kafka/topics.js';
import { pendingRecords } from '../sql/offsets.js';
import { jobsInPool } from '../sql/begin.js';

/** One value of one metric, with the labels that tell what it is of. */
export interface MetricPoint {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The metrics that the simulator knows, with what they mean. */
export const METRICS: Readonly<Record<string, string>> = {
  'io.confluent.kafka.server/received_records': 'Records received by topic.',
  'io.confluent.kafka.server/retained_bytes': 'Bytes retained by topic.',
  'io.confluent.kafka.connect/sent_records': 'Records sent to Kafka by source connector.',
  'io.confluent.flink/pending_records': 'Records of its sources that a statement has not read.',
  'io.confluent.flink/num_records_in': 'Records read by a statement.',
  'io.confluent.flink/compute_pool_utilization/current_cfus': 'CFUs in use by compute pool.',
  'io.confluent.flink/compute_pool_utilization/cfu_limit': 'CFU limit by compute pool.',
  'io.confluent.tableflow/rows_added': 'Rows added by Tableflow topic.',
  'io.confluent.tableflow/rows_skipped': 'Rows skipped by Tableflow topic.',
};

/** Every value that the account's state gives at this moment, or those of one metric. */
export function metricPoints(account: Account, metric?: string): readonly MetricPoint[] {
  return [...kafkaPoints(account), ...flinkPoints(account)].flatMap((point) => (metric === undefined || point.metric === metric ? [{ ...point, value: point.value() }] : []));
}

/** Most are not asked for, and some take long to count. */
interface CountedLater extends Omit<MetricPoint, 'value'> {
  readonly value: () => number;
}

function kafkaPoints(account: Account): readonly CountedLater[] {
  return homes(account).flatMap(({ environment, cluster }) => {
    const at = { 'resource.kafka.id': cluster.id, 'resource.environment.id': environment.id };
    const topics = cluster.topics.all().flatMap((topic) => {
      const labels = { ...at, 'metric.topic': topic.name };
      return [point('io.confluent.kafka.server/received_records', labels, () => topic.records.length), point('io.confluent.kafka.server/retained_bytes', labels, () => sizeInBytes(topic))];
    });
    const connectors = cluster.connectors.all().map((connector) => {
      const names = [...connector.captures.values()].map((capture) => capture.table.topic);
      const sent = (): number => names.reduce((sum, name) => sum + (cluster.topics.get(name)?.records.length ?? 0), 0);
      return point('io.confluent.kafka.connect/sent_records', { 'resource.connector.id': connector.id, ...at }, sent);
    });
    const tables = cluster.tableflow.all().flatMap((tableflow) => {
      const labels = { ...at, 'metric.topic': tableflow.name, 'resource.tableflow.topic': tableflow.name };
      return [point('io.confluent.tableflow/rows_added', labels, () => tableflow.rowsAdded), point('io.confluent.tableflow/rows_skipped', labels, () => tableflow.rowsSkipped)];
    });
    return [...topics, ...connectors, ...tables];
  });
}

function flinkPoints(account: Account): readonly CountedLater[] {
  return account.environments.flatMap((environment) => {
    const statements = environment.statements.all().flatMap((statement) => {
      const cluster = environment.clusters.find((candidate) => candidate.id === statement.clusterId);
      if (statement.analysis?.kind !== 'INSERT_INTO' || cluster === undefined) return [];
      const labels = { 'resource.compute_pool.id': statement.poolId, 'resource.flink_statement.name': statement.name, 'resource.environment.id': environment.id };
      const read = (): number => [...statement.positions.values()].reduce((sum, position) => sum + position.next, 0);
      return [point('io.confluent.flink/pending_records', labels, () => pendingRecords(cluster, statement)), point('io.confluent.flink/num_records_in', labels, read)];
    });
    const pools = environment.pools.all().flatMap((pool) => {
      const labels = { 'resource.compute_pool.id': pool.id, 'resource.environment.id': environment.id };
      return [point('io.confluent.flink/compute_pool_utilization/current_cfus', labels, () => jobsInPool(account, pool.id)), point('io.confluent.flink/compute_pool_utilization/cfu_limit', labels, () => pool.maxCfu)];
    });
    return [...statements, ...pools];
  });
}

function point(metric: string, labels: Readonly<Record<string, string>>, value: () => number): CountedLater {
  return { metric, labels, value };
}
