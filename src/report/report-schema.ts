import { changeSymbols } from '../core/change.js';
import { impactEffects, impactSeverities } from '../core/impact.js';
import { PLAN_FORMAT_VERSION } from '../core/plan.js';
import { REPORT_FORMAT_VERSION } from '../core/report.js';

const string = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const flag = { type: 'boolean' } as const;
const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
const list = (items: object) => ({ type: 'array', items });
const oneOf = (...values: readonly string[]) => ({ enum: values });

/** An object with exactly these keys; those that end in `?` may be absent. */
function object(keys: Readonly<Record<string, object>>): object {
  const names = Object.keys(keys);
  return {
    type: 'object',
    additionalProperties: false,
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ''), keys[name]!])),
  };
}

const health = oneOf('healthy', 'progressing', 'degraded', 'paused', 'missing');
const outcome = oneOf('converged', 'planned', 'changed', 'partial', 'failed', 'refused');
const scope = oneOf('resource', 'table', 'pipeline');
const operation = oneOf('create', 'update', 'delete', 'await', 'stop', 'adopt');
const changeTypes = Object.keys(changeSymbols).sort();

const definitions = {
  position: object({ line: count, column: count }),
  range: object({ file: string, start: ref('position'), end: ref('position') }),
  diagnostic: object({ code: string, severity: oneOf('error', 'warning', 'info'), summary: string, 'detail?': string, 'fix?': string, 'address?': string, 'range?': ref('range') }),
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
    deferred: list(object({ pipeline: string, table: string, target: string })),
    orphans: list(object({ address: string, kind: string, 'remoteId?': string })),
  }),
  impact: object({
    pipeline: string,
    table: string,
    'target?': string,
    severity: oneOf(...impactSeverities),
    effects: list(oneOf(...impactEffects)),
    because: object({ path: string, address: string, 'origin?': ref('range') }),
    reversible: flag,
    'rows?': count,
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
    'account?': object({
      organizationId: string,
      environment: object({ id: string, name: string }),
      cluster: object({ id: string, name: string, cloud: string, region: string }),
    }),
    outcome,
    sentence: string,
    durationMs: { type: 'number' },
    'plan?': ref('plan'),
    'results?': list(ref('result')),
    impacts: list(ref('impact')),
    pipelines: list(ref('pipeline')),
    diagnostics: list(ref('diagnostic')),
    calls: list(object({ plane: string, calls: count, retries: count, rateLimited: count })),
  }),
};

/** What `-o json` writes, as JSON Schema: published as `schema/report.schema.json`. */
export const reportSchema: object = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Report of a cdc-reconciler run',
  ...object({
    formatVersion: { const: REPORT_FORMAT_VERSION },
    command: oneOf('reconcile', 'destroy', 'status'),
    dryRun: flag,
    'simulated?': object({ baseUrl: string, placeholders: list(string) }),
    outcome,
    sentence: string,
    diagnostics: list(ref('diagnostic')),
    targets: list(ref('target')),
  }),
  $defs: definitions,
};

/** The text of the published file. */
export function printReportSchema(): string {
  return `${JSON.stringify(reportSchema, null, 2)}\n`;
}
