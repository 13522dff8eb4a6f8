import { NANOS } from './datetime.js';

const UNITS: Readonly<Record<string, readonly [bigint, 'MONTH' | 'NANOSECOND']>> = {
  YEAR: [12n, 'MONTH'], QUARTER: [3n, 'MONTH'], MONTH: [1n, 'MONTH'], WEEK: [7n * NANOS.day, 'NANOSECOND'], DAY: [NANOS.day, 'NANOSECOND'],
  HOUR: [NANOS.hour, 'NANOSECOND'], MINUTE: [NANOS.minute, 'NANOSECOND'], SECOND: [NANOS.second, 'NANOSECOND'],
};

/** How much one unit of an INTERVAL or TIMESTAMPADD is, in months or nanoseconds; undefined for an unknown unit. */
export function unitSize(unit: string): readonly [bigint, 'MONTH' | 'NANOSECOND'] | undefined {
  return UNITS[unit.toUpperCase().replace(/S$/, '')];
}
