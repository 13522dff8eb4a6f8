import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What one run of a process took. Wall time from the start of its Node to its end, CPU user and system together. */
export interface Usage {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

export interface Ran extends Usage {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const preload = fileURLToPath(new URL('measure-preload.mjs', import.meta.url));

/** Runs `node ...args` and measures it from inside. The code is for the caller to judge. */
export async function runMeasured(args: readonly string[], options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> }): Promise<Ran> {
  const file = join(tmpdir(), `bench-${randomUUID()}.json`);
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    cwd: options.cwd,
    env: { ...process.env, CI: '1', PG_PASSWORD: 'bench', ...options.env, BENCH_MEASURE: file },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), new Promise<number>((resolve) => child.once('close', (exit) => resolve(exit ?? -1)))]);
  const measured = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${args.slice(1, 2).join(' ')} was ended before it could tell what it took: ${stderr.slice(-500)}`);
  });
  const { wallMs, cpuMs, peakKb } = JSON.parse(measured) as { wallMs: number; cpuMs: number; peakKb: number };
  await rm(file, { force: true });
  return { wallMs, cpuMs, peakMb: peakKb / 1024, code, stdout, stderr };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
