import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResourceAddress } from '../../src/core/address.js';
import { emptyLedger } from '../../src/ledger/document.js';
import type { LedgerDocument, LedgerEntry } from '../../src/ledger/document.js';
import { inOneDraft, touchedSince, withEntries } from '../../src/ledger/draft.js';
import { createSerializer, serializeLedger } from '../../src/ledger/serialize.js';

const entry = (name: string, note = 'x'): LedgerEntry => ({ kind: 'connector', address: `connector/lkc/${name}` as ResourceAddress, spec: { note: `${note}\n"quoted"`, a: [] }, relations: { needs: [], leftBy: [] }, protect: false, by: 'created' });
const names = (document: { readonly resources: object }): string[] => Object.keys(document.resources).map((address) => address.split('/')[2]!);

it('changes of one draft share a copy, and what was there before stays as it was', () => {
  const before = withEntries(emptyLedger('prod'), [entry('a')]);
  const after = inOneDraft(() => {
    const first = withEntries(before, [entry('b')]);
    const second = withEntries(first, [entry('c')], [entry('a').address]);
    expect(second.resources).toBe(first.resources);
    return second;
  });
  expect([names(before), names(after)]).toEqual([['a'], ['b', 'c']]);
});

it('what a draft has made is never changed by a later one, nor outside of any', () => {
  const made = inOneDraft(() => withEntries(emptyLedger('prod'), [entry('a')]));
  const outside = withEntries(made, [entry('b')]);
  const later = inOneDraft(() => withEntries(made, [], [entry('a').address]));
  expect([names(made), names(outside), names(later)]).toEqual([['a'], ['a', 'b'], []]);
});

it('the stored form is that of JSON, entries that were written before included', () => {
  const first = withEntries(emptyLedger('prod'), [entry('b'), entry('a')]);
  serializeLedger(first);
  const second = withEntries(first, [entry('a', 'changed')]);
  const text = serializeLedger(second);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(second)));
  expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  expect(text.indexOf('lkc/a')).toBeLessThan(text.indexOf('lkc/b'));
  expect(serializeLedger(emptyLedger('prod'))).toContain('"resources": {}');
});

it('one version after another has the text that each of them has alone, whatever came, went and came back', () => {
  const edit = fc.record({ set: fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 200 }), gone: fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 60 }), note: fc.string() });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
      const serialize = createSerializer();
      let document = emptyLedger('prod');
      for (const { set, gone, note } of edits) {
        document = withEntries(document, set.map((name) => entry(`n${name}`, note)), gone.map((name) => entry(`n${name}`).address));
        const text = Buffer.concat(serialize(document)).toString('utf8');
        expect(text).toBe(serializeLedger(document));
        expect(Object.keys((JSON.parse(text) as { resources: object }).resources)).toEqual(Object.keys(document.resources).sort());
      }
    }),
    { numRuns: 60 },
  );
});

it('what has not changed is not made again: the same bytes in the same place, however many entries come before', () => {
  const serialize = createSerializer();
  const many = Array.from({ length: 2_000 }, (_, index) => entry(`n${String(index).padStart(4, '0')}`));
  const before = serialize(withEntries(emptyLedger('prod'), many));
  const changed = withEntries(withEntries(emptyLedger('prod'), many), [entry('n0000-new'), entry('n1000', 'changed')]);
  const after = serialize(changed);
  const made = after.filter((piece) => piece.length > 100 && !before.includes(piece));
  expect(before.filter((piece) => piece.length > 100).length).toBeGreaterThan(8);
  expect(made.length).toBeLessThanOrEqual(2);
});

describe('what was touched on the way from one state to another', () => {
  const first = withEntries(emptyLedger('prod'), [entry('a'), entry('b')]);
  const second = withEntries(first, [entry('c')], [entry('a').address]);
  const third = withEntries(second, [entry('b', 'changed')]);
  const cases: readonly { readonly name: string; readonly from: LedgerDocument; readonly to: LedgerDocument; readonly touched: readonly string[] | undefined }[] = [
    { name: 'nothing', from: third, to: third, touched: [] },
    { name: 'one step', from: second, to: third, touched: ['b'] },
    { name: 'two steps', from: first, to: third, touched: ['a', 'b', 'c'] },
    { name: 'the way back', from: third, to: first, touched: undefined },
    { name: 'another that is alike', from: { ...first, resources: { ...first.resources } }, to: third, touched: undefined },
  ];
  it.each(cases)('$name', ({ from, to, touched }) => {
    const found = touchedSince(from.resources, to.resources);
    expect(found === undefined ? undefined : [...found].sort()).toEqual(touched?.map((name) => entry(name).address));
  });
});
