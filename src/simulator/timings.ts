/**
 * How long things take, in simulated milliseconds. Sources: semantics.md 1.0 (18), 3.2 (14), 4.4, confluent-api.md 15.
 */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const timings = {
  connectorRunning: 120 * SECOND,
  /** A connector that shows DEGRADED on its way up does so this long after its creation. */
  connectorDegraded: 95 * SECOND,
  connectorFails: 45 * SECOND,
  connectorRestart: 20 * SECOND,
  connectorPause: 5 * SECOND,
  connectorDelete: 5 * SECOND,
  firstRecord: 20 * SECOND,
  nextTable: 5 * SECOND,
  offsetsRequest: 15 * SECOND,
  topicDelete: 10 * SECOND,
  ddl: 25 * SECOND,
  insert: 10 * SECOND,
  query: 2 * SECOND,
  statementStop: 5 * SECOND,
  statementDelete: 5 * SECOND,
  statementPurge: 30 * DAY,
  idleSelect: 5 * MINUTE,
  carryOverDeadline: 6 * HOUR,
  poolRetry: 15 * SECOND,
  pool: 30 * SECOND,
  poolDelete: 10 * SECOND,
  tableflow: 90 * SECOND,
  tableflowDelete: 15 * SECOND,
  catalog: 60 * SECOND,
} as const;

/** How far a list runs behind: what was made or removed less than this long ago is not seen, or still seen. */
export interface Lag {
  readonly created: number;
  readonly deleted: number;
}

export const lags = {
  topics: { created: 5 * SECOND, deleted: 3 * SECOND },
  connectors: { created: 5 * SECOND, deleted: 0 },
  statements: { created: 1 * SECOND, deleted: 10 * SECOND },
  tableflow: { created: 3 * SECOND, deleted: 0 },
  subjects: { created: 0, deleted: 0 },
  none: { created: 0, deleted: 0 },
} as const satisfies Record<string, Lag>;
