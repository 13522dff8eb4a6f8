import type { Clock } from '../confluent/clock.js';
import type { ConfluentClients } from '../confluent/index.js';
import { touchedTopics } from '../core/impact.js';
import type { ImpactFacts } from '../core/impact.js';
import type { PlannedTarget } from './plan-target.js';
import { LAST_VALUE_MINUTES, queryMetric } from './query-metric.js';

/** The service answers sixty queries a minute (confluent-api.md 12), fifty topics each: more would hold up the plan, to be read by nobody. */
const MAX_ASKED = 500;

/**
 * How many bytes the topics hold whose rows a plan reads again or destroys, from the Metrics API. Nothing is asked when no
 * data is touched, and nothing fails when it cannot be known. How many rows there are nobody knows without reading them all.
 */
export async function readImpactFacts({ plan, discovery }: PlannedTarget, { metrics }: Pick<ConfluentClients, 'metrics'>, clock: Clock): Promise<ImpactFacts> {
  const names = touchedTopics(plan).slice(0, MAX_ASKED);
  if (names.length === 0) return {};
  try {
    const query = { metric: 'io.confluent.kafka.server/retained_bytes', label: 'metric.topic', names, cluster: discovery.account.cluster.id, way: 'last', minutes: LAST_VALUE_MINUTES } as const;
    return { bytes: await queryMetric(metrics, clock, query) };
  } catch {
    return {};
  }
}
