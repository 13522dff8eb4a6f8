import { describe, expect, it } from 'vitest';
import { emptyLedger } from '../../src/ledger/document.js';
import { parseLedger } from '../../src/ledger/migrate.js';
import { serializeLedger } from '../../src/ledger/serialize.js';

const entry = (name: string, needs: readonly string[] = []) => ({
  kind: 'target-topic', address: `target-topic/lkc-1/${name}`, pipeline: 'shop', table: `public.${name}`, chain: name, spec: { topic: name, also: ['public.orders'] }, relations: { needs, leftBy: [`target-table/lkc-1/${name}`] }, protect: false, by: 'observed',
});

describe('a ledger that is read', () => {
  it('says what its text says', () => {
    const entries = [entry('orders', ['target-topic/lkc-1/lines', 'elsewhere/lkc-1/x']), entry('lines', ['target-topic/lkc-1/orders'])];
    const document = { ...emptyLedger('prod'), resources: Object.fromEntries(entries.map((each) => [each.address, each])) };
    const text = JSON.stringify(document);
    const read = parseLedger(text, 'prod');
    expect(read.parsed && read.document).toEqual(JSON.parse(text));
    expect(read.parsed && serializeLedger(read.document)).toBe(serializeLedger(JSON.parse(text)));
  });

  it.each([
    ['resources["a/b/c"].relations.needs[1] is not a text', { relations: { needs: ['x', 1], leftBy: [] } }],
    ['resources["a/b/c"].by is not "created" or "adopted" or "observed"', { by: 'found' }],
    ['resources["a/b/c"].relations is not an object', { relations: [] }],
  ])('is refused with the path: %s', (problem, wrong) => {
    const document = { ...emptyLedger('prod'), resources: { 'a/b/c': { ...entry('c'), address: 'a/b/c', ...wrong } } };
    expect(parseLedger(JSON.stringify(document), 'prod')).toMatchObject({ parsed: false, reason: `is damaged: ${problem}` });
  });
});
