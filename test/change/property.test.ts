import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { TargetReport } from '../../src/core/report.js';
import type { JournalEntry } from '../../src/simulator/index.js';
import type { Fields } from '../../src/simulator/model.js';
import { aPair } from './support/arbitraries.js';
import type { Pair } from './support/arbitraries.js';
import { openBench } from './support/bench.js';
import type { Bench } from './support/bench.js';
import { documentsOf, secretsOf } from './support/estate.js';
import type { Estate } from './support/estate.js';
import { orderProblems } from './support/order.js';
import { dialectOf, hostOf, tableNames } from './support/sources.js';
import { foreignPart, testWorld } from './support/world.js';

vi.mock('../../src/confluent/transport.js', () => import('./support/in-process.js'));
vi.mock('../../src/simulator/server/http.js', async (original) => {
  const { listen, close } = await import('./support/in-process.js');
  return { ...(await original<object>()), listen, close };
});

/* The promise of the whole product, on random pairs of estates: whatever the files become, the account follows, in order. */

const RUNS = Number(process.env['CHANGE_RUNS'] ?? 20);
const SEED = Number(process.env['CHANGE_SEED'] ?? 20260101);
const world = testWorld();

describe('from one estate to another', () => {
  it(`converges, in the clean-up order, without touching what is others' (${RUNS} random pairs)`, async () => {
    await fc.assert(fc.asyncProperty(aPair, checkPair), { numRuns: RUNS, seed: SEED, endOnFailure: process.env['CHANGE_SHRINK'] === undefined });
  }, 15_000 + RUNS * 2_000);
});

async function checkPair({ before, after, prune }: Pair): Promise<void> {
  const bench = await openBench({ world, leastSleepMs: 4_000 });
  try {
    const others = foreignPart(bench.simulator.control.snapshot());
    await become(bench, before, false);
    const known = new Set([...sourceTopics(bench)]);
    bench.simulator.journal.clear();
    keepBusy(bench, before, after);
    const report = await become(bench, after, prune);

    const timeline = bench.simulator.journal.timeline();
    for (const topic of sourceTopics(bench)) known.add(topic);
    expect(report.plan === undefined ? [] : orderProblems(report.plan, timeline)).toEqual([]);
    expect(materialised(timeline).filter((topic) => known.has(topic))).toEqual([]);
    expect(foreignPart(bench.simulator.control.snapshot())).toEqual(others);
    expect(bench.simulator.control.invariants()).toEqual([]);
  } finally {
    await bench.stop();
  }
}

/** Applications write to the tables that are new: what a connector is told to read later shows with its next change. */
function keepBusy({ simulator }: Bench, before: Estate, after: Estate): void {
  for (const pipeline of after) {
    const known = before.find((other) => other.source === pipeline.source)?.tables.map((table) => table.table) ?? [];
    const { from, row } = dialectOf(pipeline.source);
    for (const { table } of pipeline.tables.filter((candidate) => !known.includes(candidate.table))) {
      for (let after = 240_000; after < 3_600_000; after += 240_000) {
        simulator.clock.schedule(after, () => simulator.control.writeRow(hostOf(pipeline.source), from(tableNames[table]!), 'u', row(1) as Fields));
      }
    }
  }
}

/** Applies the estate under the fingerprint of the plan that was shown, and demands that nothing is left to do. */
async function become(bench: Bench, estate: Estate, prune: boolean): Promise<TargetReport> {
  const documents = documentsOf(estate);
  const flags = { prune, secrets: secretsOf(estate) };
  const report = await bench.change(documents, flags);
  expect(troublesOf(report)).toEqual([]);
  const again = await bench.plan(documents, flags);
  expect({ outcome: again.outcome, steps: again.plan?.steps.map((step) => step.id), diagnostics: errorsOf(again) }).toEqual({ outcome: 'converged', steps: [], diagnostics: [] });
  return report;
}

function troublesOf(report: TargetReport): string[] {
  const failed = [...(report.results ?? [])].flatMap(([id, result]) => (result.status === 'failed' ? [`${id}: ${result.error}`] : result.status === 'succeeded' || result.status === 'skipped' ? [] : [`${id}: ${result.status}`]));
  return [...errorsOf(report), ...failed, ...(report.outcome === 'changed' || report.outcome === 'converged' ? [] : [report.outcome])];
}

function errorsOf(report: TargetReport): string[] {
  return [...report.diagnostics, ...(report.plan?.diagnostics ?? [])].flatMap((diagnostic) => (diagnostic.severity === 'error' ? [`${diagnostic.code} ${diagnostic.summary}`] : []));
}

/** Topics that connectors write their changes to, as the ledger knows them. */
function sourceTopics(bench: Bench): string[] {
  const { resources } = JSON.parse(bench.ledger.text ?? '{"resources":{}}') as { resources: Record<string, { kind: string; spec: { topic?: string } }> };
  return Object.values(resources).flatMap((entry) => (entry.kind === 'source-topic' && entry.spec.topic !== undefined ? [entry.spec.topic] : []));
}

/** Topics that Tableflow was asked to materialise. */
function materialised(timeline: readonly JournalEntry[]): string[] {
  return timeline.flatMap((entry) => {
    if (entry.kind !== 'request' || entry.method !== 'POST' || !entry.path.startsWith('/tableflow/')) return [];
    return [String((entry.body as { spec?: { display_name?: string } }).spec?.display_name)];
  });
}
