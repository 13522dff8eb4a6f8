import { describe, expect, it } from 'vitest';
import { dependentsOf, findCycle, layersOf, reaches } from '../../src/core/graph.js';
import type { WaitsFor } from '../../src/core/graph.js';

/** `a: 'bc'` means: a waits for b and c. */
function graph(edges: Readonly<Record<string, string>>): WaitsFor<string> {
  return new Map(Object.entries(edges).map(([node, needs]) => [node, new Set(needs)]));
}

describe('layersOf', () => {
  it.each([
    { name: 'empty', edges: {}, want: [] },
    { name: 'no edges: one sorted layer', edges: { c: '', a: '', b: '' }, want: [['a', 'b', 'c']] },
    { name: 'chain', edges: { c: 'b', b: 'a', a: '' }, want: [['a'], ['b'], ['c']] },
    { name: 'diamond', edges: { d: 'bc', c: 'a', b: 'a', a: '' }, want: [['a'], ['b', 'c'], ['d']] },
    { name: 'as late as the longest path', edges: { d: 'ac', c: 'b', b: 'a', a: '' }, want: [['a'], ['b'], ['c'], ['d']] },
    { name: 'an edge to an unknown node is no edge', edges: { a: 'x', b: 'a' }, want: [['a'], ['b']] },
  ])('$name', ({ edges, want }) => expect(layersOf(graph(edges))).toEqual(want));

  it('names a cycle', () => {
    expect(() => layersOf(graph({ a: '', b: 'ad', c: 'b', d: 'c' }))).toThrow('the graph has a cycle: b -> d -> c -> b');
    expect(() => layersOf(graph({ a: 'a' }))).toThrow('the graph has a cycle: a -> a');
  });
});

describe('findCycle', () => {
  it.each([
    { name: 'none', edges: { a: 'b', b: 'c', c: '' }, want: undefined },
    { name: 'none in a diamond', edges: { a: 'bc', b: 'd', c: 'd', d: '' }, want: undefined },
    { name: 'none where edges leave the graph', edges: { a: 'x' }, want: undefined },
    { name: 'itself', edges: { a: 'a' }, want: ['a', 'a'] },
    { name: 'two, without the way to it', edges: { s: 'a', a: 'b', b: 'a' }, want: ['a', 'b', 'a'] },
  ])('$name', ({ edges, want }) => expect(findCycle(graph(edges))).toEqual(want));
});

it('dependentsOf turns the edges round', () => {
  expect(dependentsOf(graph({ a: '', b: 'a', c: 'abx' }))).toEqual(new Map([['a', new Set(['b', 'c'])], ['b', new Set(['c'])]]));
});

describe('reaches', () => {
  const sample = graph({ a: 'bc', b: 'd', c: 'd', d: 'e', e: '', f: 'a', g: 'gx' });
  it.each([
    ['a', 'e', true], ['a', 'a', true], ['f', 'd', true], ['e', 'a', false], ['b', 'c', false], ['a', 'f', false], ['g', 'a', false], ['g', 'x', true],
  ])('%s -> %s: %s', (from, to, want) => expect(reaches(sample, from, to)).toBe(want));
});
