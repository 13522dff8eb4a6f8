import { describe, expect, it } from 'vitest';
import { foreignConnectors, placeOf } from '../../../src/core/guards/places.js';
import { addressOf } from '../../support/resources.js';
import { anInput, factsOf, thereOf, wantedOf } from './support.js';

const wanted = wantedOf();
const account = (...names: readonly string[]) => ({ accountConnectors: new Map(names.map((name) => [name, {}])) });
const namesOf = (input: Parameters<typeof foreignConnectors>[0]): string[] => foreignConnectors(input).map(([name]) => name);

describe('the place of a pipeline', () => {
  it.each([
    { name: 'its connector', desired: wanted, want: addressOf('connector', 'shop') },
    { name: 'its first resource, where it has no connector', desired: wanted.filter(({ kind }) => kind === 'target-table'), want: addressOf('target-table', 'customers') },
    { name: 'nowhere, where it wants nothing', desired: [], want: undefined },
  ])('$name', ({ desired, want }) => {
    expect(placeOf(factsOf('shop'), anInput(desired, [])).address).toBe(want);
  });
});

describe('foreign connectors', () => {
  it('are sorted by name, without those of the pipelines', () => {
    expect(namesOf(anInput(wanted, [], account('zeta', 'shop', 'alpha', 'mid')))).toEqual(['alpha', 'mid', 'zeta']);
  });

  it('are none where the account was not read', () => expect(namesOf(anInput(wanted, []))).toEqual([]));

  it('are not those that the plan deletes', () => {
    const old = thereOf(wantedOf({ name: 'old', tables: [] }));
    expect(namesOf(anInput(wanted, old, { ...account('old'), deletable: () => true }))).toEqual([]);
    expect(namesOf(anInput(wanted, old, account('old')))).toEqual(['old']);
  });

  it('may be one beside a deleted one whose name nobody knows', () => {
    const nameless = thereOf(wantedOf({ name: 'old', tables: [] })).map((resource) => (resource.kind === 'connector' ? { ...resource, spec: {} } : resource));
    expect(namesOf(anInput(wanted, nameless, { ...account('old'), deletable: () => true }))).toEqual(['old']);
  });
});
