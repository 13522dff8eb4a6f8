import type { ResourceAddress } from '../core/address.js';
import { assertNever } from '../core/assert-never.js';
import type { RunEvent } from '../core/events.js';
import type { StepId, StepOperation } from '../core/step.js';

/** One step under way. Times are milliseconds since the epoch. */
export interface RunningStep {
  readonly step: StepId;
  readonly operation: StepOperation;
  readonly address: ResourceAddress;
  readonly since: number;
  /** What the last poll saw; absent while the request is under way. */
  readonly saw?: string;
}

/** How far a run is. */
export interface ProgressState {
  readonly running: ReadonlyMap<StepId, RunningStep>;
  readonly done: ReadonlyMap<string, number>;
  readonly failed: ReadonlyMap<string, number>;
}

/** To which line a step counts: its pipeline. */
export type GroupOf = (address: ResourceAddress) => string;

export const noProgress: ProgressState = { running: new Map(), done: new Map(), failed: new Map() };

/** The state after one more event. Pure; an event about an unknown step changes nothing. */
export function progressAfter(state: ProgressState, event: RunEvent, groupOf: GroupOf): ProgressState {
  switch (event.type) {
    case 'stepStarted': {
      const { step, operation, address, at } = event;
      return { ...state, running: new Map(state.running).set(step, { step, operation, address, since: at }) };
    }
    case 'stepWaiting': {
      const running = state.running.get(event.step);
      return running === undefined ? state : { ...state, running: new Map(state.running).set(event.step, { ...running, saw: event.saw }) };
    }
    case 'stepEnded': {
      const running = new Map(state.running);
      running.delete(event.step);
      const group = groupOf(event.address);
      if (event.result.status === 'succeeded') return { ...state, running, done: counted(state.done, group) };
      return event.result.status === 'failed' ? { ...state, running, failed: counted(state.failed, group) } : { ...state, running };
    }
    case 'polled':
      return state;
    default:
      return assertNever(event);
  }
}

/** One line per pipeline that has something under way: the step that takes longest stands for it. */
export interface ProgressLine {
  readonly group: string;
  readonly longest: RunningStep;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
}

export function progressLines(state: ProgressState, groupOf: GroupOf): ProgressLine[] {
  const groups = new Map<string, RunningStep[]>();
  for (const step of state.running.values()) groups.set(groupOf(step.address), [...(groups.get(groupOf(step.address)) ?? []), step]);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([group, steps]) => ({
      group,
      longest: steps.reduce((longest, step) => (step.since < longest.since ? step : longest)),
      running: steps.length,
      done: state.done.get(group) ?? 0,
      failed: state.failed.get(group) ?? 0,
    }));
}

/** How many steps each pipeline has in all. */
export function stepTotals(addresses: readonly ResourceAddress[], groupOf: GroupOf): ReadonlyMap<string, number> {
  return addresses.reduce<ReadonlyMap<string, number>>((totals, address) => counted(totals, groupOf(address)), new Map());
}

function counted(counts: ReadonlyMap<string, number>, group: string): ReadonlyMap<string, number> {
  return new Map(counts).set(group, (counts.get(group) ?? 0) + 1);
}
