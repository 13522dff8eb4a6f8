import { assertNever } from '../core/assert-never.js';
import type { Change } from '../core/change.js';
import { hasErrors } from '../core/diagnostic.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { TargetReport } from '../core/report.js';
import { importConnector, pipelineNameOf } from '../import/pipeline.js';
import type { ImportedPipeline, ImportOrigin, NoPipeline } from '../import/pipeline.js';
import type { AccountFacts, FoundStatement, Named } from '../import/account.js';
import { sourceOfConnector } from '../import/pipeline.js';
import { importTopic } from '../import/topic-pipeline.js';
import type { PipelineDocument } from '../pipeline/documents.js';
import { readDocuments } from '../pipeline/read-documents.js';
import { acceptsHost } from './allowed-hosts.js';
import { renderImported } from './import-yaml.js';

/** An import whose plan changes nothing, and everything that had to be left out for that. */
export interface Judged {
  readonly pipelines: readonly { readonly pipeline: ImportedPipeline; readonly text: string; readonly document: PipelineDocument }[];
  readonly named: readonly Named[];
  /** What the plan waits for or mends: topics of empty tables, statements that have failed. */
  readonly remarks: readonly string[];
  readonly plan?: TargetReport;
}

export interface JudgeInput {
  readonly origins: readonly ImportOrigin[];
  readonly statements: readonly FoundStatement[];
  readonly facts: AccountFacts;
  /** Texts with the Target and pipelines that are there already, by file name. */
  readonly files: ReadonlyMap<string, string>;
  readonly allowedHosts: readonly string[];
  /** Where a pipeline will be written. */
  readonly fileOf: (pipeline: string) => string;
  readonly plan: (pipelines: readonly PipelineDocument[]) => Promise<TargetReport>;
}

type LeftOut = Map<string, Map<string, string>>;

/**
 * Writes the pipelines and plans them; what the plan would change is taken out again, table by table and then pipeline by
 * pipeline, until it changes nothing. So what is written is proven, and what is left out has the plan's own reason.
 */
export async function judge(input: JudgeInput): Promise<Judged> {
  const captureOnly: LeftOut = new Map();
  const refused = new Map<string, string>();
  const names = uniqueNames(input.origins, input.files);
  for (;;) {
    const drafts = input.origins.flatMap((origin): ImportedPipeline[] => {
      const key = keyOf(origin);
      if (refused.has(key)) return [];
      const made = follow(origin, names.get(key)!, input, captureOnly.get(key));
      if ('spec' in made) return [made];
      refused.set(key, made.reasons.join('; '));
      return [];
    });
    const texts = new Map(drafts.map((pipeline) => [input.fileOf(pipeline.name), renderImported(pipeline)]));
    const read = readDocuments(new Map([...input.files, ...texts]), { acceptsHost: acceptsHost(input.allowedHosts) });
    if (refuseInvalid(read.diagnostics, drafts, input, refused)) continue;
    const documents = read.documents.pipelines.filter((document) => document.target === input.facts.target.name && drafts.some(({ name }) => name === document.name));
    const report = drafts.length === 0 ? undefined : await input.plan(documents);
    if (report !== undefined && leaveOut(report, drafts, captureOnly, refused)) continue;
    return {
      pipelines: drafts.map((pipeline) => ({ pipeline, text: texts.get(input.fileOf(pipeline.name))!, document: documents.find(({ name }) => name === pipeline.name)! })),
      named: [...[...refused].map(([what, why]) => ({ what, why })), ...drafts.flatMap(({ named }) => named)],
      remarks: report === undefined ? [] : remarksOn(report),
      ...(report === undefined ? {} : { plan: report }),
    };
  }
}

/** Pipelines that the documents' own checks refuse: two of one prefix, names out of bounds. */
function refuseInvalid(diagnostics: readonly Diagnostic[], drafts: readonly ImportedPipeline[], { fileOf }: JudgeInput, refused: Map<string, string>): boolean {
  if (!hasErrors(diagnostics)) return false;
  let found = false;
  for (const { name, origin } of drafts) {
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error' && diagnostic.range?.file === fileOf(name));
    if (errors.length === 0) continue;
    refused.set(keyOf(origin), errors.map(({ code, summary }) => `${summary} (${code})`).join('; '));
    found = true;
  }
  return found;
}

/** Whether something had to go. A table's difference takes the table's target out; any other, and errors of the plan, the pipeline. */
function leaveOut(report: TargetReport, drafts: readonly ImportedPipeline[], captureOnly: LeftOut, refused: Map<string, string>): boolean {
  let found = false;
  for (const change of report.plan?.changes ?? []) {
    const why = differenceOf(change);
    const draft = drafts.find(({ name }) => name === change.pipeline);
    if (why === undefined || draft === undefined) continue;
    const key = keyOf(draft.origin);
    // A topic may feed several tables, which their targets tell apart; a connector's are known by their own names.
    const table = draft.tables.find(({ spec, target }) => (draft.origin?.what === 'topic' ? target === change.chain : spec.from === change.table && spec.decode !== false));
    const name = draft.origin?.what === 'topic' ? table?.target : table?.spec.from;
    const tables = captureOnly.get(key) ?? new Map<string, string>();
    if (name === undefined) refused.set(key, why);
    else captureOnly.set(key, tables.set(name, tables.get(name) ?? why));
    found = true;
  }
  return found || refuseErrors(report, drafts, refused);
}

function refuseErrors(report: TargetReport, drafts: readonly ImportedPipeline[], refused: Map<string, string>): boolean {
  let found = false;
  for (const { severity, summary, code, range } of [...(report.plan?.diagnostics ?? []), ...report.diagnostics]) {
    const draft = severity === 'error' ? drafts.find(({ name }) => range?.file.endsWith(`${name}.yaml`)) : undefined;
    if (draft === undefined) continue;
    refused.set(keyOf(draft.origin), `${summary} (${code})`);
    found = true;
  }
  return found;
}

/** What the plan would change, in one phrase; nothing where it takes the thing as it is, waits for it, or mends what has failed. */
function differenceOf(change: Change): string | undefined {
  switch (change.type) {
    case 'adopt':
    case 'noop':
    case 'appear':
      return undefined;
    case 'create':
      return change.kind === 'compute-pool' ? undefined : `the account has no ${change.address}`;
    case 'update':
    case 'conflict':
      return isRepair(change.fields) ? undefined : `${change.address} differs: ${change.fields.map(({ path }) => path).join(', ')}`;
    case 'replace':
      return change.reason.by === 'health' ? undefined : `${change.address} differs: ${change.fields.map(({ path }) => path).join(', ')}`;
    case 'delete':
      return `${change.address} would be deleted`;
    case 'blocked':
      return change.because;
  }
}

function isRepair(fields: readonly { readonly path: string }[]): boolean {
  return fields.every(({ path }) => path === 'health');
}

function remarksOn({ plan }: TargetReport): string[] {
  return (plan?.changes ?? []).flatMap((change) => {
    if (change.type === 'appear') return [`${change.address} is not there yet; the next apply waits for its first record`];
    if (change.type === 'update' || change.type === 'replace') return [`${change.address} is ${change.before.state ?? change.before.health}; the next apply mends it`];
    return change.type === 'create' ? [`${change.address} of the Target is not there; the next apply creates it`] : [];
  });
}

/** A pipeline name of its own for each connector, and none that is in use. */
function uniqueNames(origins: readonly ImportOrigin[], files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const used = new Set([...files.values()].flatMap((text) => [...text.matchAll(/name:\s*([A-Za-z0-9-]+)/g)].map((match) => match[1]!)));
  const names = new Map<string, string>();
  for (const origin of origins) {
    const base = pipelineNameOf(origin.name);
    let name = base;
    for (let n = 2; used.has(name); n += 1) name = `${base}-${n}`;
    used.add(name);
    names.set(keyOf(origin), name);
  }
  return names;
}

/** For people too: `connector shop`, `topic web.clicks`. */
function keyOf(origin: ImportOrigin | undefined): string {
  return origin === undefined ? '' : `${origin.what} ${origin.name}`;
}

function follow({ what, name }: ImportOrigin, pipeline: string, { statements, facts }: JudgeInput, leftOut: ReadonlyMap<string, string> | undefined): ImportedPipeline | NoPipeline {
  switch (what) {
    case 'connector': {
      const listing = facts.connectors.get(name)!;
      return importConnector(pipeline, listing, sourceOfConnector(listing)!, statements, facts, leftOut);
    }
    case 'topic':
      return importTopic(pipeline, name, statements, facts, leftOut);
    default:
      return assertNever(what);
  }
}
