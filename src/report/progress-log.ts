import { assertNever } from '../core/assert-never.js';
import type { RunEvent } from '../core/events.js';
import type { StepResult } from '../core/result.js';
import { formatDuration } from './duration.js';
import type { ProgressDisplay, ProgressOptions } from './progress.js';
import { cut, printable } from './printable.js';

/** What a waiting step sees is told at most this often, so that the log of a long snapshot stays short. */
const SAW_MS = 10_000;
const MAX_LINE = 400;

/** What was told of a running step, and what was seen since. */
interface Told {
  readonly at: number;
  readonly untold?: string;
}

/** Plain lines with a time for logs: when a step starts, when it ends, and now and then what it waits for. */
export function createLogProgress(options: Pick<ProgressOptions, 'write'>): ProgressDisplay {
  const steps = new Map<string, Told>();
  let closed = false;
  return {
    sink: (event) => {
      if (closed) return;
      for (const line of linesOf(event, steps)) options.write(`${timeOf(event.at)} ${cut(printable(line), MAX_LINE)}\n`);
    },
    tick: () => undefined,
    close: () => {
      closed = true;
    },
  };
}

/** The lines that an event brings; `steps` is brought up to date. */
function linesOf(event: RunEvent, steps: Map<string, Told>): string[] {
  switch (event.type) {
    case 'stepStarted':
      steps.set(event.step, { at: event.at });
      return [`start  ${event.step}`];
    case 'stepWaiting':
      steps.set(event.step, { at: steps.get(event.step)?.at ?? event.at, untold: event.saw });
      return dueLines(event.at, steps, [event.step]);
    case 'stepEnded':
      steps.delete(event.step);
      return [endOf(event.step, event.result)];
    case 'polled':
      return dueLines(event.at, steps, steps.keys());
    default:
      return assertNever(event);
  }
}

/** Of those asked for: what was seen, and not told because something else had just been told of that step. */
function dueLines(now: number, steps: Map<string, Told>, asked: Iterable<string>): string[] {
  const lines: string[] = [];
  for (const step of asked) {
    const told = steps.get(step);
    if (told?.untold === undefined || now - told.at < SAW_MS) continue;
    lines.push(`wait   ${step}: ${told.untold}`);
    steps.set(step, { at: now });
  }
  return lines;
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
