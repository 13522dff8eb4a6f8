import type { RunEvent } from '../core/events.js';
import type { Outcome } from '../core/result.js';
import { assertNever } from '../core/assert-never.js';
import type { Trigger } from './state.js';

/** What goes into the log, one line each. The names of events and fields are stable: docs/watch.md lists them. */
export type WatchEvent =
  | { readonly event: 'started'; readonly version: string; readonly repository: string; readonly branch: string; readonly folder: string }
  | { readonly event: 'fetch-failed'; readonly cause: string; readonly problem: string; readonly failures: number }
  | { readonly event: 'fetch-recovered'; readonly failures: number }
  | { readonly event: 'branch-rewritten'; readonly commit: string; readonly former: string }
  | { readonly event: 'commit-taken'; readonly commit: string; readonly subject: string; readonly targets: readonly string[]; readonly changed: boolean }
  | { readonly event: 'commit-refused'; readonly commit: string; readonly subject: string; readonly problem: string; readonly inForce?: string }
  | { readonly event: 'run-started'; readonly target: string; readonly run: string; readonly trigger: Trigger; readonly commit: string; readonly apply: boolean }
  | { readonly event: 'step-ended'; readonly target: string; readonly run: string; readonly step: string; readonly operation: string; readonly status: string; readonly durationMs?: number; readonly code?: string; readonly error?: string }
  | {
      readonly event: 'run-ended';
      readonly target: string;
      readonly run: string;
      readonly trigger: Trigger;
      readonly commit: string;
      readonly apply: boolean;
      readonly outcome: Outcome;
      readonly sentence: string;
      readonly durationMs: number;
      readonly failures: number;
      readonly fingerprint?: string;
      readonly reason?: string;
      readonly codes?: readonly string[];
      readonly calls?: number;
      readonly nextRunAt?: string;
    }
  | { readonly event: 'awaiting-approval'; readonly target: string; readonly fingerprint: string; readonly file: string; readonly approval: string }
  | { readonly event: 'target-gone'; readonly target: string; readonly commit: string }
  | { readonly event: 'webhook'; readonly from: string; readonly status: number; readonly result: string; readonly delivery?: string }
  | { readonly event: 'notified'; readonly subject: string; readonly notice: string }
  | { readonly event: 'notify-failed'; readonly subject: string; readonly notice: string; readonly problem: string }
  | { readonly event: 'commit-status'; readonly commit: string; readonly context: string; readonly state: string }
  | { readonly event: 'commit-status-failed'; readonly commit: string; readonly context: string; readonly problem: string }
  | { readonly event: 'leadership'; readonly leading: boolean; readonly target?: string; readonly holder?: string; readonly problem?: string }
  | { readonly event: 'replicas'; readonly identity: string; readonly replicas: readonly string[]; readonly problem?: string }
  | { readonly event: 'serving'; readonly url: string }
  | { readonly event: 'stopping'; readonly graceMs: number }
  | { readonly event: 'stopped'; readonly clean: boolean; readonly uptimeMs: number }
  | { readonly event: 'broken'; readonly problem: string };

export type WatchLog = (event: WatchEvent) => void;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** How grave an event is, and what a person reads first. Fields hold the rest, so that texts stay the same. */
export function describeEvent(event: WatchEvent): { readonly level: LogLevel; readonly msg: string } {
  switch (event.event) {
    case 'started':
      return { level: 'info', msg: 'watching' };
    case 'fetch-failed':
      return { level: 'warn', msg: 'the repository could not be fetched; what is in force stays' };
    case 'fetch-recovered':
      return { level: 'info', msg: 'the repository can be fetched again' };
    case 'branch-rewritten':
      return { level: 'warn', msg: 'the branch was rewritten: the former commit is not part of it any more' };
    case 'commit-taken':
      return { level: 'info', msg: event.changed ? 'a commit is in force' : 'a commit changes nothing in the folder' };
    case 'commit-refused':
      return { level: 'error', msg: 'a commit is refused; the last good one stays in force' };
    case 'run-started':
      return { level: 'info', msg: 'reconciling' };
    case 'step-ended':
      return { level: event.status === 'failed' ? 'error' : 'info', msg: 'a step ended' };
    case 'run-ended':
      return { level: event.outcome === 'failed' || event.outcome === 'partial' ? 'error' : event.outcome === 'refused' ? 'warn' : 'info', msg: 'reconciled' };
    case 'awaiting-approval':
      return { level: 'warn', msg: 'the plan destroys data and waits for an Approval' };
    case 'target-gone':
      return { level: 'warn', msg: 'a target is in the documents no more; what it has stays' };
    case 'webhook':
      return { level: event.status < 400 ? 'info' : 'warn', msg: 'a webhook came' };
    case 'notified':
      return { level: 'info', msg: 'a notification was sent' };
    case 'notify-failed':
      return { level: 'warn', msg: 'a notification could not be sent' };
    case 'commit-status':
      return { level: 'info', msg: 'a commit status was set' };
    case 'commit-status-failed':
      return { level: 'warn', msg: 'a commit status could not be set' };
    case 'leadership':
      return { level: event.problem === undefined ? 'info' : 'warn', msg: leadershipText(event) };
    case 'replicas':
      return { level: event.problem === undefined ? 'info' : 'warn', msg: 'replicas that live' };
    case 'serving':
      return { level: 'info', msg: 'the status page is served' };
    case 'stopping':
      return { level: 'info', msg: 'asked to stop' };
    case 'stopped':
      return { level: event.clean ? 'info' : 'error', msg: event.clean ? 'stopped' : 'stopped before the runs had ended' };
    case 'broken':
      return { level: 'error', msg: 'watch cannot go on' };
    default:
      return assertNever(event);
  }
}

function leadershipText({ leading, target }: WatchEvent & { readonly event: 'leadership' }): string {
  if (target === undefined) return leading ? 'this replica leads' : 'this replica stands by';
  return leading ? 'this replica has the target' : 'this replica does not have the target';
}

/** The line of a step's end; what else happens in a run is not logged. */
export function stepEvent(target: string, run: string, event: RunEvent): WatchEvent | undefined {
  if (event.type !== 'stepEnded') return undefined;
  const { step, operation, result } = event;
  return {
    event: 'step-ended', target, run, step, operation, status: result.status,
    ...('durationMs' in result ? { durationMs: Math.round(result.durationMs) } : {}),
    ...(result.status === 'failed' ? { code: result.code, error: result.error } : {}),
  };
}
