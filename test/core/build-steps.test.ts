import { describe, expect, it } from 'vitest';
import type { ChangesInput } from '../../src/core/build-changes.js';
import type { ActualResource, DesiredResource, Relations } from '../../src/core/resource.js';
import { aPlan, at, found, foundAs, wanted } from '../support/toy-resources.js';
import { realKinds } from '../support/kind-specs.js';

const shop = { pipeline: 'shop' };
const observed = { management: 'observed' } as const;
const needs = (...addresses: Relations['needs']): { relations: Relations } => ({ relations: { needs: addresses, leftBy: [] } });
const leftBy = (...addresses: Relations['leftBy']): { relations: Relations } => ({ relations: { needs: [], leftBy: addresses } });

/** `operation name <- what it waits for`, in the order of the plan. */
function sketch(input: Partial<ChangesInput>): string[] {
  const short = (id: string): string => id.replace(/\S+\/lkc-1\//, '');
  return aPlan(input).steps.map((step) => `${step.layer} ${short(step.id)}${step.waitsFor.length === 0 ? '' : ` <- ${step.waitsFor.map(short).sort().join(', ')}`}`);
}

interface Case {
  readonly name: string;
  readonly desired?: readonly DesiredResource[];
  readonly actual?: readonly ActualResource[];
  readonly want: readonly string[];
}

const a = at('thing', 'a');

describe('steps', () => {
  it.each<Case>([
    { name: 'no change, no step', desired: [wanted('thing', 'a')], actual: [found('thing', 'a')], want: [] },
    { name: 'independent ones share a layer', desired: [wanted('thing', 'b'), wanted('thing', 'a')], want: ['0 create a', '0 create b'] },
    { name: 'rule 1: a create waits for what it needs', desired: [wanted('thing', 'a'), wanted('thing', 'b', needs(a))], want: ['0 create a', '1 create b <- create a'] },
    { name: 'rule 1: an update waits too', desired: [wanted('thing', 'a'), wanted('thing', 'b', { ...needs(a), spec: { soft: 1 } })], actual: [found('thing', 'b', { spec: { soft: 0 } })], want: ['0 create a', '1 update b <- create a'] },
    { name: 'rule 1: what is there already is not waited for', desired: [wanted('thing', 'a'), wanted('thing', 'b', needs(a))], actual: [found('thing', 'a')], want: ['0 create b'] },
    { name: 'rule 1: what is left by others appears after them', desired: [wanted('thing', 'a'), wanted('left', 'x', { ...observed, ...leftBy(a) }), wanted('thing', 'b', needs(at('left', 'x')))], want: ['0 create a', '1 await x <- create a', '2 create b <- await x'] },
    { name: 'rule 2: what needs it goes first', actual: [found('thing', 'a'), found('thing', 'b', needs(a))], want: ['0 delete b', '1 delete a <- delete b'] },
    { name: 'rule 2: what is left behind goes last', actual: [found('thing', 'a'), found('left', 'x', leftBy(a))], want: ['0 delete a', '1 delete x <- delete a'] },
    { name: 'rule 4: a replace is two steps', desired: [wanted('thing', 'a', { spec: { hard: 1 } })], actual: [found('thing', 'a', { spec: { hard: 0 } })], want: ['0 delete a', '1 create a <- delete a'] },
    {
      name: 'rule 4: re-creation waits for all that the old one left, through what it left',
      desired: [wanted('thing', 'a', { spec: { pipelineWide: 1 }, ...shop }), wanted('left', 'x', { ...observed, ...shop, ...leftBy(a) }), wanted('left', 'y', { ...observed, ...shop, ...leftBy(at('left', 'x')) })],
      actual: [found('thing', 'a', { spec: { pipelineWide: 0 }, ...shop }), found('left', 'x', { ...shop, ...leftBy(a) }), found('left', 'y', { ...shop, ...leftBy(at('left', 'x')) })],
      want: ['0 delete a', '1 delete x <- delete a', '2 delete y <- delete a, delete x', '3 create a <- delete a, delete x, delete y', '4 await x <- create a, delete x, delete y', '5 await y <- await x, delete y'],
    },
    {
      name: 'rule 4: also when what stands between is gone already',
      desired: [wanted('thing', 'a', { spec: { pipelineWide: 1 }, ...shop }), wanted('left', 'x', { ...observed, ...shop, ...leftBy(a) }), wanted('left', 'y', { ...observed, ...shop, ...leftBy(at('left', 'x')) })],
      actual: [found('thing', 'a', { spec: { pipelineWide: 0 }, ...shop }), found('left', 'y', { ...shop, ...leftBy(at('left', 'x')) })],
      want: ['0 delete a', '1 delete y <- delete a', '2 create a <- delete a, delete y', '3 await x <- create a, delete y', '4 await y <- await x, delete y'],
    },
    {
      name: 'rule 4: also when what stands between stays',
      desired: [wanted('thing', 'a', { spec: { hard: 1 } }), wanted('left', 'x', { ...observed, ...leftBy(a) }), wanted('left', 'y', { ...observed, ...leftBy(at('left', 'x')) })],
      actual: [found('thing', 'a', { spec: { hard: 0 } }), found('left', 'x', leftBy(a)), found('left', 'y', { doomed: true, ...leftBy(at('left', 'x')) })],
      want: ['0 delete y', '0 delete a', '1 await y <- delete y', '1 create a <- delete a, delete y'],
    },
    {
      name: 'rule 5: a delete waits for the update that drops the reference',
      desired: [wanted('thing', 'b', { spec: { soft: 1 } })],
      actual: [found('thing', 'a'), found('thing', 'b', { ...needs(a), spec: { soft: 0 } })],
      want: ['0 update b', '1 delete a <- update b'],
    },
    {
      name: 'rule 5: a reference that is kept is no reason to wait',
      desired: [wanted('thing', 'b', { ...needs(a), spec: { soft: 1 } })],
      actual: [found('thing', 'a'), found('thing', 'b', { ...needs(a), spec: { soft: 0 } })],
      want: ['0 delete a', '0 update b'],
    },
    {
      name: 'rule 5: what is left by something that is only updated goes after the update, or it would come back',
      desired: [wanted('thing', 'a', { spec: { soft: 1 } })],
      actual: [found('thing', 'a', { spec: { soft: 0 } }), found('left', 'x', leftBy(a)), found('left', 'y', leftBy(at('left', 'x')))],
      want: ['0 update a', '1 delete x <- update a', '2 delete y <- delete x, update a'],
    },
    {
      name: 'rule 5 gives way where it would close a cycle',
      desired: [wanted('thing', 'b', { ...needs(at('thing', 'c')), spec: { soft: 1 } }), wanted('thing', 'c', { spec: { hard: 1 } })],
      actual: [found('thing', 'a'), found('thing', 'b', { ...needs(a), spec: { soft: 0 } }), found('thing', 'c', { spec: { hard: 0 }, ...leftBy(a) })],
      want: ['0 delete a', '1 delete c <- delete a', '2 create c <- delete c', '3 update b <- create c'],
    },
  ])('$name', ({ name: _name, want, ...input }) => expect(sketch(input)).toEqual(want));

  const job = (way: string) => wanted('job', 'j', { ...shop, spec: { way, sql: 'new' }, ...needs(a) });
  const old = found('job', 'j', { ...shop, spec: { sql: 'old' } });
  it.each<Case>([
    { name: 'restart: stop, create, delete', desired: [job('restart')], actual: [old], want: ['0 stop j', '1 create j <- stop j', '2 delete j <- create j'] },
    { name: 'carry-over: create, stop, see it run, delete', desired: [job('carryOver')], actual: [old], want: ['0 create j', '1 stop j <- create j', '2 await j <- stop j', '3 delete j <- await j'] },
    { name: 'the old one runs until all is there that the new one needs', desired: [wanted('thing', 'a'), job('restart')], actual: [old], want: ['0 create a', '1 stop j <- create a', '2 create j <- create a, stop j', '3 delete j <- create j'] },
    { name: 'others wait for the new one to run', desired: [job('carryOver'), wanted('thing', 'b', needs(at('job', 'j')))], actual: [old], want: ['0 create j', '1 stop j <- create j', '2 await j <- stop j', '3 create b <- await j', '3 delete j <- await j'] },
    {
      name: 'deleted first, where the new one needs what is made again after the old one is gone',
      desired: [job('restart'), wanted('left', 'a', { ...shop, spec: {}, ...observed })].map((one) => (one.kind === 'job' ? { ...one, ...needs(at('left', 'a')) } : one)),
      actual: [old, found('left', 'a', { ...shop, doomed: true })],
      want: ['0 delete j', '1 delete a <- delete j', '2 await a <- delete a', '3 create j <- await a, delete j'],
    },
  ])('a hand-over, $name', ({ name: _name, want, ...input }) => expect(sketch(input)).toEqual(want));

  it('an adoption is a step of its own, a conflict is none', () => {
    const theirs = [found('thing', 'a', { owned: false }), found('thing', 'b', { owned: false, spec: { soft: 0 } })];
    const desired = [wanted('thing', 'a'), wanted('thing', 'b', { spec: { soft: 1 } })];
    expect(sketch({ desired, actual: theirs })).toEqual([]);
    expect(sketch({ desired, actual: theirs, adopt: true })).toEqual(['0 adopt a', '0 update b']);
  });

  it('rule 3: the order of the clean-up joins deletes that know nothing of each other, within one pipeline', () => {
    const kinds = Object.entries(realKinds).filter(([, kind]) => kind.cleanupStep !== undefined).map(([name]) => name);
    const plan = aPlan({
      kinds: realKinds,
      actual: [...kinds.map((kind) => found(kind, 'x', shop)), found('compute-pool', 'p'), found('connector', 'other', { pipeline: 'other' })],
    });
    expect(plan.steps.map((step) => `${step.layer} ${step.address.replace('/lkc-1/', ' ')}`)).toEqual([
      '0 compute-pool p', '0 connector other', '0 tableflow-topic x', '1 decode-statement x', '2 target-table x', '3 target-topic x', '4 connector x', '5 source-topic x', '6 registered-schema x', '6 subject-config x', '6 subject x',
    ]);
  });

  it('rule 3: steps that delete nothing are passed over', () => {
    const actual = [found('left', 'x', shop), found('thing', 'a', shop), found('thing', 'alone')];
    expect(sketch({ actual })).toEqual(['0 delete a', '0 delete alone', '1 delete x <- delete a']);
  });

  it('blocked resources have no step', () => {
    const plan = aPlan({ desired: [wanted('thing', 'a'), wanted('pool', 'p')], unread: new Map([['pool', 'down']]) });
    expect(plan.steps.map((step) => step.id)).toEqual([`create ${a}`]);
  });

  it('an observed resource that is replaced is deleted by us and awaited', () => {
    const desired = [wanted('thing', 'a', { ...shop, spec: { pipelineWide: 1 } }), wanted('left', 'x', { ...shop, ...observed, ...leftBy(a) })];
    const plan = aPlan({ desired, actual: [foundAs(desired[0]!, { spec: { pipelineWide: 0 } }), foundAs(desired[1]!)] });
    expect(plan.steps.map((step) => step.operation)).toEqual(['delete', 'delete', 'create', 'await']);
  });
});
