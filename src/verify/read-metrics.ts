import type { Clock } from '../confluent/clock.js';
import type { MetricsClient } from '../confluent/metrics.js';
import { METRICS_WINDOW_MINUTES } from './facts.js';

/** Sums and last values by name; `undefined` where the metrics API could not be read. */
export interface Metrics {
  readonly received?: ReadonlyMap<string, number>;
  readonly pending?: ReadonlyMap<string, number>;
  readonly rowsAdded?: ReadonlyMap<string, number>;
  readonly rowsSkipped?: ReadonlyMap<string, number>;
}

const MINUTE = 60_000;
/** One query names so many topics at most; each gives a point or, for last values, one per minute. */
const CHUNK = 50;

/** Four metrics for all tables at once. A metric that cannot be read is left out: metrics never fail a run. */
export async function readMetrics(client: MetricsClient, clock: Clock, cluster: string, topics: readonly string[], statements: readonly string[]): Promise<Metrics> {
  const ofTopics = (metric: string) => attempt(() => query(client, clock, { metric, label: 'metric.topic', names: topics, cluster, way: 'sum' }));
  const [received, rowsAdded, rowsSkipped, pending] = await Promise.all([
    ofTopics('io.confluent.kafka.server/received_records'),
    ofTopics('io.confluent.tableflow/rows_added'),
    ofTopics('io.confluent.tableflow/rows_skipped'),
    attempt(() => query(client, clock, { metric: 'io.confluent.flink/pending_records', label: 'resource.flink_statement.name', names: statements, way: 'last' })),
  ]);
  return {
    ...(received === undefined ? {} : { received }),
    ...(pending === undefined ? {} : { pending }),
    ...(rowsAdded === undefined ? {} : { rowsAdded }),
    ...(rowsSkipped === undefined ? {} : { rowsSkipped }),
  };
}

async function attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

interface MetricQuery {
  readonly metric: string;
  readonly label: string;
  readonly names: readonly string[];
  readonly cluster?: string;
  /** `sum`: what came over the window. `last`: the newest value of a gauge. */
  readonly way: 'sum' | 'last';
}

async function query(client: MetricsClient, clock: Clock, { metric, label, names, cluster, way }: MetricQuery): Promise<ReadonlyMap<string, number>> {
  const values = new Map<string, { readonly at: string; readonly value: number }>();
  const minutes = way === 'sum' ? METRICS_WINDOW_MINUTES : 15;
  const start = new Date(Math.floor(clock.now() / MINUTE) * MINUTE - minutes * MINUTE).toISOString();
  for (let at = 0; at < names.length; at += CHUNK) {
    const some = names.slice(at, at + CHUNK).map((value) => ({ field: label, op: 'EQ', value }));
    const named = { op: 'OR', filters: some };
    const points = await client.query({
      aggregations: [{ metric }],
      filter: cluster === undefined ? named : { op: 'AND', filters: [{ field: 'resource.kafka.id', op: 'EQ', value: cluster }, named] },
      granularity: way === 'sum' ? 'PT30M' : 'PT1M',
      intervals: [`${start}/PT${minutes}M`],
      group_by: [label],
      limit: 1000,
    });
    for (const point of points) {
      const name = String(point[label]);
      const before = values.get(name);
      if (way === 'sum') values.set(name, { at: point.timestamp, value: (before?.value ?? 0) + point.value });
      else if (before === undefined || before.at <= point.timestamp) values.set(name, { at: point.timestamp, value: point.value });
    }
  }
  return new Map([...values].map(([name, { value }]) => [name, value]));
}
