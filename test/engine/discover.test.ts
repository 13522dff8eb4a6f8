import { describe, expect, it } from 'vitest';
import { examples, onlyTarget, startEstate } from '../support/estate.js';
import type { Fault } from '../../src/simulator/index.js';

const texts = examples('postgres.yaml');
const targets = texts['pipelines/targets.yaml']!.split('---')[0]!;
const world = `environments:
  - { name: prod, id: env-1, clusters: [{ name: lake, id: lkc-1, cloud: AWS, region: us-east-1 }, { name: pond, id: lkc-2, cloud: AWS, region: us-east-1 }, { name: twin, id: lkc-3, cloud: AWS, region: us-east-1 }, { name: twin, id: lkc-4, cloud: AWS, region: us-east-1 }] }
  - { name: test, id: env-2, clusters: [] }
`;

/** The diagnostics of a dry run whose Target says `environment` and `cluster`, on an account of two environments and four clusters. */
async function problems(environment: string, cluster: string, fault?: Fault) {
  await using estate = await startEstate({ world });
  if (fault !== undefined) estate.simulator.faults.add(fault);
  const target = targets.replace('environment: { name: prod }', `environment: ${environment}`).replace('cluster: { name: lake }', `cluster: ${cluster}`);
  const report = onlyTarget(await estate.plan({ ...texts, 'pipelines/targets.yaml': target }));
  const writes = estate.simulator.journal.entries().filter(({ method }) => method !== 'GET');
  expect(writes).toEqual([]);
  return { outcome: report.outcome, found: report.diagnostics.map(({ code, summary, detail, fix, range }) => ({ code, summary, detail, fix, line: range?.start.line })) };
}

describe('where a Target is in the account', () => {
  it.each([
    { name: 'both by name', environment: '{ name: prod }', cluster: '{ name: lake }' },
    { name: 'both by id', environment: '{ id: env-1 }', cluster: '{ id: lkc-1 }' },
    { name: 'id and name that agree', environment: '{ id: env-1, name: prod }', cluster: '{ id: lkc-2, name: pond }' },
    { name: 'one of two with the same name, by its id', environment: '{ name: prod }', cluster: '{ id: lkc-4, name: twin }' },
  ])('is found: $name', async ({ environment, cluster }) => {
    expect(await problems(environment, cluster)).toEqual({ outcome: 'planned', found: [] });
  });

  it.each([
    { name: 'no such environment', environment: '{ name: prd }', cluster: '{ name: lake }', code: 'CDC4001', line: 8, summary: 'the account has no environment with name "prd"', detail: 'The credentials see: prod (env-1), test (env-2).' },
    { name: 'no such cluster', environment: '{ name: prod }', cluster: '{ id: lkc-9 }', code: 'CDC4001', line: 9, summary: 'the account has no Kafka cluster with id lkc-9', detail: 'The credentials see: lake (lkc-1), pond (lkc-2), twin (lkc-3), twin (lkc-4).' },
    { name: 'no cluster at all', environment: '{ name: test }', cluster: '{ name: lake }', code: 'CDC4001', line: 9, summary: 'the account has no Kafka cluster with name "lake"', detail: 'The credentials see no Kafka cluster at all.' },
    { name: 'a name that two have', environment: '{ name: prod }', cluster: '{ name: twin }', code: 'CDC4002', line: 9, summary: '2 of Kafka cluster fit name "twin": lkc-3, lkc-4', detail: undefined },
    { name: 'id and name of different ones', environment: '{ name: prod }', cluster: '{ id: lkc-1, name: pond }', code: 'CDC4003', line: 9, summary: 'Kafka cluster lkc-1 is called "lake" in the account, and "pond" in the Target' },
    { name: 'id and name of different environments', environment: '{ id: env-2, name: prod }', cluster: '{ name: lake }', code: 'CDC4003', line: 8, summary: 'environment env-2 is called "test" in the account, and "prod" in the Target' },
  ])('is refused: $name', async ({ environment, cluster, name: _, ...expected }) => {
    const { outcome, found } = await problems(environment, cluster);
    expect(outcome).toBe('failed');
    expect(found).toMatchObject([expected]);
    expect(found[0]!.fix).not.toBeUndefined();
  });

  it.each([
    { name: 'a key that is refused', path: /\/environments/, effect: { kind: 'status', status: 401, body: { errors: [{ status: '401', detail: 'unauthorized' }] } }, code: 'CDC4006', fix: /the key of the plane "management"/ },
    { name: 'a role that is missing', path: /\/clusters/, effect: { kind: 'unreadable' }, code: 'CDC4005', fix: /a role that may read/ },
    { name: 'a service that is down', path: /\/environments/, effect: { kind: 'status', status: 503, body: {} }, code: 'CDC4005', fix: undefined },
  ] as const)('an error is never "there is none": $name', async ({ path, effect, code, fix }) => {
    const { outcome, found } = await problems('{ name: prod }', '{ name: lake }', { match: { plane: 'management', path }, effect });
    expect(outcome).toBe('failed');
    expect(found.map((one) => one.code)).toEqual([code]);
    if (fix === undefined) expect(found[0]!.fix).toBeUndefined();
    else expect(found[0]!.fix).toMatch(fix);
  });
});
