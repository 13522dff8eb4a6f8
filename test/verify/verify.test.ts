import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../src/core/verification.js';
import { renderVerifyJson } from '../../src/report/verify-json.js';
import { renderVerifyMarkdown } from '../../src/report/verify-markdown.js';
import { verifySentence } from '../../src/report/verify-sentence.js';
import { renderVerifyText } from '../../src/report/verify-text.js';
import { example, examples, startEstate } from '../support/estate.js';
import type { Estate } from '../support/estate.js';
import { expectGolden } from '../support/golden.js';
import { stageOf, tableOf, verify } from './support.js';

const golden = new URL('golden/', import.meta.url);
const textOf = (report: VerifyReport) => renderVerifyText(report, { color: false, files: new Map() });
const scrubbed = (text: string) => text.replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:0').replace(/lcc-\w+/g, 'lcc-x');
const readStatements = (estate: Estate) => estate.simulator.journal.writes().filter(({ method, path }) => method === 'POST' && path.endsWith('/statements'));
const shop = { 'targets.yaml': example('targets.yaml').split('\n---\n')[0]!, 'shop.yaml': example('postgres.yaml') };

async function appliedShop(): Promise<Estate> {
  const estate = await startEstate({ leastSleepMs: 5_000 });
  expect((await estate.apply(shop)).outcome).toBe('changed');
  await estate.clock.sleep(600_000);
  return estate;
}

describe('verify of the examples', () => {
  let estate: Estate;
  let report: VerifyReport;
  let before: unknown;
  beforeAll(async () => {
    estate = await startEstate({ leastSleepMs: 5_000 });
    await estate.apply(examples());
    await estate.clock.sleep(600_000);
    before = estate.simulator.control.snapshot();
    estate.simulator.journal.clear();
    report = await verify(estate, examples());
  });
  afterAll(() => estate[Symbol.asyncDispose]());

  it('proves every stage of every table', () => {
    expect(verifySentence(report)).toBe('Proven: rows of 10 tables arrive.');
    expect(report.proven).toBe(true);
    const verdicts = report.targets.flatMap(({ pipelines }) => pipelines.flatMap(({ tables }) => tables.flatMap(({ stages }) => stages.map(({ verdict }) => verdict))));
    expect(verdicts).toHaveLength(76);
    expect(verdicts.filter((verdict) => verdict !== 'proven' && verdict !== 'warning')).toEqual([]);
  });

  it('reads with one statement for all tables and one per target table, and leaves nothing', async () => {
    await estate.clock.sleep(60_000);
    const created = readStatements(estate);
    expect(created).toHaveLength(12);
    expect(report.targets.map(({ statements }) => statements)).toEqual([{ created: 10, left: [] }, { created: 2, left: [] }]);
    expect(estate.simulator.journal.writes().filter(({ method, path }) => !(path.includes('/statements') || (method === 'POST' && path === '/v2/metrics/cloud/query')))).toEqual([]);
    expect(estate.simulator.control.snapshot()).toEqual(before);
  });

  it('tells it as JSON, text and Markdown', () => {
    const still = { ...report, targets: report.targets.map((target) => ({ ...target, durationMs: 0, calls: target.calls.map(({ plane }) => ({ plane, calls: 1, retries: 0, rateLimited: 0 })) })) };
    expectGolden(golden, 'examples.json', scrubbed(renderVerifyJson(still)));
    expectGolden(golden, 'examples.txt', scrubbed(textOf(still)));
    expectGolden(golden, 'examples.md', scrubbed(renderVerifyMarkdown(still)));
  });
});

describe('verify stops', () => {
  const cases: readonly { readonly at: string; readonly name: string; readonly table?: string; readonly sees: RegExp; readonly act: (estate: Estate) => unknown }[] = [
    { at: 'connector', name: 'a failed connector', sees: /FAILED, no way out, 1 task/, act: ({ simulator }) => simulator.control.failConnector('shop', 'no way out') },
    { at: 'connector', name: 'a paused connector', sees: /PAUSED/, act: ({ simulator }) => simulator.control.pauseConnector('shop') },
    {
      at: 'statement',
      name: 'a failed statement',
      sees: /FAILED, a bad record/,
      act: async (estate) => {
        const { pipelines } = (await estate.plan(shop)).targets[0]!;
        const name = pipelines[0]!.components.find(({ kind, table }) => kind === 'decode-statement' && table === 'public.orders')!.name;
        estate.simulator.control.failStatement(name, 'a bad record');
      },
    },
    { at: 'tableflow', name: 'a suspended table', sees: /SUSPENDED, disk on fire/, act: ({ simulator }) => simulator.control.suspendTableflow('orders', 'disk on fire') },
    { at: 'tables', name: 'a target that Flink does not know', sees: /Flink does not list orders/, act: ({ simulator }) => simulator.control.deleteTopic('orders') },
  ];

  it.each(cases)('at $at: $name', async ({ at, sees, act }) => {
    await using estate = await appliedShop();
    await act(estate);
    await estate.clock.sleep(60_000);
    const report = await verify(estate, shop, { timeoutMs: 30_000 });
    expect(tableOf(report, 'public.orders').stopsAt).toBe(at);
    expect(stageOf(report, 'public.orders', at as 'rows').saw).toMatch(sees);
    expect(report.proven).toBe(false);
    expect(verifySentence(report)).toContain(`${at} (`);
    expect(textOf(report)).toContain(`stops at ${at}`);
    expect(renderVerifyMarkdown(report)).toContain(`stops at **${at}**`);
  });

  it('at connector: nothing is there yet', async () => {
    await using estate = await startEstate();
    const report = await verify(estate, shop, { timeoutMs: 0 });
    expect(tableOf(report, 'public.orders')).toMatchObject({ stopsAt: 'connector', stages: expect.arrayContaining([expect.objectContaining({ stage: 'statement', verdict: 'notReached' })]) as unknown });
    expect(report.targets[0]?.statements).toEqual({ created: 0, left: [] });
  });

  it('and goes on by itself when what was missing comes', async () => {
    await using estate = await startEstate({ leastSleepMs: 5_000 });
    const applying = estate.apply(shop);
    while (estate.simulator.journal.timeline().every((entry) => !JSON.stringify(entry).includes('connector shop PROVISIONING'))) await new Promise((resolve) => setTimeout(resolve, 5));
    // A new connector is seen by lists some seconds later.
    await estate.clock.sleep(10_000);
    const report = await verify(estate, shop, { timeoutMs: 1_200_000 });
    await applying;
    expect(report.targets[0]?.pipelines[0]?.tables.map(({ stages }) => stages[0]?.verdict)).toEqual(['proven', 'proven']);
  });
});

describe('verify in a bad hour', () => {
  it('does not need the metrics', async () => {
    await using estate = await appliedShop();
    estate.simulator.faults.add({ match: { path: /metrics/ }, effect: { kind: 'unreadable' } });
    const report = await verify(estate, shop);
    expect(report.proven).toBe(true);
    expect(stageOf(report, 'public.orders', 'snapshot')).toMatchObject({ verdict: 'unknown', saw: 'the metrics could not be read' });
    expect(stageOf(report, 'public.orders', 'freshness').verdict).toBe('unknown');
  });

  it('takes what it cannot read for unknown, never for proven or absent', async () => {
    await using estate = await appliedShop();
    estate.simulator.faults.add({ match: { path: /tableflow-topics/ }, effect: { kind: 'unreadable' } });
    const report = await verify(estate, shop, { timeoutMs: 0 });
    expect(stageOf(report, 'public.orders', 'tableflow').verdict).toBe('unknown');
    expect(report.proven).toBe(false);
    expect(report.targets[0]?.diagnostics.map(({ code }) => code)).toEqual(['CDC4007']);
  });

  it('deletes its statements when their results cannot be read', async () => {
    await using estate = await appliedShop();
    estate.simulator.journal.clear();
    estate.simulator.faults.add({ match: { path: /results/ }, effect: { kind: 'status', status: 400, body: { errors: [{ detail: 'no results today' }] } } });
    const report = await verify(estate, shop, { timeoutMs: 0 });
    expect(stageOf(report, 'public.orders', 'tables')).toMatchObject({ verdict: 'unknown', saw: expect.stringContaining('no results today') as unknown });
    expect(report.targets[0]?.statements).toEqual({ created: 1, left: [] });
    await estate.clock.sleep(60_000);
    expect(readStatements(estate)).toHaveLength(1);
    expect(estate.simulator.journal.writes().filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  });

  it('names a statement that it could not delete, and removes it the next time', async () => {
    await using estate = await appliedShop();
    estate.simulator.faults.add({ match: { method: 'DELETE', path: /statements/ }, effect: { kind: 'status', status: 400, body: { errors: [{ detail: 'not now' }] } } });
    const report = await verify(estate, shop);
    expect(report.targets[0]?.statements).toMatchObject({ created: 3, left: { length: 3 } });
    expect(textOf(report)).toContain('Could not be deleted: shop--customers--verify-');
    estate.simulator.faults.clear();
    await estate.clock.sleep(60_000);
    estate.simulator.journal.clear();
    expect((await verify(estate, shop)).proven).toBe(true);
    expect(estate.simulator.journal.writes().filter(({ method }) => method === 'DELETE')).toHaveLength(6);
  });

  it('ends its wait when it is told to stop', async () => {
    await using estate = await appliedShop();
    estate.simulator.control.writeRow('ecommerce', 'public.customers', 'd', { id: 1 });
    estate.simulator.control.writeRow('ecommerce', 'public.customers', 'd', { id: 2 });
    await estate.clock.sleep(60_000);
    const stop = new AbortController();
    const began = estate.clock.now();
    estate.simulator.journal.clear();
    const verifying = verify(estate, shop, { timeoutMs: 3_600_000_000, signal: stop.signal });
    // Once the tables were asked for and the rows of each were read, there is only waiting left.
    while (estate.simulator.journal.writes().filter(({ method }) => method === 'DELETE').length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort(new Error('stopped'));
    const report = await verifying;
    expect(stop.signal.aborted).toBe(true);
    expect(estate.clock.now() - began).toBeLessThan(3_600_000_000);
    expect(tableOf(report, 'public.customers').stopsAt).toBe('rows');
  });
});
