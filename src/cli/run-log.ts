import type { RequestEvent } from '../confluent/caller.js';
import { assertNever } from '../core/assert-never.js';
import type { RunEvent } from '../core/events.js';
import type { TargetReport } from '../core/report.js';
import type { Progress } from '../report/progress.js';
import { describeEvent, stepEvent } from '../watch/events.js';
import { failureCodes, reasonOf } from '../watch/verdict.js';
import type { Log } from './log.js';

/** What a run's lines have in common. */
export interface LoggedRun {
  readonly target: string;
  /** As in the ledger. */
  readonly run: string;
  readonly command: string;
  readonly dryRun: boolean;
}

/** The progress of a run as lines of a log, with the fields of `reconcile watch`. */
export function createRunLog(log: Log, { target, run, command, dryRun }: LoggedRun): Progress & { ended(report: TargetReport): void } {
  log('info', { event: 'run-started', target, run, command, dryRun }, 'reconciling');
  const sink = (event: RunEvent): void => {
    switch (event.type) {
      case 'stepStarted':
        return log('debug', { event: 'step-started', target, run, step: event.step, operation: event.operation }, 'a step begins');
      case 'stepWaiting':
        return log('debug', { event: 'step-waiting', target, run, step: event.step, saw: event.saw }, 'a step waits');
      case 'stepEnded': {
        const line = stepEvent(target, run, event)!;
        const { level, msg } = describeEvent(line);
        return log(level, line, msg);
      }
      case 'polled':
        return;
      default:
        return assertNever(event);
    }
  };
  const nothing = (): void => undefined;
  return Object.assign(sink, { begin: nothing, tick: nothing, close: nothing, ended: (report: TargetReport) => logEnd(log, { target, run }, report) });
}

function logEnd(log: Log, run: Pick<LoggedRun, 'target' | 'run'>, report: TargetReport): void {
  const { outcome, plan, calls, durationMs } = report;
  const codes = failureCodes(report);
  const good = outcome === 'converged' || outcome === 'changed' || outcome === 'planned';
  const reason = good ? undefined : reasonOf(report);
  log(
    good ? 'info' : outcome === 'refused' ? 'warn' : 'error',
    {
      event: 'run-ended', ...run, outcome, durationMs,
      ...(plan === undefined ? {} : { fingerprint: plan.fingerprint, steps: plan.steps.length }),
      ...(reason === undefined ? {} : { reason }),
      ...(codes.length === 0 ? {} : { codes }),
      calls: calls.reduce((sum, plane) => sum + plane.calls, 0),
    },
    'reconciled',
  );
}

/** Each request of a target's account, at `debug`: its template, so no name of the account, no header and no body. */
export function requestLogger(log: Log, target: string, run?: string): (event: RequestEvent) => void {
  return (event) => log('debug', { event: 'request', target, ...(run === undefined ? {} : { run }), ...event, durationMs: Math.round(event.durationMs) }, 'a request was answered');
}
