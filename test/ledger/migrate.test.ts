import { describe, expect, it } from 'vitest';
import type { Fingerprint } from '../../src/core/fingerprint.js';
import { emptyLedger } from '../../src/ledger/document.js';
import type { LedgerDocument } from '../../src/ledger/document.js';
import { parseLedger } from '../../src/ledger/migrate.js';
import { adopt } from '../../src/ledger/mutations.js';
import { serializeLedger } from '../../src/ledger/serialize.js';
import { entryOf } from './support.js';

const entry = entryOf('a', { remoteId: 'lcc-1', table: 't', chain: 'c', digests: { 'config.password': 'f00' }, doomed: true });
const full: LedgerDocument = {
  ...adopt(emptyLedger('prod'), [entry]),
  account: { organizationId: 'o', environmentId: 'e', clusterId: 'c' },
  writeModes: { orders: ['APPEND'] },
  run: { id: 'r', fingerprint: 'abc' as Fingerprint, startedAt: '2026-01-01T00:00:00.000Z', steps: ['create x'] },
  lease: { holder: 'h', run: 'r', acquiredAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-01-01T00:05:00.000Z' },
  keyCheck: 'k',
};
/** The full document's text with another value at a path; `undefined` removes the member. */
function changed(path: readonly string[], value: unknown): string {
  const replace = (from: unknown, [key, ...rest]: readonly string[]): unknown => {
    if (key === undefined) return value;
    const copy = (Array.isArray(from) ? [...from] : { ...(from as object) }) as Record<string, unknown>;
    copy[key] = replace(copy[key], rest);
    return copy;
  };
  return JSON.stringify(replace(full, path));
}

describe('parseLedger', () => {
  it.each([
    { name: 'a full document', text: serializeLedger(full), want: full },
    { name: 'an empty one', text: JSON.stringify(emptyLedger('prod')), want: emptyLedger('prod') },
    { name: 'format 0, with its entries as a list', text: JSON.stringify({ formatVersion: 0, target: 'prod', entries: [entry] }), want: adopt(emptyLedger('prod'), [entry]) },
    { name: 'format 0 with nothing in it', text: JSON.stringify({ formatVersion: 0, target: 'prod', entries: [], writeModes: { t: ['APPEND'] } }), want: { ...emptyLedger('prod'), writeModes: { t: ['APPEND'] } } },
    { name: 'members that it does not know', text: changed(['note'], 'kept'), want: { ...full, note: 'kept' } },
  ])('reads $name', ({ text, want }) => {
    expect(parseLedger(text, 'prod')).toEqual({ parsed: true, document: want });
  });

  it.each([
    { text: ' \n', want: 'is empty' },
    { text: serializeLedger(full).slice(0, -20), want: 'is not JSON' },
    { text: '[]', want: 'is not a JSON object' },
    { text: 'null', want: 'is not a JSON object' },
    { text: '{"target":"prod"}', want: 'no formatVersion' },
    { text: '{"formatVersion":"1"}', want: 'no formatVersion' },
    { text: '{"formatVersion":1.5}', want: 'no formatVersion' },
    { text: '{"formatVersion":2}', want: 'was written by a newer cdc-reconciler (format 2; this one knows up to 1)', cause: 'newer' },
    { text: JSON.stringify(emptyLedger('test')), want: 'belongs to target "test", not to "prod"', cause: 'foreign' },
    { text: JSON.stringify({ formatVersion: 0, target: 'prod' }), want: 'resources is not an object' },
    { text: JSON.stringify({ formatVersion: 0, target: 'prod', entries: ['x'] }), want: 'resources["0"] is not an object' },
    { text: changed(['writeModes'], undefined), want: 'writeModes is not an object' },
    { text: changed(['writeModes', 'orders'], 'APPEND'), want: 'writeModes["orders"] is not a list' },
    { text: changed(['writeModes', 'orders', '0'], 1), want: 'writeModes["orders"][0] is not a text' },
    { text: changed(['resources', entry.address, 'relations'], {}), want: 'resources["connector/lkc-1/a"].relations.needs is not a list' },
    { text: changed(['resources', entry.address, 'by'], 'magic'), want: '.by is not "created" or "adopted" or "observed"' },
    { text: changed(['resources', entry.address, 'doomed'], false), want: '.doomed is not true' },
    { text: changed(['lease', 'expiresAt'], 'soon'), want: 'lease.expiresAt is not a time' },
    { text: changed(['run', 'steps'], null), want: 'run.steps is not a list' },
    { text: changed(['account', 'clusterId'], 7), want: 'account.clusterId is not a text' },
  ])('refuses what $want', ({ text, want, cause = 'damaged' }: { text: string; want: string; cause?: string }) => {
    const result = parseLedger(text, 'prod');
    expect(result).toEqual({ parsed: false, cause, reason: expect.stringContaining(want) });
  });
});
