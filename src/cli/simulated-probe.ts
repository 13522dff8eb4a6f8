import type { ProbeRow } from '../core/probe.js';
import type { MarkedRow } from '../verify/probe.js';
import type { Simulation } from './simulation.js';

/**
 * Writes the marked row into the database that the simulator has behind its connector, by its control surface: always a new row,
 * since the simulator does not tell what its databases hold. No real database is asked.
 */
export async function simulatedProbe({ description }: Simulation, block: unknown, row: ProbeRow, mark: string): Promise<Pick<MarkedRow, 'wrote' | 'undo'>> {
  const { host, database, databases, region } = block as { readonly host?: string; readonly database?: string; readonly databases?: readonly string[]; readonly region?: string };
  const name = database ?? databases?.[0] ?? host ?? region ?? '';
  const write = async (op: 'c' | 'd', cells: object): Promise<void> => {
    const answer = await fetch(new URL('/simulator/control', description.baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'writeRow', arguments: [name, row.table, op, cells] }),
    });
    if (!answer.ok) throw new Error(`the simulator wrote no row: ${((await answer.json()) as { readonly message?: string }).message ?? answer.status}`);
  };
  await write('c', { ...row.values, ...row.key, [row.column]: mark });
  return {
    wrote: `a new row into ${row.table} of the simulated database, where no real row is`,
    undo: async () => {
      await write('d', row.key);
      return 'the row was deleted again';
    },
  };
}
