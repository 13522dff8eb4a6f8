import type { WatchedTarget, WatchState } from '../state.js';

/** What is noted of a target while another replica tells of it. */
export const ELSEWHERE = 'elsewhere';

/** Another replica has the target, and tells of it. Not so while nobody has it: after a restart it is as it was. */
export function isElsewhere({ name, phase }: WatchedTarget, { shards }: WatchState): boolean {
  const owner = shards?.owners[name];
  return phase === 'standby' && owner !== undefined && owner !== shards?.identity;
}
