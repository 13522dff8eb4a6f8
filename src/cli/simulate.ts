import { parseWorld, startSimulator } from '../simulator/index.js';
import type { CommandIo } from './io.js';

export interface SimulateCommand {
  readonly port: number;
  readonly host?: string;
  readonly world?: string;
  readonly speed: number;
  readonly latencyMs?: number;
}

/**
 * `reconcile simulate`: serves the embedded Confluent Cloud until stopped. One JSON line tells where it is and how to get in.
 * @throws Error when the world cannot be read or the port is taken.
 */
export async function simulate(command: SimulateCommand, io: CommandIo, stopping: AbortSignal): Promise<void> {
  const text = command.world === undefined ? undefined : await io.readFile(command.world);
  if (command.world !== undefined && text === undefined) throw new Error(`there is no world file ${command.world}`);
  const simulator = await startSimulator({
    port: command.port,
    speed: command.speed,
    ...(command.host === undefined ? {} : { host: command.host }),
    ...(text === undefined ? {} : { world: parseWorld(text) }),
    ...(command.latencyMs === undefined ? {} : { latencyMs: command.latencyMs }),
  });
  io.stdout(`${JSON.stringify(simulator.description)}\n`);
  if (!stopping.aborted) await new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true }));
  await simulator.stop();
}
