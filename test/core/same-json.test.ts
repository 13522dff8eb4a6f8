import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldOnce, isSameJson } from '../../src/core/same-json.js';
import { secretReference } from '../../src/core/secret.js';

describe('isSameJson', () => {
  it.each<[unknown, unknown, boolean]>([
    [1, 1, true],
    [1, '1', false],
    [null, undefined, false],
    [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [{ a: undefined }, {}, false],
    [{ a: undefined }, { b: undefined }, false],
    [new Date(0), new Date(0), false],
    [new Map([[1, 2]]), new Map([[1, 2]]), false],
    [secretReference('${env:A}'), secretReference('${env:A}'), true],
    [secretReference('${env:A}'), secretReference('${env:B}'), false],
  ])('%j and %j: %s', (one, other, same) => {
    expect(isSameJson(one, other)).toBe(same);
    expect(isSameJson(other, one)).toBe(same);
  });

  it('agrees with Node on any two JSON values', () => {
    // -0 and 0 are one number in JSON.
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    fc.assert(fc.property(json, json, (one, other) => {
      expect(isSameJson(one, other)).toBe(isDeepStrictEqual(one, other));
      expect(isSameJson(one, structuredClone(one))).toBe(true);
    }));
  });
});

describe('heldOnce', () => {
  it('gives the known object where it is the same', () => {
    const known = { a: [1], b: { c: 'd' } };
    expect(heldOnce({ b: { c: 'd' }, a: [1] }, known)).toBe(known);
  });

  it('gives the value with the known members that are the same, and nothing else of the known', () => {
    const known = { a: [1], b: { c: 'd' }, gone: true };
    const value: object = { a: [1], b: { c: 'e' }, more: 1 };
    const held = heldOnce(value, known) as { a: unknown };
    expect(held).toEqual({ a: [1], b: { c: 'e' }, more: 1 });
    expect(held.a).toBe(known.a);
  });

  it('never changes what the value says', () => {
    const json = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)) as object);
    fc.assert(fc.property(json, json, (value, known) => {
      const before = structuredClone(value);
      const other = structuredClone(known);
      expect(heldOnce(value, known)).toEqual(before);
      expect(known).toEqual(other);
    }));
  });
});
