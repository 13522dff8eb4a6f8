import type { Fingerprint } from '../../../src/core/fingerprint.js';
import { pipelineStatuses } from '../../../src/core/pipeline-status.js';
import type { TargetReport } from '../../../src/core/report.js';
import type { ActualResource, DesiredResource } from '../../../src/core/resource.js';
import { sentenceOf } from '../../../src/report/sentence.js';
import type { WatchedRun, WatchedTarget, WatchState } from '../../../src/watch/state.js';
import { aPlan, aReport, aTarget, reports } from '../../support/reports.js';
import { actualOf, aPipeline, aPool } from '../../support/resources.js';

/** All moments of these states are before it. */
export const NOW = Date.parse('2026-11-22T14:00:00Z');
const minute = 60_000;

export const commit = { id: '4f1c2a9b7d3e5f60718293a4b5c6d7e8f9012345', subject: 'orders: keep the customer', committedAt: NOW - 50 * minute };

function run(at: number, part: Partial<WatchedRun> = {}): WatchedRun {
  return { id: `run-${at}`, trigger: 'interval', startedAt: NOW - at * minute - 41_000, endedAt: NOW - at * minute, outcome: 'converged', sentence: 'Nothing to do: 57 resources are as the files say.', commit: commit.id, ...part };
}

export function aState(targets: readonly WatchedTarget[], part: Partial<WatchState> = {}): WatchState {
  return {
    version: '0.1.0',
    startedAt: NOW - 26 * 60 * minute,
    repository: { url: 'https://git.example.com/data/pipelines.git', branch: 'main', folder: 'pipelines', commit, lastFetchAt: NOW - 20_000 },
    targets,
    stopping: false,
    ...part,
  };
}

export function aWatched(report: TargetReport | undefined, part: Partial<WatchedTarget> = {}): WatchedTarget {
  return {
    name: report?.target ?? 'prod',
    phase: 'waiting',
    runs: [run(3), run(13), run(23), run(33, { trigger: 'commit', outcome: 'changed', sentence: 'Plan 83ac84b2ac82: 2 create, 1 update, 0 replace, 0 delete, 55 unchanged. Applied in 41 s.' })],
    lastSuccessAt: NOW - 3 * minute,
    nextRunAt: NOW + 7 * minute,
    failures: 0,
    ...(report === undefined ? {} : { report }),
    ...part,
  };
}

const names = ['billing', 'catalog', 'customers', 'erp', 'fulfilment', 'inventory', 'invoices', 'ledger', 'loyalty', 'orders', 'payments', 'pricing', 'returns', 'reviews', 'sessions', 'shipments', 'shop', 'stock', 'suppliers', 'support'];

/** `count` pipelines of `tables` tables. */
export function estate(count: number, tables: number): DesiredResource[] {
  const pipelines = Array.from({ length: count }, (_, at) => names[at] ?? `pipeline-${at}`);
  return [aPool(), ...pipelines.flatMap((name) => aPipeline({ name, tables: Array.from({ length: tables }, (_, at) => ({ from: `public.${name}_${at}`, to: `${name}_${at}` })) }))];
}

export function healthyEstate(count = 20, tables = 5): WatchState {
  const desired = estate(count, tables);
  const actual = desired.map((resource) => actualOf(resource));
  return aState([aWatched(aTarget({ plan: aPlan(desired, actual), pipelines: pipelineStatuses(desired, actual), outcome: 'converged' }))]);
}

const replica = (pod: string): string => `cdc-reconciler-7c9d-${pod}_0f0e0d0c-0b0a-4900-8807-060504030201`;

/** One of three replicas, which has one of six targets. */
export function sharedEstate(): WatchState {
  const others = ['ap-south', 'eu-north', 'eu-west', 'us-east', 'us-west'];
  const standby = others.map((name): WatchedTarget => ({ name, phase: 'standby', runs: [], failures: 0 }));
  const owners = { prod: replica('x2x4k'), 'ap-south': replica('b7tqm'), 'eu-north': replica('b7tqm'), 'eu-west': replica('zz81p'), 'us-east': replica('zz81p') };
  const shards = { identity: replica('x2x4k'), members: ['b7tqm', 'x2x4k', 'zz81p'].map(replica), owners, speaks: false, joined: true, terms: 1 };
  const { targets, ...rest } = healthyEstate(2, 2);
  return { ...rest, targets: [...standby.slice(0, 3), ...targets, ...standby.slice(3)], shards };
}

/** Two connectors broken, a statement failing, a table missing, and a plan that waits. */
export function troubledEstate(count = 20, tables = 5): WatchState {
  const desired = estate(count, tables);
  const slot = 'org.apache.kafka.connect.errors.ConnectException: Creation of replication slot failed; when setting up multiple connectors for the same database host, please make sure to use a distinct replication slot name for each.\n\tat io.debezium.connector.postgresql.PostgresConnectorTask.start(PostgresConnectorTask.java:160)';
  const broken = (resource: DesiredResource): ActualResource | undefined => {
    if (resource.kind === 'connector' && resource.pipeline === 'payments') return actualOf(resource, { health: 'degraded', state: 'FAILED', healthDetail: slot });
    if (resource.kind === 'connector' && resource.pipeline === 'loyalty') return actualOf(resource, { health: 'paused', state: 'PAUSED' });
    if (resource.kind === 'decode-statement' && resource.table === 'public.orders_1') return actualOf(resource, { health: 'degraded', state: 'FAILED', healthDetail: 'Table `orders.public.orders_1` does not exist, may be on a private cluster' });
    if (resource.kind === 'tableflow-topic' && resource.table === 'public.stock_0') return undefined;
    return actualOf(resource);
  };
  const actual = desired.flatMap((resource) => broken(resource) ?? []);
  const { plan } = reports.mixed.targets[0]!;
  const impacts = reports.mixed.targets[0]!.impacts;
  const own = aPlan(desired, actual);
  const main = aTarget({ plan: own, pipelines: pipelineStatuses(desired, actual), outcome: 'planned' });
  const second = aTarget({ target: 'staging', plan: { ...plan!, fingerprint: 'a41c9e0d27b5' as Fingerprint }, impacts, pipelines: reports.mixed.targets[0]!.pipelines, outcome: 'refused' });
  return aState(
    [
      aWatched(main, { phase: 'backing-off', failures: 3, runs: [run(2, { outcome: 'failed', sentence: 'Failed: 1 step failed, 3 skipped, 20 done.', trigger: 'retry' }), run(6, { outcome: 'failed', sentence: 'Failed: 1 step failed, 3 skipped, 20 done.', trigger: 'retry' }), run(33)] }),
      aWatched(second, { phase: 'awaiting-approval', awaitingApproval: { fingerprint: 'a41c9e0d27b5', since: NOW - 95 * minute }, runs: [run(1, { outcome: 'refused', sentence: 'Refused: CDC5001; plan a41c9e0d27b5 was not applied, nothing was changed.' })] }),
    ],
    {
      repository: {
        ...aState([]).repository,
        problem: 'The newest commit is not taken: 1 error in its documents.',
        refusedCommit: { id: '99aa2a9b7d3e5f60718293a4b5c6d7e8f9012345', subject: 'try a literal password', committedAt: NOW - 10 * minute, report: aReport(undefined, { diagnostics: [{ code: 'CDC1301', severity: 'error', summary: 'A secret is written out', fix: 'Write ${env:NAME} instead.', range: { file: 'pipelines/shop.yaml', start: { line: 9, column: 17 }, end: { line: 9, column: 30 } } }], outcome: 'refused' }) },
      },
    },
  );
}

/** What a stranger would write into every name and message that reaches the page. */
export const attacks = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  '</title></textarea><svg onload=alert(1)>',
  '`${alert(1)}`',
  'javascript:alert(1)',
  '&lt;b&gt;&#x3c;script&#x3e;',
  '\u202Egnp.exe\u0000\u001b[31m',
  '--><h1>all is well</h1>',
] as const;

export function hostileState(): WatchState {
  const pipelines = attacks.flatMap((attack, at) => aPipeline({ name: `p${at}`, tables: [{ from: `public.t${at}`, to: `t${at}` }] }).map((resource) => ({ ...resource, pipeline: attack, table: resource.table === undefined ? undefined : `${attack}.t` }) as DesiredResource));
  const actual = pipelines.map((resource, at) => actualOf(resource, { health: 'degraded', state: attacks[at % attacks.length]!, healthDetail: attacks.join('\n') }));
  const report = aTarget({
    target: attacks[0],
    account: { organizationId: attacks[1], environment: { id: attacks[2], name: attacks[3] }, cluster: { id: attacks[4], name: attacks[5], cloud: attacks[6], region: attacks[7] } },
    plan: aPlan(pipelines, actual),
    pipelines: pipelineStatuses(pipelines, actual, new Map([[attacks[0], attacks[3]]])),
    diagnostics: attacks.map((attack) => ({ code: 'CDC5001' as const, severity: 'error' as const, summary: attack, detail: attack, fix: attack, range: { file: attack, start: { line: 1, column: 1 }, end: { line: 1, column: 2 } } })),
    outcome: 'refused',
  });
  const sentence = sentenceOf(aReport(undefined));
  return aState([aWatched(report, { name: attacks[0], failures: 1, awaitingApproval: { fingerprint: attacks[3], since: NOW }, runs: attacks.map((attack, at) => run(at, { sentence: `${sentence} ${attack}`, commit: attack, outcome: 'failed' })) })], {
    version: attacks[0],
    repository: { url: attacks[0], branch: attacks[1], folder: attacks[2], commit: { id: attacks[3], subject: attacks[4], committedAt: NOW }, problem: attacks.join(' ') },
  });
}
