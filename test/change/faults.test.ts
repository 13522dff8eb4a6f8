import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../src/simulator/index.js';
import { anEstate } from './support/arbitraries.js';
import { openBench } from './support/bench.js';
import { documentsOf, secretsOf } from './support/estate.js';
import type { Estate } from './support/estate.js';
import { testWorld } from './support/world.js';

vi.mock('../../src/confluent/transport.js', () => import('./support/in-process.js'));
vi.mock('../../src/simulator/server/http.js', async (original) => {
  const { listen, close } = await import('./support/in-process.js');
  return { ...(await original<object>()), listen, close };
});

/*
 * The account answers badly: throttled, broken, cut off, late. Whatever of it happens, a run ends where it would have ended, if
 * need be by being started again, and makes nothing twice.
 */

const APPLIES = Number(process.env['FAULT_APPLIES'] ?? 15);
const SEED = Number(process.env['CHANGE_SEED'] ?? 20260101);
/** How often a run may be started until nothing is left to do. */
const MOST_RUNS = 4;
/** Requests of all runs together, as a multiple of an undisturbed run's. */
const MOST_CALLS = 4;

const effects: readonly { readonly name: string; readonly faults: (probability: number) => readonly Fault[] }[] = [
  { name: '429 with headers', faults: (probability) => [{ match: {}, probability, effect: { kind: 'rateLimit', retryAfterSeconds: 3, withHeaders: true } }] },
  { name: '429 without headers', faults: (probability) => [{ match: {}, probability, effect: { kind: 'rateLimit', withHeaders: false } }] },
  { name: '503 before the effect', faults: (probability) => [{ match: {}, probability, effect: { kind: 'status', status: 503 } }] },
  { name: '500 after the effect', faults: (probability) => [{ match: {}, probability, effect: { kind: 'statusAfter', status: 500 } }] },
  { name: 'a socket dropped before the effect', faults: (probability) => [{ match: {}, probability, effect: { kind: 'drop' } }] },
  { name: 'a socket dropped after the effect', faults: (probability) => [{ match: {}, probability, effect: { kind: 'dropAfter' } }] },
  { name: 'half an answer', faults: (probability) => [{ match: {}, probability, effect: { kind: 'truncate' } }] },
  { name: 'lists of ten seconds ago', faults: (probability) => [{ match: { method: 'GET' }, probability, effect: { kind: 'staleList', ms: 10_000 } }] },
  {
    name: 'all of it',
    faults: (probability) =>
      (['drop', 'dropAfter', 'truncate'] as const).map((kind): Fault => ({ match: {}, probability: probability / 4, effect: { kind } })).concat([
        { match: {}, probability: probability / 4, effect: { kind: 'rateLimit', withHeaders: false } },
        { match: {}, probability: probability / 4, effect: { kind: 'statusAfter', status: 502 } },
        { match: { method: 'GET' }, probability: probability / 2, effect: { kind: 'staleList', ms: 8_000 } },
      ]),
  },
];

interface Storm {
  readonly estate: Estate;
  readonly kind: number;
  readonly probability: number;
  readonly seed: number;
}

const aStorm: fc.Arbitrary<Storm> = fc.record({
  estate: anEstate.map((estate) => estate.slice(0, 1).map((pipeline) => ({ ...pipeline, tables: pipeline.tables.slice(0, 2) }))),
  kind: fc.nat(effects.length - 1),
  probability: fc.constantFrom(0.05, 0.15, 0.3),
  seed: fc.integer({ min: 1, max: 10_000 }),
});

describe('an account that answers badly', () => {
  it(`is brought to the same state all the same, within ${MOST_CALLS} times the calls (${APPLIES} applies)`, async () => {
    await fc.assert(fc.asyncProperty(aStorm, weather), { numRuns: APPLIES, seed: SEED, endOnFailure: true });
  }, 30_000 + APPLIES * 3_000);
});

const world = testWorld();

async function weather({ estate, kind, probability, seed }: Storm): Promise<void> {
  const calm = await end(estate, [], seed);
  const storm = await end(estate, effects[kind]!.faults(probability), seed);
  expect(storm.trouble).toEqual([]);
  expect(storm.state).toEqual(calm.state);
  expect(storm.invariants).toEqual([]);
  expect(storm.calls, `${effects[kind]!.name}, ${calm.calls} calls when calm`).toBeLessThanOrEqual(calm.calls * MOST_CALLS);
}

/** Applies an estate under faults, again if need be, and says where that ended. */
async function end(estate: Estate, faults: readonly Fault[], seed: number): Promise<{ trouble: string[]; state: unknown; invariants: readonly unknown[]; calls: number }> {
  const bench = await openBench({ world, seed, leastSleepMs: 2_000 });
  try {
    bench.simulator.journal.clear();
    const documents = documentsOf(estate);
    const flags = { secrets: secretsOf(estate) };
    for (const fault of faults) bench.simulator.faults.add(fault);
    const trouble: string[] = [];
    let converged = false;
    for (let runs = 0; runs < MOST_RUNS && !converged; runs += 1) {
      const report = await bench.apply(documents, flags);
      converged = report.outcome === 'changed' || report.outcome === 'converged';
      trouble.push(...[...(report.results ?? [])].flatMap(([id, result]) => (result.status === 'failed' ? [`${id}: ${result.error}`] : [])), ...[...report.diagnostics, ...(report.plan?.diagnostics ?? [])].flatMap((one) => (one.severity === 'error' ? [one.summary] : [])));
    }
    const calls = bench.simulator.journal.entries().length;
    bench.simulator.faults.clear();
    bench.simulator.clock.advance(15 * 60_000);
    // The next run on a calm day has nothing to do, but to tidy up finished DDL statements that could not be deleted.
    const calm = await bench.apply(documents, flags);
    bench.simulator.clock.advance(15 * 60_000);
    const left = (calm.plan?.steps ?? []).map((step) => `left to do: ${step.id}`);
    const state = JSON.parse(JSON.stringify(bench.simulator.control.snapshot()).replaceAll(/lcc-[a-z0-9]+/g, 'lcc')) as unknown;
    return { trouble: converged && left.length === 0 ? [] : [...trouble, ...left, calm.outcome], state, invariants: bench.simulator.control.invariants(), calls };
  } finally {
    await bench.stop();
  }
}
