import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ResourceAddress } from '../../src/core/address.js';
import { subjectOf } from '../../src/core/change.js';
import type { Change } from '../../src/core/change.js';
import type { Plan } from '../../src/core/plan.js';
import type { Step } from '../../src/core/step.js';
import { realKinds } from '../support/kind-specs.js';
import { aPlan, foundAs } from '../support/toy-resources.js';
import { desiredEstates, estates } from './support/estate.js';
import type { Estate } from './support/estate.js';

/** The clean-up order of product.md section 3, said once: nothing of a line goes before all of the lines above are gone. */
const cleanupOrder: readonly (readonly string[])[] = [
  ['tableflow-topic'],
  ['decode-statement'],
  ['target-table'],
  ['target-topic'],
  ['connector'],
  ['source-topic'],
  ['subject', 'subject-config'],
];

const rankOf = new Map(cleanupOrder.flatMap((kinds, rank) => kinds.map((kind) => [kind, rank] as const)));

/** A plan with the questions that the rules ask of it. */
class Order {
  readonly plan: Plan;
  readonly changes: ReadonlyMap<ResourceAddress, Change>;
  readonly #steps: ReadonlyMap<string, Step>;
  readonly #bits = new Map<string, bigint>();
  readonly #before = new Map<string, bigint>();

  constructor(plan: Plan) {
    this.plan = plan;
    this.changes = new Map(plan.changes.map((change) => [change.address, change]));
    this.#steps = new Map(plan.steps.map((step) => [step.id, step]));
    plan.steps.forEach((step, index) => this.#bits.set(step.id, 1n << BigInt(index)));
    for (const step of plan.steps) {
      this.#before.set(step.id, step.waitsFor.reduce((sum, id) => sum | this.#before.get(id)! | this.#bits.get(id)!, 0n));
    }
  }

  /** Whether `later` can only run when `earlier` is done. */
  comesAfter(later: Step, earlier: Step): boolean {
    return (this.#before.get(later.id)! & this.#bits.get(earlier.id)!) !== 0n;
  }

  changeOf(step: Step): Change {
    return this.changes.get(step.address)!;
  }

  deleting(address: ResourceAddress): Step | undefined {
    return this.step('delete', address);
  }

  /** The step that begins to bring it about. */
  building(address: ResourceAddress): Step | undefined {
    return this.step('create', address) ?? this.step('update', address) ?? this.step('await', address);
  }

  /** The step after which it is there: the same, but in a carry-over. */
  done(address: ResourceAddress): Step | undefined {
    return this.step('await', address) ?? this.building(address);
  }

  step(operation: Step['operation'], address: ResourceAddress): Step | undefined {
    return this.#steps.get(`${operation} ${address}`);
  }
}

function planOf({ desired, actual }: Estate): Plan {
  return aPlan({ desired, actual, kinds: realKinds, adopt: desired.length % 2 === 0, deletable: (resource) => resource.owned && resource.sweep !== true });
}

type Rule = (order: Order) => void;

const rules = new Map<string, Rule>();

/** A rule throws when it is broken. All are checked on each generated plan, so that a thousand plans take seconds. */
function rule(name: string, check: Rule): void {
  rules.set(name, check);
}

function mustFollow(order: Order, later: Step, earlier: Step, why: string): void {
  if (!order.comesAfter(later, earlier)) throw new Error(`${later.id} does not wait for ${earlier.id}: ${why}`);
}

rule('every plan has an order: no cycle, each step after all that it waits for, in the layer after the last of them', ({ plan }) => {
  const layers = new Map<string, number>();
  for (const step of plan.steps) {
    const before = step.waitsFor.map((id) => layers.get(id));
    if (before.includes(undefined)) throw new Error(`${step.id} comes before what it waits for`);
    expect(step.layer).toBe(Math.max(-1, ...before.map((layer) => layer!)) + 1);
    layers.set(step.id, step.layer);
  }
  expect(layers.size).toBe(plan.steps.length);
});

rule('the clean-up order is never violated within a pipeline', (order) => {
  const deletes = order.plan.steps.filter((step) => step.operation === 'delete' && order.changeOf(step).pipeline !== undefined);
  for (const later of deletes) {
    for (const earlier of deletes) {
      const [a, b] = [order.changeOf(earlier), order.changeOf(later)];
      if (a.pipeline === b.pipeline && rankOf.get(a.kind)! < rankOf.get(b.kind)!) mustFollow(order, later, earlier, 'the clean-up order');
    }
  }
});

rule('nothing goes before what needs it, nor before what makes it', (order) => {
  for (const change of order.changes.values()) {
    if (change.type !== 'delete' && change.type !== 'replace') continue;
    const own = order.deleting(change.address)!;
    for (const needed of change.before.relations.needs) {
      const step = order.deleting(needed);
      if (step !== undefined) mustFollow(order, step, own, 'it is needed');
    }
    for (const maker of change.before.relations.leftBy) {
      const step = order.deleting(maker);
      if (step !== undefined) mustFollow(order, own, step, 'it is left behind');
    }
  }
});

rule('nothing is built before what it needs, and before what makes it', (order) => {
  for (const step of order.plan.steps) {
    const change = order.changeOf(step);
    if (['delete', 'stop', 'adopt'].includes(step.operation) || change.type === 'delete') continue;
    for (const address of [...change.after.relations.needs, ...change.after.relations.leftBy]) {
      const other = order.done(address);
      if (other !== undefined) mustFollow(order, step, other, 'it needs it');
    }
  }
});

function operationsOf(change: Change): readonly Step['operation'][] {
  switch (change.type) {
    case 'create':
    case 'update':
    case 'delete':
      return [change.type];
    case 'appear':
      return ['await'];
    case 'adopt':
      return change.taken ? ['adopt'] : [];
    case 'noop':
    case 'blocked':
    case 'conflict':
      return [];
    case 'replace':
      if (change.after.management === 'observed') return ['delete', 'await'];
      return { deleteFirst: ['delete', 'create'] as const, restart: ['stop', 'create', 'delete'] as const, carryOver: ['create', 'stop', 'await', 'delete'] as const }[change.handover.way];
  }
}

/** All that the resource leaves behind, through anything that is wanted or goes, whether or not it is there. */
function leavingsOf(address: ResourceAddress, { changes }: Order): ReadonlySet<ResourceAddress> {
  const leavings = new Set<ResourceAddress>();
  for (let size = -1; size !== leavings.size; ) {
    size = leavings.size;
    for (const change of changes.values()) if (subjectOf(change).relations.leftBy.some((maker) => maker === address || leavings.has(maker))) leavings.add(change.address);
  }
  return leavings;
}

rule('a re-creation waits for its own delete and for the deletes of all that the old one left behind', (order) => {
  for (const change of order.changes.values()) {
    if (change.type !== 'replace' || change.handover.way !== 'deleteFirst') continue;
    const creation = order.building(change.address)!;
    mustFollow(order, creation, order.deleting(change.address)!, 'the name must be free');
    for (const leaving of leavingsOf(change.address, order)) {
      const step = order.deleting(leaving);
      if (step !== undefined) mustFollow(order, creation, step, 'the new one would find it');
    }
  }
});

rule('a hand-over goes its way: never two that run, never one deleted before its successor runs, stopped as late as possible', (order) => {
  for (const change of order.changes.values()) {
    if (change.type !== 'replace' || change.handover.way === 'deleteFirst') continue;
    const ways = { restart: ['stop', 'create', 'delete'], carryOver: ['create', 'stop', 'await', 'delete'] } as const;
    const steps = ways[change.handover.way].map((operation) => order.step(operation, change.address)!);
    for (let i = 1; i < steps.length; i += 1) mustFollow(order, steps[i]!, steps[i - 1]!, change.handover.way);
    for (const address of change.after.relations.needs) {
      const needed = order.done(address);
      if (needed !== undefined) mustFollow(order, order.step('stop', change.address)!, needed, 'nothing stops before its successor can run');
    }
  }
});

rule('what is rebuilt with others is deleted first', (order) => {
  for (const change of order.changes.values()) {
    if (change.type === 'replace' && change.reason.by === 'resource') expect(change.handover.way).toBe('deleteFirst');
  }
});

rule('what an updated resource drops, or would make again, goes after the update (a dropped need: unless the update waits for it)', (order) => {
  for (const change of order.changes.values()) {
    if (change.type !== 'update') continue;
    const update = order.building(change.address)!;
    const kept = new Set(change.after.relations.needs);
    const dropped = change.before.relations.needs.filter((address) => !kept.has(address));
    const left = [...order.changes.values()].filter((other) => other.type === 'delete' && other.before.relations.leftBy.includes(change.address)).map((other) => other.address);
    for (const address of dropped) {
      const step = order.deleting(address);
      if (step !== undefined && !order.comesAfter(update, step)) mustFollow(order, step, update, 'it is in use until then');
    }
    for (const address of left) mustFollow(order, order.deleting(address)!, update, 'it would come back');
  }
});

rule('pipelines wait for each other only through pools', (order) => {
  for (const step of order.plan.steps) {
    const { pipeline } = order.changeOf(step);
    for (const id of step.waitsFor) {
      const other = order.changes.get(id.slice(id.indexOf(' ') + 1) as ResourceAddress)!;
      if (pipeline !== undefined && other.pipeline !== undefined && other.pipeline !== pipeline) throw new Error(`${step.id} waits for ${id}`);
    }
  }
});

rule('every change has its steps, and nothing else has', ({ plan }) => {
  const want = plan.changes.flatMap((change) => operationsOf(change).map((operation) => `${operation} ${change.address}`));
  expect(plan.steps.map((step) => step.id).sort()).toEqual(want.sort());
});

it('a thousand estates: every rule holds', () => {
  const property = fc.property(estates, (estate) => {
    const order = new Order(planOf(estate));
    for (const [name, check] of rules) {
      try {
        check(order);
      } catch (broken) {
        throw new Error(`${name}: ${broken instanceof Error ? broken.message : String(broken)}`, { cause: broken });
      }
    }
  });
  fc.assert(property, { numRuns: 1_000, seed: 20_261_122 });
});

it('the order of the input makes no difference', () => {
  const shuffled = estates.chain((estate) =>
    fc.record({
      estate: fc.constant(estate),
      other: fc.record({
        desired: fc.shuffledSubarray([...estate.desired], { minLength: estate.desired.length }),
        actual: fc.shuffledSubarray([...estate.actual], { minLength: estate.actual.length }),
      }),
    }),
  );
  const property = fc.property(shuffled, ({ estate, other }) => {
    const [one, two] = [planOf(estate), planOf(other)];
    expect(two.steps).toEqual(one.steps);
    expect(two.fingerprint).toBe(one.fingerprint);
  });
  fc.assert(property, { numRuns: 200, seed: 7 });
});

it('what is as it is wanted needs no step', () => {
  const property = fc.property(desiredEstates, (desired) => {
    const plan = planOf({ desired, actual: desired.map((resource) => foundAs(resource)) });
    expect(plan.orphans).toEqual([]);
    expect(plan.steps).toEqual([]);
    expect(plan.changes.every((change) => change.type === 'noop')).toBe(true);
  });
  fc.assert(property, { numRuns: 1_000, seed: 3 });
});

it('the generator reaches every type of change, every scope and every step of the clean-up', () => {
  const seen = new Set<string>();
  for (const estate of fc.sample(estates, { numRuns: 300, seed: 1 })) {
    for (const change of planOf(estate).changes) {
      seen.add(change.type);
      if (change.type === 'replace') seen.add(`${change.reason.by} ${change.reason.scope}`).add(change.handover.way);
      if (change.type === 'delete') seen.add(`${change.type} ${change.kind}`);
    }
  }
  const scopes = ['health resource', 'interrupted resource', 'fields resource', 'fields table', 'fields pipeline', 'resource table', 'resource pipeline'];
  for (const word of ['create', 'appear', 'adopt', 'conflict', 'update', 'replace', 'noop', 'deleteFirst', 'restart', 'carryOver', ...scopes, ...cleanupOrder.flat().map((kind) => `delete ${kind}`)]) expect(seen).toContain(word);
});
