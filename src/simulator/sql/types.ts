import type { Analysis } from '../flink/index.js';
import type { TopicRecord } from '../model.js';

export type StatementPhase = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'STOPPING' | 'STOPPED' | 'FAILING' | 'FAILED' | 'DEGRADED' | 'DELETING';

export interface Statement {
  readonly name: string;
  readonly uid: string;
  readonly sql: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly clusterId: string | undefined;
  poolId: string;
  principal: string;
  stopped: boolean;
  phase: StatementPhase;
  detail: string;
  /** Told apart by the gateway on PUT (confluent-api.md 7.1). */
  version: number;
  /** Counts stops, resumes and deletes, so that a transition planned before one does not fire after it. */
  generation: number;
  analysis: Analysis | undefined;
  /** Per source table: which incarnation of the topic is read, and the next offset per partition. */
  readonly positions: Map<string, Position>;
  /** Waits for CFUs that the pool does not have. */
  isStarved: boolean;
  /** `OK`, or what the service says when its state grows too large (confluent-api.md 7). */
  stateLimit: string;
  readonly exceptions: { readonly name: string; readonly message: string; readonly at: number }[];
  readonly warnings: { readonly severity: string; readonly reason: string; readonly message: string; readonly at: number }[];
  readonly createdAt: number;
  updatedAt: number;
  endedAt: number | undefined;
  lastReadAt: number;
  stoppedAt: number | undefined;
}

export interface Position {
  readonly topicUid: string;
  /** Index of the next record in the topic's log. */
  next: number;
  /** Offsets below this are skipped: the statement started there. Per partition. */
  readonly from: readonly number[];
}

export function isBeforeStart(position: Position, record: TopicRecord): boolean {
  return record.offset < (position.from[record.partition] ?? 0);
}
