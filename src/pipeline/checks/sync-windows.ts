import { Cron } from 'croner';
import type { Diagnostic } from '../../core/diagnostic.js';
import type { SyncWindow } from '../documents.js';
import type { NodeOrigins } from '../nodes.js';
import { parseDuration } from '../units.js';
import { errorAt } from './check.js';

const MINUTE = 60_000;

/** A window that cannot be read would keep a target shut, or open, without anybody noticing. */
export function checkSyncWindows(windows: readonly SyncWindow[], origins: NodeOrigins): readonly Diagnostic[] {
  return windows.flatMap(({ schedule, duration, timeZone }, index): readonly Diagnostic[] => {
    const path = ['spec', 'syncWindows', index];
    const problem = scheduleProblem(schedule);
    const length = parseDuration(duration);
    return [
      ...(problem === undefined ? [] : [errorAt(origins, [...path, 'schedule'], {
        code: 'CDC1409',
        summary: `${quoted(schedule)} is not a schedule.`,
        detail: problem,
        fix: 'Write cron with five fields: minute, hour, day of the month, month, day of the week, for example 0 22 * * 1-5.',
      })]),
      ...(length === undefined ? [errorAt(origins, [...path, 'duration'], {
        code: 'CDC1501',
        summary: `${quoted(duration)} is not a duration.`,
        fix: 'Write a number and a unit (8h, 30m) or ISO 8601 (PT8H).',
      })] : []),
      ...(length !== undefined && length < MINUTE ? [errorAt(origins, [...path, 'duration'], {
        code: 'CDC1502',
        summary: `The duration ${duration} is too short.`,
        detail: 'A window is open for at least 1m.',
        fix: 'Choose a longer duration.',
      })] : []),
      ...(timeZone === undefined || isTimeZone(timeZone) ? [] : [errorAt(origins, [...path, 'timeZone'], {
        code: 'CDC1410',
        summary: `${quoted(timeZone)} is no time zone.`,
        fix: 'Use a name such as Europe/Berlin, or leave it out for UTC.',
      })]),
    ];
  });
}

/** The library's own words, without its prefix; nothing when the schedule is sound. */
function scheduleProblem(schedule: string): string | undefined {
  try {
    new Cron(schedule, { paused: true, mode: '5-part' });
    return undefined;
  } catch (thrown) {
    const words = (thrown as Error).message.replace(/^CronPattern: /, '');
    return `${words.slice(0, 1).toUpperCase()}${words.slice(1, 200).replace(/\.$/, '')}.`;
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
