import type { TargetSettings } from './contract.js';
import type { Trigger, WatchPhase } from './state.js';
import { windowState } from './windows.js';

/** What is remembered of a target between two runs, as far as it decides when the next one is. */
export interface TargetMemory {
  readonly settings: TargetSettings;
  /** Somebody asked since the last run began: the first commit, a new one. */
  readonly pending?: Trigger;
  /** When to look for drift, or to try again. Absent: never ran. */
  readonly due?: { readonly at: number; readonly because: 'interval' | 'retry' };
  readonly failures: number;
  /** The last run could only look, because no window was open. */
  readonly onlyLooked: boolean;
  readonly awaitsApproval: boolean;
}

export type Decision =
  | { readonly do: 'run'; readonly trigger: Trigger; readonly apply: boolean }
  /** `until`: absent when only a commit ends the wait. */
  | { readonly do: 'wait'; readonly until?: number; readonly phase: WatchPhase };

/** What to do with a target at an instant. Pure; asked again whenever something happens or `until` has come. */
export function decide(memory: TargetMemory, now: number): Decision {
  const { settings, pending, due } = memory;
  if (settings.suspend) return { do: 'wait', phase: 'suspended' };
  const window = windowState(settings.syncWindows, now);
  const run = (trigger: Trigger): Decision => ({ do: 'run', trigger, apply: window.open });
  if (pending !== undefined) return run(pending);
  if (window.open && memory.onlyLooked) return run('window');
  if (due !== undefined && now >= due.at) return run(due.because);
  const times = [due?.at, window.changesAt].filter((time) => time !== undefined);
  return { do: 'wait', phase: phaseOf(memory, window.open), ...(times.length === 0 ? {} : { until: Math.min(...times) }) };
}

function phaseOf(memory: TargetMemory, open: boolean): WatchPhase {
  if (memory.failures > 0) return 'backing-off';
  if (memory.awaitsApproval) return 'awaiting-approval';
  return open ? 'waiting' : 'outside-window';
}
