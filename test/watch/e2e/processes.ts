import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binary } from '../../change/support/binary.js';

/** A line of the log. */
export type Line = Readonly<Record<string, unknown>> & { readonly event: string };

export interface WatchProcess {
  readonly child: ChildProcess;
  readonly lines: readonly Line[];
  /** Everything on stderr, as it came. */
  readonly raw: readonly string[];
  /** The first line that fits, from the `after`-th on; waits for it. @throws Error with the last lines when none comes. */
  line(what: string, fits: (line: Line) => boolean, after?: number): Promise<Line>;
  /** Sends a signal and waits for the end; the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

const PATIENCE_MS = 120_000;

export function startWatch(binary: Binary, folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): WatchProcess {
  const child = spawn(process.execPath, ['--no-warnings', binary.path, 'watch', ...args], { cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: Line[] = [];
  const raw: string[] = [];
  const waiting = new Set<() => void>();
  const onLine = (text: string): void => {
    raw.push(text);
    try {
      lines.push(JSON.parse(text) as Line);
    } catch {
      // A line that is no JSON stays in `raw`, where a test finds it.
    }
    for (const look of [...waiting]) look();
  };
  createInterface({ input: child.stderr }).on('line', onLine);
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => {
    for (const look of [...waiting]) look();
    resolve(code);
  }));
  return {
    child, lines, raw, ended,
    line: (what, fits, after = 0) =>
      new Promise((resolve, reject) => {
        const finish = (found: Line | undefined): void => {
          clearTimeout(timer);
          waiting.delete(look);
          if (found === undefined) reject(new Error(`no line: ${what}\n${raw.slice(-25).join('\n')}`));
          else resolve(found);
        };
        const look = (): void => {
          const found = lines.slice(after).find(fits);
          if (found !== undefined || child.exitCode !== null) finish(found);
        };
        const timer = setTimeout(() => finish(undefined), PATIENCE_MS);
        waiting.add(look);
        look();
      }),
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

export interface SimulatorProcess {
  readonly url: string;
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown, method?: 'POST' | 'PUT'): Promise<void>;
  stop(): Promise<void>;
}

/** `reconcile simulate` in a process of its own. */
export async function startSimulatorProcess(binary: Binary, folder: string, world: string, speed: number): Promise<SimulatorProcess> {
  await writeFile(join(folder, 'test.world.yaml'), world);
  const child = spawn(process.execPath, ['--no-warnings', binary.path, 'simulate', '--port', '0', '--world', 'test.world.yaml', '--speed', String(speed)], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const first = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', (code) => reject(new Error(`the simulator ended with ${code}`)));
  });
  const { baseUrl } = JSON.parse(first) as { readonly baseUrl: string };
  return {
    url: baseUrl,
    get: async (path) => (await fetch(new URL(path, baseUrl))).json(),
    post: async (path, body, method = 'POST') => {
      const answer = await fetch(new URL(path, baseUrl), { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    },
    stop: () => new Promise((resolve) => {
      child.once('close', () => resolve());
      child.kill('SIGTERM');
    }),
  };
}
