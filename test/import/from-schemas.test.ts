import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { generateFromSchemas } from '../../src/cli/generate-schemas.js';
import { readConfig } from '../../src/config.js';
import { example, exampleNames, startEstate, troubles } from '../support/estate.js';
import { expectGolden } from '../support/golden.js';
import { handMadeEstate } from './hand-made.js';
import { workplace } from './support.js';
import type { Workplace } from './support.js';

const golden = new URL('golden/', import.meta.url);

function generate(place: Workplace, url: string, more: Partial<Parameters<typeof generateFromSchemas>[0]> = {}): Promise<number> {
  place.write('targets/targets.yaml', example('targets.yaml'));
  return generateFromSchemas({ paths: ['targets'], target: 'prod', topics: [], simulate: url, allowedHosts: [], fileRoots: [], ...more }, readConfig(), place.io);
}

describe('a pipeline that only captures, and then learns its columns from the registered schemas', () => {
  it.each(exampleNames())('%s', async (file) => {
    await using estate = await startEstate();
    const document = parse(example(file)) as { readonly metadata: { readonly name: string }; readonly spec: { readonly targets: readonly string[]; readonly tables: readonly { readonly from: string }[] } };
    if (Object.keys((document.spec as unknown as { source: object }).source)[0] === 'topic') return;
    const captured = { ...document, spec: { ...document.spec, tables: document.spec.tables.map(({ from }) => ({ from, decode: false })) } };
    const targets = example('targets.yaml');
    expect(troubles(await estate.apply({ 'targets.yaml': targets, 'captured.yaml': stringify(captured) }))).toEqual([]);

    using place = workplace(estate.simulator.description.baseUrl);
    expect(await generate(place, estate.simulator.description.baseUrl, { target: document.spec.targets[0]! }), place.stderr()).toBe(0);
    expectGolden(golden, `from-schemas-${file}`, place.stdout());
    const texts = { 'targets.yaml': targets, 'generated.yaml': place.stdout() };
    expect(troubles(await estate.apply(texts))).toEqual([]);
    expect((await estate.plan(texts)).outcome).toBe('converged');
  });
});

it('topics are chosen by name and by prefix; the others of a connector stay as they are', async () => {
  await using client = await handMadeEstate();
  const { baseUrl } = client.simulator.description;
  using place = workplace(baseUrl);
  expect(await generate(place, baseUrl, { topics: ['legacy.public.audit'] }), place.stderr()).toBe(0);
  const tables = (parse(place.stdout()) as { spec: { tables: { from: string; decode?: boolean }[] } }).spec.tables;
  expect(tables.filter(({ decode }) => decode !== false).map(({ from }) => from)).toEqual(['public.audit']);
  expect(tables).toHaveLength(4);
  using other = workplace(baseUrl);
  expect(await generate(other, baseUrl, { subjectPrefix: 'bill.' })).toBe(0);
  expect((parse(other.stdout()) as { metadata: { name: string } }).metadata.name).toBe('billing-mysql');
  using nothing = workplace(baseUrl);
  expect(await generate(nothing, baseUrl, { topics: ['no.such.topic'] })).toBe(1);
  expect(nothing.stderr()).toContain('no topic with a registered value schema fits');
});
