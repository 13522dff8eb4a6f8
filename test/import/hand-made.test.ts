import { expect, it } from 'vitest';
import { example } from '../support/estate.js';
import { expectGolden } from '../support/golden.js';
import { handMadeEstate } from './hand-made.js';
import { workplace } from './support.js';

const golden = new URL('golden/', import.meta.url);

it('an estate made by hand is imported without a change to it, and the plan of the import is empty', async () => {
  await using client = await handMadeEstate();
  using place = workplace(client.simulator.description.baseUrl);
  place.write('targets/targets.yaml', example('targets.yaml'));
  const before = client.simulator.journal.writes().length;
  expect(await place.import({ out: 'made' }), place.stderr()).toBe(0);
  expectGolden(golden, 'hand-made.txt', place.stderr());
  expectGolden(golden, 'hand-made.yaml', Object.values(place.yamls('made')).join('---\n'));

  const taken = await place.plan(['targets', 'made'], { adopt: true });
  expect(new Set(taken.targets.flatMap(({ plan }) => plan?.changes.map(({ type }) => type) ?? []))).toEqual(new Set(['adopt', 'noop']));

  place.write('again/targets.yaml', example('targets.yaml'));
  expect(await place.import({ paths: ['again'], out: 'owned', adopt: true }), place.stderr()).toBe(0);
  const report = await place.plan(['targets', 'owned']);
  expect(report.targets.map(({ outcome }) => outcome)).toEqual(report.targets.map(() => 'converged'));
  expect(report.targets.flatMap(({ plan }) => plan?.changes.filter(({ type }) => type !== 'noop'))).toEqual([]);
  expect(client.simulator.journal.writes().slice(before)).toEqual([]);
});

it('a kept statement goes on until what is written changes, and then makes way for ours', async () => {
  await using client = await handMadeEstate();
  using place = workplace(client.simulator.description.baseUrl);
  place.write('targets/targets.yaml', example('targets.yaml'));
  expect(await place.import({ connectors: ['crm-mssql'], out: 'made', adopt: true }), place.stderr()).toBe(0);
  const text = place.yamls('made')['made/crm-mssql.yaml']!;
  place.write('made/crm-mssql.yaml', text.replace('      statement:', '      where: "`Active`"\n      statement:'));
  const report = await place.plan(['targets', 'made']);
  const changes = report.targets.flatMap(({ plan }) => plan?.changes.filter(({ type }) => type !== 'noop') ?? []);
  expect(changes.map(({ type, kind }) => `${type} ${kind}`)).toEqual(['replace decode-statement']);
  expect(changes[0]).toMatchObject({ before: { remoteId: 'accounts-decode' }, after: { spec: { kept: 'accounts-decode' } } });
});

it('enters nothing into the ledger when the account has changed since it was looked at', async () => {
  await using client = await handMadeEstate();
  using place = workplace(client.simulator.description.baseUrl);
  place.write('targets/targets.yaml', example('targets.yaml'));
  const { writeFile } = place.io;
  // Somebody else works in the account between the look and the adoption.
  Object.assign(place.io, {
    writeFile: async (...args: Parameters<typeof writeFile>) => {
      if (args[0].endsWith('legacy-pg.yaml')) await client.call('schemaRegistry', 'PUT', '/config/legacy.public.orders-key', { compatibility: 'NONE' });
      return writeFile(...args);
    },
  });
  const before = client.simulator.journal.writes().length;
  expect(await place.import({ connectors: ['legacy_pg'], out: 'made', adopt: true })).toBe(1);
  expect(place.stderr()).toContain('CDC4013');
  expect(client.simulator.journal.writes().slice(before).map(({ path }) => path)).toEqual(['/config/legacy.public.orders-key']);
  const report = await place.plan(['targets', 'made'], { adopt: true });
  expect(new Set(report.targets.flatMap(({ plan }) => plan?.changes.map(({ type }) => type) ?? []))).toContain('adopt');
});

it.each([
  { name: 'a connector that is not there', command: { connectors: ['nobody'] }, error: /no connector nobody/ },
  { name: 'a table that nobody leads to', command: { tables: ['public.nothing'] }, error: /no connector leads to a table public.nothing/ },
  { name: 'adoption without files', command: { adopt: true }, error: /--adopt needs --out/ },
  { name: 'a target that is not written', command: { target: 'staging' }, error: /no Target "staging"/ },
])('$name is a wrong usage', async ({ command, error }) => {
  await using client = await handMadeEstate();
  using place = workplace(client.simulator.description.baseUrl);
  place.write('targets/targets.yaml', example('targets.yaml'));
  await expect(place.import(command)).rejects.toThrow(error);
});

it('one connector is chosen by its name, by the table it captures, or by the table its rows land in; what is written already is left alone', async () => {
  await using client = await handMadeEstate();
  const imported = async (command: Parameters<ReturnType<typeof workplace>['import']>[0]): Promise<readonly string[]> => {
    using place = workplace(client.simulator.description.baseUrl);
    place.write('targets/targets.yaml', example('targets.yaml'));
    expect(await place.import({ out: 'made', ...command }), place.stderr()).toBe(0);
    expect(await place.import({ paths: ['targets', 'made'], out: 'again', ...command })).toBe(1);
    expect(place.stderr()).toContain('describes it already');
    return Object.keys(place.yamls('made'));
  };
  expect(await imported({ connectors: ['billing-mysql'] })).toEqual(['made/billing-mysql.yaml']);
  expect(await imported({ tables: ['billing.invoices'] })).toEqual(['made/billing-mysql.yaml']);
  expect(await imported({ tables: ['shipments'] })).toEqual(['made/erp-oracle.yaml']);
});

it('a list that cannot be read stops the import: an error is never "absent"', async () => {
  await using client = await handMadeEstate();
  client.simulator.faults.add({ match: { path: /tableflow-topics/ }, effect: { kind: 'unreadable' } });
  using place = workplace(client.simulator.description.baseUrl);
  place.write('targets/targets.yaml', example('targets.yaml'));
  expect(await place.import({})).toBe(1);
  expect(place.stderr()).toContain('CDC4012');
  expect(place.stdout()).toBe('');
});
