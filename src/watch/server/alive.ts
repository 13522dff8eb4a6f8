import type { WatchState } from '../state.js';

/** Whether the process does its work, in one line for whoever asks. */
export interface Verdict {
  readonly ok: boolean;
  readonly text: string;
}

/** A run that is due starts within seconds; one that is so late, in milliseconds, never will. */
const STUCK_AFTER_MS = 10 * 60_000;

/**
 * Alive: this process answers, its loop beats, and no target is overdue. What Confluent Cloud, git or a plan do wrong is no reason to
 * be killed. `now` and `lastBeat`: milliseconds since the epoch.
 */
export function aliveVerdict({ targets, stopping }: WatchState, now: number, lastBeat: number | undefined): Verdict {
  if (stopping) return { ok: true, text: 'stopping' };
  if (lastBeat !== undefined && now - lastBeat > STUCK_AFTER_MS) return { ok: false, text: `the loop has not moved for ${Math.round((now - lastBeat) / 60_000)} min` };
  const overdue = targets.filter(({ phase, nextRunAt }) => (phase === 'waiting' || phase === 'backing-off') && nextRunAt !== undefined && now - nextRunAt > STUCK_AFTER_MS);
  return overdue.length === 0 ? { ok: true, text: 'ok' } : { ok: false, text: `${overdue.length} overdue` };
}

/**
 * Ready: there are documents that could be read once. A replica that does not lead is as ready as the one that does. Where targets are spread, the others
 * must have been able to see it once: a rollout that puts replicas which may not use Leases in the place of those that do would leave every target alone.
 */
export function readyVerdict({ repository, stopping, shards }: WatchState): Verdict {
  if (stopping) return { ok: false, text: 'stopping' };
  if (shards?.joined === false) return { ok: false, text: 'not among the replicas yet' };
  return repository.commit === undefined ? { ok: false, text: 'no good documents yet' } : { ok: true, text: 'ok' };
}
