import { describe, expect, it } from 'vitest';
import type { ChangesInput } from '../../src/core/build-changes.js';
import { impactsOf, touchedTopics } from '../../src/core/impact.js';
import type { Impact, ImpactEffect, ImpactSeverity } from '../../src/core/impact.js';
import { changeSeverities } from '../../src/core/impact/consequences.js';
import { outcomes } from '../../src/core/impact/outcomes.js';
import { gravest, impactSeverities, isAtLeast } from '../../src/core/impact/severity.js';
import { buildPlan } from '../../src/core/plan.js';
import type { Plan } from '../../src/core/plan.js';
import type { ActualResource, DesiredResource } from '../../src/core/resource.js';
import { realKinds } from '../support/kind-specs.js';
import { addressOf, rangeAt } from '../support/resources.js';
import { customers, orders, thereOf, wantedOf, withConfig, withSpec } from './guards/support.js';

function planOf(desired: readonly DesiredResource[], actual: readonly ActualResource[], parts: Partial<ChangesInput> = {}): Plan {
  return buildPlan({ target: 'prod', kinds: realKinds, desired, actual, deletable: () => true, writeOnlyChanged: () => () => undefined, ...parts });
}

interface Case {
  readonly name: string;
  readonly desired?: readonly DesiredResource[];
  readonly actual: readonly ActualResource[];
  readonly parts?: Partial<ChangesInput>;
  /** `undefined`: nothing happens to data. */
  readonly want: readonly [ImpactSeverity, readonly ImpactEffect[], because: string, reversible: boolean] | undefined;
}

const wanted = wantedOf();
const there = thereOf(wanted);
const without = (...kinds: string[]) => there.filter(({ kind }) => !kinds.includes(kind));
const was = (kind: string, spec: object) => withSpec(there, kind, spec);
const unwell = (kind: string, state: string) => there.map((resource) => (resource.kind === kind ? { ...resource, state, health: 'degraded' as const } : resource));
const doomed = (kind: string) => there.map((resource) => (resource.kind === kind ? { ...resource, doomed: true } : resource));
const replaying = (way: string) => withSpec(wanted, 'decode-statement', { replay: { way, why: '' } });
const becoming = (kind: string, spec: object) => withSpec(wanted, kind, spec);

function testImpacts(cases: readonly Case[]): void {
  it.each(cases)('$name', ({ desired = wanted, actual, parts, want }) => {
    const impacts = impactsOf(planOf(desired, actual, parts));
    expect(impacts.map(({ severity, effects, because, reversible }) => [severity, effects, because.path, reversible])).toEqual(want === undefined ? [] : [want]);
  });
}

describe('connector', () => {
  testImpacts([
    { name: 'nothing exists yet', actual: [], want: undefined },
    { name: 'nothing changes', actual: there, want: undefined },
    { name: 'an update restarts its tasks', actual: withConfig(there, { 'tasks.max': '2' }), want: ['pause', ['paused'], 'config.tasks.max', true] },
    { name: 'it is paused', desired: becoming('connector', { state: 'paused' }), actual: there, want: ['pause', ['paused'], 'state', true] },
    { name: 'it is resumed', actual: was('connector', { state: 'paused' }), want: undefined },
    { name: 'it has failed', actual: unwell('connector', 'FAILED'), want: ['pause', ['paused'], 'health', true] },
    { name: 'another prefix: the pipeline is rebuilt', actual: withConfig(there, { 'topic.prefix': 'other' }), want: ['resnapshot', ['dropped', 'recreated', 'resnapshotted', 'unreadable', 'historyLost', 'eventsLost'], 'config.topic.prefix', false] },
    { name: 'it had vanished', actual: without('connector'), want: ['resnapshot', ['resnapshotted', 'eventsLost'], 'missing', false] },
    { name: 'a killed run had begun to delete it', actual: doomed('connector'), want: ['resnapshot', ['resnapshotted', 'paused', 'eventsLost'], 'interrupted', false] },
    { name: 'somebody else\'s is left alone', actual: thereOf(wanted, { owned: false }).map((resource) => (resource.kind === 'connector' ? withConfig([resource], { 'tasks.max': '2' })[0]! : resource)), want: undefined },
  ]);
});

describe('target table', () => {
  testImpacts([
    { name: 'its chain is rebuilt, the topic holds every key', actual: was('target-table', { buckets: 1 }), want: ['rebuild', ['dropped', 'recreated', 'reread', 'unreadable', 'historyLost'], 'buckets', false] },
    {
      name: 'the same, with the lake table in storage of one\'s own',
      desired: becoming('tableflow-topic', { storage: { kind: 'ByobAws' } }),
      actual: withSpec(was('target-table', { buckets: 1 }), 'tableflow-topic', { storage: { kind: 'ByobAws' } }),
      want: ['rebuild', ['dropped', 'recreated', 'reread', 'unreadable'], 'buckets', true],
    },
    { name: 'its chain is rebuilt from a topic that has forgotten rows', desired: replaying('rebuild'), actual: was('target-table', { buckets: 1 }), want: ['loss', ['dropped', 'recreated', 'reread', 'unreadable', 'historyLost', 'eventsLost'], 'buckets', false] },
    { name: 'the chain of an append table is rebuilt', desired: replaying('carryOver'), actual: was('target-table', { buckets: 1 }), want: ['loss', ['dropped', 'recreated', 'reread', 'unreadable', 'historyLost', 'eventsLost'], 'buckets', false] },
    { name: 'it is rebuilt while its connector is made again, which reads every row', desired: replaying('rebuild'), actual: withSpec(without('connector'), 'target-table', { buckets: 1 }), want: ['resnapshot', ['dropped', 'recreated', 'resnapshotted', 'unreadable', 'historyLost', 'eventsLost'], 'buckets', false] },
    { name: 'its largest message changes in place', actual: was('target-table', { maxMessageBytes: 1 }), want: undefined },
    { name: 'records are kept for less long', desired: becoming('target-table', { retentionMs: 1_000 }), actual: was('target-table', { retentionMs: 2_000 }), want: ['loss', ['eventsLost'], 'retentionMs', false] },
    { name: 'records are no longer kept for ever', desired: becoming('target-table', { retentionMs: 1_000 }), actual: was('target-table', { retentionMs: 0 }), want: ['loss', ['eventsLost'], 'retentionMs', false] },
    { name: 'records are kept for longer', desired: becoming('target-table', { retentionMs: 2_000 }), actual: was('target-table', { retentionMs: 1_000 }), want: undefined },
  ]);
});

describe('decode statement', () => {
  const edited = was('decode-statement', { sql: 'SELECT 1', name: 'old' });
  testImpacts([
    { name: 'it restarts', actual: edited, want: ['reread', ['reread', 'paused'], 'sql', true] },
    { name: 'it carries over', desired: replaying('carryOver'), actual: edited, want: ['pause', ['paused'], 'sql', true] },
    { name: 'its topic has forgotten rows: the pipeline is rebuilt', desired: replaying('rebuild'), actual: edited, want: ['resnapshot', ['dropped', 'recreated', 'resnapshotted', 'unreadable', 'historyLost', 'eventsLost'], 'sql', false] },
    { name: 'it has failed: a repair is a pause at most', actual: unwell('decode-statement', 'FAILED'), want: ['pause', ['reread', 'paused'], 'health', true] },
    { name: 'it had vanished', actual: without('decode-statement'), want: ['reread', ['reread'], 'missing', true] },
    { name: 'it is stopped', desired: becoming('decode-statement', { state: 'stopped' }), actual: there, want: ['pause', ['paused'], 'state', true] },
    { name: 'it goes on', actual: was('decode-statement', { state: 'stopped' }), want: undefined },
    { name: 'it moves to another pool', desired: becoming('decode-statement', { computePool: 'lfcp-2' }), actual: was('decode-statement', { computePool: 'lfcp-1' }), want: ['pause', ['paused'], 'computePool', true] },
    { name: 'its pool is made again', actual: was('compute-pool', { region: 'us-east-1' }), want: ['pause', ['paused'], 'region', true] },
  ]);
});

describe('Tableflow', () => {
  testImpacts([
    { name: 'snapshots are kept for another time', actual: was('tableflow-topic', { retentionMs: '1' }), want: undefined },
    { name: 'a format joins', actual: was('tableflow-topic', { formats: ['DELTA'] }).map((resource) => resource), desired: becoming('tableflow-topic', { formats: ['DELTA', 'ICEBERG'] }), want: undefined },
    { name: 'a format leaves', actual: was('tableflow-topic', { formats: ['DELTA', 'ICEBERG'] }), want: ['rebuild', ['unreadable'], 'formats', true] },
    { name: 'rows are kept for less long', desired: becoming('tableflow-topic', { dataRetentionMs: '1000' }), actual: was('tableflow-topic', { dataRetentionMs: '2000' }), want: ['loss', ['eventsLost'], 'dataRetentionMs', false] },
    { name: 'it is suspended, and resumed', actual: unwell('tableflow-topic', 'SUSPENDED'), want: undefined },
    { name: 'out of managed storage', desired: becoming('tableflow-topic', { storage: { kind: 'ByobAws' } }), actual: there, want: ['rebuild', ['unreadable', 'historyLost'], 'storage', false] },
    { name: 'out of storage of one\'s own', actual: was('tableflow-topic', { storage: { kind: 'ByobAws' } }), want: ['rebuild', ['unreadable'], 'storage', true] },
    { name: 'turned off, managed', desired: wanted.filter(({ kind }) => kind !== 'tableflow-topic'), actual: there, want: ['loss', ['unreadable', 'historyLost'], 'removed', false] },
    { name: 'turned off, storage of one\'s own: files stay', desired: wanted.filter(({ kind }) => kind !== 'tableflow-topic'), actual: was('tableflow-topic', { storage: { kind: 'ByobAws' } }), want: ['rebuild', ['unreadable'], 'removed', true] },
    { name: 'turned on for a table that exists', actual: without('tableflow-topic'), want: undefined },
  ]);
});

describe('what leaves', () => {
  testImpacts([
    { name: 'the pipeline', desired: [], actual: there, want: ['loss', ['dropped', 'unreadable', 'historyLost', 'eventsLost'], 'removed', false] },
    { name: 'the pipeline, but nothing may be deleted', desired: [], actual: there, parts: { deletable: () => false }, want: undefined },
    { name: 'the statement alone', desired: wanted.filter(({ kind }) => kind !== 'decode-statement' && kind !== 'tableflow-topic'), actual: without('tableflow-topic'), want: ['pause', ['paused'], 'removed', true] },
    { name: 'what could not be read is not planned', actual: without('tableflow-topic'), parts: { unread: new Map([['tableflow-topic', '403']]) }, want: undefined },
  ]);

  it('a table beside one that stays', () => {
    const impacts = impactsOf(planOf(wanted, thereOf(wantedOf({ tables: [customers, orders] }))));
    expect(impacts.map(({ table, target, severity }) => [table, target, severity])).toEqual([['public.orders', 'orders', 'loss'], ['public.customers', 'customers', 'pause']]);
  });

  it('a table under its old name, while the same rows get another', () => {
    const [impact] = impactsOf(planOf(wantedOf({ tables: [{ ...customers, to: 'people' }] }), there));
    expect([impact!.severity, impact!.target, impact!.because.path]).toEqual(['loss', 'customers', 'removed']);
  });

  it('a connector under its old name, while one of another name reads the database again', () => {
    const renamed = wanted.map((resource): DesiredResource => (resource.kind === 'connector' ? { ...resource, address: addressOf('connector', 'shop-2') } : resource));
    const [impact] = impactsOf(planOf(renamed, there));
    expect([impact!.severity, impact!.effects]).toEqual(['resnapshot', ['resnapshotted', 'paused', 'eventsLost']]);
  });
});

describe('each table for itself', () => {
  const both = wantedOf({ tables: [customers, orders] });
  const actual = thereOf(both).map((resource) => (resource.kind === 'target-table' && resource.chain === 'orders' ? { ...resource, spec: { ...resource.spec, buckets: 1 } } : resource));

  it('only the table whose chain is rebuilt', () => {
    expect(impactsOf(planOf(both, actual)).map(({ pipeline, table, target }) => [pipeline, table, target])).toEqual([['shop', 'public.orders', 'orders']]);
  });

  it('a connector concerns all of its tables, and no other pipeline\'s; a new table has nothing to lose', () => {
    const others = wantedOf({ name: 'billing', tables: [{ from: 'public.items', to: 'items' }] }).slice(1);
    const desired = [...wantedOf({ tables: [customers, orders] }), ...others];
    const impacts = impactsOf(planOf(desired, [...withConfig(there, { 'tasks.max': '2' }), ...thereOf(others)]));
    expect(impacts.map(({ table, severity }) => [table, severity])).toEqual([['public.customers', 'pause']]);
  });

  it('gravest first', () => {
    const impacts = impactsOf(planOf(both, withSpec(actual, 'decode-statement', { sql: 'SELECT 1', name: 'old' })));
    expect(impacts.map(({ table, severity }) => [table, severity])).toEqual([['public.orders', 'rebuild'], ['public.customers', 'reread']]);
  });
});

describe('because', () => {
  const because = (desired: readonly DesiredResource[], actual: readonly ActualResource[]): Impact['because'] => impactsOf(planOf(desired, actual))[0]!.because;

  it('names the field, where it was written', () => {
    const origin = rangeAt('pipelines/shop.yaml', 31);
    const desired = wanted.map((resource) => (resource.kind === 'target-table' ? { ...resource, fieldOrigins: () => ({ buckets: origin }) } : resource));
    expect(because(desired, was('target-table', { buckets: 1 }))).toEqual({ path: 'buckets', address: addressOf('target-table', 'customers'), origin });
  });

  it('else the resource, where it was written', () => {
    expect(because(wanted, was('target-table', { buckets: 1 })).origin).toEqual(rangeAt('pipelines/shop.yaml', 12));
  });

  it('of the one that takes the others along', () => {
    const both = replayingAll('rebuild');
    const actual = thereOf(both).map((resource) => (resource.kind === 'decode-statement' && resource.chain === 'orders' ? { ...resource, spec: { ...resource.spec, sql: 'SELECT 1', name: 'old' } } : resource));
    const impacts = impactsOf(planOf(both, actual));
    expect(impacts.map(({ table }) => table)).toEqual(['public.customers', 'public.orders']);
    for (const impact of impacts) expect([impact.because.path, impact.because.address]).toEqual(['sql', addressOf('decode-statement', 'shop.orders')]);
  });

  it('has no place when the file is gone', () => {
    expect(because([], there)).not.toHaveProperty('origin');
  });

  function replayingAll(way: string): DesiredResource[] {
    return withSpec(wantedOf({ tables: [customers, orders] }), 'decode-statement', { replay: { way, why: '' } });
  }
});

describe('facts', () => {
  const plan = planOf(wanted, was('target-table', { buckets: 1 }));

  it.each([
    { name: 'of the target topic', facts: { bytes: new Map([['customers', 700], ['shop.public.customers', 900]]) }, want: 700 },
    { name: 'of the source topic, where the target\'s are unknown', facts: { bytes: new Map([['shop.public.customers', 900]]) }, want: 900 },
    { name: 'zero is known', facts: { bytes: new Map([['customers', 0], ['shop.public.customers', 9]]) }, want: 0 },
    { name: 'none', facts: {}, want: undefined },
  ])('$name', ({ facts, want }) => {
    expect(impactsOf(plan, facts)[0]!.bytes).toBe(want);
  });

  it('are wanted of topics that are read again or dropped, and of no others', () => {
    expect(touchedTopics(plan)).toEqual(['customers', 'shop.public.customers']);
    expect(touchedTopics(planOf(wanted, []))).toEqual([]);
  });
});

describe('severities', () => {
  it('are ordered', () => {
    expect(gravest([])).toBe('none');
    expect(gravest(['reread', 'loss', 'pause'])).toBe('loss');
    expect(impactSeverities.map((severity) => isAtLeast(severity, 'rebuild'))).toEqual([false, false, false, true, true, true]);
  });

  it('of changes: a connector counts for its gravest table, and for itself where it has none', () => {
    const bare = wantedOf({ tables: [] });
    expect(changeSeverities(planOf([], thereOf(bare))).get(addressOf('connector', 'shop'))).toBe('loss');
    expect(changeSeverities(planOf(wanted, withConfig(there, { 'topic.prefix': 'other' }))).get(addressOf('connector', 'shop'))).toBe('resnapshot');
  });

  it('what loses events or history is never less than a rebuild, and what is only paused never more than a pause', () => {
    for (const { severity, effects } of Object.values(outcomes)) {
      const some: readonly ImpactEffect[] = effects;
      if (some.includes('eventsLost') || some.includes('historyLost') || some.includes('dropped')) expect(isAtLeast(severity, 'rebuild')).toBe(true);
      if (some.length === 1 && some[0] === 'paused') expect(severity).toBe('pause');
    }
  });
});

it('names the field that makes an update grave, not the first', () => {
  const desired = becoming('tableflow-topic', { dataRetentionMs: '1000', retentionMs: '2' });
  const [impact] = impactsOf(planOf(desired, was('tableflow-topic', { dataRetentionMs: '2000', retentionMs: '1', formats: ['DELTA'] })));
  expect([impact!.severity, impact!.because.path]).toEqual(['loss', 'dataRetentionMs']);
});
