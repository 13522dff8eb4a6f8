import { scaledClock, systemClock } from '../engine/clock.js';
import type { Clock } from '../engine/clock.js';
import type { Documents } from '../pipeline/documents.js';
import type { CommandIo } from './io.js';
import { worldFor } from './simulated-world.js';

/** What `reconcile simulate` prints, and what a client needs of a simulator. */
export interface SimulatorDescription {
  readonly baseUrl: string;
  readonly credentials: Readonly<Record<'cloud' | 'kafka' | 'schemaRegistry' | 'flink' | 'tableflow' | 'metrics', { readonly key: string; readonly secret: string }>>;
}

/** A simulator to work on, in this process or in another. */
export interface Simulation {
  readonly description: SimulatorDescription;
  readonly clock: Clock;
  readonly inProcess: boolean;
  stop(): Promise<void>;
}

/** In-process time flies: provisioning that takes minutes takes parts of a second. */
const IN_PROCESS_SPEED = 400;

/**
 * `--simulate`: a world made for the documents, or the `*.world.yaml` beside them; `--simulate=FILE`: that world;
 * `--simulate=URL`: a simulator that is serving already, whose state outlives this run.
 * @throws Error when the world or the URL cannot be used.
 */
export async function openSimulation(choice: string | true, documents: Documents, worldFiles: readonly string[], io: CommandIo): Promise<Simulation> {
  if (typeof choice === 'string' && /^https?:\/\//.test(choice)) return joinSimulation(choice);
  const { startSimulator, parseWorld } = await import('../simulator/index.js');
  const file = typeof choice === 'string' ? choice : onlyWorld(worldFiles);
  const text = file === undefined ? worldFor(documents) : await io.readFile(file);
  if (text === undefined) throw new Error(`there is no world file ${file ?? ''}`);
  const simulator = await startSimulator({ world: parseWorld(text), speed: IN_PROCESS_SPEED });
  return { description: simulator.description, clock: scaledClock(IN_PROCESS_SPEED), inProcess: true, stop: () => simulator.stop() };
}

function onlyWorld(files: readonly string[]): string | undefined {
  if (files.length > 1) throw new Error(`there are ${files.length} worlds (${files.join(', ')}): choose one with --simulate=FILE`);
  return files[0];
}

async function joinSimulation(url: string): Promise<Simulation> {
  const address = new URL('/simulator', url);
  const clockAddress = new URL('/simulator/clock', url);
  const answer = await fetch(address).catch((error: unknown) => {
    throw new Error(`no simulator answers at ${url}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!answer.ok) throw new Error(`${url} is not a simulator: ${address.pathname} answers ${answer.status}`);
  const description = (await answer.json()) as SimulatorDescription;
  const { speed } = (await (await fetch(clockAddress)).json()) as { readonly speed: number };
  return { description, clock: speed === 1 ? systemClock : scaledClock(speed), inProcess: false, stop: () => Promise.resolve() };
}
