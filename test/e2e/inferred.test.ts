import { expect, it } from 'vitest';
import { examples, onlyTarget, startEstate, textOf, troubles } from '../support/estate.js';

/** The worked example without the columns and keys that its connector registers anyway. */
const shop = Object.fromEntries(Object.entries(examples('postgres.yaml')).map(([file, text]) => [
  file,
  file.endsWith('targets.yaml') ? text.split('\n---\n')[0]! : text.replace(/ {6}key: \[id\]\n {6}columns:\n(?: {8}.*\n)+/g, '').replace(/ {6}where:.*\n/, ''),
]));

it('a pipeline without columns is planned as far as it goes, and finished in the same run', async () => {
  expect(shop['pipelines/postgres.yaml']).not.toContain('columns:');
  await using estate = await startEstate();
  const before = await estate.plan(shop);
  const plan = onlyTarget(before).plan!;
  expect(plan.deferred.map(({ target }) => target)).toEqual(['customers', 'orders']);
  expect(plan.changes.map(({ kind }) => kind)).not.toContain('target-table');
  expect(textOf(before, shop)).toMatch(/known after the connector's first record.*\n.*shop: public\.customers → customers\n.*shop: public\.orders → orders\n/);
  expect(estate.simulator.journal.writes()).toEqual([]);

  const report = await estate.apply(shop);
  expect(troubles(report)).toEqual([]);
  expect(report.outcome).toBe('changed');
  expect(onlyTarget(report).plan!.deferred).toEqual([]);
  expect(onlyTarget(report).plan!.fingerprint).toBe(plan.fingerprint);
  expect(onlyTarget(report).pipelines.map(({ pipeline, health }) => `${pipeline} ${health}`)).toEqual(['shop healthy']);
  expect(estate.simulator.control.invariants()).toEqual([]);

  const writes = estate.simulator.journal.writes().length;
  expect((await estate.apply(shop)).outcome).toBe('converged');
  expect(estate.simulator.journal.writes()).toHaveLength(writes);

  await estate.clock.sleep(600_000);
  expect(estate.simulator.control.lakeTable('customers').map((row) => row['email']).sort()).toEqual(['ada@example.com', 'grace@example.com', 'probe@example.com']);
});

it('a column that joins in the database is planned when its schema is registered', async () => {
  await using estate = await startEstate();
  expect(troubles(await estate.apply(shop))).toEqual([]);
  const { control } = estate.simulator;
  control.alterColumn('pg-prod.example.com', 'public.customers', 'phone', { type: 'text' });
  control.writeRow('pg-prod.example.com', 'public.customers', 'c', { id: 4, email: 'kay@example.com', status: 'active', phone: '555', created_at: '2026-04-01T00:00:00' });
  await estate.clock.sleep(60_000);
  const { plan } = onlyTarget(await estate.plan(shop));
  const touched = plan!.changes.filter(({ type }) => type === 'update' || type === 'replace');
  const table = touched.find(({ kind, chain }) => kind === 'target-table' && chain === 'customers');
  expect(table).toMatchObject({ fields: expect.arrayContaining([expect.objectContaining({ path: 'columns.phone' })]) as unknown });
  expect(touched.map(({ kind, type }) => `${kind} ${type}`).sort()).toEqual(['decode-statement replace', 'target-table update']);
  expect(touched.filter(({ chain }) => chain === 'orders')).toEqual([]);
});
