import { find, percent } from './render.js';
import { count, seconds, times } from './render-rows.js';
import type { BenchResults, Measurement } from './results.js';

/** One goal of the issue beside what this run saw; `met` is absent where the run did not look. */
export interface Goal {
  readonly goal: string;
  readonly wanted: string;
  readonly seen: string;
  readonly met?: boolean;
}

const NOT_RUN = { seen: 'not run' } as const;

/** All goals, each with its figure from this run. */
export function goalsOf(results: BenchResults): readonly Goal[] {
  return [...largest(results.measurements), ...thousand(results), ...limiterGoals(results), ...startupGoals(results)];
}

function largest(measurements: readonly Measurement[]): readonly Goal[] {
  const plan = find(measurements, 1000, 'no-op plan', 'none');
  const floor = find(measurements, 1000, 'floor', 'none');
  const other = find(measurements, 1000, 'per-resource refresh', 'none');
  const small = find(measurements, 100, 'no-op plan', 'none');
  return [
    ratio('10,000 tables, no-op plan: calls beside the pages of its lists', 'at most 1.2 ×', plan?.totalCalls, floor?.totalCalls, (value) => value <= 1.2),
    ratio('10,000 tables: calls beside the per-resource refresh', 'at least 100 × fewer', other?.totalCalls, plan?.totalCalls, (value) => value >= 100),
    ratio('10,000 tables: wall time beside the floor', 'at most 1.5 ×', plan?.wallMs, floor?.wallMs, (value) => value <= 1.5),
    ratio('10,000 tables: CPU beside the floor', 'at most 3 ×', plan?.cpuMs, floor?.cpuMs, (value) => value <= 3),
    plan === undefined ? { goal: '10,000 tables: peak memory', wanted: 'under 600 MB', ...NOT_RUN } : { goal: '10,000 tables: peak memory', wanted: 'under 600 MB', seen: `${plan.peakMb.toFixed(0)} MB`, met: plan.peakMb < 600 },
    ratio('from 1,000 to 10,000 tables: wall time', 'at most 11 ×', plan?.wallMs, small?.wallMs, (value) => value <= 11),
    ratio('from 1,000 to 10,000 tables: CPU', 'at most 11 ×', plan?.cpuMs, small?.cpuMs, (value) => value <= 11),
    ratio('from 1,000 to 10,000 tables: peak memory', 'at most 11 ×', plan?.peakMb, small?.peakMb, (value) => value <= 11),
  ];
}

function thousand({ measurements, applies }: BenchResults): readonly Goal[] {
  const plan = find(measurements, 100, 'no-op plan', 'none');
  const other = find(measurements, 100, 'per-resource refresh', 'none');
  const applied = applies.filter(({ connectors }) => connectors === 100);
  return [
    plan === undefined ? { goal: '1,000 tables, no-op plan: calls', wanted: 'under 60', ...NOT_RUN } : { goal: '1,000 tables, no-op plan: calls', wanted: 'under 60', seen: count(plan.totalCalls), met: plan.totalCalls < 60 },
    ...(['headers', 'no headers'] as const).map((limits) =>
      ratio(`1,000 tables: wall time beside the per-resource refresh, limits with ${limits}`, 'at least 20 × faster', find(measurements, 100, 'per-resource refresh', limits)?.wallMs, find(measurements, 100, 'no-op plan', limits)?.wallMs, (value) => value >= 20)),
    ratio('the same where nothing is limited', 'at least 20 × faster', other?.wallMs, plan?.wallMs, (value) => value >= 20),
    ...applied.flatMap((one): Goal[] => {
      const least = one.chainMs + one.forcedMs;
      const fair = one.slowestPipelineMs / one.medianPipelineMs;
      return [
        { goal: `1,000 tables from nothing, limits with ${one.limits}: account time beside chain and limits (${seconds(one.chainMs)} + ${seconds(one.forcedMs)})`, wanted: 'at most 1.3 ×', seen: `${seconds(one.accountMs)}, ${times(one.accountMs / least)}`, met: one.accountMs <= 1.3 * least },
        { goal: `the same: slowest pipeline beside the median`, wanted: 'at most 2 ×', seen: times(fair), met: fair <= 2 },
      ];
    }),
  ];
}

function limiterGoals({ limiter }: BenchResults): readonly Goal[] {
  return limiter.flatMap(({ limits, allowedPerSecond, planes }): Goal[] => {
    const slowest = Math.min(...planes.map(({ perSecond }) => perSecond / allowedPerSecond));
    const worst = Math.max(...planes.map(({ calls, refused }) => refused / calls));
    return [
      { goal: `limiter, ${limits}: share of the allowed rate, worst plane`, wanted: 'at least 90 %', seen: percent(slowest), met: slowest >= 0.9 },
      { goal: `limiter, ${limits}: calls answered 429, worst plane`, wanted: 'at most 1 %', seen: percent(worst), met: worst <= 0.01 },
    ];
  });
}

function startupGoals({ startup }: BenchResults): readonly Goal[] {
  const limits: Readonly<Record<string, number>> = { 'reconcile --version': 150, 'reconcile validate postgres.yaml targets.yaml': 350 };
  return startup.flatMap(({ command, medianMs }) => {
    const most = limits[command];
    return most === undefined ? [] : [{ goal: `\`${command}\`, median`, wanted: `under ${most} ms`, seen: `${medianMs.toFixed(0)} ms`, met: medianMs < most }];
  });
}

function ratio(goal: string, wanted: string, above: number | undefined, below: number | undefined, isMet: (ratio: number) => boolean): Goal {
  if (above === undefined || below === undefined) return { goal, wanted, ...NOT_RUN };
  return { goal, wanted, seen: times(above / below), met: isMet(above / below) };
}
