import { join } from 'node:path';
import { mkdir, rm } from 'node:fs/promises';
import { applyTimes, lastFingerprint, measurementOf, observed, runClient } from './client.js';
import type { Bench } from './client.js';
import { writeEstate } from './estate.js';
import type { BenchOptions } from './options.js';
import type { ApplyTimes, LimitProfile, Measurement } from './results.js';
import { startRemoteSimulator } from './simulator.js';
import type { Conditions } from './simulator.js';
import { runWorker } from './workers.js';

/** Milliseconds of simulated time that every answer takes. */
export const LATENCY_MS = 50;
/** Requests a second that each plane allows in the scenarios with limits. */
export const LIMIT_PER_SECOND = 50;

const planes = ['management', 'connect', 'kafka', 'schema-registry', 'flink', 'tableflow'] as const;

/** Limits of that many requests a second on every plane. */
export function limitsOf(profile: LimitProfile, perSecond: number): Conditions['limits'] {
  if (profile === 'none') return {};
  return Object.fromEntries(planes.map((plane) => [plane, { perSecond, headers: profile === 'headers' }]));
}

/** Real time for what only reads; faster for what waits, with latency and limits scaled along. */
function conditionsOf(limits: LimitProfile, speed: number): Conditions {
  return { speed, latencyMs: LATENCY_MS, limits: limitsOf(limits, LIMIT_PER_SECOND) };
}

export interface EstateRun {
  readonly program: string;
  readonly folder: string;
  readonly options: BenchOptions;
  readonly onMeasured: (measurement: Measurement) => void;
  readonly onApplied: (times: ApplyTimes) => void;
}

/** Everything that is measured at one size: a new account, filled, looked at, changed, and emptied. */
export async function runEstate(connectors: number, { program, folder: parent, options, onMeasured, onApplied }: EstateRun): Promise<void> {
  const folder = join(parent, `estate-${connectors}`);
  await mkdir(folder, { recursive: true });
  const estate = await writeEstate(folder, connectors);
  const simulator = await startRemoteSimulator(program, estate.world);
  const bench: Bench = { program, folder, estate, simulator, done: onMeasured };
  try {
    await fill(bench, 'headers', onApplied);
    await look(bench, 'headers');
    await compare(bench, parent, connectors >= 1000 ? options.sample : 1);
    if (options.quick) return;
    // Limits that nobody tells of change the way and not the picture: minutes more at the largest size.
    if (connectors <= 100) await look(bench, 'no headers');
    await change(bench, 'headers');
    if (connectors > 100) return;
    await fill(bench, 'no headers', onApplied);
    await change(bench, 'no headers');
  } finally {
    await simulator.stop();
  }
}

/**
 * How fast the account's time runs while things are made and waited for. Whatever the reconciler computes counts so many times
 * over, so an estate from nothing, whose time is judged, runs slower than what is only reported.
 */
function speedOf(connectors: number, judged: boolean): number {
  if (connectors > 100) return 10;
  if (connectors === 100) return judged ? 5 : 10;
  return 20;
}

async function fill(bench: Bench, limits: LimitProfile, onApplied: (times: ApplyTimes) => void): Promise<void> {
  await runClient(bench, { scenario: 'cold plan', limits, conditions: conditionsOf(limits, 1), args: ['--dry-run'], report: 'text', wants: ['planned'] });
  await rm(join(bench.folder, 'cache'), { recursive: true, force: true });
  const apply = { scenario: 'apply from nothing', limits, conditions: conditionsOf(limits, speedOf(bench.estate.connectors, true)), args: ['--yes'], cached: true } as const;
  const applied = await runClient(bench, { ...apply, wants: ['changed', 'partial'] });
  onApplied(await applyTimes(bench, applied, LIMIT_PER_SECOND));
  // What failed is named in the results; the next run mends it, and what follows looks at an estate that is whole.
  if (applied.outcome === 'partial') await runClient({ ...bench, done: () => undefined }, { ...apply, wants: ['changed'] });
}

async function look(bench: Bench, limits: LimitProfile): Promise<void> {
  const conditions = conditionsOf(limits, 1);
  const plan = { limits, conditions, args: ['--dry-run'], cached: true, report: 'text' } as const;
  // One call per subject: at the largest size that takes minutes, and shows nothing new.
  if (limits === 'headers' && bench.estate.connectors <= 100) {
    await rm(join(bench.folder, 'cache'), { recursive: true, force: true });
    await runClient(bench, { ...plan, scenario: 'no-op plan, empty cache', wants: ['converged'] });
  }
  await runClient(bench, { ...plan, scenario: 'no-op plan', wants: ['converged'] });
  await runClient(bench, { ...plan, scenario: 'plan of one change', edit: 'one-change', wants: ['planned'] });
}

/** The same look without limits, beside the floor and the per-resource pattern; then those two under limits, too. */
async function compare(bench: Bench, workers: string, sample: number): Promise<void> {
  await runClient(bench, { scenario: 'no-op plan', limits: 'none', conditions: conditionsOf('none', 1), args: ['--dry-run'], cached: true, report: 'text', wants: ['converged'] });
  const { documents, connectors } = bench.estate;
  const floor = await observed(bench, conditionsOf('none', 1), () => runWorker('floor', bench.simulator, { folder: workers, documents }));
  bench.done(measurementOf(bench, { scenario: 'floor', limits: 'none', conditions: conditionsOf('none', 1) }, floor.ran, floor.traffic, floor.accountMs, 'read'));
  for (const limits of connectors <= 100 ? (['none', 'headers', 'no headers'] as const) : (['none'] as const)) {
    const conditions = conditionsOf(limits, 1);
    const { ran, traffic, accountMs } = await observed(bench, conditions, () => runWorker<{ total: number; calls: number }>('terraform', bench.simulator, { folder: workers, connectors, sample }));
    const times = ran.result.total / ran.result.calls;
    const one = measurementOf(bench, { scenario: 'per-resource refresh', limits, conditions }, ran, traffic, accountMs, sample === 1 ? 'read' : `1 of ${sample} read`);
    bench.done({ ...one, wallMs: one.wallMs * times, accountMs: one.accountMs * times, cpuMs: one.cpuMs * times, totalCalls: Math.round(one.totalCalls * times) });
  }
}

async function change(bench: Bench, limits: LimitProfile): Promise<void> {
  const conditions = conditionsOf(limits, speedOf(bench.estate.connectors, false));
  await runClient({ ...bench, done: () => undefined }, { scenario: 'rebuild of one pipeline', limits, conditions, args: ['--dry-run'], edit: 'rebuild', wants: ['planned'] });
  await runClient(bench, { scenario: 'rebuild of one pipeline', limits, conditions, args: ['--yes', '--expect-plan', await lastFingerprint(bench)], edit: 'rebuild', wants: ['changed'] });
  await runClient({ ...bench, done: () => undefined }, { scenario: 'destroy', limits, conditions, args: ['destroy', '--dry-run'], edit: 'rebuild', wants: ['planned'] });
  await runClient(bench, { scenario: 'destroy', limits, conditions, args: ['destroy', '--yes', '--expect-plan', await lastFingerprint(bench)], edit: 'rebuild', wants: ['changed'] });
}
