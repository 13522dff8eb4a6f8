import { assertNever } from '../core/assert-never.js';
import type { Change, FieldChange, ReplaceReason } from '../core/change.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { SchemaEvolution } from '../core/evolution.js';
import type { Impact } from '../core/impact.js';
import type { Plan } from '../core/plan.js';
import type { RunReport, TargetReport } from '../core/report.js';
import type { StepResults } from '../core/result.js';
import { sentenceOf, targetSentence } from './sentence.js';
import { withoutSecrets } from './values.js';

/**
 * A run as one JSON document for programs. Keys come in a fixed order, maps as arrays, secrets as `(secret)`, and texts as they
 * are: escaping is the reader's. `formatVersion` changes when a field changes its meaning or goes away.
 */
export function renderJson(report: RunReport): string {
  return `${JSON.stringify(reportDocument(report), null, 2)}\n`;
}

function reportDocument(report: RunReport): object {
  return {
    formatVersion: report.formatVersion,
    command: report.command,
    dryRun: report.dryRun,
    ...(report.simulated === undefined ? {} : { simulated: { baseUrl: report.simulated.baseUrl, placeholders: report.simulated.placeholders } }),
    outcome: report.outcome,
    sentence: sentenceOf(report),
    diagnostics: report.diagnostics.map(diagnosticDocument),
    targets: report.targets.map((target) => targetDocument(target, report)),
  };
}

/** One target of a run, as it stands in the document. */
export function targetDocument(target: TargetReport, report: RunReport): object {
  return {
    target: target.target,
    ...(target.account === undefined ? {} : { account: target.account }),
    outcome: target.outcome,
    sentence: targetSentence(target, report),
    durationMs: target.durationMs,
    ...(target.plan === undefined ? {} : { plan: planDocument(target.plan) }),
    ...(target.results === undefined ? {} : { results: resultDocuments(target.results) }),
    impacts: target.impacts.map(impactDocument),
    pipelines: target.pipelines,
    diagnostics: [...target.diagnostics, ...(target.plan?.diagnostics ?? [])].map(diagnosticDocument),
    calls: target.calls,
  };
}

function planDocument(plan: Plan): object {
  return {
    formatVersion: plan.formatVersion,
    fingerprint: plan.fingerprint,
    summary: plan.summary,
    changes: plan.changes.map(changeDocument),
    steps: plan.steps.map(({ id, address, operation, waitsFor, layer }) => ({ id, operation, address, waitsFor, layer })),
    evolutions: plan.evolutions.map(evolutionDocument),
    deferred: plan.deferred.map(({ pipeline, table, target, waitsFor }) => ({ pipeline, table, target, waitsFor })),
    orphans: plan.orphans.map(({ address, kind, remoteId }) => ({ address, kind, ...(remoteId === undefined ? {} : { remoteId }) })),
  };
}

function evolutionDocument({ pipeline, table, target, change, column, to, source, newVersion, flink, tableflow, action, why }: SchemaEvolution): object {
  return {
    pipeline,
    table,
    target,
    change,
    column,
    ...(to === undefined ? {} : { to }),
    source: { format: source.format, compatibility: source.compatibility, verdict: source.verdict },
    ...(newVersion === undefined ? {} : { newVersion: { subject: newVersion.subject, verdict: newVersion.verdict, messages: newVersion.messages } }),
    flink,
    tableflow,
    action,
    why,
  };
}

function changeDocument(change: Change): object {
  const { type, address, kind, pipeline, table } = change;
  return {
    type,
    address,
    kind,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(table === undefined ? {} : { table }),
    ...('before' in change && change.before.remoteId !== undefined ? { remoteId: change.before.remoteId } : {}),
    ...particulars(change),
    ...('after' in change ? { origin: change.after.origin } : {}),
  };
}

function particulars(change: Change): object {
  switch (change.type) {
    case 'create':
    case 'appear':
      return { after: withoutSecrets(change.after.spec) };
    case 'update':
      return { fields: change.fields.map(fieldDocument), after: withoutSecrets(change.after.spec) };
    case 'conflict':
      return { fields: change.fields.map(fieldDocument) };
    case 'replace': {
      const { reason, handover } = change;
      return { reason: reasonDocument(reason), handover: { way: handover.way, why: handover.why }, fields: change.fields.map(fieldDocument), after: withoutSecrets(change.after.spec) };
    }
    case 'adopt':
      return { taken: change.taken };
    case 'blocked':
      return { because: change.because };
    case 'delete':
    case 'noop':
      return {};
    default:
      return assertNever(change);
  }
}

function reasonDocument(reason: ReplaceReason): object {
  switch (reason.by) {
    case 'fields':
      return { by: reason.by, paths: reason.paths, scope: reason.scope };
    case 'resource':
      return { by: reason.by, address: reason.address, path: reason.path, scope: reason.scope };
    case 'health':
      return { by: reason.by, detail: reason.detail, scope: reason.scope };
    case 'interrupted':
      return { by: reason.by, scope: reason.scope };
    default:
      return assertNever(reason);
  }
}

function fieldDocument({ path, before, after, effect, scope, sensitive, origin }: FieldChange): object {
  return {
    path,
    effect,
    ...(scope === undefined ? {} : { scope }),
    sensitive,
    ...(sensitive || before === undefined ? {} : { before: withoutSecrets(before) }),
    ...(sensitive || after === undefined ? {} : { after: withoutSecrets(after) }),
    ...(origin === undefined ? {} : { origin }),
  };
}

function impactDocument({ pipeline, table, target, severity, effects, because, reversible, bytes }: Impact): object {
  const { path, address, origin } = because;
  return {
    pipeline,
    table,
    ...(target === undefined ? {} : { target }),
    severity,
    effects,
    because: { path, address, ...(origin === undefined ? {} : { origin }) },
    reversible,
    ...(bytes === undefined ? {} : { bytes }),
  };
}

function resultDocuments(results: StepResults): object[] {
  return [...results].map(([step, result]) => ({ step, ...result }));
}

function diagnosticDocument({ code, severity, summary, detail, fix, address, range }: Diagnostic): object {
  return {
    code,
    severity,
    summary,
    ...(detail === undefined ? {} : { detail }),
    ...(fix === undefined ? {} : { fix }),
    ...(address === undefined ? {} : { address }),
    ...(range === undefined ? {} : { range }),
  };
}
