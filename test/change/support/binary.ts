import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The command line as users have it, bundled anew from the sources under test. */
export interface Binary {
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles the command line into a folder of its own, as scripts/build.mjs does. */
export async function buildBinary(): Promise<Binary> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-binary-'));
  await build({
    entryPoints: { reconcile: 'src/main.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    define: { RECONCILE_VERSION: '"test"' },
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return { path: join(folder, 'reconcile.mjs'), remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface Ended {
  /** `null`: ended by the signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the binary in a folder. */
export function run(binary: Binary, folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, ['--no-warnings', binary.path, ...args], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', ...env, CI: 'true', NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => void (text.stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => void (text.stderr += chunk.toString('utf8')));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  return { child, ended };
}
