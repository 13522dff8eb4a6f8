import { expect, it } from 'vitest';
import { example } from '../support/estate.js';
import { expectGolden } from '../support/golden.js';
import { topicEstate } from './hand-made.js';
import { workplace } from './support.js';

const golden = new URL('golden/', import.meta.url);

/** Topics without a connector, with statements written by hand over plain API calls. */

it('topics that exist are imported with the statements over them, and the plan of the import is empty', async () => {
  await using client = await topicEstate();
  using place = workplace(client.simulator.description.baseUrl);
  place.write('targets/targets.yaml', example('targets.yaml'));
  const before = client.simulator.journal.writes().length;
  expect(await place.import({ out: 'made', adopt: true }), place.stderr()).toBe(0);
  expectGolden(golden, 'topics.txt', place.stderr());
  expectGolden(golden, 'topics.yaml', Object.values(place.yamls('made')).join('---\n'));

  const report = await place.plan(['targets', 'made']);
  expect(report.targets.map(({ outcome }) => outcome)).toEqual(report.targets.map(() => 'converged'));
  expect(report.targets.flatMap(({ plan }) => plan?.changes.filter(({ type }) => type !== 'noop'))).toEqual([]);
  expect(client.simulator.journal.writes().slice(before)).toEqual([]);

  // What is described already is not written again.
  expect(await place.import({ paths: ['targets', 'made'], out: 'again' })).toBe(1);
  expect(place.stderr()).toContain('statement clicks-by-hand: pipeline web-clicks describes its table already');
});

it.each([
  { name: 'a topic by its name', command: { topics: ['shop.payments'] }, want: ['made/shop-payments.yaml'] },
  { name: 'a topic by the table that its rows land in', command: { tables: ['orders_placed'] }, want: ['made/shop-events.yaml'] },
  { name: 'a table that another statement fills, when asked for', command: { topics: ['card_payments'] }, want: ['made/card-payments.yaml'] },
])('$name', async ({ command, want }) => {
  await using client = await topicEstate();
  using place = workplace(client.simulator.description.baseUrl);
  place.write('targets/targets.yaml', example('targets.yaml'));
  expect(await place.import({ out: 'made', ...command }), place.stderr()).toBe(0);
  expect(Object.keys(place.yamls('made'))).toEqual(want);
  await expect(place.import({ topics: ['nowhere'] })).rejects.toThrow(/no statement that could be read decodes a topic nowhere/);
});
