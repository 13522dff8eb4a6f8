import { describe, expect, it } from 'vitest';
import { example, onlyTarget, startEstate, textOf } from '../support/estate.js';
import type { Estate } from '../support/estate.js';

const target = example('targets.yaml').split('\n---\n')[0]!;
const pipeline = example('postgres.yaml');
const with_ = (from: string, to: string): Readonly<Record<string, string>> => {
  expect(pipeline).toContain(from);
  return { 'targets.yaml': target, 'shop.yaml': pipeline.replace(from, to) };
};
const WHERE = "`status` <> 'test'";
const NAME = "CONCAT(`first_name`, ' ', `last_name`)";

async function applied(): Promise<Estate> {
  const estate = await startEstate({ leastSleepMs: 5_000 });
  expect((await estate.apply({ 'targets.yaml': target, 'shop.yaml': pipeline })).outcome).toBe('changed');
  await estate.clock.sleep(600_000);
  estate.simulator.journal.clear();
  return estate;
}

const posted = ({ simulator }: Estate) => simulator.journal.writes().filter(({ method, path }) => method === 'POST' && path.endsWith('/statements'));
const deleted = ({ simulator }: Estate) => simulator.journal.writes().filter(({ method, path }) => method === 'DELETE' && path.includes('--check-'));

/** Where the message points: the text from there on in the file. */
function pointedAt(report: Awaited<ReturnType<Estate['plan']>>, texts: Readonly<Record<string, string>>): readonly string[] {
  return (onlyTarget(report).plan?.diagnostics ?? []).flatMap(({ code, range }) => {
    if (code !== 'CDC2215' || range === undefined) return [];
    const line = texts[range.file]?.split('\n')[range.start.line - 1] ?? '';
    return [line.slice(range.start.column - 1).trim()];
  });
}

describe('new SQL before Flink', () => {
  it.each([
    { name: 'a condition on a column that the source does not have', texts: with_(WHERE, "`status` <> 'test' AND `vip` = TRUE"), at: /^`vip` = TRUE"$/ },
    { name: 'an expression with a function that Flink does not know', texts: with_(NAME, 'GLUE(`first_name`)'), at: /^GLUE\(`first_name`\)" }$/ },
    { name: 'an expression whose types do not fit', texts: with_(NAME, '`first_name` + `created_at`'), at: /^\+ `created_at`" }$/ },
  ])('$name is refused, and points into the YAML', async ({ texts, at }) => {
    await using estate = await applied();
    const report = await estate.plan(texts, { checkSql: true });
    expect(report.outcome).toBe('refused');
    expect(pointedAt(report, texts)).toEqual([expect.stringMatching(at)]);
    expect(textOf(report, texts)).toContain('Flink refuses the statement that fills customers');
    expect(posted(estate).map(({ path }) => path)).toHaveLength(1);
    expect(deleted(estate)).toHaveLength(1);
  });

  it('points at the right one of two tables that read the same topic', async () => {
    await using estate = await startEstate({ leastSleepMs: 5_000 });
    const events = example('events.yaml');
    expect((await estate.apply({ 'targets.yaml': target, 'events.yaml': events })).outcome).toBe('changed');
    const texts = { 'targets.yaml': target, 'events.yaml': events.replace('total: DECIMAL(10, 2)', 'total: { type: "DECIMAL(10, 2)", expression: "GLUE(\'1.20\')" }') };
    expect(texts['events.yaml']).not.toBe(events);
    const report = await estate.plan(texts, { checkSql: true });
    expect(pointedAt(report, texts)).toEqual([expect.stringMatching(/^GLUE/)]);
  });

  it('is refused before the statement that runs is stopped', async () => {
    await using estate = await applied();
    const report = await estate.apply(with_(WHERE, '`vip` = TRUE'), { checkSql: true });
    expect(report.outcome).toBe('refused');
    expect(estate.simulator.journal.writes().filter(({ method }) => method === 'PUT')).toEqual([]);
    const health = onlyTarget(await estate.plan({ 'targets.yaml': target, 'shop.yaml': pipeline })).pipelines[0]?.health;
    expect(health).toBe('healthy');
  });

  it('that Flink takes is applied, and nothing of the check stays', async () => {
    await using estate = await applied();
    const texts = with_(WHERE, "`status` = 'active'");
    const report = await estate.apply(texts, { checkSql: true });
    expect(report.outcome).toBe('changed');
    await estate.clock.sleep(600_000);
    const [organization] = await estate.clients.management.listOrganizations();
    const [region] = await estate.clients.management.listFlinkRegions({ cloud: 'AWS', region: 'us-east-1' });
    const names = (await estate.clients.flink(region!.http_endpoint, organization!.id, 'env-demo01').listStatements()).map(({ name }) => name);
    expect(names.filter((name) => name.includes('--check-'))).toEqual([]);
    expect(onlyTarget(await estate.plan(texts, { checkSql: true })).plan?.steps).toEqual([]);
  });

  it.each([
    { name: 'unchanged statements', texts: { 'targets.yaml': target, 'shop.yaml': pipeline } },
    { name: 'a table whose columns change with it', texts: with_('        status: STRING\n', '        status: STRING\n        vip: BOOLEAN\n') },
  ])('is not asked about for $name', async ({ texts }) => {
    await using estate = await applied();
    await estate.plan(texts, { checkSql: true });
    expect(posted(estate)).toEqual([]);
  });

  it('is not asked about where nothing is there yet', async () => {
    await using estate = await startEstate();
    await estate.plan({ 'targets.yaml': target, 'shop.yaml': pipeline }, { checkSql: true });
    expect(posted(estate)).toEqual([]);
  });

  it('that could not be checked is a warning, and goes on', async () => {
    await using estate = await applied();
    estate.simulator.faults.add({ match: { method: 'POST', path: /statements/ }, effect: { kind: 'status', status: 403, body: { errors: [{ detail: 'not allowed' }] } } });
    const report = await estate.plan(with_(WHERE, "`status` = 'active'"), { checkSql: true });
    expect(report.outcome).toBe('planned');
    expect(onlyTarget(report).plan?.diagnostics.filter(({ code }) => code === 'CDC2216').map(({ severity }) => severity)).toEqual(['warning']);
  });
});
