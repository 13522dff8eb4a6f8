import type { Outcome } from '../core/result.js';
import type { RunReport, TargetReport } from '../core/report.js';
import type { Shards } from './shard/contract.js';

/** Why a target was reconciled. */
export type Trigger = 'start' | 'commit' | 'webhook' | 'interval' | 'retry' | 'window';

/** What a target is doing just now. `standby`: another replica writes to it. */
export type WatchPhase = 'waiting' | 'reconciling' | 'backing-off' | 'suspended' | 'outside-window' | 'awaiting-approval' | 'standby';

/** A commit of the watched branch. */
export interface WatchedCommit {
  readonly id: string;
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly committedAt: number;
}

/** One finished run of one target; times in milliseconds since the epoch. */
export interface WatchedRun {
  readonly id: string;
  readonly trigger: Trigger;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  /** The report's own one-line summary. */
  readonly sentence: string;
  readonly commit?: string;
}

export interface WatchedTarget {
  readonly name: string;
  readonly phase: WatchPhase;
  /** Newest first, at most 20. */
  readonly runs: readonly WatchedRun[];
  /** The last full report; absent until a run has ended. */
  readonly report?: TargetReport;
  /** When a run last ended converged or changed. */
  readonly lastSuccessAt?: number;
  readonly nextRunAt?: number;
  /** Failed runs in a row. */
  readonly failures: number;
  /** The plan that waits for an Approval. */
  readonly awaitingApproval?: { readonly fingerprint: string; readonly since: number };
}

/** Where the documents come from. */
export interface WatchedRepository {
  /** Without user info. */
  readonly url: string;
  readonly branch: string;
  readonly folder: string;
  /** The commit whose documents are in force. */
  readonly commit?: WatchedCommit;
  readonly lastFetchAt?: number;
  /** Fetches that failed in a row. */
  readonly fetchFailures?: number;
  /** Why the last fetch, or the newest commit's documents, could not be taken; the last good state stays in force. */
  readonly problem?: string;
  /** The newest commit when its documents are invalid. */
  readonly refusedCommit?: WatchedCommit & { readonly report: RunReport };
}

/** What the controller knows at one moment. Never changed; a new one takes its place. Holds no secret. */
export interface WatchState {
  readonly version: string;
  readonly startedAt: number;
  readonly repository: WatchedRepository;
  readonly targets: readonly WatchedTarget[];
  /** Set when the process has been asked to end. */
  readonly stopping: boolean;
  /** When targets are spread over several replicas. */
  readonly shards?: Shards;
}
