import { changeSymbols } from '../core/change.js';
import { evolutionActions, evolutionChanges, flinkEffects, tableflowEffects } from '../core/evolution.js';
import { impactEffects, impactSeverities } from '../core/impact.js';
import { PLAN_FORMAT_VERSION } from '../core/plan.js';
import { REPORT_FORMAT_VERSION } from '../core/report.js';
import { account, calls, count, diagnosticDefinitions, flag, list, object, oneOf, printSchema, published, ref, string } from './schema-parts.js';

const health = oneOf('healthy', 'progressing', 'degraded', 'paused', 'missing');
const outcome = oneOf('converged', 'planned', 'changed', 'partial', 'failed', 'refused');
const scope = oneOf('resource', 'table', 'pipeline');
const operation = oneOf('create', 'update', 'delete', 'await', 'stop', 'adopt');
const changeTypes = Object.keys(changeSymbols).sort();

const definitions = {
  ...diagnosticDefinitions,
  /** `before` and `after` may be anything; both are absent for what is sensitive. */
  field: object({ path: string, effect: oneOf('inPlace', 'replace'), 'scope?': scope, sensitive: flag, 'before?': {}, 'after?': {}, 'origin?': ref('range') }),
  reason: object({ by: oneOf('fields', 'resource', 'health', 'interrupted'), 'paths?': list(string), 'address?': string, 'path?': string, 'detail?': string, scope }),
  change: object({
    type: oneOf(...changeTypes),
    address: string,
    kind: string,
    'pipeline?': string,
    'table?': string,
    'remoteId?': string,
    'reason?': ref('reason'),
    'handover?': object({ way: oneOf('deleteFirst', 'restart', 'carryOver'), why: string }),
    'taken?': flag,
    'because?': string,
    'fields?': list(ref('field')),
    'after?': { type: 'object' },
    'origin?': ref('range'),
  }),
  step: object({ id: string, operation, address: string, waitsFor: list(string), layer: count }),
  plan: object({
    formatVersion: { const: PLAN_FORMAT_VERSION },
    fingerprint: string,
    summary: object(Object.fromEntries(changeTypes.map((type) => [type, count]))),
    changes: list(ref('change')),
    steps: list(ref('step')),
    evolutions: list(ref('evolution')),
    deferred: list(object({ pipeline: string, table: string, target: string, waitsFor: oneOf('firstRecord', 'registry') })),
    orphans: list(object({ address: string, kind: string, 'remoteId?': string })),
  }),
  evolution: object({
    pipeline: string,
    table: string,
    target: string,
    change: oneOf(...evolutionChanges),
    column: string,
    'to?': string,
    source: object({ format: oneOf('AVRO', 'JSON_SR', 'PROTOBUF'), compatibility: string, verdict: oneOf('accepted', 'rejected') }),
    'newVersion?': object({ subject: string, verdict: oneOf('accepted', 'rejected', 'unknown'), messages: list(string) }),
    flink: oneOf(...flinkEffects),
    tableflow: oneOf(...tableflowEffects),
    action: oneOf(...evolutionActions),
    why: string,
  }),
  impact: object({
    pipeline: string,
    table: string,
    'target?': string,
    severity: oneOf(...impactSeverities),
    effects: list(oneOf(...impactEffects)),
    because: object({ path: string, address: string, 'origin?': ref('range') }),
    reversible: flag,
    'bytes?': count,
  }),
  result: object({ step: string, status: oneOf('notRun', 'succeeded', 'failed', 'skipped', 'cancelled'), 'durationMs?': { type: 'number' }, 'saw?': string, 'error?': string, 'code?': string, 'fix?': list(string), 'because?': string }),
  pipeline: object({
    pipeline: string,
    health,
    components: list(object({ kind: string, address: string, name: string, 'remoteId?': string, health, state: string, 'detail?': string, 'signature?': object({ code: string, title: string, fix: list(string) }), 'table?': string })),
    tables: list(object({ from: string, 'sourceTopic?': string, 'target?': string, health })),
    'testStatement?': string,
  }),
  target: object({
    target: string,
    'account?': account,
    outcome,
    sentence: string,
    durationMs: { type: 'number' },
    'plan?': ref('plan'),
    'results?': list(ref('result')),
    impacts: list(ref('impact')),
    pipelines: list(ref('pipeline')),
    diagnostics: list(ref('diagnostic')),
    calls,
  }),
};

/** What `-o json` writes, as JSON Schema: published as `schema/report.schema.json`. */
export const reportSchema: object = published(
  'Report of a cdc-reconciler run',
  object({
    formatVersion: { const: REPORT_FORMAT_VERSION },
    command: oneOf('reconcile', 'destroy', 'status'),
    dryRun: flag,
    'simulated?': object({ baseUrl: string, placeholders: list(string) }),
    outcome,
    sentence: string,
    diagnostics: list(ref('diagnostic')),
    targets: list(ref('target')),
  }),
  definitions,
);

/** The text of the published file. */
export function printReportSchema(): string {
  return printSchema(reportSchema);
}
