import { UsageError } from './select.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The level that `RECONCILE_LOG_LEVEL` names. @throws UsageError for one that there is not. */
export function logLevelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level === undefined) throw new UsageError(`RECONCILE_LOG_LEVEL is "${text}": write ${LOG_LEVELS.join(', ')}`);
  return level;
}
