import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { keepOrigins } from '../../src/pipeline/kept-origins.js';
import { makeOrigins, type DataNode, type MappingNode, type Path } from '../../src/pipeline/nodes.js';
import { parseFile } from '../../src/pipeline/parse.js';

function pathsOf(node: DataNode, path: Path = []): Path[] {
  const children: (readonly [string | number, DataNode])[] =
    node.type === 'mapping' ? [...node.entries].map(([key, { value }]) => [key, value] as const) : node.type === 'sequence' ? node.items.map((item, index) => [index, item] as const) : [];
  return [path, [...path, 'nothing'], [...path, 0, 'x'], [...path, 'length'], ...children.flatMap(([step, child]) => pathsOf(child, [...path, step]))];
}

function expectSame(root: MappingNode): void {
  const kept = keepOrigins(root);
  const made = makeOrigins(root);
  for (const path of pathsOf(root)) expect(kept.at(path), path.join('.')).toEqual(made.at(path));
}

const folder = join(import.meta.dirname, '../../pipelines');

describe('keepOrigins answers as makeOrigins does', () => {
  it.each(readdirSync(folder).filter((name) => !name.endsWith('.world.yaml')))('for every path of %s', (name) => {
    const { documents } = parseFile(name, readFileSync(join(folder, name), 'utf8'));
    expect(documents.length).toBeGreaterThan(0);
    for (const { root } of documents) expectSame(root);
  });

  it('for empty values, aliases, merge keys and odd keys', () => {
    const text = 'empty:\nlist: [1, , {a: }]\nbase: &base {x: 1, y: &none }\nagain: *base\nmerged: {<<: *base, z: *none}\n__proto__: {constructor: 1}\nlength: 3\n';
    for (const { root } of parseFile('a.yaml', text).documents) expectSame(root);
  });

  it('for values that another text has brought', () => {
    const [one, other] = [parseFile('one.yaml', 'a: 1\nb: {c: 2}\n'), parseFile('other.yaml', '\n\n\nd: {e: 3}\n')].map(({ documents }) => documents[0]!.root);
    const root: MappingNode = { ...one!, entries: new Map([...one!.entries, ...other!.entries]) };
    expectSame(root);
    expect(keepOrigins(root).at(['d', 'e']).file).toBe('other.yaml');
  });

  it('for any document', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
      for (const { root } of parseFile('a.yaml', stringify(value)).documents) expectSame(root);
    }), { numRuns: 50 });
  });
});
