import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Connectors per estate; each has ten tables. */
  readonly sizes: readonly number[];
  /** Plans only: nothing is rebuilt or destroyed, and the limits come with headers only. */
  readonly quick: boolean;
  /** Where `docs/performance.md` and `bench/results.json` go; absent: results are printed and nothing is written. */
  readonly write: boolean;
  /** The per-resource pattern reads one of so many resources at 1,000 connectors, and is multiplied. */
  readonly sample: number;
  readonly only: ReadonlySet<Part>;
}

export const parts = ['startup', 'limiter', 'estates'] as const;
export type Part = (typeof parts)[number];

const usage = `npm run bench -- [--sizes 1,10,100,1000] [--quick] [--only startup,limiter,estates] [--sample 10] [--no-write]`;

/** @throws Error with the usage when the arguments make no sense. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '1,10,100,1000' },
      only: { type: 'string', default: parts.join(',') },
      sample: { type: 'string', default: '10' },
      quick: { type: 'boolean', default: false },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const sizes = values.sizes.split(',').map(Number);
  const only = values.only.split(',');
  const sample = Number(values.sample);
  if (![...sizes, sample].every((size) => Number.isInteger(size) && size > 0)) throw new Error(usage);
  if (!only.every(isPart)) throw new Error(usage);
  return { sizes, quick: values.quick, write: !values['no-write'], sample, only: new Set(only.filter(isPart)) };
}

function isPart(name: string): name is Part {
  return (parts as readonly string[]).includes(name);
}
