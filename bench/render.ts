import type { ApplyTimes, BenchResults, LimitProfile, Measurement, Scenario } from './results.js';
import { goalsOf } from './goals.js';
import { count, seconds, table, times } from './render-rows.js';

/** `docs/performance.md`, whole. */
export function renderPerformance(results: BenchResults): string {
  const { machine, version, takenAt, tookMs } = results;
  return `# Performance

Written by \`npm run bench\`: do not edit. Version ${version}, ${takenAt.slice(0, 10)}, Node ${machine.node}, ${machine.cpus} × ${machine.cpu}, load ${machine.loadAtStart.toFixed(1)} before and
${machine.loadAtEnd.toFixed(1)} after, ${seconds(tookMs)} in all.

## Repeat it

\`\`\`sh
npm ci
npm run bench                            # everything
npm run bench -- --sizes 1,10 --quick    # plans of the small estates
npm run bench -- --only limiter          # or startup, or estates
\`\`\`

It writes this file, and every figure to \`bench/results.json\`. The embedded simulator serves from a process of its own; the reconciler is started as a user starts it, from \`dist/\`, and measured
from inside (wall time, CPU, peak resident memory) while the simulator counts what arrives. Every answer takes ${results.latencyMs} ms. With limits, each plane allows ${results.limitPerSecond} requests a second: *headers*
tells of them as the real plane does (Kafka and Flink tell nothing), *no headers* tells nothing anywhere. Applies run in simulated time that passes five to twenty times as fast, latency and
limits with it: *account time* is what a person at a real account would have waited, computing counted as many times over. An estate has ten tables per connector. Plans are printed as text, as a
person reads them; what follows one (an apply, a rebuild) is reported as JSON.

## What was to be reached

${table(['goal', 'wanted', 'seen', ''], goalsOf(results).map(({ goal, wanted, seen, met }) => [goal, wanted, seen, met === undefined ? '' : met ? 'yes' : '**no**']))}

## Estates

${results.failures.map((failure) => `**Not finished:** ${failure}\n\n`).join('')}${results.measurements.length === 0 ? 'Not run.' : estates(results.measurements)}

## Calls per plane

${results.measurements.length === 0 ? 'Not run.' : planes(results.measurements)}

## Side by side

A no-op plan without limits, the levels of its subjects remembered.

The *floor* is the least that any reader must do: the same bulk lists, nothing but the HTTP library, and the YAML parsed by \`yaml\` alone.

${sideBySide(results.measurements, 'floor')}

The *per-resource refresh* is what the usual Terraform provider sends, resource for resource, ten at a time: without its fixed sleeps, with shared connections, and without schema resources, all in
its favour. At 1,000 connectors it reads one resource in ${results.sample}, and its figures are multiplied.

${sideBySide(results.measurements, 'per-resource refresh')}

## Applies

${applies(results.applies)}

## The limiter

Twenty callers on each of five planes at once for 45 s, ${results.limiter[0]?.allowedPerSecond ?? 10} requests a second allowed on each.

${table(
  ['plane', 'limits', 'calls a second', 'of what is allowed', 'calls', 'refused', 'share'],
  results.limiter.flatMap(({ limits, allowedPerSecond, planes: each }) =>
    each.map(({ plane, perSecond, calls, refused }) => [plane, limits, perSecond.toFixed(2), percent(perSecond / allowedPerSecond), count(calls), count(refused), percent(refused / calls)]),
  ),
)}

## Starting

${table(['command', 'median', 'best', 'CPU', 'runs'], results.startup.map(({ command, medianMs, bestMs, cpuMs, runs }) => [`\`${command}\``, `${medianMs.toFixed(0)} ms`, `${bestMs.toFixed(0)} ms`, `${cpuMs.toFixed(0)} ms`, String(runs)]))}
`;
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %` : '-';
}

function estates(measurements: readonly Measurement[]): string {
  return table(
    ['scenario', 'connectors', 'tables', 'limits', 'calls', '429s', 'wall', 'account time', 'CPU', 'peak memory'],
    measurements.map((one) => [`${one.scenario}${one.outcome === 'partial' ? ' (**partial**)' : ''}`, count(one.connectors), count(one.tables), one.limits, count(one.totalCalls), count(one.refused), seconds(one.wallMs), seconds(one.accountMs), seconds(one.cpuMs), `${one.peakMb.toFixed(0)} MB`]),
  );
}

function planes(measurements: readonly Measurement[]): string {
  const names = [...new Set(measurements.flatMap(({ calls }) => Object.keys(calls)))].sort();
  return table(['scenario', 'connectors', 'limits', ...names], measurements.map((one) => [one.scenario, count(one.connectors), one.limits, ...names.map((name) => count(one.calls[name] ?? 0))]));
}

export function find(measurements: readonly Measurement[], connectors: number, scenario: Scenario, limits: LimitProfile): Measurement | undefined {
  return measurements.find((one) => one.connectors === connectors && one.scenario === scenario && one.limits === limits);
}

/** One row per size; the ratios are of the one that is more to the one that is less. */
function sideBySide(measurements: readonly Measurement[], scenario: 'floor' | 'per-resource refresh'): string {
  const sizes = [...new Set(measurements.map(({ connectors }) => connectors))];
  const ratio = (plan: number, other: number): string => times(scenario === 'floor' ? plan / other : other / plan);
  const rows = sizes.flatMap((size) => {
    const plan = find(measurements, size, 'no-op plan', 'none');
    const other = find(measurements, size, scenario, 'none');
    if (plan === undefined || other === undefined) return [];
    return [
      [
        count(plan.tables),
        ...[count(plan.totalCalls), count(other.totalCalls), ratio(plan.totalCalls, other.totalCalls)],
        ...[seconds(plan.wallMs), seconds(other.wallMs), ratio(plan.wallMs, other.wallMs)],
        ...[seconds(plan.cpuMs), seconds(other.cpuMs), ratio(plan.cpuMs, other.cpuMs)],
      ],
    ];
  });
  const than = scenario === 'floor' ? 'of the floor' : 'fewer, or faster';
  return rows.length === 0 ? 'Not run.' : table(['tables', 'calls', scenario, than, 'wall', scenario, than, 'CPU', scenario, than], rows);
}

function applies(all: readonly ApplyTimes[]): string {
  if (all.length === 0) return 'Not run.';
  return table(
    ['tables', 'limits', 'account time', 'slowest chain', 'forced by limits', 'ratio', 'median pipeline', 'slowest pipeline', 'ratio'],
    all.map((one) => [count(one.tables), one.limits, seconds(one.accountMs), seconds(one.chainMs), seconds(one.forcedMs), times(one.accountMs / (one.chainMs + one.forcedMs)), seconds(one.medianPipelineMs), seconds(one.slowestPipelineMs), times(one.slowestPipelineMs / one.medianPipelineMs)]),
  );
}
