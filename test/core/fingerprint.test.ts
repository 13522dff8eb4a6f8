import { describe, expect, it } from 'vitest';
import type { ChangesInput } from '../../src/core/build-changes.js';
import { canonicalJson } from '../../src/core/fingerprint.js';
import { remoteId } from '../../src/core/address.js';
import { secretReference } from '../../src/core/secret.js';
import { aPlan, aRange, at, found, wanted } from '../support/toy-resources.js';

describe('canonicalJson', () => {
  it.each([
    { name: 'sorted keys, at every depth', value: { b: 1, a: { d: [{ y: 1, x: 2 }], c: null } }, want: '{"a":{"c":null,"d":[{"x":2,"y":1}]},"b":1}' },
    { name: 'no undefined members', value: { a: undefined, b: 1 }, want: '{"b":1}' },
    { name: 'undefined items keep their place', value: [undefined, 1, null], want: '[null,1,null]' },
    { name: 'texts are quoted', value: { 'a"b': 'c\n' }, want: String.raw`{"a\"b":"c\n"}` },
    { name: 'scalars', value: [true, 0, -1.5, ''], want: '[true,0,-1.5,""]' },
    { name: 'nothing', value: undefined, want: 'null' },
  ])('$name', ({ value, want }) => expect(canonicalJson(value)).toBe(want));
});

/** One change of every type that does something. */
function base(): { desired: ChangesInput['desired'][number][]; actual: ChangesInput['actual'][number][] } {
  return {
    desired: [
      wanted('thing', 'created', { spec: { soft: 1, declared: { pw: secretReference('${env:A}') } } }),
      wanted('left', 'appears', { management: 'observed', spec: { noise: 1 } }),
      wanted('thing', 'updated', { spec: { soft: 1, declared: { pw: secretReference('${env:A}'), b: '1' } } }),
      wanted('thing', 'replaced', { spec: { hard: 1 } }),
      wanted('thing', 'same', { spec: { soft: 1 } }),
    ],
    actual: [
      found('thing', 'updated', { spec: { soft: 0, declared: { pw: '****', b: '1' } }, remoteId: remoteId('u') }),
      found('thing', 'replaced', { spec: { hard: 0 }, remoteId: remoteId('r') }),
      found('thing', 'same', { spec: { soft: 1 } }),
      found('thing', 'deleted', { remoteId: remoteId('d') }),
    ],
  };
}

type Estate = ReturnType<typeof base>;

function fingerprint(edit: (estate: Estate) => void = () => undefined, target = 'dev', input: Partial<ChangesInput> = {}): string {
  const estate = base();
  edit(estate);
  return aPlan({ ...estate, ...input }, target).fingerprint;
}

function mine(estate: Estate, name: string) {
  const index = estate.desired.findIndex((resource) => resource.address.endsWith(`/${name}`));
  return (parts: object) => void (estate.desired[index] = { ...estate.desired[index]!, ...parts });
}

function theirs(estate: Estate, name: string) {
  const index = estate.actual.findIndex((resource) => resource.address.endsWith(`/${name}`));
  return (parts: object) => void (estate.actual[index] = { ...estate.actual[index]!, ...parts });
}

describe('the fingerprint', () => {
  it('is twelve hex characters, the same for the same', () => {
    expect(fingerprint()).toMatch(/^[0-9a-f]{12}$/);
    expect(fingerprint()).toBe(fingerprint());
  });

  it.each<{ name: string; edit: (estate: Estate) => void }>([
    { name: 'what is created', edit: (e) => mine(e, 'created')({ spec: { soft: 2, declared: { pw: secretReference('${env:A}') } } }) },
    { name: 'the secret of what is created', edit: (e) => mine(e, 'created')({ spec: { soft: 1, declared: { pw: secretReference('${env:B}') } } }) },
    { name: 'what is waited for', edit: (e) => mine(e, 'appears')({ spec: { noise: 2 } }) },
    { name: 'who makes it', edit: (e) => mine(e, 'appears')({ management: 'managed' }) },
    { name: 'the new value of an update', edit: (e) => mine(e, 'updated')({ spec: { soft: 2, declared: { pw: secretReference('${env:A}'), b: '1' } } }) },
    { name: 'the old value of an update', edit: (e) => theirs(e, 'updated')({ spec: { soft: -1, declared: { pw: '****', b: '1' } } }) },
    { name: 'the secret that an update sends', edit: (e) => mine(e, 'updated')({ spec: { soft: 1, declared: { pw: secretReference('${env:B}'), b: '1' } } }) },
    { name: 'which one is updated', edit: (e) => theirs(e, 'updated')({ remoteId: remoteId('u2') }) },
    { name: 'the spec of a replace', edit: (e) => mine(e, 'replaced')({ spec: { hard: 1, noise: 1 } }) },
    { name: 'which one is replaced', edit: (e) => theirs(e, 'replaced')({ remoteId: remoteId('r2') }) },
    { name: 'which one is deleted', edit: (e) => theirs(e, 'deleted')({ remoteId: remoteId('d2') }) },
    { name: 'one change more', edit: (e) => theirs(e, 'same')({ spec: { soft: 0 } }) },
    { name: 'one change less', edit: (e) => void e.actual.pop() },
    { name: 'the order of steps', edit: (e) => mine(e, 'created')({ relations: { needs: [at('thing', 'replaced')], leftBy: [] } }) },
  ])('changes with $name', ({ edit }) => expect(fingerprint(edit)).not.toBe(fingerprint()));

  it('changes with the target', () => expect(fingerprint(undefined, 'prod')).not.toBe(fingerprint()));

  it('changes when something is adopted, or in conflict', () => {
    const theirs = (spec: object) => (e: Estate) => void (e.desired.push(wanted('thing', 'x', { spec: { soft: 1 } })), e.actual.push(found('thing', 'x', { owned: false, spec })));
    const all = [fingerprint(), fingerprint(theirs({ soft: 1 })), fingerprint(theirs({ soft: 1 }), 'dev', { adopt: true }), fingerprint(theirs({ soft: 0 })), fingerprint(theirs({ soft: 0 }), 'dev', { adopt: true })];
    expect(new Set(all).size).toBe(all.length);
  });

  it('changes with the way of a hand-over', () => {
    const handed = (way: string) => fingerprint((e) => void (e.desired.push(wanted('job', 'j', { spec: { way, sql: 'new' } })), e.actual.push(found('job', 'j', { spec: { sql: 'old' } }))));
    expect(handed('restart')).not.toBe(handed('carryOver'));
  });

  it('changes with a write-only value that would be sent', () => {
    expect(fingerprint(undefined, 'dev', { writeOnlyChanged: () => () => true })).not.toBe(fingerprint());
  });

  it('changes when a resource cannot be planned', () => {
    const blocked = (reason: string) => fingerprint((e) => void e.desired.push(wanted('pool', 'p')), 'dev', { unread: new Map([['pool', reason]]) });
    expect(blocked('HTTP 500')).not.toBe(fingerprint());
    expect(blocked('HTTP 500, request 1')).toBe(blocked('HTTP 500, request 2'));
  });

  it.each<{ name: string; edit: (estate: Estate) => void }>([
    { name: 'the order of documents', edit: (e) => void e.desired.reverse() },
    { name: 'the order of lists', edit: (e) => void e.actual.reverse() },
    { name: 'the order of keys', edit: (e) => mine(e, 'created')({ spec: { declared: { pw: secretReference('${env:A}') }, soft: 1 } }) },
    { name: 'where something is written', edit: (e) => e.desired.forEach((_, i) => (e.desired[i] = { ...e.desired[i]!, origin: aRange(i + 9, 'moved.yaml'), fieldOrigins: () => ({ soft: aRange(i) }) })) },
    { name: 'health', edit: (e) => theirs(e, 'updated')({ health: 'degraded', healthDetail: 'trace', state: 'FAILED' }) },
    { name: 'what stays as it is', edit: (e) => void (e.desired.push(wanted('pool', 'p', { spec: { size: 5 } })), e.actual.push(found('pool', 'p', { spec: { size: 5 } }))) },
    { name: 'an undefined that is written out', edit: (e) => mine(e, 'created')({ spec: { soft: 1, declared: { pw: secretReference('${env:A}') }, hard: undefined } }) },
  ])('does not change with $name', ({ edit }) => expect(fingerprint(edit)).toBe(fingerprint()));

  it('does not change with the order of relations', () => {
    const withNeeds = (...names: string[]) => fingerprint((e) => mine(e, 'created')({ relations: { needs: names.map((name) => at('thing', name)), leftBy: [] } }));
    expect(withNeeds('updated', 'replaced')).toBe(withNeeds('replaced', 'updated'));
  });
});
