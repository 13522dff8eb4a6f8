import type { LiveDatabase } from '../database.js';
import type { TableShape } from '../database.js';
import type { CapturedTable } from '../model.js';

export type ConnectorState = 'PROVISIONING' | 'RUNNING' | 'DEGRADED' | 'FAILED' | 'PAUSED' | 'DELETED';

/** A managed connector and what it has done so far. */
export interface Connector {
  readonly id: string;
  readonly name: string;
  config: Readonly<Record<string, string>>;
  state: ConnectorState;
  trace: string;
  /** Its tasks are gone, and nobody has started them again. */
  hasNoTasks: boolean;
  /** Asked to pause; RUNNING becomes PAUSED and back with a delay. */
  paused: boolean;
  /** A source topic was deleted under it: no config mends that, only delete and create. */
  broken: boolean;
  /** Counts restarts, so that a transition planned before one does not fire after it. */
  generation: number;
  database: LiveDatabase | undefined;
  /** How many changes of the database's log it has published. */
  position: number;
  /** Captured tables by name, with how far each is. */
  readonly captures: Map<string, Capture>;
  readonly offsetRequests: OffsetRequest[];
  readonly createdAt: number;
  /** Whether it ever was RUNNING: a table added later is not snapshotted (semantics.md 7, row 5). */
  started: boolean;
}

export interface Capture {
  table: CapturedTable;
  /** The shape that `table` was made of, once a change has been seen. */
  shape?: TableShape;
  /** The table's snapshot was published, or there was none to publish. */
  snapshotted: boolean;
}

export interface OffsetRequest {
  readonly type: 'PATCH' | 'DELETE';
  readonly offsets: readonly unknown[];
  readonly requestedAt: number;
  phase: 'PENDING' | 'APPLIED' | 'FAILED';
  appliedAt: number | undefined;
}
