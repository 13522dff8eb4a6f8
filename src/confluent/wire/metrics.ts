export interface MetricsQuery {
  readonly aggregations: readonly { readonly metric: string }[];
  readonly filter?: unknown;
  readonly granularity: string;
  /** ISO 8601 intervals, e.g. `2026-01-01T00:00:00Z/PT1H`. */
  readonly intervals: readonly string[];
  readonly group_by?: readonly string[];
  readonly limit?: number;
}

/** `metric.topic` and other labels sit beside the two fixed members. */
export interface MetricsPoint {
  readonly timestamp: string;
  readonly value: number;
  readonly [label: string]: string | number;
}
