import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunReport, TargetReport } from '../../src/core/report.js';
import type { StepId } from '../../src/core/step.js';
import { exitCodeOf } from '../../src/cli/exit-codes.js';
import { example, examples, startEstate, textOf, troubles } from '../support/estate.js';
import type { Estate } from '../support/estate.js';
import { milestonesOf, outOfOrder } from '../support/timeline.js';

const shop = examples('postgres.yaml');
const world = example('demo.world.yaml');

function statusOf({ results }: TargetReport, step: string): string | undefined {
  return results?.get(step as StepId)?.status;
}

/** The targets that have work; a Target without pipelines reports that there is nothing to do. */
function busy(report: RunReport): TargetReport {
  return report.targets.find((target) => (target.plan?.changes.length ?? 0) > 0)!;
}

describe('an apply of the examples', () => {
  let estate: Estate;
  let before: RunReport;
  let report: RunReport;
  const writes = { dryRun: -1, apply: -1 };

  beforeAll(async () => {
    estate = await startEstate();
    before = await estate.plan(examples());
    writes.dryRun = estate.simulator.journal.writes().length;
    expect(estate.ledger().text).toBeUndefined();
    report = await estate.apply(examples());
    writes.apply = estate.simulator.journal.writes().length;
  });
  afterAll(() => estate[Symbol.asyncDispose]());

  it('is planned without a write', () => {
    expect(before.outcome).toBe('planned');
    expect(writes.dryRun).toBe(0);
    expect(before.targets.map(({ plan }) => plan?.fingerprint)).toEqual(report.targets.map(({ plan }) => plan?.fingerprint));
  });

  it('reaches every milestone of every pipeline in order', () => {
    expect(troubles(report)).toEqual([]);
    expect(report.outcome).toBe('changed');
    const milestones = report.targets.flatMap(milestonesOf);
    expect(milestones.map(({ pipeline, table }) => `${pipeline}/${table}`).sort()).toEqual([
      'billing/invoices', 'clicks/page_clicks', 'crm/accounts', 'erp/shipments', 'events/orders_cancelled', 'events/orders_placed', 'payments/payments', 'sessions/user_sessions', 'shop/customers', 'shop/orders',
    ]);
    expect(outOfOrder(estate.simulator.journal, milestones)).toEqual([]);
    const healths = report.targets.flatMap(({ pipelines }) => pipelines).map(({ pipeline, health }) => `${pipeline} ${health}`);
    expect(healths.sort()).toEqual(['billing healthy', 'clicks healthy', 'crm healthy', 'erp healthy', 'events healthy', 'payments healthy', 'sessions healthy', 'shop healthy']);
    expect(estate.simulator.control.invariants()).toEqual([]);
  });

  it('makes no write the second time, and none in a dry run after it', async () => {
    expect((await estate.apply(examples())).outcome).toBe('converged');
    expect((await estate.plan(examples())).outcome).toBe('converged');
    expect(writes.apply).toBeGreaterThan(0);
    expect(estate.simulator.journal.writes().length).toBe(writes.apply);
  });

  it('puts the decoded rows of the databases into the lake', async () => {
    await estate.clock.sleep(600_000);
    const { control } = estate.simulator;
    const lake = (table: string, column: string): string[] => control.lakeTable(table).map((row) => String(row[column])).sort();
    expect(lake('customers', 'full_name')).toEqual(['Ada Lovelace', 'Grace Hopper']);
    expect(lake('invoices', 'id')).toEqual(['1', '2']);
    expect(lake('accounts', 'Name')).toEqual(['Analytical Engines Ltd', 'Compilers Inc']);
    expect(lake('shipments', 'CARRIER')).toEqual(['Northwind', 'Southwind']);
    expect(lake('user_sessions', 'user_name')).toEqual(['ada', 'grace']);
    expect(lake('orders', 'note')).toContain('arrived while streaming');
  });

  it('puts the records of topics that were there before into the lake, each kind of event into its table', () => {
    const { control } = estate.simulator;
    const rows = (table: string, ...columns: string[]): string[] => control.lakeTable(table).map((row) => columns.map((column) => String(row[column])).join(' ')).sort();
    expect(rows('page_clicks', 'click_id', 'page', 'customer', 'clicked_at', 'campaign')).toEqual([
      'c-1 / 1 2026-01-05 09:35:00.123 {"source":"newsletter"}', 'c-2 /shop 1 2026-01-05 09:35:11.000 null',
    ]);
    expect(rows('orders_placed', 'order_id', 'total')).toEqual(['o-1 19.90', 'o-2 5.00']);
    expect(rows('orders_cancelled', 'order_id', 'reason')).toEqual(['o-1 found it cheaper']);
    expect(rows('payments', 'payment_id', 'amount', 'method')).toEqual(['p-1 19.90 CARD', 'p-2 5.00 TRANSFER']);
  });

  it.each([{ seed: 2 }, { seed: 3 }])('keeps the order whatever the lags and mishaps (seed $seed)', async ({ seed }) => {
    await using other = await startEstate({ seed });
    const again = await other.apply(shop);
    expect(troubles(again)).toEqual([]);
    expect(outOfOrder(other.simulator.journal, again.targets.flatMap(milestonesOf))).toEqual([]);
  });
});

describe('independent chains', () => {
  it('a table whose snapshot is empty holds up no other table, and the run says why it is partial', async () => {
    const withoutOrders = world.replace(/( {6}- name: public\.orders\n(?: {8}.*\n)*?) {8}rows:\n(?: {10}.*\n)+ {8}rowCount: 200\n( {4}stream:\n.*\n)/, '$1');
    expect(withoutOrders).not.toBe(world);
    await using estate = await startEstate({ world: withoutOrders });
    const report = await estate.apply(shop);
    expect(report.outcome).toBe('partial');
    expect(exitCodeOf[report.outcome]).toBe(1);
    const target = busy(report);
    expect(outOfOrder(estate.simulator.journal, milestonesOf(target).filter(({ table }) => table === 'customers'))).toEqual([]);
    expect(statusOf(target, 'await source-topic/lkc-demo01/shop.public.orders')).toBe('failed');
    expect(statusOf(target, 'create decode-statement/lkc-demo01/shop.orders')).toBe('skipped');
    const text = textOf(report, shop);
    expect(text).toMatch(/source-topic\/lkc-demo01\/shop\.public\.orders.*15 min.*first record.*empty/s);
    // Once a row arrives, the next run finishes what was left.
    estate.simulator.control.writeRow('pg-prod.example.com', 'public.orders', 'c', { id: 1, customer_id: 1, total: '1.00', placed_at: '2026-05-01T08:00:00Z' });
    const next = await estate.apply(shop);
    expect(troubles(next)).toEqual([]);
    expect(next.outcome).toBe('changed');
  });

  it('a connector that fails skips only its dependents and tells its trace', async () => {
    const wrongPassword = world.replace('username: cdc_reader\n    tables:\n      - name: public.customers', 'username: cdc_reader\n    password: another\n    tables:\n      - name: public.customers');
    expect(wrongPassword).not.toBe(world);
    await using estate = await startEstate({ world: wrongPassword });
    const report = await estate.apply(examples('postgres.yaml', 'mysql.yaml'));
    expect(report.outcome).toBe('partial');
    const target = busy(report);
    const failed = [...(target.results ?? [])].flatMap(([id, result]) => (result.status === 'failed' ? [{ id: String(id), error: result.error }] : []));
    expect(failed).toEqual([{ id: 'create connector/lkc-demo01/shop', error: expect.stringMatching(/password authentication failed|authentication/i) as unknown }]);
    const skipped = [...(target.results ?? [])].flatMap(([id, result]) => (result.status === 'skipped' ? [String(id)] : []));
    expect(skipped.length).toBeGreaterThan(0);
    expect(skipped.filter((id) => !id.includes('shop') && !/customers|orders/.test(id))).toEqual([]);
    expect(outOfOrder(estate.simulator.journal, milestonesOf(target).filter(({ pipeline }) => pipeline === 'billing'))).toEqual([]);
    const trace = failed[0]!.error;
    expect(textOf(report, shop)).toContain(trace.split('\n')[0]);
    expect(estate.simulator.journal.writes().some(({ path }) => path.includes('billing'))).toBe(true);
  });
});

describe('stopping', () => {
  it('lets steps in flight finish, starts nothing more, and says what was not done', async () => {
    await using estate = await startEstate();
    const stopping = new AbortController();
    const report = await estate.apply(shop, {
      stopping: stopping.signal,
      onEvent: (event) => {
        if (event.type === 'stepWaiting' && event.address === 'connector/lkc-demo01/shop') stopping.abort(new Error('stopped by SIGINT'));
      },
    });
    const target = busy(report);
    expect(report.outcome).toBe('partial');
    expect(statusOf(target, 'create connector/lkc-demo01/shop')).toBe('succeeded');
    expect(statusOf(target, 'create tableflow-topic/lkc-demo01/orders')).toBe('cancelled');
    expect(estate.simulator.journal.writes().map(({ path }) => path).filter((path) => path.includes('tableflow'))).toEqual([]);
    const text = textOf(report, shop);
    expect(text).toMatch(/What was not done\n(?: {2}.*\n)* {2}create tableflow-topic\/lkc-demo01\/orders\n/);
    expect(text).toMatch(/Stopped: \d+ steps done, \d+ not run\./);
    const next = await estate.apply(shop);
    expect(troubles(next)).toEqual([]);
    expect(next.outcome).toBe('changed');
  });

  it('ends waiting at once when aborted', async () => {
    await using estate = await startEstate();
    const abort = new AbortController();
    let abortedAt = 0;
    const report = await estate.apply(shop, {
      stopping: abort.signal,
      abort: abort.signal,
      onEvent: (event) => {
        if (event.type !== 'stepWaiting' || event.address !== 'connector/lkc-demo01/shop') return;
        abortedAt = estate.clock.now();
        abort.abort(new Error('stopped by SIGINT'));
      },
    });
    expect(statusOf(busy(report), 'create connector/lkc-demo01/shop')).toBe('cancelled');
    expect(estate.clock.now() - abortedAt).toBeLessThan(20_000);
  });
});
