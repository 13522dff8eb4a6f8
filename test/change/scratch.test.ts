import { expect, it, vi } from 'vitest';
import { openBench } from './support/bench.js';
import { documentsOf, secretsOf } from './support/estate.js';
import type { Estate } from './support/estate.js';
import { sourceNames } from './support/sources.js';
vi.mock('../../src/confluent/transport.js', () => import('./support/in-process.js'));
vi.mock('../../src/simulator/server/http.js', async (original) => ({ ...(await original<object>()), ...(({ listen, close }) => ({ listen, close }))(await import('./support/in-process.js')) }));

const table = { table: 0, columns: 3, variant: 0, wideKey: false, where: true, mode: 'upsert', tableflow: { formats: ['ICEBERG'], retention: '7d', byob: false, onFailure: 'suspend' } } as const;
for (const source of sourceNames) for (const paused of [false, true]) it(`${source} ${paused}`, async () => {
  const estate: Estate = [{ source, format: 'AVRO', prefix: 0, paused, pool: 'made', password: 0, compatibility: 'BACKWARD', cleanup: 'compact', tables: [table, { ...table, table: 1 }] }];
  const bench = await openBench();
  const t = performance.now();
  const report = await bench.change(documentsOf(estate), { secrets: secretsOf(estate) });
  const bad = [...(report.results ?? [])].filter(([, r]) => r.status !== 'succeeded');
  console.log(source, report.outcome, JSON.stringify(bad), JSON.stringify(report.diagnostics), Math.round(performance.now() - t), bench.simulator.journal.entries().length, report.durationMs);
  const again = await bench.plan(documentsOf(estate), { secrets: secretsOf(estate) });
  console.log(again.outcome, again.plan?.steps.map((s) => s.id), JSON.stringify(again.plan?.changes.filter((c) => c.type !== 'noop').map((c) => [c.type, c.address, 'fields' in c ? c.fields : '']), null, 1), JSON.stringify(again.plan?.diagnostics.map(d => [d.code, d.severity, d.summary])));
  expect(bench.simulator.control.invariants()).toEqual([]);
});
