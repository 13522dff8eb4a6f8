import { describe, expect, it } from 'vitest';
import { diffSpecs } from '../../src/core/diff.js';
import type { DiffInput } from '../../src/core/diff.js';
import type { FieldChange } from '../../src/core/change.js';
import { secretReference } from '../../src/core/secret.js';
import { aRange, toyKinds } from '../support/toy-resources.js';

const fields = toyKinds['thing']!.fields;

function diff(desired: object, actual: object, parts: Partial<DiffInput> = {}): FieldChange[] {
  return diffSpecs({ desired, actual, fields, writeOnlyChanged: () => undefined, ...parts });
}

const inPlace = { effect: 'inPlace', sensitive: false } as const;
const replace = { effect: 'replace', sensitive: false } as const;

const cases: readonly { name: string; desired: object; actual: object; want: readonly FieldChange[] }[] = [
  { name: 'nothing declared', desired: {}, actual: { soft: 1, hard: 2, secret: 'x' }, want: [] },
  { name: 'equal', desired: { soft: 1, hard: 'a' }, actual: { soft: 1, hard: 'a' }, want: [] },
  { name: 'what the account does not tell is not compared', desired: { soft: 1, hard: 'a', exact: { a: 1 }, declared: { a: 1 } }, actual: {}, want: [] },
  { name: 'mutable', desired: { soft: 2 }, actual: { soft: 1 }, want: [{ path: 'soft', before: 1, after: 2, ...inPlace }] },
  { name: 'immutable names its scope', desired: { hard: 'b' }, actual: { hard: 'a' }, want: [{ path: 'hard', before: 'a', after: 'b', ...replace, scope: 'resource' }] },
  { name: 'immutable: chain', desired: { chainWide: [1] }, actual: { chainWide: [2] }, want: [{ path: 'chainWide', before: [2], after: [1], ...replace, scope: 'table' }] },
  { name: 'null is a value', desired: { soft: null }, actual: { soft: 0 }, want: [{ path: 'soft', before: 0, after: null, ...inPlace }] },
  { name: 'null before is a value too', desired: { soft: {} }, actual: { soft: null }, want: [{ path: 'soft', before: null, after: {}, ...inPlace }] },
  { name: 'server-owned never', desired: { noise: 1 }, actual: { noise: 2 }, want: [] },
  { name: 'write-only, nothing known', desired: { secret: 'a' }, actual: { secret: '****' }, want: [] },
  { name: 'same text and number differ', desired: { soft: '1' }, actual: { soft: 1 }, want: [{ path: 'soft', before: 1, after: '1', ...inPlace }] },
  { name: 'deep equality ignores the order of keys', desired: { soft: { a: 1, b: [1, { c: 2 }] } }, actual: { soft: { b: [1, { c: 2 }], a: 1 } }, want: [] },
  { name: 'deep difference', desired: { soft: { a: [1, 2] } }, actual: { soft: { a: [1] } }, want: [{ path: 'soft', before: { a: [1] }, after: { a: [1, 2] }, ...inPlace }] },
  { name: 'a list is not an object', desired: { soft: [] }, actual: { soft: {} }, want: [{ path: 'soft', before: {}, after: [], ...inPlace }] },
  { name: 'declared keys only', desired: { declared: { a: '1' } }, actual: { declared: { a: '1', servers: 'own' } }, want: [] },
  { name: 'declared key that the account lacks', desired: { declared: { a: '1' } }, actual: { declared: {} }, want: [{ path: 'declared.a', after: '1', ...inPlace }] },
  { name: 'write-only key that the account lacks is sent', desired: { declared: { pw: 's' } }, actual: { declared: {} }, want: [{ path: 'declared.pw', effect: 'inPlace', sensitive: true }] },
  {
    name: 'exact: a write-only key that is dropped is removed',
    desired: { sealed: {} },
    actual: { sealed: { pw: '****' } },
    want: [{ path: 'sealed.pw', effect: 'inPlace', sensitive: true }],
  },
  {
    name: 'exact: added, changed and removed keys, sorted',
    desired: { exact: { c: 3, a: 1 } },
    actual: { exact: { b: 2, a: 0 } },
    want: [
      { path: 'exact.a', before: 0, after: 1, ...replace, scope: 'table' },
      { path: 'exact.b', before: 2, ...replace, scope: 'table' },
      { path: 'exact.c', after: 3, ...inPlace },
    ],
  },
];

describe('diffSpecs', () => {
  it.each(cases)('$name', ({ desired, actual, want }) => {
    expect(diff(desired, actual)).toEqual(want);
  });

  it('a write-only field is sent when its digest differs, without any value', () => {
    const changes = diff({ secret: 'new', declared: { pw: 'x' } }, { secret: '****', declared: { pw: '****' } }, { writeOnlyChanged: (path) => path === 'secret' });
    expect(changes).toEqual([{ path: 'secret', effect: 'inPlace', sensitive: true }]);
  });

  it('asks about a write-only field by its path and desired value', () => {
    const asked: unknown[] = [];
    diff({ secret: 'a', declared: { pw: 'b' } }, { declared: { pw: '**' } }, { writeOnlyChanged: (path, value) => void asked.push([path, value]) as undefined });
    expect(asked).toEqual([['secret', 'a'], ['declared.pw', 'b']]);
  });

  it.each([
    { name: 'a mutable field', desired: { soft: secretReference('${env:A}') }, actual: { soft: 'the value' }, path: 'soft' },
    { name: 'an immutable field', desired: { hard: secretReference('${env:A}') }, actual: { hard: 'the value' }, path: 'hard' },
    { name: 'a config key', desired: { declared: { user: secretReference('${env:A}') } }, actual: { declared: { user: 'the value' } }, path: 'declared.user' },
  ])('a secret reference in $name is compared as a secret, whatever the policy says', ({ desired, actual, path }) => {
    expect(diff(desired, actual)).toEqual([]);
    expect(diff(desired, actual, { writeOnlyChanged: () => true })).toEqual([{ path, effect: 'inPlace', sensitive: true }]);
  });

  it('gives each change the finest place that is known', () => {
    const origins = { soft: aRange(3), declared: aRange(5), 'declared.a': aRange(6) };
    const changes = diff({ soft: 2, hard: 2, declared: { a: '2', b: '2' } }, { soft: 1, hard: 1, declared: { a: '1', b: '1' } }, { origins: () => origins });
    expect(changes.map((change) => [change.path, change.origin?.start.line])).toEqual([['soft', 3], ['hard', undefined], ['declared.a', 6], ['declared.b', 5]]);
  });
});
