import type { Clock } from '../confluent/clock.js';
import type { MetricsClient } from '../confluent/metrics.js';

const MINUTE = 60_000;
/** One query names so many things at most; each gives a point or, for last values, one per minute. */
const CHUNK = 50;
/** Points come about five minutes late (confluent-api.md 12). */
export const LAST_VALUE_MINUTES = 15;

export interface MetricQuery {
  readonly metric: string;
  readonly label: string;
  readonly names: readonly string[];
  readonly cluster?: string;
  /** `sum`: what came over the window. `last`: the newest value of a gauge. */
  readonly way: 'sum' | 'last';
  /** How far back to look. */
  readonly minutes: number;
}

/** One metric of many named things, by name; what has no point is not in the map. @throws ApiFailure */
export async function queryMetric(client: MetricsClient, clock: Clock, { metric, label, names, cluster, way, minutes }: MetricQuery): Promise<ReadonlyMap<string, number>> {
  const values = new Map<string, { readonly at: string; readonly value: number }>();
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
