import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApprovalFacts } from '../../src/core/guards/guard.js';
import { openBench } from './support/bench.js';
import type { Bench, RunFlags } from './support/bench.js';
import { documentsOf, secretsOf } from './support/estate.js';
import type { Estate, PipelineModel, TableModel } from './support/estate.js';

vi.mock('../../src/confluent/transport.js', () => import('./support/in-process.js'));
vi.mock('../../src/simulator/server/http.js', async (original) => {
  const { listen, close } = await import('./support/in-process.js');
  return { ...(await original<object>()), listen, close };
});

/* A run that failed by itself, one part done and another not begun: what was allowed for all of it stays allowed for the rest of it. */

const alpha: TableModel = { table: 0, columns: 2, variant: 0, wideKey: false, where: false, mode: 'upsert', tableflow: { formats: ['ICEBERG'], retention: '7d', byob: false, onFailure: 'suspend' } };
const shop: PipelineModel = { source: 'postgres', format: 'AVRO', prefix: 0, paused: false, pool: 'made', password: 0, compatibility: 'BACKWARD', cleanup: 'compact', tables: [alpha] };
const before: Estate = [shop, { ...shop, source: 'mysql' }];
const wider = (pipeline: PipelineModel): PipelineModel => ({ ...pipeline, tables: [{ ...alpha, wideKey: true }] });
const after: Estate = before.map(wider);

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.change(documentsOf(before), { secrets: secretsOf(before) });
});
afterEach(() => bench.stop());

const plan = (estate: Estate, flags: RunFlags = {}) => bench.plan(documentsOf(estate), { secrets: secretsOf(estate), ...flags });
const apply = (estate: Estate, flags: RunFlags) => bench.apply(documentsOf(estate), { secrets: secretsOf(estate), ...flags });
const codes = (report: Awaited<ReturnType<typeof plan>>): string[] => (report.plan?.diagnostics ?? []).filter((one) => one.severity === 'error').map((one) => one.code);

/** Rebuilds both tables while Tableflow refuses to let go of MySQL's; returns the plan's fingerprint. */
async function failHalfWay(allow: (fingerprint: string) => RunFlags): Promise<string> {
  const fingerprint = (await plan(after)).plan!.fingerprint;
  bench.simulator.faults.add({ match: { plane: 'tableflow', method: 'DELETE', path: /mysql/ }, effect: { kind: 'status', status: 400 } });
  const report = await apply(after, allow(fingerprint));
  bench.simulator.faults.clear();
  expect(report.outcome).toBe('partial');
  const left = (await plan(after)).plan!;
  expect(left.fingerprint).not.toBe(fingerprint);
  expect(new Set(left.changes.filter((change) => change.type !== 'noop').map((change) => change.pipeline))).toEqual(new Set(['shop-mysql']));
  return fingerprint;
}

describe('a run that failed half way', () => {
  it('is finished under the fingerprint that was expected', async () => {
    const fingerprint = await failHalfWay((expectPlan) => ({ expectPlan }));
    expect((await apply(after, { expectPlan: fingerprint })).outcome).toBe('changed');
    expect((await plan(after)).outcome).toBe('converged');
    expect(JSON.parse(bench.ledger.text!)).not.toHaveProperty('run');
  });

  it('is finished under its Approval, and an Approval that has expired is void', async () => {
    const approval = (name: string, expires: number) => (fingerprint: string): RunFlags => ({ approvals: [{ name, plan: fingerprint, reason: 'a wider key', expires } satisfies ApprovalFacts] });
    const late = approval('late', bench.simulator.clock.now() + 24 * 3_600_000);
    const fingerprint = await failHalfWay(late);
    expect(codes(await apply(after, approval('early', 0)(fingerprint)))).toEqual(['CDC5001']);
    expect((await apply(after, late(fingerprint))).outcome).toBe('changed');
    expect((await plan(after)).outcome).toBe('converged');
  });

  it('needs a new one when the files say something else by then', async () => {
    const fingerprint = await failHalfWay((expectPlan) => ({ expectPlan }));
    const other: Estate = [wider(shop), { ...wider(shop), source: 'mysql', format: 'PROTOBUF' }];
    const report = await apply(other, { expectPlan: fingerprint });
    expect(report.outcome).toBe('refused');
    expect(codes(report)).toEqual(expect.arrayContaining(['CDC5001', 'CDC5002']));
  });
});
