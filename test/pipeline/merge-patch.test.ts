import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMergePatch } from '../../src/pipeline/merge-patch.js';
import { makeOrigins, nodeAt, toPlain, type DataNode, type MappingNode } from '../../src/pipeline/nodes.js';
import { parseFile } from '../../src/pipeline/parse.js';

const node = (value: unknown, file = 'a.yaml'): DataNode => nodeAt(parseFile(file, JSON.stringify({ value })).documents[0]!.root, ['value'])!;
const merge = (target: unknown, patch: unknown): unknown => toPlain(applyMergePatch(node(target), node(patch)));

/** The algorithm as RFC 7396 section 2 writes it, on plain values. */
function reference(target: unknown, patch: unknown): unknown {
  const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = reference(result[key], value);
  }
  return result;
}

describe('applyMergePatch', () => {
  // The table of RFC 7396, appendix A.
  it.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [['a', 'b'], ['c', 'd'], ['c', 'd']],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j + %j', (target, patch, want) => {
    expect(merge(target, patch)).toEqual(want);
  });

  it('agrees with the algorithm of the RFC', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).filter((json) => !JSON.stringify(json).includes('"<<"') && !JSON.stringify(json).includes('__proto__'));
    fc.assert(fc.property(value, value, (target, patch) => {
      expect(JSON.parse(JSON.stringify(merge(target, patch)))).toEqual(JSON.parse(JSON.stringify(reference(target, patch))));
    }), { numRuns: 300 });
  });

  it('leaves places in the file that each value comes from', () => {
    const merged = applyMergePatch(node({ a: { x: 1, y: 2 }, b: 3 }, 'base.yaml'), node({ a: { y: 4 }, c: 5 }, 'patch.yaml'));
    const origins = makeOrigins(merged as MappingNode);
    const files = [['a'], ['a', 'x'], ['a', 'y'], ['b'], ['c']].map((path) => origins.at(path).file);
    expect(files).toEqual(['base.yaml', 'base.yaml', 'patch.yaml', 'base.yaml', 'patch.yaml']);
    expect(origins.keyAt(['a']).file).toBe('base.yaml');
  });
});
