import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { timings } from '../src/simulator/index.js';
import { editEstate, TABLES_PER_CONNECTOR, tablesOf } from './estate.js';
import type { Edit, EstateFiles } from './estate.js';
import { runMeasured } from './measured.js';
import type { Usage } from './measured.js';
import type { ApplyTimes, Calls, LimitProfile, Measurement, Scenario } from './results.js';
import type { Conditions, RemoteSimulator } from './simulator.js';
import { median } from './startup.js';

/** One estate on one simulator, and what it takes to run the reconciler on it. */
export interface Bench {
  readonly program: string;
  readonly folder: string;
  readonly estate: EstateFiles;
  readonly simulator: RemoteSimulator;
  readonly done: (measurement: Measurement) => void;
}

export interface Run {
  readonly scenario: Scenario;
  readonly limits: LimitProfile;
  readonly conditions: Conditions;
  readonly args: readonly string[];
  readonly edit?: Edit;
  /** Outcomes that count as success. */
  readonly wants: readonly string[];
  /** Uses and fills the cache of subject levels. */
  readonly cached?: boolean;
  /** Whether the report is written out as JSON, every resource with it, or as a person sees it; the outcome is then told by the exit code. */
  readonly report?: 'json' | 'text';
}

/** What `--detailed-exitcode` says of a plan. */
const outcomeOfCode: Readonly<Record<number, string>> = { 0: 'converged', 2: 'planned' };

interface Report {
  readonly outcome: string;
  readonly sentence?: string;
  readonly targets: readonly { readonly plan?: { readonly fingerprint: string } }[];
}

/** Runs the reconciler as a user would, in a process of its own, with counts taken where the calls arrive. */
export async function runClient(bench: Bench, run: Run): Promise<Measurement> {
  const { simulator, estate } = bench;
  await editEstate(estate, run.edit ?? 'none');
  const asText = run.report === 'text';
  const output = asText ? ['--detailed-exitcode'] : ['-o', 'json', '--out', reportFile(bench)];
  const { ran, traffic, accountMs } = await observed(bench, run.conditions, () =>
    runMeasured([bench.program, ...run.args, estate.documents, `--simulate=${simulator.description.baseUrl}`, '--ledger', ledgerOf(bench), ...output], {
      cwd: bench.folder,
      env: run.cached === true ? { RECONCILE_CACHE: join(bench.folder, 'cache') } : {},
    }),
  );
  const report = asText ? { outcome: outcomeOfCode[ran.code] ?? `exit code ${ran.code}`, sentence: ran.stdout.slice(-500), targets: [] } : await readReport(bench);
  if (report === undefined || !run.wants.includes(report.outcome)) throw new Error(`${run.scenario}, ${estate.connectors} connectors: ${report?.outcome ?? 'no report'}: ${report?.sentence ?? ''}\n${ran.stderr.slice(-2000)}`);
  const measurement = measurementOf(bench, run, ran, traffic, accountMs, report.outcome);
  bench.done(measurement);
  return measurement;
}

/** Sets the conditions, runs, and tells what arrived at the simulator meanwhile. */
export async function observed<T>(bench: Bench, conditions: Conditions, action: () => Promise<T>) {
  const { simulator } = bench;
  await simulator.set(conditions);
  await simulator.clear();
  const started = await simulator.now();
  const ran = await action();
  return { ran, traffic: await simulator.traffic(), accountMs: (await simulator.now()) - started };
}

type Traffic = Awaited<ReturnType<RemoteSimulator['traffic']>>;

export function measurementOf(bench: Bench, run: Pick<Run, 'scenario' | 'limits' | 'conditions'>, { wallMs, cpuMs, peakMb }: Usage, traffic: Traffic, accountMs: number, outcome: string): Measurement {
  const { connectors, tables } = bench.estate;
  const used = Object.entries(traffic).filter(([, { calls }]) => calls > 0);
  const calls: Calls = Object.fromEntries(used.map(([plane, count]) => [plane, count.calls]));
  return {
    connectors,
    tables,
    scenario: run.scenario,
    limits: run.limits,
    speed: run.conditions.speed,
    wallMs,
    accountMs,
    cpuMs,
    peakMb,
    calls,
    writes: Object.fromEntries(used.map(([plane, count]) => [plane, count.writes])),
    totalCalls: sum(Object.values(calls)),
    refused: sum(used.map(([, count]) => count.refused)),
    outcome,
  };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ledgerOf(bench: Bench): string {
  return `file:${join(bench.folder, 'ledger')}`;
}

function reportFile(bench: Bench): string {
  return join(bench.folder, 'report.json');
}

async function readReport(bench: Bench): Promise<Report | undefined> {
  const text = await readFile(reportFile(bench), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

/** The fingerprint of the plan in the last report: what destroys data is applied under it. @throws Error when there is none. */
export async function lastFingerprint(bench: Bench): Promise<string> {
  const fingerprint = (await readReport(bench))?.targets[0]?.plan?.fingerprint;
  if (fingerprint === undefined) throw new Error('the last report has no plan');
  return fingerprint;
}

/**
 * The longest way of one table through the simulator: its connector starts, snapshots the tables one after the other, then
 * CREATE TABLE, then Tableflow. The INSERT runs beside Tableflow and is shorter.
 */
const chainMs = timings.connectorRunning + timings.firstRecord + (TABLES_PER_CONNECTOR - 1) * timings.nextTable + timings.ddl + timings.tableflow;

/** When each pipeline was done, from the simulator's events. */
export async function applyTimes(bench: Bench, measurement: Measurement, limitPerSecond: number): Promise<ApplyTimes> {
  const events = await bench.simulator.events();
  const started = events[0]?.at ?? 0;
  const runningAt = new Map<string, number>();
  for (const { at, text } of events) {
    const table = /^(?:tableflow|statement) .*?(p\d{4})[_-].* RUNNING/.exec(text)?.[1];
    if (table !== undefined) runningAt.set(table, at - started);
  }
  const ends = Array.from({ length: bench.estate.connectors }, (_, index) => runningAt.get((tablesOf(index + 1)[0] ?? '').slice(0, 5)) ?? Number.NaN);
  const busiest = Math.max(...Object.values(measurement.writes));
  const limited = measurement.limits !== 'none';
  const { connectors, tables, limits, accountMs } = measurement;
  return { connectors, tables, limits, accountMs, chainMs, forcedMs: limited ? (busiest / limitPerSecond) * 1000 : 0, medianPipelineMs: median(ends), slowestPipelineMs: Math.max(...ends) };
}
