import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../change/support/binary.js';
import type { Binary } from '../../change/support/binary.js';
import { worldOf } from './documents.js';
import { startSimulatorProcess, startWatch } from './processes.js';
import type { SimulatorProcess, WatchProcess } from './processes.js';
import { createRemote } from './remote.js';
import type { Remote } from './remote.js';

/** A remote repository, a simulated account and a folder to work in; each process is a real one. */
export interface Stage {
  readonly folder: string;
  readonly remote: Remote;
  readonly simulator: SimulatorProcess;
  /** Starts `reconcile watch` on the remote, or on `repository`. */
  watch(args?: readonly string[], options?: { readonly repository?: string; readonly env?: Readonly<Record<string, string>> }): WatchProcess;
  /** What a dry run of the pushed documents finds: its exit code, 0 for nothing to do. */
  dryRun(args?: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }>;
  strike(): Promise<void>;
}

/** Looks often, so that tests need not wait. */
const quick = ['--poll', '300ms', '--interval', '1h', '--retry', '300ms', '--retry-max', '1s', '--jitter', '0'];

export async function setStage(binary: Binary, pipelines: readonly string[] = ['shop', 'other'], speed = 400, world = worldOf(pipelines)): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-watch-'));
  const remote = await createRemote(folder);
  const simulator = await startSimulatorProcess(binary, folder, world, speed);
  const watches: WatchProcess[] = [];
  return {
    folder, remote, simulator,
    watch: (args = [], { repository = remote.path, env = {} } = {}) => {
      const listen = args.includes('--listen') ? [] : ['--listen', 'off'];
      const started = startWatch(binary, folder, [repository, `--simulate=${simulator.url}`, ...quick, ...listen, ...args], env);
      watches.push(started);
      return started;
    },
    dryRun: async (args = []) => {
      const { code, stdout, stderr } = await run(binary, folder, ['somebody/pipelines', `--simulate=${simulator.url}`, '--dry-run', '--detailed-exitcode', ...args]).ended;
      return { code, text: stdout + stderr };
    },
    strike: async () => {
      for (const { child, ended } of watches) {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        await ended;
      }
      await simulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
