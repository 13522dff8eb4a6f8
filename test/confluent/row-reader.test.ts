import { describe, expect, it } from 'vitest';
import { createRowReader } from '../../src/confluent/row-reader.js';

const rows = [
  { name: 'a', source: 'SET', note: 'braces } ] { [ in a "string" \\' },
  { name: 'b', source: 'DEFAULT', synonyms: [{ source: 'DEFAULT' }] },
  { name: 'é', source: 'DEFAULT', synonyms: [{ source: 'SET', deep: [[{}]] }] },
  { name: 'd', source: 'DEFAULT' },
];

function read(text: string, sizes: number, needle = 'SET'): unknown {
  const reader = createRowReader(needle);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += sizes) reader.push(bytes.subarray(at, at + sizes));
  return reader.end();
}

describe('reading the rows of a list in pieces', () => {
  const list = { kind: 'List', metadata: { self: 'x', data: [{ not: 'a row, SET' }], next: null }, data: rows, after: ['data'] };
  const texts = { tight: JSON.stringify(list), indented: JSON.stringify(list, null, 2) };
  for (const [name, text] of Object.entries(texts)) {
    it(`keeps the rows that hold the needle, wherever the ${name} text is cut`, () => {
      for (const size of [1, 2, 3, 7, 64, 10_000]) expect(read(text, size), `pieces of ${size}`).toEqual({ ...list, data: [rows[0], rows[2]] });
    });
  }

  const odd: readonly { name: string; text: string; want: unknown }[] = [
    { name: 'no rows', text: '{"data":[]}', want: { data: [] } },
    { name: 'rows first, members after', text: '{"data":[{"a":"SET"}],"metadata":{"next":""}}', want: { data: [{ a: 'SET' }], metadata: { next: '' } } },
    { name: 'null for an empty list', text: '{"data":null}', want: { data: null } },
    { name: 'an error body', text: '{"error_code":50003,"message":"no"}', want: { error_code: 50003, message: 'no' } },
    { name: 'a value called data', text: '{"kind":"data","list":["SET"],"data":[{"k":"SET"}]}', want: { kind: 'data', list: ['SET'], data: [{ k: 'SET' }] } },
  ];
  for (const { name, text, want } of odd) it(name, () => expect(read(text, 5)).toEqual(want));

  for (const text of ['', '{"data":[{"a":"SET"}', '{"data":[{"a":"SET"},', '{"data":[{"a":"SE', 'not json', '{"data":[{"a" "SET"}]}']) {
    it(`fails on ${JSON.stringify(text)}: half a list is no list`, () => expect(() => read(text, 4)).toThrow(/breaks off|not JSON/));
  }
});
