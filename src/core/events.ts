import type { ResourceAddress } from './address.js';
import type { StepId, StepOperation } from './step.js';
import type { StepResult } from './result.js';

/** What happens during a run, for progress displays and logs. Times are milliseconds since the epoch. */
export type RunEvent =
  | { readonly type: 'stepStarted'; readonly at: number; readonly step: StepId; readonly operation: StepOperation; readonly address: ResourceAddress }
  /** A poll saw something new while the step waits. */
  | { readonly type: 'stepWaiting'; readonly at: number; readonly step: StepId; readonly address: ResourceAddress; readonly saw: string }
  | { readonly type: 'stepEnded'; readonly at: number; readonly step: StepId; readonly operation: StepOperation; readonly address: ResourceAddress; readonly result: StepResult }
  | { readonly type: 'polled'; readonly at: number; readonly waiting: number };

export type EventSink = (event: RunEvent) => void;
