import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Limits, SimulatorDescription, Traffic } from '../src/simulator/index.js';

/** How the way to the simulated account is. Time runs `speed` times as fast on both sides; latency and limits are of simulated time. */
export interface Conditions {
  readonly speed: number;
  readonly latencyMs: number;
  readonly limits: Limits;
}

/** A simulator in a process of its own. */
export interface RemoteSimulator {
  readonly description: SimulatorDescription;
  set(conditions: Conditions): Promise<void>;
  /** Forgets requests and events; also frees their memory. */
  clear(): Promise<void>;
  traffic(): Promise<Traffic>;
  /** Domain events since the last `clear`: simulated milliseconds and text. */
  events(): Promise<readonly { readonly at: number; readonly text: string }[]>;
  now(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts `reconcile simulate` with a world file. */
export async function startRemoteSimulator(program: string, world: string): Promise<RemoteSimulator> {
  const child = spawn(process.execPath, ['--max-old-space-size=6144', program, 'simulate', '--world', world], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'close').then(() => Promise.reject(new Error('the simulator ended before it served'))),
  ])) as [string];
  const description = JSON.parse(line) as SimulatorDescription;
  const at = (path: string): URL => new URL(`/simulator${path}`, description.baseUrl);
  const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const answer = await fetch(at(path), { method, headers: { 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`simulator: ${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  return {
    description,
    set: async ({ speed, latencyMs, limits }) => {
      await send('POST', '/clock', { speed });
      await send('PUT', '/conditions', { latencyMs: latencyMs / speed, limits });
    },
    clear: async () => {
      await send('DELETE', '/journal');
      await send('DELETE', '/traffic');
    },
    traffic: async () => (await (await send('GET', '/traffic')).json()) as Traffic,
    events: async () => (await (await send('GET', '/events')).json()) as { at: number; text: string }[],
    now: async () => ((await (await send('GET', '/clock')).json()) as { now: number }).now,
    stop: async () => {
      // One that has died says so no second time.
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}
