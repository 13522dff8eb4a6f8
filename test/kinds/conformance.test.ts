import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatAddress } from '../../src/core/address.js';
import type { Change } from '../../src/core/change.js';
import { diffSpecs } from '../../src/core/diff.js';
import { isEmpty } from '../../src/core/plan.js';
import type { Plan } from '../../src/core/plan.js';
import type { DesiredResource } from '../../src/core/resource.js';
import type { StepResults } from '../../src/core/result.js';
import { kindsByName } from '../../src/kinds/index.js';
import type { AccountSnapshot } from '../../src/simulator/index.js';
import { startBench } from './bench.js';
import type { Bench } from './bench.js';
import type { FieldSample } from './fixture.js';
import { anyFixtures } from './fixtures.js';
import type { AnyFixture } from './fixtures.js';

const SECRET = 'hunter2-secret';
const env = { PG_PASSWORD: SECRET, ROTATED: `${SECRET}-rotated` };

function find(bench: Bench, { address }: AnyFixture): DesiredResource {
  const resource = bench.desired.find((candidate) => candidate.address === address);
  if (resource === undefined) throw new Error(`the base pipeline has no ${address}`);
  return resource;
}

/** The base pipeline with one resource's spec changed. */
function changed(bench: Bench, fixture: AnyFixture, sample: FieldSample<Record<string, unknown>>): DesiredResource[] {
  return bench.desired.map((resource) => (resource.address === fixture.address ? { ...resource, spec: sample.change(resource.spec as Record<string, unknown>) } : resource));
}

function changeAt(plan: Plan, { address }: AnyFixture): Change {
  return plan.changes.find((change) => change.address === address)!;
}

function unfinished(results: StepResults): readonly string[] {
  return [...results].flatMap(([id, result]) => (result.status === 'succeeded' ? [] : [`${id}: ${JSON.stringify(result)}`]));
}

/** The base pipeline, applied. */
async function applied(options: Parameters<typeof startBench>[0] = {}): Promise<Bench> {
  const bench = await startBench({ env, ...options });
  expect(unfinished(await bench.apply(await bench.plan(bench.desired)))).toEqual([]);
  return bench;
}

const made = anyFixtures.filter(([, fixture]) => fixture.isThere !== true);

describe.each(anyFixtures.filter(([, fixture]) => fixture.isThere === true))('%s, which is there already', (name, fixture) => {
  const kind = kindsByName[name]!;

  it('is read as it is, never changed, and has no way to be made or deleted', async () => {
    await using bench = await startBench({ env });
    expect([kind.create, kind.update, kind.delete]).toEqual([undefined, undefined, undefined]);
    expect(await bench.read(find(bench, fixture))).toMatchObject({ spec: find(bench, fixture).spec, health: 'healthy', settling: 'settled' });
    const plan = await bench.plan(bench.desired);
    expect(changeAt(plan, fixture).type).toBe('noop');
    expect(plan.steps.filter(({ address }) => address === fixture.address)).toEqual([]);
    fixture.noise?.(bench.estate.simulator.control);
    for (const sample of Object.values(fixture.fields).flat()) {
      expect(sample.effect.type).toBe('none');
      expect(changeAt(await bench.plan(changed(bench, fixture, sample)), fixture).type).toBe('noop');
    }
  });
});

describe.each(made)('%s', (name, fixture) => {
  const kind = kindsByName[name]!;
  const samples = Object.values(fixture.fields).flat();
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({ env });
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  it('absent reads as absent', async () => {
    expect(await bench.read(find(bench, fixture))).toBeUndefined();
  });

  it('what was created reads as it was wanted, and the plan after it is empty', async () => {
    const resource = find(bench, fixture);
    const plan = await bench.plan(bench.desired);
    expect(changeAt(plan, fixture).type).toBe(kind.create === undefined ? 'appear' : 'create');
    expect(unfinished(await bench.apply(plan))).toEqual([]);
    const reading = await bench.read(resource);
    expect(reading).toMatchObject({ health: 'healthy', settling: 'settled' });
    expect(diffSpecs({ desired: bench.asKnown(resource).spec, actual: reading!.spec, fields: kind.fields, writeOnlyChanged: () => false })).toEqual([]);
    expect(isEmpty(await bench.plan(bench.desired))).toBe(true);
  });

  it('what is none of ours is no change', async () => {
    fixture.noise?.(bench.estate.simulator.control);
    expect(isEmpty(await bench.plan(bench.desired))).toBe(true);
  });

  for (const [field, list] of Object.entries(fixture.fields)) {
    for (const [index, sample] of list.entries()) {
      if (sample.effect.type === 'replace') {
        const { path, scope } = sample.effect;
        it(`${field} (${index + 1}): is replaced, because of ${path}, with the scope ${scope}`, async () => {
          const change = changeAt(await bench.plan(changed(bench, fixture, sample)), fixture);
          expect(change).toMatchObject({ type: 'replace', reason: { by: 'fields', paths: [path], scope } });
        });
      } else if (sample.effect.type === 'none') {
        it(`${field} (${index + 1}): is never compared`, async () => {
          expect(isEmpty(await bench.plan(changed(bench, fixture, sample)))).toBe(true);
        });
      }
    }
  }

  const updates = samples.filter((sample) => sample.effect.type === 'update');
  it.runIf(updates.length > 0)('each mutable field is one update, and then the plan is empty', async () => {
    for (const sample of updates) {
      if (sample.effect.type !== 'update') continue;
      const desired = changed(bench, fixture, sample);
      const plan = await bench.plan(desired);
      expect(plan.steps.map(({ id }) => id), sample.effect.path).toEqual([`update ${fixture.address}`]);
      expect(changeAt(plan, fixture)).toMatchObject({ type: 'update', fields: [{ path: sample.effect.path, effect: 'inPlace', sensitive: sample.effect.sensitive ?? false }] });
      expect(JSON.stringify(plan)).not.toContain(SECRET);
      expect(unfinished(await bench.apply(plan)), sample.effect.path).toEqual([]);
      expect((await bench.plan(desired)).steps, sample.effect.path).toEqual([]);
      const back = await bench.plan(bench.desired);
      if (back.steps.every(({ operation }) => operation === 'update')) await bench.apply(back);
      else await rebuild();
    }
  });

  /** Some changes cannot be taken back: the next sample begins anew. */
  async function rebuild(): Promise<void> {
    await bench[Symbol.asyncDispose]();
    bench = await applied();
  }
});

let calm: Promise<{ readonly snapshot: AccountSnapshot; readonly requests: number }> | undefined;

/** Where an apply without any trouble ends. */
function calmEnd(): NonNullable<typeof calm> {
  calm ??= (async () => {
    await using bench = await applied();
    await bench.estate.clock.sleep(60_000);
    return { snapshot: bench.estate.simulator.control.snapshot(), requests: bench.estate.simulator.journal.entries().length };
  })();
  return calm;
}

describe.each(made)('%s in trouble', (name, fixture) => {
  const kind = kindsByName[name]!;

  it('reaches the same state through a storm of refusals, with a bounded number of calls', async () => {
    const calm = await calmEnd();
    await using bench = await startBench({ env });
    const { faults, journal, control } = bench.estate.simulator;
    faults.add({ match: { path: fixture.path }, probability: 0.2, effect: { kind: 'rateLimit', withHeaders: true, retryAfterSeconds: 2 } });
    faults.add({ match: { path: fixture.path }, probability: 0.15, effect: { kind: 'status', status: 503 } });
    const results = await bench.apply(await bench.plan(bench.desired));
    faults.clear();
    expect(unfinished(results)).toEqual([]);
    await bench.estate.clock.sleep(60_000);
    expect(control.snapshot()).toEqual(calm.snapshot);
    expect(journal.entries().length).toBeLessThan(3 * calm.requests);
    expect(isEmpty(await bench.plan(bench.desired))).toBe(true);
  });

  it('stops waiting promptly when it is told to', async () => {
    await using bench = await startBench({ env });
    const abort = new AbortController();
    let at = 0;
    const results = await bench.apply(await bench.plan(bench.desired), {
      abort: abort.signal,
      onEvent: (event) => {
        if (event.type !== 'stepWaiting' || event.address !== fixture.address || abort.signal.aborted) return;
        at = bench.estate.clock.now();
        abort.abort(new Error('stopped'));
      },
    });
    const own = [...results].find(([id]) => id.endsWith(` ${fixture.address}`))?.[1];
    expect(abort.signal.aborted).toBe(true);
    expect(['cancelled', 'succeeded']).toContain(own?.status);
    expect([...results.values()].some(({ status }) => status === 'cancelled')).toBe(true);
    expect(bench.estate.clock.now() - at).toBeLessThan(30_000);
  });

  const { degrade, fail } = fixture;
  it.runIf(fail !== undefined)('a wait ends with what is wrong', async () => {
    await using bench = await startBench({ env });
    let caused = false;
    const results = await bench.apply(await bench.plan(bench.desired), {
      onEvent: (event) => {
        if (caused || event.type !== 'stepWaiting' || event.address !== fixture.address) return;
        caused = true;
        fail!.cause(bench.estate.simulator.control, find(bench, fixture).spec as never);
      },
    });
    expect(caused).toBe(true);
    const own = [...results].find(([id]) => id === `create ${fixture.address}`)?.[1];
    expect(own).toMatchObject({ status: 'failed', code: expect.stringMatching(/^CDC\d{4}$/) as unknown, error: expect.stringMatching(fail!.tells) as unknown });
    expect(JSON.stringify([...results])).not.toContain(SECRET);
  });

  it.runIf(degrade !== undefined)('a wait survives a state that passes', async () => {
    await using bench = await startBench({ env });
    let caused = false;
    const results = await bench.apply(await bench.plan(bench.desired), {
      onEvent: (event) => {
        if (caused || event.type !== 'stepWaiting' || event.address !== fixture.address) return;
        caused = true;
        degrade!(bench.estate.simulator.control, find(bench, fixture).spec as Record<string, unknown>);
      },
    });
    expect(caused).toBe(true);
    expect(unfinished(results)).toEqual([]);
  });

  it.runIf(kind.delete !== undefined)('is deleted, and deleting it again is fine', async () => {
    await using bench = await applied();
    const resource = find(bench, fixture);
    const reading = await bench.read(resource);
    const reference = { address: resource.address, spec: resource.spec, management: resource.management, ...(reading?.remoteId === undefined ? {} : { remoteId: reading.remoteId }) };
    await kind.delete!(reference, bench.remote);
    for (let tries = 0; tries < 20 && (await bench.read(resource)) !== undefined; tries += 1) await bench.estate.clock.sleep(10_000);
    expect(await bench.read(resource)).toBeUndefined();
    await expect(kind.delete!(reference, bench.remote)).resolves.toBeUndefined();
  });
});

describe('a compute pool that is found by its id', () => {
  it('is renamed in place', async () => {
    await using bench = await startBench({ env });
    const pool = bench.desired.find(({ kind }) => kind === 'compute-pool')!;
    const renamed = { ...pool, address: formatAddress({ kind: 'compute-pool', scope: 'env-base01', name: 'lfcp-other1' }), spec: { ...pool.spec, displayName: 'renamed', maxCfu: 50 } };
    const plan = await bench.plan([renamed]);
    expect(plan.changes).toMatchObject([{ type: 'update', fields: [{ path: 'displayName', before: 'other', after: 'renamed' }] }]);
    expect(unfinished(await bench.apply(plan))).toEqual([]);
    expect(isEmpty(await bench.plan([renamed]))).toBe(true);
  });
});

describe('a connector on its way up', () => {
  it('may be DEGRADED before it is RUNNING', async () => {
    await using bench = await applied({ seed: 1 });
    const states = bench.estate.simulator.journal.events().map(({ text }) => text).filter((text) => text.startsWith('connector shop '));
    expect(states.slice(0, 3)).toEqual(['connector shop PROVISIONING', 'connector shop DEGRADED', 'connector shop RUNNING']);
  });
});
