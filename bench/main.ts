import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeEstate } from './estate.js';
import { LATENCY_MS, LIMIT_PER_SECOND, limitsOf, runEstate } from './estates.js';
import { readOptions } from './options.js';
import { renderPerformance } from './render.js';
import { line } from './render-rows.js';
import type { ApplyTimes, BenchResults, LimiterResult, Measurement, StartupResult } from './results.js';
import { startRemoteSimulator } from './simulator.js';
import { measureStartup } from './startup.js';
import { buildWorkers, runWorker } from './workers.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** The limiter alone, on every plane at once, at ten requests a second: the figure of the issue. */
async function runLimiter(program: string, folder: string): Promise<readonly LimiterResult[]> {
  const allowedPerSecond = 10;
  const { world } = await writeEstate(join(folder, 'limiter'), 1);
  const results: LimiterResult[] = [];
  for (const limits of ['headers', 'no headers'] as const) {
    const simulator = await startRemoteSimulator(program, world);
    try {
      await simulator.set({ speed: 1, latencyMs: LATENCY_MS, limits: limitsOf(limits, allowedPerSecond) });
      const { result } = await runWorker<LimiterResult['planes']>('limiter', simulator, { folder });
      results.push({ limits, allowedPerSecond, planes: result });
      for (const { plane, perSecond, calls, refused } of result) say(`  limiter, ${limits}, ${plane}: ${perSecond.toFixed(2)} of ${allowedPerSecond} calls/s, ${refused} of ${calls} refused`);
    } finally {
      await simulator.stop();
    }
  }
  return results;
}

/** After every size, so that a run that is broken off has not been for nothing. */
async function save(results: BenchResults): Promise<void> {
  await mkdir(join(root, 'docs'), { recursive: true });
  await writeFile(join(root, 'bench', 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
  await writeFile(join(root, 'docs', 'performance.md'), renderPerformance(results));
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const folder = await mkdtemp(join(tmpdir(), 'cdc-bench-'));
  const started = performance.now();
  const loadAtStart = loadavg()[0] ?? 0;
  const measurements: Measurement[] = [];
  const applies: ApplyTimes[] = [];
  const failures: string[] = [];
  let startup: readonly StartupResult[] = [];
  let limiter: readonly LimiterResult[] = [];
  const resultsSoFar = async (): Promise<BenchResults> => ({
    version: (JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }).version,
    takenAt: new Date().toISOString(),
    machine: { node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? 'unknown', loadAtStart, loadAtEnd: loadavg()[0] ?? 0 },
    tookMs: performance.now() - started,
    limitPerSecond: LIMIT_PER_SECOND,
    latencyMs: LATENCY_MS,
    measurements,
    applies,
    limiter,
    startup,
    sample: options.sample,
    failures,
  });
  try {
    // A copy: whoever builds while this runs does no harm.
    const program = join(folder, 'dist', 'reconcile.js');
    await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
    await buildWorkers(folder);
    if (options.only.has('startup')) startup = await measureStartup(program, root);
    for (const { command, medianMs, cpuMs } of startup) say(`  ${command}: median ${medianMs.toFixed(0)} ms, CPU ${cpuMs.toFixed(0)} ms`);
    if (options.only.has('limiter')) limiter = await runLimiter(program, folder);
    const onMeasured = (measurement: Measurement): void => {
      measurements.push(measurement);
      say(line(measurement));
    };
    if (options.only.has('estates')) {
      for (const size of options.sizes) {
        // What was measured until then is worth having, and the failure is part of it.
        await runEstate(size, { program, folder, options, onMeasured, onApplied: (times) => void applies.push(times) }).catch((error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          failures.push(`${size} connectors: ${why.split('\n')[0] ?? ''}`);
          say(`  FAILED: ${size} connectors: ${why}`);
          process.exitCode = 1;
        });
        if (options.write) await save(await resultsSoFar());
      }
    }
    if (options.write) await save(await resultsSoFar());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (options.write) say('docs/performance.md and bench/results.json are written');
  else say(renderPerformance(await resultsSoFar()));
}

await main();
