import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '../../src/core/change.js';
import type { TargetReport } from '../../src/core/report.js';
import { openBench } from './support/bench.js';
import type { Bench } from './support/bench.js';
import { documentsOf, secretsOf } from './support/estate.js';
import type { Estate, PipelineModel, TableModel } from './support/estate.js';
import { foreignPart } from './support/world.js';

vi.mock('../../src/confluent/transport.js', () => import('./support/in-process.js'));
vi.mock('../../src/simulator/server/http.js', async (original) => {
  const { listen, close } = await import('./support/in-process.js');
  return { ...(await original<object>()), listen, close };
});

/* One story each, told from the files to the account: what an edit, an accident or a loss means, and what a run may do about it. */

const tableflow = { formats: ['ICEBERG'], retention: '7d', byob: false, onFailure: 'suspend' } as const;
const alpha: TableModel = { table: 0, columns: 2, variant: 0, wideKey: false, where: false, mode: 'upsert', tableflow };
const shop: PipelineModel = { source: 'postgres', format: 'AVRO', prefix: 0, paused: false, pool: 'made', password: 0, compatibility: 'BACKWARD', cleanup: 'compact', tables: [alpha, { ...alpha, table: 1 }] };
const sessions: PipelineModel = { ...shop, source: 'dynamodb', tables: [alpha] };

const open: Bench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.stop()));
});

/** A bench on which the estate runs already. */
async function withEstate(estate: Estate): Promise<Bench> {
  const bench = await openBench();
  open.push(bench);
  if (estate.length > 0) {
    const report = await bench.change(documentsOf(estate), { secrets: secretsOf(estate) });
    expect(report.outcome).toBe('changed');
  }
  bench.simulator.journal.clear();
  return bench;
}

const plan = (bench: Bench, estate: Estate, more: Parameters<Bench['plan']>[1] = {}): Promise<TargetReport> => bench.plan(documentsOf(estate), { secrets: secretsOf(estate), ...more });
const change = (bench: Bench, estate: Estate, more: Parameters<Bench['plan']>[1] = {}): Promise<TargetReport> => bench.change(documentsOf(estate), { secrets: secretsOf(estate), ...more });

/** What is to be done, as `type kind name`. */
function todo(report: TargetReport): string[] {
  return (report.plan?.changes ?? []).filter((one) => one.type !== 'noop').map((one) => `${one.type} ${one.kind} ${one.address.split('/').slice(2).join('/')}`);
}

function changeOf(report: TargetReport, kind: string): Change {
  const [found] = (report.plan?.changes ?? []).filter((one) => one.kind === kind && one.type !== 'noop');
  if (found === undefined) throw new Error(`nothing is to be done to any ${kind}`);
  return found;
}

const codes = (report: TargetReport): string[] => (report.plan?.diagnostics ?? []).filter((one) => one.severity === 'error').map((one) => one.code);
const writes = (bench: Bench): string[] => bench.simulator.journal.writes().map((request) => `${request.method} ${request.path.split('?')[0]!.split('/').slice(-2).join('/')}`);

async function expectConverged(bench: Bench, estate: Estate, broken: readonly unknown[] = []): Promise<void> {
  const again = await plan(bench, estate);
  expect({ outcome: again.outcome, todo: todo(again) }).toEqual({ outcome: 'converged', todo: [] });
  expect(bench.simulator.control.invariants()).toEqual(broken);
}

describe('the changelog mode', () => {
  const append: Estate = [{ ...sessions, tables: [{ ...alpha, mode: 'append' }] }];

  it('is locked in Tableflow: the plan names the lock and rebuilds the chain, topic and all', async () => {
    const bench = await withEstate([sessions]);
    const shown = await plan(bench, append);
    const lake = changeOf(shown, 'tableflow-topic');
    expect(lake).toMatchObject({ type: 'replace', fields: [{ path: 'writeMode', before: 'UPSERT', after: 'APPEND', effect: 'replace', scope: 'table' }] });
    for (const kind of ['tableflow-topic', 'decode-statement', 'target-table', 'target-topic']) expect(changeOf(shown, kind).type).toBe('replace');
    expect(shown.plan?.changes.filter((one) => one.kind === 'connector' || one.kind === 'source-topic').map((one) => one.type)).toEqual(['noop', 'noop']);
    expect(shown.impacts).toMatchObject([{ pipeline: 'shop-dynamodb', target: 'dynamodb_alpha', effects: expect.arrayContaining(['dropped', 'recreated']) as unknown }]);

    expect((await change(bench, append)).outcome).toBe('changed');
    const cluster = bench.simulator.control.snapshot().clusters['prod/lake'] as { writeModes: Record<string, string> };
    expect(cluster.writeModes['dynamodb_alpha']).toBe('APPEND');
    await expectConverged(bench, append);
  });

  it('is not destroyed without the fingerprint', async () => {
    const bench = await withEstate([sessions]);
    const report = await bench.apply(documentsOf(append));
    expect(report.outcome).toBe('refused');
    expect(codes(report)).toContain('CDC5001');
    expect(writes(bench)).toEqual([]);
  });

  it('a run that would keep the topic under another mode is refused', async () => {
    const without: Estate = [{ ...sessions, tables: [{ ...alpha, tableflow: false }] }];
    const bench = await withEstate(without);
    const ledger = JSON.parse(bench.ledger.text!) as { writeModes: Record<string, string[]> };
    bench.ledger.overwrite(JSON.stringify({ ...ledger, writeModes: { dynamodb_alpha: ['APPEND'] } }));
    const report = await change(bench, [sessions]);
    expect(report.outcome).toBe('refused');
    expect(codes(report)).toEqual(['CDC5202']);
    expect(writes(bench)).toEqual([]);
  });

  it('is remembered when Tableflow has been turned off', async () => {
    const bench = await withEstate([sessions]);
    const off: Estate = [{ ...sessions, tables: [{ ...alpha, tableflow: false }] }];
    expect((await change(bench, off, { prune: true })).outcome).toBe('changed');
    const ledger = JSON.parse(bench.ledger.text!) as { writeModes: Record<string, string[]> };
    expect(ledger.writeModes['dynamodb_alpha']).toEqual(['UPSERT']);
    const shown = await plan(bench, append);
    expect(changeOf(shown, 'target-topic').type).toBe('replace');
    expect((await change(bench, append)).outcome).toBe('changed');
    await expectConverged(bench, append);
  });
});

describe('a rotated password', () => {
  it('is one visible update in place, and no value is anywhere', async () => {
    const bench = await withEstate([shop]);
    const rotated: Estate = [{ ...shop, password: 1 }];
    const shown = await plan(bench, rotated);
    expect(todo(shown)).toEqual(['update connector shop-postgres']);
    expect(changeOf(shown, 'connector')).toMatchObject({ fields: [{ path: 'config.database.password', sensitive: true, effect: 'inPlace' }] });
    expect(JSON.stringify(shown)).not.toContain('secret-');
    expect(bench.ledger.text).not.toContain('secret-');

    expect((await change(bench, rotated)).outcome).toBe('changed');
    expect(writes(bench)).toEqual(['PUT shop-postgres/config']);
    await expectConverged(bench, rotated);
  });

  it('is not noticed where nothing was rotated', async () => {
    const bench = await withEstate([shop]);
    await expectConverged(bench, [shop]);
  });
});

describe('an account that can be read in part', () => {
  it('plans the rest, deletes nothing, and never counts as success', async () => {
    const bench = await withEstate([shop]);
    bench.simulator.faults.add({ match: { path: /tableflow-topics/ }, effect: { kind: 'unreadable' } });
    const fewer: Estate = [{ ...shop, password: 1, tables: [alpha] }];
    const shown = await plan(bench, fewer, { prune: true });
    expect(shown.outcome).toBe('partial');
    expect(todo(shown).filter((line) => line.startsWith('delete') || line.startsWith('replace'))).toEqual([]);
    expect(todo(shown)).toContain('update connector shop-postgres');
    expect(shown.plan?.diagnostics.map((one) => one.code)).toContain('CDC4007');

    const report = await change(bench, fewer, { prune: true });
    expect(report.outcome).toBe('partial');
    expect(bench.simulator.journal.writes().filter((request) => request.method === 'DELETE')).toEqual([]);
    expect(writes(bench)).toEqual(['PUT shop-postgres/config']);
  });
});

describe('drift', () => {
  it('shows by field, and is put right', async () => {
    const bench = await withEstate([shop]);
    bench.simulator.control.setTopicConfig('postgres_alpha', 'max.message.bytes', '1000000');
    const shown = await plan(bench, [shop]);
    expect(todo(shown)).toEqual(['update target-table postgres_alpha']);
    expect(changeOf(shown, 'target-table')).toMatchObject({ fields: [{ path: 'maxMessageBytes', before: 1_000_000, after: 8_388_608, effect: 'inPlace' }] });
    expect((await change(bench, [shop])).outcome).toBe('changed');
    await expectConverged(bench, [shop]);
  });
});

describe('what is broken is mended', () => {
  const statementOf = (bench: Bench): string => {
    const environment = bench.simulator.control.snapshot().environments['prod'] as { statements: Record<string, unknown> };
    return Object.keys(environment.statements).find((name) => name.startsWith('shop-postgres--postgres-alpha'))!;
  };
  const cases: readonly { readonly name: string; readonly breaks: (bench: Bench) => void; readonly want: string }[] = [
    { name: 'a FAILED connector: its config is sent again', breaks: ({ simulator }) => simulator.control.failConnector('shop-postgres', 'connection refused'), want: 'update connector shop-postgres' },
    { name: 'a FAILED statement: it is made anew', breaks: (bench) => bench.simulator.control.failStatement(statementOf(bench), 'out of memory'), want: 'replace decode-statement shop-postgres.postgres_alpha' },
    { name: 'a suspended table: it is resumed', breaks: ({ simulator }) => simulator.control.suspendTableflow('postgres_alpha', 'a bad record'), want: 'update tableflow-topic postgres_alpha' },
    { name: 'a connector that the platform paused: it is resumed', breaks: ({ simulator }) => simulator.control.pauseConnector('shop-postgres'), want: 'update connector shop-postgres' },
  ];
  it.each(cases)('$name', async ({ breaks, want }) => {
    const bench = await withEstate([shop]);
    breaks(bench);
    const broken = bench.simulator.control.invariants();
    const shown = await plan(bench, [shop]);
    expect(todo(shown)).toEqual([want]);
    expect((await change(bench, [shop])).outcome).toBe('changed');
    await expectConverged(bench, [shop], broken);
  });
});

describe('a first create that failed', () => {
  it('leaves what it made to us: with the right password it goes on', async () => {
    const bench = await withEstate([]);
    bench.simulator.faults.add({ match: { method: 'POST', path: /connectors$/ }, times: 1, effect: { kind: 'statusAfter', status: 500 } });
    bench.simulator.journal.clear();
    const documents = documentsOf([shop]);
    const failing = bench.apply(documents, { secrets: secretsOf([shop]), options: { onPlan: () => Promise.resolve(bench.simulator.clock.schedule(60_000, () => bench.simulator.control.failConnector('shop-postgres', 'password authentication failed'))) } });
    expect((await failing).outcome).not.toBe('changed');
    const shown = await plan(bench, [shop]);
    expect(todo(shown)).toContain('update connector shop-postgres');
    expect((await change(bench, [shop])).outcome).toBe('changed');
    await expectConverged(bench, [shop]);
  });
});

describe('a lost ledger', () => {
  it('offers what there is for adoption, takes it only when told to, and then has nothing to do', async () => {
    const bench = await withEstate([shop]);
    bench.ledger.overwrite(undefined);
    const shown = await plan(bench, [shop]);
    expect([...new Set(todo(shown).map((line) => line.split(' ')[0]))]).toEqual(['adopt']);
    await change(bench, [shop]);
    expect(writes(bench)).toEqual([]);
    expect(todo(await plan(bench, [shop]))).toEqual(todo(shown));

    expect((await change(bench, [shop], { adopt: true })).outcome).toBe('changed');
    expect(writes(bench)).toEqual([]);
    await expectConverged(bench, [shop]);
  });

  it('destroys nothing: pruning without a ledger prunes nothing', async () => {
    const bench = await withEstate([shop]);
    const before = bench.simulator.control.snapshot();
    bench.ledger.overwrite(undefined);
    await change(bench, [], { prune: true });
    expect(bench.simulator.control.snapshot()).toEqual(before);
  });

  it('refuses what exists and differs', async () => {
    const bench = await withEstate([shop]);
    bench.ledger.overwrite(undefined);
    const other: Estate = [{ ...shop, prefix: 1 }];
    const report = await change(bench, other);
    expect(report.outcome).toBe('refused');
    expect(todo(report)).toContain('conflict connector shop-postgres');
    expect(codes(report)).toContain('CDC5402');
    expect(writes(bench)).toEqual([]);
  });

  it('a damaged one stops the run', async () => {
    const bench = await withEstate([shop]);
    bench.ledger.overwrite('{"formatVersion": 1, "target"');
    const report = await change(bench, [shop]);
    expect(report.outcome).toBe('refused');
    expect(report.diagnostics.map((one) => one.code)).toEqual(['CDC4010']);
    expect(writes(bench)).toEqual([]);
  });
});

describe('protection', () => {
  const kept: Estate = [{ ...shop, protect: true }];

  it('refuses a rebuild', async () => {
    const bench = await withEstate(kept);
    const report = await change(bench, [{ ...shop, protect: true, prefix: 1 }]);
    expect(report.outcome).toBe('refused');
    expect(codes(report)).toEqual(['CDC5006']);
    expect(writes(bench)).toEqual([]);
  });

  it('outlives the YAML', async () => {
    const bench = await withEstate(kept);
    const report = await change(bench, [], { prune: true });
    expect(report.outcome).toBe('refused');
    expect(codes(report)).toEqual(['CDC5006']);
    expect(writes(bench)).toEqual([]);
  });

  it('ends when it is taken out of the YAML and applied', async () => {
    const bench = await withEstate(kept);
    await change(bench, [shop]);
    expect((await change(bench, [], { prune: true })).outcome).toBe('changed');
  });
});

describe('what left the files', () => {
  it('is shown as an orphan and left alone, until pruning is asked for', async () => {
    const bench = await withEstate([shop, sessions]);
    const shown = await change(bench, [shop]);
    expect(shown.plan?.steps).toEqual([]);
    expect(shown.plan?.orphans.map((one) => one.kind)).toEqual(expect.arrayContaining(['connector', 'target-table', 'decode-statement', 'tableflow-topic', 'source-topic']));
    expect(writes(bench)).toEqual([]);

    expect((await change(bench, [shop], { prune: true })).outcome).toBe('changed');
    expect((await plan(bench, [shop])).plan?.orphans).toEqual([]);
    await expectConverged(bench, [shop]);
  });

  it('destroy leaves nothing of ours, and touches nothing else', async () => {
    const bench = await withEstate([]);
    const before = bench.simulator.control.snapshot();
    const estate: Estate = [shop, sessions, { ...shop, source: 'mysql' }, { ...shop, source: 'sqlserver' }, { ...shop, source: 'oracle' }];
    expect((await change(bench, estate)).outcome).toBe('changed');
    expect((await change(bench, [], { prune: true })).outcome).toBe('changed');
    const after = bench.simulator.control.snapshot();
    expect(foreignPart(after)).toEqual(foreignPart(before));
    expect(after).toEqual(before);
    expect((JSON.parse(bench.ledger.text!) as { resources: object }).resources).toEqual({});
    expect(bench.simulator.control.invariants()).toEqual([]);
  });
});
