import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { diskFiles } from '../../src/cli/io.js';
import { ledgerCommand } from '../../src/cli/ledger.js';
import type { LedgerCommand } from '../../src/cli/ledger.js';
import type { Fingerprint } from '../../src/core/fingerprint.js';
import { emptyLedger } from '../../src/ledger/document.js';
import type { LedgerDocument } from '../../src/ledger/document.js';
import { parseLedger } from '../../src/ledger/migrate.js';
import { adopt, beginRun } from '../../src/ledger/mutations.js';
import { serializeLedger } from '../../src/ledger/serialize.js';
import { addressOf, entryOf } from '../ledger/support.js';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const live = { holder: 'runner-7 (pid 12)', run: 'run-1', acquiredAt: '2026-03-01T11:59:00.000Z', expiresAt: '2026-03-01T12:04:00.000Z' };
const expired = { ...live, expiresAt: '2026-03-01T11:59:30.000Z' };
const { pipeline: _none, ...pool } = entryOf('pool', { kind: 'compute-pool', address: addressOf('pool', 'compute-pool') });
const owned = adopt(emptyLedger('prod'), [
  entryOf('shop-postgres', { remoteId: 'lcc-9' }),
  entryOf('orders', { kind: 'target-table', address: addressOf('orders', 'target-table'), protect: true, by: 'adopted' }),
  pool,
]);
const killed: LedgerDocument = {
  ...beginRun(owned, { id: 'run-1', fingerprint: 'a41c9e' as Fingerprint, startedAt: '2026-03-01T11:59:00.000Z', doomed: [addressOf('orders', 'target-table')], documents: 'd0c', destroys: [] }),
  lease: expired,
};
const withStep: LedgerDocument = { ...killed, writeModes: { orders: ['UPSERT', 'APPEND'] }, run: { ...killed.run!, steps: ['delete target-table/lkc-1/orders'] } };

/** Runs a command over a folder that holds this ledger. */
async function run(command: Omit<LedgerCommand, 'target'>, stored: LedgerDocument | string | undefined) {
  const cwd = mkdtempSync(join(tmpdir(), 'cli-ledger-'));
  made.push(cwd);
  const path = join(cwd, '.reconcile/prod.json');
  mkdirSync(join(cwd, '.reconcile'));
  if (stored !== undefined) writeFileSync(path, typeof stored === 'string' ? stored : serializeLedger(stored));
  let out = '';
  const io = { stdout: (text: string) => void (out += text), stderr: () => undefined, cwd, isTty: false, color: false, ...diskFiles(cwd) };
  const code = await ledgerCommand({ target: 'prod', ...command }, { env: {}, ledger: undefined }, io, () => NOW);
  const files = readdirSync(join(cwd, '.reconcile'));
  const text = files.includes('prod.json') ? readFileSync(path, 'utf8') : undefined;
  const parsed = text === undefined ? undefined : parseLedger(text, 'prod');
  return { code, out, files, text, document: parsed?.parsed === true ? parsed.document : undefined };
}

describe('reconcile ledger show', () => {
  it('tells what is ours, by pipeline, with run, lease and write modes', async () => {
    const { code, out } = await run({ action: 'show' }, withStep);
    expect(code).toBe(0);
    expect(out).toBe(`Ledger of target prod at file:.reconcile/prod.json
Locked by runner-7 (pid 12) (run run-1) since 2026-03-01T11:59:00.000Z, expired at 2026-03-01T11:59:30.000Z: the next run takes it over.
Run run-1 of plan a41c9e began at 2026-03-01T11:59:00.000Z and has not finished.
  not known to have ended
  delete target-table/lkc-1/orders

shop
  kind          name           id     by
  connector     shop-postgres  lcc-9  created
  target-table  orders         -      adopted  protected, being deleted

shared by pipelines
  kind          name  id  by
  compute-pool  pool  -   created

Write modes that topics were materialised in
  topic   modes
  orders  UPSERT, APPEND

3 resources in the account are ours.
`);
  });

  it.each([
    { name: 'nothing', stored: undefined, want: { code: 0, json: { state: 'absent' } }, text: 'There is no ledger for target prod at file:.reconcile/prod.json. The next run begins one, and offers to adopt' },
    { name: 'an empty one', stored: emptyLedger('prod'), want: { code: 0, json: { state: 'present', document: emptyLedger('prod') } }, text: 'Not locked.\n\nNothing in the account is ours.' },
    { name: 'a damaged one', stored: '{', want: { code: 1, json: { state: 'unreadable', cause: 'damaged', reason: expect.stringContaining('is not JSON') } }, text: 'It is left as it is; "reconcile ledger repair"' },
  ])('shows $name, as text and as JSON', async ({ stored, want, text }) => {
    const shown = await run({ action: 'show' }, stored);
    expect(shown.code).toBe(want.code);
    expect(shown.out).toContain(text);
    const json = await run({ action: 'show', json: true }, stored);
    expect(json.code).toBe(want.code);
    expect(JSON.parse(json.out)).toEqual({ formatVersion: 1, target: 'prod', location: 'file:.reconcile/prod.json', ...want.json });
  });
});

describe('reconcile ledger unlock', () => {
  it.each([
    { name: 'no lease', stored: owned, yes: false, code: 0, unlocked: true, want: 'is not locked' },
    { name: 'an expired lease', stored: killed, yes: false, code: 0, unlocked: true, want: 'Locked by runner-7 (pid 12)' },
    { name: 'a live lease', stored: { ...owned, lease: live }, yes: false, code: 3, unlocked: false, want: 'Add --yes when you know that it is gone. Not unlocked.' },
    { name: 'a live lease, with --yes', stored: { ...owned, lease: live }, yes: true, code: 0, unlocked: true, want: 'Unlocked file:.reconcile/prod.json.' },
  ])('$name', async ({ stored, yes, code, unlocked, want }) => {
    const result = await run({ action: 'unlock', yes }, stored);
    expect(result.code).toBe(code);
    expect(result.out).toContain(want);
    expect(result.document?.lease === undefined).toBe(unlocked);
    expect(result.document?.resources).toEqual(stored.resources);
  });

  it('leaves a damaged ledger as it is', async () => {
    expect(await run({ action: 'unlock', yes: true }, '{')).toMatchObject({ code: 1, text: '{' });
  });
});

describe('reconcile ledger repair', () => {
  it('keeps what is damaged, begins anew, and says what that means', async () => {
    const { code, out, files, document } = await run({ action: 'repair' }, '{ "formatVersion": 1, "tar');
    expect(code).toBe(0);
    expect(document).toEqual(emptyLedger('prod'));
    expect(files).toEqual(['prod.json', expect.stringMatching(/^prod\.json\.damaged-2/)]);
    expect(out).toContain('nothing in the account counts as ours now, and nothing there was touched. The next run offers to adopt');
  });

  it.each([
    { name: 'a newer one', text: '{"formatVersion":9}', want: 'Update cdc-reconciler instead.' },
    { name: "another target's", text: serializeLedger(emptyLedger('test')), want: 'Give this target a place of its own' },
  ])('does not take $name for damaged, unless told to', async ({ text, want }) => {
    const refused = await run({ action: 'repair' }, text);
    expect(refused).toMatchObject({ code: 3, text, files: ['prod.json'] });
    expect(refused.out).toContain(want);
    expect(await run({ action: 'repair', yes: true }, text)).toMatchObject({ code: 0, document: emptyLedger('prod') });
  });

  const good = entryOf('good');
  const senseless: LedgerDocument = {
    ...adopt(emptyLedger('prod'), [good, entryOf('wrong-kind', { kind: 'topic' }), entryOf('bad', { address: 'nonsense' as never })]),
    writeModes: { t: [], u: ['APPEND'] },
  };
  const moved: LedgerDocument = { ...senseless, resources: { ...senseless.resources, [addressOf('elsewhere')]: entryOf('here') } };

  it.each([
    { name: 'nothing to repair', stored: owned, yes: false, want: { code: 0, document: owned }, says: 'is sound' },
    { name: 'entries without sense', stored: moved, yes: false, want: { code: 0, document: { ...adopt(emptyLedger('prod'), [good]), writeModes: { u: ['APPEND'] } } }, says: 'Repaired file:.reconcile/prod.json: 4 findings.' },
    { name: 'what a killed run left, kept', stored: withStep, yes: false, want: { code: 0, document: withStep }, says: '(--yes clears it): run run-1 of 2026-03-01T11:59:00.000Z, which did not end; not known to have ended: delete target-table/lkc-1/orders' },
    { name: 'what a killed run left, cleared', stored: withStep, yes: true, want: { code: 0, document: { ...owned, writeModes: withStep.writeModes } }, says: 'Dropped: the lease of runner-7 (pid 12), expired at' },
    { name: 'one that is in use', stored: { ...moved, lease: live }, yes: true, want: { code: 3, document: { ...moved, lease: live } }, says: 'Nothing was changed: repair it when that run has ended.' },
    { name: 'nothing there', stored: undefined, yes: false, want: { code: 0, files: [] }, says: 'There is nothing to repair.' },
  ])('$name', async ({ stored, yes, want, says }) => {
    const result = await run({ action: 'repair', yes }, stored);
    expect(result).toMatchObject(want);
    if (want.document !== undefined) expect(result.document).toEqual(want.document);
    expect(result.out).toContain(says);
  });
});
