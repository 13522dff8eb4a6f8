import type { Diagnostic } from '../../src/core/diagnostic.js';
import type { Fingerprint } from '../../src/core/fingerprint.js';
import type { Impact } from '../../src/core/impact.js';
import { pipelineStatuses } from '../../src/core/pipeline-status.js';
import { buildPlan, withDiagnostics } from '../../src/core/plan.js';
import type { Plan } from '../../src/core/plan.js';
import { REPORT_FORMAT_VERSION } from '../../src/core/report.js';
import type { PlaneCalls, RunReport, TargetReport } from '../../src/core/report.js';
import type { ActualResource, DesiredResource } from '../../src/core/resource.js';
import type { StepResult, StepResults } from '../../src/core/result.js';
import type { Step, StepId } from '../../src/core/step.js';
import { realKinds } from './kind-specs.js';
import { actualOf, addressOf, aPipeline, aPool, rangeAt } from './resources.js';
import type { TableShape } from './resources.js';

const customers: TableShape = { from: 'public.customers', to: 'customers', columns: { id: 'INT', email: 'STRING', created_at: 'TIMESTAMP_LTZ(3)' }, where: "`status` = 'active'" };
const orders: TableShape = { from: 'public.orders', to: 'orders', columns: { id: 'INT', total: 'DECIMAL(10, 2)' } };

function shop(): DesiredResource[] {
  return [aPool(), ...aPipeline({ name: 'shop', tables: [customers, orders] })];
}

/** A plan with a fingerprint that does not move when the core counts something else into it. */
export function aPlan(desired: readonly DesiredResource[], actual: readonly ActualResource[], options: { deletable?: string; secretsChanged?: boolean } = {}): Plan {
  const plan = buildPlan({
    target: 'prod',
    kinds: realKinds,
    desired,
    actual,
    deletable: (resource) => resource.pipeline === options.deletable,
    writeOnlyChanged: () => (path) => options.secretsChanged === true && path === 'config.database.password',
  });
  return { ...plan, fingerprint: 'a41c9e0d27b5' as Fingerprint };
}

const calls: readonly PlaneCalls[] = [
  { plane: 'management', calls: 3, retries: 0, rateLimited: 0 },
  { plane: 'connect', calls: 2, retries: 1, rateLimited: 0 },
  { plane: 'kafka', calls: 4, retries: 2, rateLimited: 2 },
  { plane: 'metrics', calls: 0, retries: 0, rateLimited: 0 },
];

export function aTarget(part: Partial<TargetReport>): TargetReport {
  return {
    target: 'prod',
    account: {
      organizationId: '1111aaaa-0000-4000-8000-000000000000',
      environment: { id: 'env-9kz2p1', name: 'production' },
      cluster: { id: 'lkc-7xk2q0', name: 'cdc', cloud: 'AWS', region: 'eu-central-1' },
    },
    impacts: [],
    pipelines: [],
    diagnostics: [],
    outcome: 'planned',
    calls,
    durationMs: 2_140,
    ...part,
  };
}

export function aReport(target: Partial<TargetReport> | undefined, part: Partial<RunReport> = {}): RunReport {
  const targets = target === undefined ? [] : [aTarget(target)];
  return { formatVersion: REPORT_FORMAT_VERSION, command: 'reconcile', dryRun: true, targets, diagnostics: [], outcome: targets[0]?.outcome ?? 'refused', ...part };
}

function createAll(): RunReport {
  const desired = shop();
  return aReport({ plan: aPlan(desired, []), pipelines: pipelineStatuses(desired, []) });
}

const mixedImpacts: readonly Impact[] = [
  { pipeline: 'shop', table: 'public.customers', target: 'customers', severity: 'reread', effects: ['reread'], because: { path: 'sql', address: addressOf('decode-statement', 'shop.customers'), origin: rangeAt('pipelines/shop.yaml', 14) }, reversible: true },
  {
    pipeline: 'shop',
    table: 'public.orders',
    target: 'orders',
    severity: 'rebuild',
    effects: ['dropped', 'recreated', 'reread', 'unreadable'],
    because: { path: 'primaryKey', address: addressOf('target-table', 'orders'), origin: rangeAt('pipelines/shop.yaml', 23) },
    reversible: true,
    bytes: 3_400_000_000,
  },
  { pipeline: 'old', table: 'public.logs', target: 'logs', severity: 'loss', effects: ['dropped', 'eventsLost'], because: { path: 'removed', address: addressOf('connector', 'old') }, reversible: false, bytes: 812 },
  { pipeline: 'shop', table: 'public.untouched', severity: 'none', effects: [], because: { path: 'x', address: 'x' }, reversible: true },
];

/** One of everything: in place, a table's chain rebuilt, SQL replaced, a table gone, an orphan, secrets that changed. */
function mixed(): RunReport {
  const before = [aPool(5), ...aPipeline({ name: 'shop', tables: [customers, { ...orders, key: ['id'] }], config: { 'tasks.max': '2' } })];
  const gone = aPipeline({ name: 'old', tables: [{ from: 'public.logs', to: 'logs' }] });
  const orphans = aPipeline({ name: 'forgotten', tables: [] });
  const desired = [
    aPool(10),
    ...aPipeline({
      name: 'shop',
      tables: [
        { ...customers, where: "`status` <> 'deleted'", formats: ['DELTA', 'ICEBERG'], storage: { kind: 'ByobAws', bucket_name: 'lake', provider_integration_id: 'cspi-1' } },
        { ...orders, key: ['id', 'region'], columns: { id: 'INT', region: 'STRING', total: 'DECIMAL(12, 2)' } },
      ],
    }),
  ];
  const plan = aPlan(desired, [...before, ...gone, ...orphans].map((resource) => actualOf(resource)), { deletable: 'old', secretsChanged: true });
  const warning: Diagnostic = {
    code: 'CDC5001',
    severity: 'warning',
    summary: 'Table orders is dropped, made again and filled from its source topic',
    detail: 'Its primary key changes. Readers of the table find it missing until the decode statement has caught up.',
    address: addressOf('target-table', 'orders'),
    range: rangeAt('pipelines/shop.yaml', 22),
  };
  return aReport({ plan: withDiagnostics(plan, [warning]), impacts: mixedImpacts, pipelines: pipelineStatuses(desired, []) });
}

function nothingToDo(): RunReport {
  const desired = shop();
  const actual = desired.map((resource) => (resource.kind === 'connector' ? actualOf(resource, { health: 'degraded', state: 'DEGRADED', healthDetail: 'connection to the database was lost\n\tat io.debezium.Something' }) : actualOf(resource)));
  return aReport({ plan: aPlan(desired, actual), pipelines: pipelineStatuses(desired, actual), outcome: 'converged' }, { dryRun: false });
}

function failedApply(): RunReport {
  const desired = shop();
  const plan = aPlan(desired, [actualOf(desired[0]!)]);
  const broken = `await ${addressOf('source-topic', 'shop.public.orders')}` as StepId;
  const results = resultsOf(plan.steps, new Map([[broken, { status: 'failed', durationMs: 900_000, error: 'not settled after 15 min; last seen: not there yet', code: 'CDC6003' }]]));
  const done = new Set([...results].filter(([, result]) => result.status === 'succeeded').map(([id]) => id.slice(id.indexOf(' ') + 1)));
  const actual = desired.filter((resource) => done.has(resource.address) || resource.kind === 'compute-pool').map((resource) => actualOf(resource));
  const testStatements = new Map([['shop', 'INSERT INTO "public"."customers" ("id", "email") VALUES (1, \'a@example.com\');']]);
  return aReport({ plan, results, pipelines: pipelineStatuses(desired, actual, testStatements), outcome: 'partial', durationMs: 932_000 }, { dryRun: false });
}

/** Each step succeeds, unless it is given another result or waits for one that did not succeed. */
export function resultsOf(steps: readonly Step[], others: ReadonlyMap<StepId, StepResult> = new Map()): StepResults {
  const results = new Map<StepId, StepResult>();
  for (const step of steps) {
    const blocker = step.waitsFor.find((id) => results.get(id)?.status !== 'succeeded');
    results.set(step.id, others.get(step.id) ?? (blocker === undefined ? { status: 'succeeded', durationMs: 1_200, saw: 'RUNNING' } : skippedFor(results, blocker)));
  }
  return results;
}

function skippedFor(results: StepResults, blocker: StepId): StepResult {
  const cause = results.get(blocker);
  return { status: 'skipped', because: cause?.status === 'skipped' ? cause.because : blocker };
}

function refused(): RunReport {
  const diagnostics: Diagnostic[] = [
    {
      code: 'CDC5001',
      severity: 'error',
      summary: 'The plan replaces target-table orders, and nobody has allowed that',
      detail: 'Its rows are read again from the source topic.',
      fix: 'Pass --expect-plan a41c9e0d27b5, or commit an Approval that names it.',
      range: rangeAt('pipelines/shop.yaml', 3),
    },
  ];
  const { plan, impacts } = mixed().targets[0]!;
  return aReport({ plan: withDiagnostics(plan!, diagnostics), impacts, outcome: 'refused' }, { dryRun: false });
}

function simulated(): RunReport {
  const desired = shop();
  const plan = aPlan(desired, []);
  const pipelines = pipelineStatuses(desired, desired.map((resource) => actualOf(resource)), new Map([['shop', 'INSERT INTO "public"."customers" ("id") VALUES (1);']]));
  return aReport(
    { plan, results: resultsOf(plan.steps), pipelines, outcome: 'changed', durationMs: 41_200 },
    { dryRun: false, simulated: { baseUrl: 'http://127.0.0.1:4010', placeholders: ['${env:PG_PASSWORD}', '${env:KAFKA_API_KEY}'] } },
  );
}

/** Six runs that every output format is tested with. */
export const reports = {
  'create-all': createAll(),
  mixed: mixed(),
  'nothing-to-do': nothingToDo(),
  'failed-apply': failedApply(),
  refused: refused(),
  simulated: simulated(),
} as const satisfies Record<string, RunReport>;
