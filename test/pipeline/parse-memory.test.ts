import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createParseMemory } from '../../src/pipeline/parse-memory.js';
import { parseFile } from '../../src/pipeline/parse.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';

const text = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');
const target = text('support/target.yaml');
const shop = text('valid/mysql.yaml');

it('parses a file again when its text has changed, and only then', () => {
  const memory = createParseMemory();
  const first = memory.parse('a.yaml', shop);
  expect(memory.parse('a.yaml', shop)).toBe(first);
  const broken = memory.parse('a.yaml', `${shop}\n  - [`);
  expect(broken.diagnostics.map(({ code }) => code)).toEqual(parseFile('a.yaml', `${shop}\n  - [`).diagnostics.map(({ code }) => code));
  expect(memory.parse('a.yaml', shop)).not.toBe(first);
});

it('the same text under another name is another file: diagnostics name it', () => {
  const memory = createParseMemory();
  memory.parse('a.yaml', 'kind: [');
  expect(memory.parse('b.yaml', 'kind: [').diagnostics[0]?.range?.file).toBe('b.yaml');
});

it('forgets files that are gone', () => {
  const memory = createParseMemory();
  const first = memory.parse('a.yaml', shop);
  memory.keepOnly(new Map([['b.yaml', shop]]));
  expect(memory.parse('a.yaml', shop)).not.toBe(first);
});

it('documents from a memory are those from the text, for one commit after another, also when the Target changes what they mean', () => {
  const memory = createParseMemory();
  const other = target.replace(/^spec:\n/m, 'spec:\n  suspend: true\n');
  expect(other).not.toBe(target);
  for (const targetText of [target, other, target]) {
    for (const pipelineText of [shop, shop.replace('format: AVRO', 'format: JSON_SR'), `${shop}\nunknown: 1\n`, shop]) {
      const files = new Map([['shop.yaml', pipelineText], ['target.yaml', targetText]]);
      const plain = (read: ReturnType<typeof readDocuments>): unknown => JSON.parse(JSON.stringify({ documents: read.documents, diagnostics: read.diagnostics }));
      expect(plain(readDocuments(files, { memory }))).toEqual(plain(readDocuments(files)));
    }
  }
});
