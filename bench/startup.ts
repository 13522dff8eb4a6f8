import { join } from 'node:path';
import { runMeasured } from './measured.js';
import type { StartupResult } from './results.js';

const RUNS = 15;

/** Times starting: what a shell or an editor waits for. One run first, to have the files in memory. */
export async function measureStartup(program: string, root: string): Promise<readonly StartupResult[]> {
  const commands = [
    { command: 'node -e 0', args: ['-e', '0'] },
    { command: 'reconcile --version', args: [program, '--version'] },
    { command: 'reconcile validate postgres.yaml targets.yaml', args: [program, 'validate', join('pipelines', 'postgres.yaml'), join('pipelines', 'targets.yaml')] },
  ];
  const results: StartupResult[] = [];
  for (const { command, args } of commands) {
    const walls: number[] = [];
    const cpus: number[] = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const started = performance.now();
      const ran = await runMeasured(args, { cwd: root });
      if (ran.code !== 0) throw new Error(`${command} failed: ${ran.stderr}${ran.stdout}`);
      if (run > 0) {
        walls.push(performance.now() - started);
        cpus.push(ran.cpuMs);
      }
    }
    results.push({ command, runs: RUNS, medianMs: median(walls), bestMs: Math.min(...walls), cpuMs: median(cpus) });
  }
  return results;
}

/** The middle of a list that is not empty; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
