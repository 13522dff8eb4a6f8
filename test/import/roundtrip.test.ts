import { describe, expect, it } from 'vitest';
import { example, exampleNames, examples, startEstate, troubles } from '../support/estate.js';
import { workplace } from './support.js';

/** What was applied, with the ledger lost, is written down again so that nothing changes. */
describe('a worked example that was applied, and whose ledger and files are lost', () => {
  // Import follows connectors; what reads topics of others it names.
  it.each(exampleNames().filter((file) => !/^ {4}topic:/m.test(example(file))))('%s', async (file) => {
    await using estate = await startEstate();
    const text = example(file);
    const applied = await estate.apply(examples(file));
    expect(troubles(applied)).toEqual([]);
    using place = workplace(estate.simulator.description.baseUrl);
    place.write('targets/targets.yaml', example('targets.yaml'));
    const target = /targets: \[([\w-]+)\]/.exec(text)?.[1] ?? 'prod';
    expect(await place.import({ target, out: 'made', adopt: true }), place.stderr()).toBe(0);
    const report = await place.plan(['targets', 'made']);
    for (const { plan, outcome } of report.targets) {
      expect(plan?.changes.filter(({ type }) => type !== 'noop')).toEqual([]);
      expect(outcome).toBe('converged');
    }
  });
});
