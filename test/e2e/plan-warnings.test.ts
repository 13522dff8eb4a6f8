import { describe, expect, it } from 'vitest';
import { examples, onlyTarget, startEstate, textOf } from '../support/estate.js';
import type { Texts } from '../support/estate.js';

const both = examples('postgres.yaml');
const shop: Readonly<Record<string, string>> = { ...both, 'pipelines/targets.yaml': both['pipelines/targets.yaml']!.split('---')[0]! };
const edited = (from: string | RegExp, to: string): Readonly<Record<string, string>> => ({ ...shop, 'pipelines/postgres.yaml': shop['pipelines/postgres.yaml']!.replace(from, to) });

describe('a condition that changes while the table stays', () => {
  const where = "where: \"`status` <> 'test'\"";

  it.each([
    { name: 'another condition', texts: edited(where, "where: \"`status` = 'paying'\""), warned: ['rows of customers that the new condition leaves out stay until they change'] },
    { name: 'the same condition beside another expression', texts: edited("CONCAT(`first_name`, ' ', `last_name`)", "CONCAT(`last_name`, ', ', `first_name`)"), warned: [] },
    { name: 'no condition any more', texts: edited(where, ''), warned: [] },
  ])('$name', async ({ texts, warned }) => {
    await using estate = await startEstate();
    await estate.apply(shop);
    const report = await estate.plan(texts);
    const found = onlyTarget(report).plan!.diagnostics.filter(({ code }) => code === 'CDC6011');
    expect(found.map(({ summary }) => summary)).toEqual(warned);
    if (warned.length > 0) expect(textOf(report, texts)).toMatch(/Warning CDC6011:[\s\S]*on pipelines\/postgres\.yaml:26:14/);
  });
});

describe('a reference to something that is not there', () => {
  const pool = (text: string): Texts => ({ ...shop, 'pipelines/targets.yaml': shop['pipelines/targets.yaml']!.replace('computePool: { name: cdc-decode, maxCfu: 10 }', `computePool: ${text}`) });

  it.each([
    { name: 'a pool by an id that nobody has', texts: pool('{ id: lfcp-none00 }'), found: ['CDC4008'] },
    { name: 'a pool by its id', texts: pool('{ id: lfcp-shared1 }'), found: [] },
  ])('$name', async ({ texts, found }) => {
    await using estate = await startEstate();
    const report = onlyTarget(await estate.apply(texts));
    expect(report.plan!.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(found);
    expect(report.outcome).toBe(found.length === 0 ? 'changed' : 'refused');
    expect(estate.simulator.journal.entries().some(({ method }) => method !== 'GET')).toBe(found.length === 0);
  });
});
