import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { RemoteSimulator } from './simulator.js';
import { runMeasured } from './measured.js';
import type { Ran } from './measured.js';

const names = ['floor', 'terraform', 'limiter'] as const;
export type WorkerName = (typeof names)[number];

/** Bundles what is compared with, as the reconciler is bundled itself, so that loading costs them no more than it. */
export async function buildWorkers(folder: string): Promise<void> {
  await build({
    entryPoints: names.map((name) => fileURLToPath(new URL(`workers/${name}.ts`, import.meta.url))),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    define: { RECONCILE_VERSION: '"bench"' },
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
}

export interface WorkerTask {
  readonly folder: string;
  readonly documents?: string;
  readonly connectors?: number;
  readonly sample?: number;
}

/** Runs one of them against the simulator and measures it. @throws Error when it fails. */
export async function runWorker<T>(name: WorkerName, simulator: RemoteSimulator, task: WorkerTask): Promise<Ran & { readonly result: T }> {
  await mkdir(task.folder, { recursive: true });
  const input = join(task.folder, `${name}.json`);
  await writeFile(input, JSON.stringify({ ...simulator.description, documents: task.documents ?? '', connectors: task.connectors ?? 0, sample: task.sample ?? 1 }));
  const ran = await runMeasured([join(task.folder, `${name}.mjs`), input], { cwd: task.folder });
  if (ran.code !== 0) throw new Error(`${name} failed: ${ran.stderr || ran.stdout}`);
  return { ...ran, result: JSON.parse(ran.stdout) as T };
}
