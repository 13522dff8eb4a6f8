import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/core/report.js';
import { example, startEstate, troubles } from '../support/estate.js';
import type { Estate } from '../support/estate.js';

const TABLES = 50;
const names = Array.from({ length: TABLES }, (_, index) => `t${String(index + 1).padStart(2, '0')}`);

// Every statement takes a CFU, so the pool must hold as many as there are tables.
const target = (example('targets.yaml').split('\n---\n')[0] ?? '').replace('maxCfu: 10', `maxCfu: ${TABLES}`);

const big = `${target}
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: big }
spec:
  source:
    postgres: { host: pg.example.com, database: big, username: reader, password: "\${env:PG_PASSWORD}" }
  format: AVRO
  tables:
${names.map((name) => `    - { from: public.${name}, to: ${name}, key: [id], columns: { id: INT, note: STRING } }`).join('\n')}
`;

const world = `
environments:
  - { name: prod, clusters: [{ name: lake }], computePools: [] }
databases:
  - source: postgres
    host: pg.example.com
    database: big
    tables:
${names.map((name) => `      - { name: public.${name}, key: [id], columns: { id: { type: integer, nullable: false }, note: text }, rows: [{ id: 1, note: hello }] }`).join('\n')}
`;

describe(`the calls of a plan for one pipeline of ${TABLES} tables, discovery included`, () => {
  let estate: Estate;
  let applied: RunReport;
  beforeAll(async () => {
    estate = await startEstate({ world, leastSleepMs: 60_000 });
  });
  afterAll(() => estate[Symbol.asyncDispose]());

  /** What the journal saw of one plan. */
  async function requestsOfAPlan(): Promise<{ readonly subjectConfigs: number; readonly others: readonly string[]; readonly report: RunReport }> {
    estate.simulator.journal.clear();
    const report = await estate.plan(big);
    const requests = estate.simulator.journal.entries().map(({ method, template }) => `${method} ${template}`);
    const others = requests.filter((request) => request !== 'GET /config/{subject}');
    return { subjectConfigs: requests.length - others.length, others, report };
  }

  it('cold: at most 14, and no subject is asked for', async () => {
    const { subjectConfigs, others, report } = await requestsOfAPlan();
    expect(report.targets[0]?.plan?.summary.create).toBeGreaterThan(3 * TABLES);
    expect(subjectConfigs).toBe(0);
    expect(others.length, others.join('\n')).toBeLessThanOrEqual(14);
    expect(report.targets[0]?.calls.reduce((sum, { calls }) => sum + calls, 0)).toBe(others.length);
  });

  it('is applied whole', async () => {
    applied = await estate.apply(big);
    expect(troubles(applied)).toEqual([]);
  });

  it('with nothing to do: at most 14, and one per subject config', async () => {
    const { subjectConfigs, others, report } = await requestsOfAPlan();
    expect(report.outcome).toBe('converged');
    expect(subjectConfigs).toBe(applied.targets[0]?.plan?.changes.filter(({ kind }) => kind === 'subject-config').length);
    expect(subjectConfigs).toBe(TABLES);
    expect(others.length, others.join('\n')).toBeLessThanOrEqual(14);
  });
});
