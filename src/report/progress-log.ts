import { assertNever } from '../core/assert-never.js';
import type { RunEvent } from '../core/events.js';
import type { StepResult } from '../core/result.js';
import { formatDuration } from './duration.js';
import type { ProgressDisplay, ProgressOptions } from './progress.js';
import { cut, printable } from './printable.js';

/** What a waiting step sees is told at most this often, so that the log of a long snapshot stays short. */
const SAW_MS = 10_000;
const MAX_LINE = 400;

/** Plain lines with a time for logs: when a step starts, when it ends, and now and then what it waits for. */
export function createLogProgress(options: Pick<ProgressOptions, 'write'>): ProgressDisplay {
  const toldAt = new Map<string, number>();
  let closed = false;
  return {
    sink: (event) => {
      if (closed) return;
      const line = lineOf(event, toldAt);
      if (line !== undefined) options.write(`${timeOf(event.at)} ${cut(line, MAX_LINE)}\n`);
    },
    tick: () => undefined,
    close: () => {
      closed = true;
    },
  };
}

function lineOf(event: RunEvent, toldAt: Map<string, number>): string | undefined {
  switch (event.type) {
    case 'stepStarted':
      toldAt.set(event.step, event.at);
      return printable(`start  ${event.step}`);
    case 'stepWaiting': {
      const last = toldAt.get(event.step) ?? Number.NEGATIVE_INFINITY;
      if (event.at - last < SAW_MS) return undefined;
      toldAt.set(event.step, event.at);
      return printable(`wait   ${event.step}: ${event.saw}`);
    }
    case 'stepEnded':
      toldAt.delete(event.step);
      return printable(endOf(event.step, event.result));
    case 'polled':
      return undefined;
    default:
      return assertNever(event);
  }
}

function endOf(step: string, result: StepResult): string {
  switch (result.status) {
    case 'succeeded':
      return `done   ${step} in ${formatDuration(result.durationMs)}`;
    case 'failed':
      return `FAILED ${step} after ${formatDuration(result.durationMs)}: ${result.code} ${result.error}`;
    case 'skipped':
      return `skip   ${step}, because of ${result.because}`;
    case 'cancelled':
    case 'notRun':
      return `stop   ${step}`;
    default:
      return assertNever(result);
  }
}

/** `12:04:31Z`: a run seldom lasts longer than a day, and logs have the date. */
function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)}Z`;
}
