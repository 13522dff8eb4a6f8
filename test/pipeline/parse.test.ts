import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPlain, type DataNode } from '../../src/pipeline/nodes.js';
import { parseFile } from '../../src/pipeline/parse.js';
import { cpuMs } from '../support/cpu.js';

const plain = (text: string): unknown[] => parseFile('a.yaml', text).documents.map((document) => toPlain(document.root));
const codes = (text: string): string[] => parseFile('a.yaml', text).diagnostics.map(({ code }) => code);

describe('documents', () => {
  it.each([
    { name: 'several', given: 'a: 1\n---\nb: 2\n', want: [{ a: 1 }, { b: 2 }] },
    { name: 'empty ones are skipped', given: '---\n# nothing\n---\na: 1\n---\n', want: [{ a: 1 }] },
    { name: 'nothing at all', given: '', want: [] },
    { name: 'byte order mark and CRLF', given: '\ufeffa: 1\r\nb: 2\r\n', want: [{ a: 1, b: 2 }] },
    { name: 'yes and no are text', given: 'a: yes\nb: no\nc: on\n', want: [{ a: 'yes', b: 'no', c: 'on' }] },
    { name: 'anchors', given: 'a: &a { x: 1 }\nb: *a\nc: &s 1\nd: *s\n', want: [{ a: { x: 1 }, b: { x: 1 }, c: 1, d: 1 }] },
    { name: 'an anchor defined twice', given: 'a: &a 1\nb: *a\nc: &a 2\nd: *a\n', want: [{ a: 1, b: 1, c: 2, d: 2 }] },
    { name: 'merge key', given: 'a: &a { x: 1, y: 1 }\nb: { <<: *a, y: 2 }\n', want: [{ a: { x: 1, y: 1 }, b: { y: 2, x: 1 } }] },
    { name: 'merge key with a list', given: 'a: &a { x: 1 }\nb: &b { x: 2, z: 3 }\nc: { <<: [*a, *b] }\n', want: [{ a: { x: 1 }, b: { x: 2, z: 3 }, c: { x: 1, z: 3 } }] },
    { name: 'a quoted << is a key', given: '"<<": 1\n', want: [{ '<<': 1 }] },
    { name: 'a core tag', given: 'a: !!str 1\n', want: [{ a: '1' }] },
    { name: 'one that is wrong does not hide its neighbours', given: 'a: "x\n---\nb: 2\n', want: [] },
    { name: 'an empty value', given: 'a:\n', want: [{ a: null }] },
  ])('$name', ({ given, want }) => {
    expect(plain(given)).toEqual(want);
  });

  it('keeps __proto__ an ordinary key', () => {
    const [value] = plain('__proto__: { polluted: true }\n') as [Record<string, unknown>];
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([']', '}', ']]]', '%YAML 1.2', '\u0000]', '\tx: 1', ','.repeat(300), ']'.repeat(149_000), 'a: "' + '\\q'.repeat(1000)])('a text that is no document is an error: %.20j', (text) => {
    expect(codes(text)).toHaveLength(1);
  });

  it('reports a wrong document and keeps the next', () => {
    const { documents, diagnostics } = parseFile('a.yaml', 'a: @x\n---\nb: 2\n');
    expect(diagnostics.map(({ code }) => code)).toEqual(['CDC1101']);
    expect(documents).toHaveLength(1);
  });
});

describe('hostile texts are answered quickly', () => {
  it.each([
    { name: 'deep flow', given: '['.repeat(90_000), want: 'CDC1110' },
    { name: 'deep block', given: '- '.repeat(40_000), want: 'CDC1110' },
    { name: 'deep mappings', given: '{a: '.repeat(20_000), want: 'CDC1110' },
    { name: 'many tokens', given: Array.from({ length: 60_000 }, (_, i) => `k${i}: v`).join('\n'), want: 'CDC1110' },
    { name: 'billion laughs', given: `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(',')}]`).join('\n')}`, want: 'CDC1104' },
    { name: 'billion merges', given: `a0: &a0 {x: 1}\n${Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} {${Array.from({ length: 10 }, (_, j) => `k${j}: *a${i}`).join(', ')}}`).join('\n')}`, want: 'CDC1104' },
  ])('$name', ({ given, want }) => {
    expect(cpuMs(() => expect(codes(given)).toContain(want))).toBeLessThan(4_000);
  });
});

describe('properties', () => {
  const yamlish = fc.array(fc.oneof(
    fc.constantFrom('a', 'b', ': ', '- ', '\n', '\n  ', '\t', '{', '}', '[', ']', ', ', '"', "'", '&x ', '*x', '<<', '|', '>', '#', '!t ', '---\n', '...', '? ', '${var:x}', '\\', '%', '\u0000', '\r\n', '~', '1', '.inf'),
    fc.string({ maxLength: 5 }),
  ), { maxLength: 40 }).map((parts) => parts.join(''));

  it('never throws, and every place is inside the file', () => {
    fc.assert(fc.property(fc.oneof(yamlish, fc.string(), fc.string({ unit: 'binary' })), (text) => {
      const { documents, diagnostics } = parseFile('a.yaml', text);
      const lines = text.split(/\n/);
      const inside = ({ line, column }: { line: number; column: number }): boolean =>
        line >= 1 && line <= lines.length && column >= 1 && column <= lines[line - 1]!.length + 1;
      const ranges = diagnostics.map((diagnostic) => diagnostic.range!);
      for (const { root, origins } of documents) {
        for (const path of pathsOf(root)) ranges.push(origins.at(path), origins.keyAt(path), origins.at([...path, 'nothing']));
      }
      for (const { start, end } of ranges) {
        expect(inside(start)).toBe(true);
        expect(inside(end)).toBe(true);
        expect(start.line < end.line || (start.line === end.line && start.column <= end.column)).toBe(true);
      }
    }), { numRuns: 1_000 });
  });
});

function pathsOf(node: DataNode, path: (string | number)[] = []): (string | number)[][] {
  if (path.length > 6) return [path];
  switch (node.type) {
    case 'scalar':
      return [path];
    case 'sequence':
      return [path, ...node.items.flatMap((item, index) => pathsOf(item, [...path, index]))];
    case 'mapping':
      return [path, ...[...node.entries].flatMap(([key, { value }]) => pathsOf(value, [...path, key]))];
  }
}
