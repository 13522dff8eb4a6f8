import type { ConnectorListing, Statement, TableflowTopic } from '../confluent/wire.js';
import type { ActualResource, DesiredResource } from '../core/resource.js';

/** A part of a pipeline as it is wanted, and as the account has it; `unread`: why that is not known. */
export interface Part<Listing> {
  readonly desired: DesiredResource;
  readonly actual?: ActualResource;
  readonly listing?: Listing;
  readonly unread?: string;
}

/** What Flink was asked with read statements. */
export type Answer<T> = { readonly read: true; readonly value: T } | { readonly read: false; readonly problem: string };

export interface RowSample {
  /** Rows seen, at most as many as were asked for. */
  readonly rows: number;
  readonly isAll: boolean;
  /** What the cells say that signatures look for. Cells themselves go nowhere. */
  readonly marks: string;
}

/** Values of the metrics API; absent where it tells nothing. */
export interface TableMetrics {
  readonly sourceReceived?: number;
  readonly targetReceived?: number;
  readonly pending?: number;
  readonly rowsAdded?: number;
  readonly rowsSkipped?: number;
}

/** All that is known about the way of one table's rows. */
export interface TableFacts {
  readonly pipeline: string;
  readonly from: string;
  readonly target?: string;
  /** A source `topic` has no connector. */
  readonly connector?: Part<ConnectorListing>;
  readonly sourceTopic?: { readonly name: string; readonly exists: boolean; readonly unread?: string };
  /** Subjects of the source topic that are wanted, and whether they are there. */
  readonly subjects: readonly { readonly name: string; readonly exists: boolean }[];
  readonly statement?: Part<Statement> & { readonly exception?: string };
  readonly tableflow?: Part<TableflowTopic>;
  readonly visible?: Answer<ReadonlySet<string>>;
  readonly sample?: Answer<RowSample>;
  /** Absent: the metrics API could not be read. */
  readonly metrics?: TableMetrics;
  /** For how long this has been watched, in milliseconds. */
  readonly watchedMs: number;
  /** Milliseconds since 1970, by the run's clock. */
  readonly now: number;
}

/** Minutes over which metrics are summed: points come about five minutes late (confluent-api.md 12). */
export const METRICS_WINDOW_MINUTES = 30;
