import { describe, expect, it } from 'vitest';
import { examples, onlyTarget, startEstate, textOf, troubles } from '../support/estate.js';

const written = Object.fromEntries(Object.entries(examples('postgres.yaml')).map(([file, text]) => [file, file.endsWith('targets.yaml') ? text.split('\n---\n')[0]! : text]));
const pipeline = 'pipelines/postgres.yaml';

/** The example with other columns of its table customers. */
function withColumns(lines: readonly string[]): Record<string, string> {
  const text = written[pipeline]!.replace(/(to: customers\n)(?: {6}key:.*\n)? {6}columns:\n(?: {8}.*\n)+/, `$1      columns:\n${lines.map((line) => `        ${line}\n`).join('')}`).replace(/ {6}where:.*\n/, '');
  return { ...written, [pipeline]: text };
}

describe('columns but for exceptions', () => {
  const texts = withColumns(['"*": inferred', 'email: false', 'status: { type: STRING, expression: UPPER(`status`) }']);

  it('wait for the first record, beside a table whose columns are written, and land in the same run', async () => {
    await using estate = await startEstate();
    const before = onlyTarget(await estate.plan(texts)).plan!;
    expect(before.deferred).toMatchObject([{ target: 'customers', waitsFor: 'firstRecord' }]);
    expect(before.changes.filter(({ kind }) => kind === 'target-table').map(({ chain }) => chain)).toEqual(['orders']);

    const report = await estate.apply(texts);
    expect(troubles(report)).toEqual([]);
    expect(onlyTarget(report).plan!.deferred).toEqual([]);
    expect((await estate.apply(texts)).outcome).toBe('converged');
    await estate.clock.sleep(600_000);
    const rows = estate.simulator.control.lakeTable('customers');
    expect(rows.length).toBeGreaterThan(0);
    expect(Object.keys(rows[0]!)).not.toContain('email');
    expect(rows.map((row) => row['status'])).toContain('ACTIVE');
  });
});

it('what the first record brings to light is told, and the run is partial', async () => {
  await using estate = await startEstate();
  const texts = withColumns(['"*": inferred', 'emial: false']);
  const report = await estate.apply(texts);
  expect(report.outcome).toBe('partial');
  const { plan } = onlyTarget(report);
  expect(plan!.diagnostics).toMatchObject([{ code: 'CDC2319', severity: 'error', fix: 'Did you mean email?', range: { file: pipeline } }]);
  expect(plan!.deferred).toMatchObject([{ target: 'customers' }]);
  expect(troubles(await estate.apply(withColumns(['"*": inferred', 'email: false'])))).toEqual([]);
});

describe('columns by hand', () => {
  it('are held against the registered schemas, at their line', async () => {
    await using estate = await startEstate();
    expect(troubles(await estate.apply(written))).toEqual([]);
    const wrong = withColumns(['id: INT', 'emial: STRING', 'created_at: DATE']);
    const report = await estate.plan(wrong);
    expect(report.outcome).toBe('refused');
    const line = wrong[pipeline]!.split('\n').findIndex((text) => text.includes('emial')) + 1;
    expect(onlyTarget(report).plan!.diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'CDC2303', fix: 'Did you mean email?', range: { file: pipeline, start: { line } } },
      { code: 'CDC2304', range: { file: pipeline, start: { line: line + 1 } } },
    ]);
  });

  it('are not checked against a registry that cannot be read, and nothing is taken for absent', async () => {
    await using estate = await startEstate();
    expect(troubles(await estate.apply(written))).toEqual([]);
    estate.simulator.faults.add({ match: { plane: 'schema-registry', path: /\/schemas/ }, effect: { kind: 'unreadable' } });
    const report = await estate.plan(withColumns(['id: INT', 'emial: STRING']));
    expect(report.outcome).toBe('partial');
    expect(onlyTarget(report).plan!.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['CDC4007', 'warning'], ['CDC2320', 'warning']]);
    const others = withColumns(['"*": inferred']);
    const unread = await estate.plan(others, { prune: true });
    expect(unread.outcome).toBe('partial');
    expect(textOf(unread, others)).toMatch(/not planned \(Schema Registry could not be read.*\n.*shop: public\.customers → customers\n/);
    expect(onlyTarget(unread).plan!.steps).toEqual([]);
  });
});
