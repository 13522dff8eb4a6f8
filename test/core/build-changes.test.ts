import { describe, expect, it } from 'vitest';
import { buildChanges } from '../../src/core/build-changes.js';
import type { ChangesInput } from '../../src/core/build-changes.js';
import type { Change, ReplaceReason } from '../../src/core/change.js';
import { changeSymbols, subjectOf } from '../../src/core/change.js';
import { at, changesInput, found, foundAs, wanted } from '../support/toy-resources.js';

/** `type address` per change; a replace also tells what forces it. */
function sketch(input: Partial<ChangesInput>): string[] {
  return buildChanges(changesInput(input)).changes.map((change) => {
    const name = change.address.split('/').at(-1)!;
    if (change.type === 'blocked') return `blocked ${name}: ${change.because}`;
    if (change.type !== 'replace') return `${change.type} ${name}`;
    return `replace ${name} by ${reasonOf(change.reason)} (${change.reason.scope})`;
  });
}

function reasonOf(reason: ReplaceReason): string {
  switch (reason.by) {
    case 'fields':
      return reason.paths.join('+');
    case 'resource':
      return `${reason.address.split('/').at(-1)!}.${reason.path}`;
    case 'health':
      return `health: ${reason.detail}`;
    case 'interrupted':
      return 'interruption';
  }
}

const shop = { pipeline: 'shop' };
const observed = { management: 'observed' } as const;

interface Case extends Partial<ChangesInput> {
  readonly name: string;
  readonly want: readonly string[];
}

const single: readonly Case[] = [
  { name: 'nothing', want: [] },
  { name: 'missing: create', desired: [wanted('thing', 'a')], want: ['create a'] },
  { name: 'missing and observed: appear', desired: [wanted('left', 'a', observed)], want: ['appear a'] },
  { name: 'the same: noop', desired: [wanted('thing', 'a', { spec: { soft: 1 } })], actual: [found('thing', 'a', { spec: { soft: 1 } })], want: ['noop a'] },
  { name: 'observed and there: noop, whatever its fields say', desired: [wanted('thing', 'a', { ...observed, spec: { hard: 1 } })], actual: [found('thing', 'a', { spec: { hard: 2 } })], want: ['noop a'] },
  { name: 'mutable: update', desired: [wanted('thing', 'a', { spec: { soft: 1 } })], actual: [found('thing', 'a', { spec: { soft: 2 } })], want: ['update a'] },
  { name: 'immutable: replace', desired: [wanted('thing', 'a', { spec: { soft: 1, hard: 1 } })], actual: [found('thing', 'a', { spec: { soft: 2, hard: 2 } })], want: ['replace a by hard (resource)'] },
  {
    name: 'the widest scope wins, with only the paths that ask for it',
    desired: [wanted('thing', 'a', { spec: { hard: 1, chainWide: 1, exact: { c: 1 } }, ...shop })],
    actual: [found('thing', 'a', { spec: { hard: 2, chainWide: 2, exact: { c: 2 } }, ...shop })],
    want: ['replace a by chainWide+exact.c (table)'],
  },
  {
    name: 'the widest scope wins, also when it comes first',
    desired: [wanted('thing', 'a', { spec: { pipelineWide: 1, hard: 1 }, ...shop })],
    actual: [found('thing', 'a', { spec: { pipelineWide: 2, hard: 2 }, ...shop })],
    want: ['replace a by pipelineWide (pipeline)'],
  },
  { name: 'not desired, deletable: delete', actual: [found('thing', 'a')], want: ['delete a'] },
  { name: 'not desired, not deletable: an orphan only', actual: [found('thing', 'a')], deletable: () => false, want: [] },
  { name: 'sorted by address, not by input', desired: [wanted('thing', 'c'), wanted('left', 'z'), wanted('thing', 'a')], actual: [found('thing', 'b')], want: ['create z', 'create a', 'delete b', 'create c'] },
];

/** Two chains of one pipeline, another pipeline, and a shared pool; all as wanted. */
const estate = [
  wanted('pool', 'pool', { spec: { size: 5 } }),
  wanted('thing', 'connector', { spec: { pipelineWide: 1, soft: 1 }, ...shop }),
  wanted('left', 'topic', { ...observed, ...shop }),
  wanted('thing', 'x1', { spec: { chainWide: 1 }, ...shop, chain: 'x' }),
  wanted('thing', 'x2', { spec: { soft: 1, hard: 1 }, ...shop, chain: 'x' }),
  wanted('left', 'x3', { ...observed, ...shop, chain: 'x' }),
  wanted('thing', 'y1', { spec: { chainWide: 1 }, ...shop, chain: 'y' }),
  wanted('thing', 'z1', { spec: { chainWide: 1 }, pipeline: 'other', chain: 'x' }),
];

/** The estate with some specs as they were before; `undefined`: it was not there. */
function before(past: Readonly<Record<string, object | undefined>>) {
  return estate.flatMap((resource) => {
    const name = resource.address.split('/').at(-1)!;
    if (!(name in past)) return [foundAs(resource)];
    return past[name] === undefined ? [] : [foundAs(resource, { spec: past[name] })];
  });
}

const spreading: readonly Case[] = [
  { name: 'scope resource: it alone', actual: before({ x2: { hard: 0 } }), want: ['replace x2 by hard (resource)'] },
  {
    name: 'scope table: its chain in its pipeline, observed ones too',
    actual: before({ x1: { chainWide: 0 } }),
    want: ['replace x3 by x1.chainWide (table)', 'replace x1 by chainWide (table)', 'replace x2 by x1.chainWide (table)'],
  },
  {
    name: 'scope table takes updates along, keeps a replace of its own, and creates what is missing',
    actual: before({ x1: { chainWide: 0 }, x2: { soft: 0 }, x3: undefined }),
    want: ['appear x3', 'replace x1 by chainWide (table)', 'replace x2 by x1.chainWide (table)'],
  },
  {
    name: 'a replace of its own stays one of its own',
    actual: before({ x1: { chainWide: 0 }, x2: { hard: 0 } }),
    want: ['replace x3 by x1.chainWide (table)', 'replace x1 by chainWide (table)', 'replace x2 by hard (resource)'],
  },
  {
    name: 'scope pipeline: everything of the pipeline, nothing of another, no pool',
    actual: before({ connector: { pipelineWide: 0 } }),
    want: [
      'replace topic by connector.pipelineWide (pipeline)',
      'replace x3 by connector.pipelineWide (pipeline)',
      'replace connector by pipelineWide (pipeline)',
      'replace x1 by connector.pipelineWide (pipeline)',
      'replace x2 by connector.pipelineWide (pipeline)',
      'replace y1 by connector.pipelineWide (pipeline)',
    ],
  },
];

describe('buildChanges', () => {
  it.each(single)('$name', ({ name: _name, want, ...input }) => expect(sketch(input)).toEqual(want));

  it.each(spreading)('$name', ({ name: _name, want, ...input }) => {
    expect(sketch({ desired: estate, ...input }).filter((line) => !line.startsWith('noop'))).toEqual(want);
  });

  it('without a chain of its own, a replace of scope table takes nobody along', () => {
    const desired = [wanted('thing', 'a', { spec: { chainWide: 1 }, ...shop }), wanted('thing', 'b', { ...shop })];
    expect(sketch({ desired, actual: [foundAs(desired[0]!, { spec: { chainWide: 0 } }), foundAs(desired[1]!)] })).toEqual(['replace a by chainWide (table)', 'noop b']);
  });

  it('outside any pipeline, a replace of scope pipeline takes nobody along', () => {
    const desired = [wanted('thing', 'a', { spec: { pipelineWide: 1 } }), wanted('thing', 'b')];
    expect(sketch({ desired, actual: [foundAs(desired[0]!, { spec: { pipelineWide: 0 } }), foundAs(desired[1]!)] })).toEqual(['replace a by pipelineWide (pipeline)', 'noop b']);
  });

  it('a replace that was spread keeps the field changes of the update that it was', () => {
    const { changes } = buildChanges(changesInput({ desired: estate, actual: before({ connector: { pipelineWide: 0 }, x2: { soft: 0, hard: 1 } }) }));
    const fieldsOf = (name: string) => changes.flatMap((change) => (change.type === 'replace' && change.address === at('thing', name) ? [change.fields] : []));
    expect(fieldsOf('x2')).toMatchObject([[{ path: 'soft', before: 0, after: 1 }]]);
    expect(fieldsOf('y1')).toEqual([[]]);
  });

  it('two that force each other: both name their own fields', () => {
    const actual = before({ connector: { pipelineWide: 0 }, x1: { chainWide: 0 } });
    expect(sketch({ desired: estate, actual })).toContain('replace x1 by chainWide (table)');
  });

  it('keeps membership and tells what was there, asks per address about secrets, refuses unknown kinds', () => {
    const desired = wanted('thing', 'a', { ...shop, table: 'public.a', chain: 'a', spec: { secret: 's' }, fieldOrigins: () => ({}) });
    const asked: string[] = [];
    const writeOnlyChanged: ChangesInput['writeOnlyChanged'] = (address) => (path) => asked.push(`${address} ${path}`) > 0;
    const [change] = buildChanges(changesInput({ desired: [desired], actual: [foundAs(desired)], writeOnlyChanged })).changes;
    expect(change).toMatchObject({ type: 'update', pipeline: 'shop', table: 'public.a', chain: 'a', fields: [{ path: 'secret', sensitive: true }] });
    expect(asked).toEqual(['thing/lkc-1/a secret']);
    expect(() => sketch({ desired: [wanted('odd', 'a')], actual: [found('odd', 'a')] })).toThrow('unknown kind: odd');
  });

  it('divides what is left over into deletes and orphans', () => {
    const mine = found('thing', 'mine');
    const theirs = found('thing', 'theirs', { owned: false });
    const { changes, orphans } = buildChanges(changesInput({ actual: [mine, theirs], deletable: (resource) => resource.owned }));
    expect(changes).toEqual([{ type: 'delete', address: mine.address, kind: 'thing', before: mine }]);
    expect(orphans).toEqual([theirs]);
  });
});

describe('what is not ours', () => {
  const theirs = (spec: object) => [found('thing', 'a', { owned: false, spec })];
  it.each<Case>([
    { name: 'equal: shown', desired: [wanted('thing', 'a', { spec: { soft: 1 } })], actual: theirs({ soft: 1 }), want: ['adopt a'] },
    { name: 'different: a conflict, and never changed', desired: [wanted('thing', 'a', { spec: { hard: 1 } })], actual: theirs({ hard: 0 }), want: ['conflict a'] },
    { name: 'observed: nobody owns it', desired: [wanted('left', 'a', observed)], actual: [found('left', 'a', { owned: false })], want: ['noop a'] },
    { name: 'adopted and equal', adopt: true, desired: [wanted('thing', 'a')], actual: theirs({}), want: ['adopt a'] },
    { name: 'adopted and different: changed like our own', adopt: true, desired: [wanted('thing', 'a', { spec: { soft: 1 } })], actual: theirs({ soft: 0 }), want: ['update a'] },
  ])('$name', ({ name: _name, want, ...input }) => expect(sketch(input)).toEqual(want));

  it('says whether it is taken', () => {
    const taken = (adopt: boolean) => buildChanges(changesInput({ adopt, desired: [wanted('thing', 'a')], actual: theirs({}) })).changes[0];
    expect(taken(true)).toMatchObject({ type: 'adopt', taken: true });
    expect(taken(false)).toMatchObject({ type: 'adopt', taken: false });
  });
});

describe('what is broken', () => {
  const job = wanted('job', 'a', { spec: { way: 'restart', sql: 'x' } });
  const ill = (parts: object) => [foundAs(job, parts)];
  it.each<Case>([
    { name: 'is made anew where only that helps', desired: [job], actual: ill({ state: 'FAILED', healthDetail: 'no such column' }), want: ['replace a by health: no such column (resource)'] },
    { name: 'tells its state when it has no detail', desired: [job], actual: ill({ state: 'FAILED' }), want: ['replace a by health: FAILED (resource)'] },
    { name: 'is sent again where that helps', desired: [job], actual: ill({ state: 'STUCK' }), want: ['update a'] },
    { name: 'is left alone where nothing safe helps', desired: [job], actual: ill({ state: 'DEGRADED', health: 'degraded' }), want: ['noop a'] },
    { name: 'that a killed run had begun to delete is deleted to the end', desired: [job], actual: ill({ doomed: true }), want: ['replace a by interruption (resource)'] },
    { name: 'also what is only observed', desired: [wanted('left', 'a', observed)], actual: [found('left', 'a', { doomed: true })], want: ['replace a by interruption (resource)'] },
  ])('$name', ({ name: _name, want, ...input }) => expect(sketch(input)).toEqual(want));

  it('an update that mends says what it was and what it should be', () => {
    const [change] = buildChanges(changesInput({ desired: [job], actual: ill({ state: 'STUCK' }) })).changes;
    expect(change).toMatchObject({ fields: [{ path: 'health', before: 'STUCK', after: 'healthy', effect: 'inPlace', sensitive: false }] });
  });
});

describe('how an old one makes way', () => {
  const wayOf = (input: Partial<ChangesInput>) => buildChanges(changesInput(input)).changes.map((change) => (change.type === 'replace' ? change.handover.way : change.type));
  const job = (way: string, spec: object = {}) => wanted('job', 'a', { ...shop, chain: 'x', spec: { way, sql: 'new', ...spec } });
  const old = (resource = job('restart')) => foundAs(resource, { spec: { sql: 'old' } });
  const table = wanted('thing', 'b', { ...shop, chain: 'x', spec: { chainWide: 1 } });
  it.each([
    { name: 'as its kind says', desired: [job('carryOver')], actual: [old()], want: ['carryOver'] },
    { name: 'deleted first, where the kind says nothing', desired: [wanted('thing', 'a', { spec: { hard: 1 } })], actual: [found('thing', 'a', { spec: { hard: 0 } })], want: ['deleteFirst'] },
    { name: 'deleted first, when its own change rebuilds more', desired: [job('restart', { rebuild: true })], actual: [old()], want: ['deleteFirst'] },
    { name: 'deleted first, when another rebuilds its chain', desired: [job('restart'), table], actual: [old(), foundAs(table, { spec: { chainWide: 0 } })], want: ['deleteFirst', 'deleteFirst'] },
    { name: 'deleted first, when it is broken', desired: [job('carryOver', { sql: 'old' })], actual: [{ ...old(), state: 'FAILED' }], want: ['deleteFirst'] },
  ])('$name', ({ desired, actual, want }) => expect(wayOf({ desired, actual })).toEqual(want));
});

describe('clean ground', () => {
  const table = wanted('table', 't', shop);
  const topic = wanted('left', 'topic', { ...shop, ...observed, relations: { needs: [], leftBy: [table.address] } });
  const subject = wanted('left', 'value', { ...shop, ...observed, relations: { needs: [], leftBy: [topic.address] } });
  const desired = [table, topic, subject];
  it.each<Case>([
    { name: 'what an earlier one left of ours is cleared away', desired, actual: [foundAs(topic), foundAs(subject)], want: ['replace topic by t.leftover (table)', 'replace value by t.leftover (table)', 'create t'] },
    { name: 'not what belongs to others', desired, actual: [foundAs(topic, { owned: false }), foundAs(subject, { owned: false })], want: ['noop topic', 'noop value', 'create t'] },
    { name: 'nothing, when the table stands', desired, actual: desired.map((one) => foundAs(one)), want: ['noop topic', 'noop value', 'noop t'] },
  ])('$name', ({ name: _name, want, ...input }) => expect(sketch(input)).toEqual(want));
});

describe('what is only there because of another', () => {
  const swept = (leftBy: string) => ({ sweep: true, relations: { needs: [], leftBy: [at('thing', leftBy)] } });
  const history = found('left', 'history', swept('a'));
  const keep = () => false;
  it.each<Case>([
    { name: 'goes when that is deleted', actual: [found('thing', 'a'), history], deletable: (one) => one.sweep !== true, want: ['delete history', 'delete a'] },
    { name: 'goes when that is replaced', desired: [wanted('thing', 'a', { spec: { hard: 1 } })], actual: [found('thing', 'a', { spec: { hard: 0 } }), history], deletable: keep, want: ['delete history', 'replace a by hard (resource)'] },
    { name: 'goes through what it is left by', actual: [found('thing', 'a'), history, found('left', 'more', { sweep: true, relations: { needs: [], leftBy: [history.address] } })], deletable: (one) => one.sweep !== true, want: ['delete history', 'delete more', 'delete a'] },
    { name: 'stays when that stays', desired: [wanted('thing', 'a')], actual: [found('thing', 'a'), history], deletable: keep, want: ['noop a'] },
  ])('$name', ({ name: _name, want, ...input }) => expect(sketch(input)).toEqual(want));
  it('is no orphan', () => expect(buildChanges(changesInput({ actual: [history], deletable: keep })).orphans).toEqual([]));
});

describe('what could not be read', () => {
  const needs = (...addresses: string[]) => ({ relations: { needs: addresses.map((name) => at('thing', name)), leftBy: [] } });
  const leftBy = (name: string) => ({ relations: { needs: [], leftBy: [at('thing', name)] } });
  const unread = new Map([['pool', 'HTTP 500']]);
  const onPool = { relations: { needs: [at('pool', 'p')], leftBy: [] } };

  it.each<Case>([
    { name: 'is blocked with the reason, and never created', desired: [wanted('pool', 'p')], want: ['blocked p: HTTP 500'] },
    { name: 'blocks what needs it, through any distance', desired: [wanted('pool', 'p'), wanted('thing', 'a', onPool), wanted('thing', 'b', needs('a')), wanted('thing', 'c', needs('b'))], want: ['blocked p: HTTP 500', 'blocked a: HTTP 500', 'blocked b: HTTP 500', 'blocked c: HTTP 500'] },
    { name: 'blocks what is left by it', desired: [wanted('pool', 'p'), wanted('thing', 'a', onPool), wanted('left', 'x', { ...observed, ...leftBy('a') })], want: ['blocked x: HTTP 500', 'blocked p: HTTP 500', 'blocked a: HTTP 500'] },
    { name: 'lets independent ones go on', desired: [wanted('pool', 'p'), wanted('thing', 'a')], want: ['blocked p: HTTP 500', 'create a'] },
    { name: 'lets go on what needs only something that is there', desired: [wanted('pool', 'p'), wanted('thing', 'a', onPool), wanted('thing', 'b', needs('a'))], actual: [found('thing', 'a')], want: ['blocked p: HTTP 500', 'noop a', 'create b'] },
    { name: 'blocks an update of what depends on it', desired: [wanted('pool', 'p'), wanted('thing', 'a', { ...onPool, spec: { soft: 1 } })], actual: [found('thing', 'a', { spec: { soft: 0 } })], want: ['blocked p: HTTP 500', 'blocked a: HTTP 500'] },
    { name: 'stops every delete, also of what was read', desired: [], actual: [found('thing', 'a')], want: [] },
    { name: 'stops a rebuild', desired: [wanted('thing', 'a', { ...shop, spec: { pipelineWide: 1 } }), wanted('thing', 'b', shop), wanted('pool', 'p')], actual: [found('thing', 'a', { ...shop, spec: { pipelineWide: 0 } }), found('thing', 'b', shop)], want: ['blocked p: HTTP 500', 'blocked a: a rebuild needs the whole pipeline to be readable', 'blocked b: a rebuild needs the whole pipeline to be readable'] },
    { name: 'does not stop a replace of one resource', desired: [wanted('thing', 'a', { spec: { hard: 1 } }), wanted('pool', 'p')], actual: [found('thing', 'a', { spec: { hard: 0 } })], want: ['blocked p: HTTP 500', 'replace a by hard (resource)'] },
  ])('$name', ({ name: _name, want, ...input }) => expect(sketch({ unread, ...input })).toEqual(want));

  it('turns what would have been deleted into orphans', () => {
    const left = found('thing', 'a');
    expect(buildChanges(changesInput({ actual: [left], unread })).orphans).toEqual([left]);
  });
});

describe('a change', () => {
  const after = wanted('thing', 'a');
  const past = found('thing', 'a');
  it('is about what will be, or what was when it goes', () => {
    const base = { address: after.address, kind: 'thing' };
    expect(subjectOf({ ...base, type: 'create', after })).toBe(after);
    expect(subjectOf({ ...base, type: 'delete', before: past })).toBe(past);
  });

  it('has a symbol of its own per type', () => {
    const types: readonly Change['type'][] = ['create', 'appear', 'adopt', 'conflict', 'update', 'replace', 'delete', 'noop', 'blocked'];
    expect(new Set(types.map((type) => changeSymbols[type])).size).toBe(types.length);
  });
});
