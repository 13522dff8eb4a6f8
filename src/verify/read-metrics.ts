import type { Clock } from '../confluent/clock.js';
import type { MetricsClient } from '../confluent/metrics.js';
import { LAST_VALUE_MINUTES, queryMetric } from '../engine/query-metric.js';
import { METRICS_WINDOW_MINUTES } from './facts.js';

const MINUTE = 60_000;

/** Sums and last values by name; `undefined` where the metrics API could not be read. */
export interface Metrics {
  readonly received?: ReadonlyMap<string, number>;
  readonly pending?: ReadonlyMap<string, number>;
  readonly rowsAdded?: ReadonlyMap<string, number>;
  readonly rowsSkipped?: ReadonlyMap<string, number>;
}

/** Four metrics for all tables at once. A metric that cannot be read is left out: metrics never fail a run. */
export async function readMetrics(client: MetricsClient, clock: Clock, cluster: string, topics: readonly string[], statements: readonly string[]): Promise<Metrics> {
  const ofTopics = (metric: string) => attempt(() => queryMetric(client, clock, { metric, label: 'metric.topic', names: topics, cluster, way: 'sum', minutes: METRICS_WINDOW_MINUTES }));
  const [received, rowsAdded, rowsSkipped, pending] = await Promise.all([
    ofTopics('io.confluent.kafka.server/received_records'),
    ofTopics('io.confluent.tableflow/rows_added'),
    ofTopics('io.confluent.tableflow/rows_skipped'),
    attempt(() => queryMetric(client, clock, { metric: 'io.confluent.flink/pending_records', label: 'resource.flink_statement.name', names: statements, way: 'last', minutes: LAST_VALUE_MINUTES })),
  ]);
  return {
    ...(received === undefined ? {} : { received }),
    ...(pending === undefined ? {} : { pending }),
    ...(rowsAdded === undefined ? {} : { rowsAdded }),
    ...(rowsSkipped === undefined ? {} : { rowsSkipped }),
  };
}

/** Rows that Tableflow added to the table of a topic since a moment, rounded down to its minute. @throws ApiFailure. */
export async function readRowsAdded(client: MetricsClient, clock: Clock, cluster: string, topic: string, since: number): Promise<number> {
  const start = Math.floor(since / MINUTE) * MINUTE;
  const minutes = Math.max(1, Math.ceil((clock.now() - start) / MINUTE));
  const filters = [{ field: 'resource.kafka.id', op: 'EQ', value: cluster }, { field: 'metric.topic', op: 'EQ', value: topic }];
  const points = await client.query({
    aggregations: [{ metric: 'io.confluent.tableflow/rows_added' }],
    filter: { op: 'AND', filters },
    granularity: 'PT1M',
    intervals: [`${new Date(start).toISOString()}/PT${minutes}M`],
    group_by: ['metric.topic'],
    limit: 1000,
  });
  return points.reduce((sum, { value }) => sum + value, 0);
}

async function attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
