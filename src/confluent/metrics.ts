import type { Caller } from './caller.js';
import { unexpected } from './errors.js';
import type { MetricsPoint, MetricsQuery } from './wire.js';

/** The Metrics API (confluent-api.md 12): 60 requests a minute per address, values some minutes old. */
export interface MetricsClient {
  /** All points of a query, all pages. @throws ApiFailure */
  query(query: MetricsQuery): Promise<readonly MetricsPoint[]>;
}

interface MetricsPage {
  readonly data?: readonly MetricsPoint[];
  readonly meta?: { readonly pagination?: { readonly next_page_token?: string | null } };
}

const path = '/v2/metrics/cloud/query';

export function createMetricsClient(call: Caller): MetricsClient {
  return {
    query: async (body) => {
      const site = { plane: call.plane, method: 'POST', path } as const;
      const points: MetricsPoint[] = [];
      const seen = new Set<string>();
      let token: string | undefined;
      do {
        const page: MetricsPage = await call({ method: 'POST', path, query: { page_token: token }, body, idempotent: true });
        if (!Array.isArray(page.data)) throw unexpected(site, 'the answer is not a list');
        points.push(...page.data);
        // Here the answer holds the bare token, not a link, and not in `metadata`.
        token = page.meta?.pagination?.next_page_token || undefined;
        if (token !== undefined && seen.has(token)) throw unexpected(site, 'the pages of the list form a loop');
        if (token !== undefined) seen.add(token);
      } while (token !== undefined);
      return points;
    },
  };
}
