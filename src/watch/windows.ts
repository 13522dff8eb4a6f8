import { Cron } from 'croner';
import type { SyncWindow } from './contract.js';

export interface WindowState {
  /** The account may be changed now. */
  readonly open: boolean;
  /** When some window opens or closes next, in milliseconds since the epoch. Absent: never. */
  readonly changesAt?: number;
}

/**
 * Whether a target may be changed at an instant. Any `deny` that is open forbids; with an `allow` among the windows, one of these
 * must be open. These are Argo CD's rules.
 */
export function windowState(windows: readonly SyncWindow[], now: number): WindowState {
  const states = windows.map((window) => ({ kind: window.kind, ...stateOf(window, now) }));
  const denied = states.some(({ kind, open }) => kind === 'deny' && open);
  const allows = states.filter(({ kind }) => kind === 'allow');
  const changes = states.flatMap(({ changesAt }) => (changesAt === undefined ? [] : [changesAt]));
  return {
    open: !denied && (allows.length === 0 || allows.some(({ open }) => open)),
    ...(changes.length === 0 ? {} : { changesAt: Math.min(...changes) }),
  };
}

function stateOf({ schedule, durationMs, timeZone }: SyncWindow, now: number): WindowState {
  const cron = new Cron(schedule, { paused: true, mode: '5-part', timezone: timeZone });
  const after = (instant: number): number | undefined => cron.nextRun(new Date(instant))?.getTime();
  // The first opening that is not over yet: a run that began longer ago than the duration has closed.
  const opening = after(now - durationMs);
  if (opening === undefined) return { open: false };
  return opening <= now ? { open: true, changesAt: opening + durationMs } : { open: false, changesAt: opening };
}
