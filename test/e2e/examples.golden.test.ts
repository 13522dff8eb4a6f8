import { afterAll, beforeAll, describe, it } from 'vitest';
import { renderJson } from '../../src/report/json.js';
import { exampleNames, examples, startEstate, textOf } from '../support/estate.js';
import type { Estate } from '../support/estate.js';
import { expectGolden } from '../support/golden.js';

const GOLDEN = new URL('golden/', import.meta.url);

/** What a cold plan of each worked example says, in full. A new example needs no test: UPDATE_GOLDEN=1 writes its files. */
describe('the plan of each example', () => {
  let estate: Estate;
  beforeAll(async () => {
    estate = await startEstate();
  });
  afterAll(() => estate[Symbol.asyncDispose]());

  it.each(exampleNames())('%s', async (file) => {
    const texts = examples(file);
    const report = await estate.plan(texts);
    const still = { ...report, simulated: { baseUrl: 'http://127.0.0.1:0', placeholders: [] }, targets: report.targets.map((target) => ({ ...target, durationMs: 0 })) };
    const name = file.replace(/\.yaml$/, '');
    expectGolden(GOLDEN, `${name}.txt`, textOf(still, texts));
    expectGolden(GOLDEN, `${name}.json`, renderJson(still));
  });
});
