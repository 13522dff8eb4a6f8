import type { RunEvent } from '../core/events.js';
import type { RunReport, TargetReport } from '../core/report.js';

/** A window as the Target document has it; see `windows.ts`. */
export interface SyncWindow {
  readonly kind: 'allow' | 'deny';
  /** Cron with five fields. */
  readonly schedule: string;
  readonly durationMs: number;
  readonly timeZone: string;
}

/** What the documents say about how a target is watched. */
export interface TargetSettings {
  readonly name: string;
  readonly suspend: boolean;
  readonly syncWindows: readonly SyncWindow[];
}

export interface RunRequest {
  readonly target: string;
  /** For the ledger and the log. */
  readonly runId: string;
  /** False: look and report, change nothing. */
  readonly apply: boolean;
  readonly onEvent: (event: RunEvent) => void;
  /** Set: no further step starts. */
  readonly stopping: AbortSignal;
  /** Set: waits end at once. */
  readonly abort: AbortSignal;
  /** Set: requests in flight end too, because somebody else may be writing from now on. */
  readonly cancel: AbortSignal;
}

export interface RunEnd {
  readonly report: TargetReport;
  /** The report's own last line. */
  readonly sentence: string;
}

/** What one commit says, and how it is made true. The loop is handed this; it knows no engine. */
export interface Desired {
  readonly targets: readonly TargetSettings[];
  /** @throws Error when the ledger or the simulator cannot be reached; all else is in the report. */
  reconcile(request: RunRequest): Promise<RunEnd>;
  /** Another replica works on the target from now on: forgets what is kept between its runs. */
  letGo(target: string): void;
}

export type LoadResult =
  | { readonly loaded: true; readonly desired: Desired }
  /** `problem`: one sentence. */
  | { readonly loaded: false; readonly problem: string; readonly report: RunReport };

/** Reads and checks the documents of a commit, which is checked out at `root`. */
export type LoadDesired = (root: string) => Promise<LoadResult>;

/** What time is to the loop. */
export interface WatchClock {
  now(): number;
  /** @throws the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
