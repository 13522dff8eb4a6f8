import { hasErrors, sortDiagnostics, type Diagnostic } from '../core/diagnostic.js';
import type { Attachments, NamedFile } from './attachments.js';
import type { PlacedPipeline } from './checks/claims.js';
import { checkCollisions } from './checks/collisions.js';
import { checkDocumentName } from './checks/names.js';
import { checkReferences } from './checks/references.js';
import { checkApproval, checkTarget } from './checks/target.js';
import type { ApprovalDocument, Documents, PipelineDocument, TargetDocument } from './documents.js';
import { keepOrigins } from './kept-origins.js';
import { identify, type IdentifiedDocument } from './identify.js';
import { readAttachments, readFiles } from './load.js';
import { checkSecretFiles } from './resolve-secrets.js';
import { checkSecretNames } from './secret-names.js';
import { collectSecrets } from './secret.js';
import { parseFile } from './parse.js';
import type { ParseMemory } from './parse-memory.js';
import { checkShape } from './shape.js';
import { chooseTargets } from './targets.js';
import { toApprovalSpec, toTargetSpec } from './typed.js';
import { checkPipeline } from './validate.js';
import { substituteVariables } from './variables.js';

export interface ReadOptions {
  /** Whether a Target's endpoints may name this address, by flag or environment. Default: Confluent Cloud's only. */
  readonly acceptsHost?: (address: string) => boolean;
  /** Texts of the files that documents name beside themselves. */
  readonly attachments?: Attachments;
  /** What was parsed before; absent: everything is parsed. */
  readonly memory?: ParseMemory;
}

export interface LoadOptions extends ReadOptions {
  readonly cwd: string;
  /** Names of variables that documents may name besides those that fit. From flag or environment only. */
  readonly allowedEnv?: readonly string[];
  /** Folders that secret files may be in; default: the working folder. From flag or environment only. */
  readonly fileRoots?: readonly string[];
  /** Where relative paths of secret files start, when not at `cwd`: documents from a checkout name files of the machine. */
  readonly secretFolder?: string;
}

export interface ReadResult {
  /** Files that the documents name beside themselves. */
  readonly named: readonly NamedFile[];
  /** What is free of errors. Diagnostics of severity error mean that it is not everything. */
  readonly documents: Documents;
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadResult extends ReadResult {
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads the files at the paths, relative to the working folder, then `readDocuments`, and judges which secrets they may name
 * on this machine. Never throws for what they hold.
 */
export async function loadDocuments(paths: readonly string[], options: LoadOptions): Promise<LoadResult> {
  const { files, diagnostics } = await readFiles(paths, options.cwd);
  const first = readDocuments(files, options);
  const named = first.named.map(({ name }) => name);
  const read = named.length === 0 ? first : readDocuments(files, { ...options, attachments: await readAttachments(named, paths, options.cwd) });
  const nothing = files.size > 0 && read.diagnostics.length === 0 && isEmpty(read.documents);
  options.memory?.keepOnly(files);
  const secrets = [...checkSecretNames(read.documents, options.allowedEnv ?? []), ...checkSecretFiles(collectSecrets(read.documents), { ...options, cwd: options.secretFolder ?? options.cwd })];
  return { ...read, files, diagnostics: sortDiagnostics([...diagnostics, ...(nothing ? [noDocuments([...files.keys()])] : []), ...read.diagnostics, ...distinct(secrets)]) };
}

/** Texts by file name in, checked documents and everything that is wrong with them out. Pure. */
export function readDocuments(files: ReadonlyMap<string, string>, options: ReadOptions = {}): ReadResult {
  const diagnostics: Diagnostic[] = [];
  const report = (found: readonly Diagnostic[]): void => void diagnostics.push(...found);
  const identified: IdentifiedDocument[] = [];
  for (const [file, text] of files) {
    const parsed = options.memory?.parse(file, text) ?? parseFile(file, text);
    report(parsed.diagnostics);
    for (const document of parsed.documents) {
      const result = identify(document);
      if (result.type === 'known') identified.push(result.document);
      else report(result.diagnostics);
    }
  }
  const repeated = new Set<IdentifiedDocument>();
  report(duplicates(identified, repeated));
  const targets = readTargets(identified, options, report);
  const approvals = readApprovals(identified, report);
  const named: NamedFile[] = [];
  const pipelines = readPipelines(identified.filter((document) => !repeated.has(document)), targets, { report, named, attachments: options.attachments ?? new Map() });
  return { named, documents: { targets: targets.filter((target) => target.valid).map(({ document }) => document), pipelines, approvals }, diagnostics: sortDiagnostics(distinct(diagnostics)) };
}

export interface TargetResult {
  readonly name: string;
  readonly valid: boolean;
  readonly document: TargetDocument;
}

type Report = (found: readonly Diagnostic[]) => void;

function readTargets(identified: readonly IdentifiedDocument[], options: ReadOptions, report: Report): readonly TargetResult[] {
  return identified.filter(({ kind }) => kind === 'Target').map(({ name, root, origins }): TargetResult => {
    const found: Diagnostic[] = [...checkDocumentName(name, origins)];
    substituteVariables(root, { type: 'none' }, (diagnostic) => found.push(diagnostic));
    const shape = checkShape('Target', root);
    found.push(...shape);
    // A broken Target still has a name that pipelines may mean: they are not to be told that it does not exist.
    const spec = shape.length === 0 ? toTargetSpec(root) : undefined;
    if (spec) {
      found.push(...checkReferences(root, { secretFields: ['spec.credentials.*.*'], freeFields: ['spec.variables'] }));
      found.push(...checkTarget(spec, origins, options.acceptsHost));
    }
    report(found);
    return { name, valid: !hasErrors(found), document: { kind: 'Target', name, spec: spec ?? unknownSpec, origins } };
  });
}

const unknownSpec: TargetDocument['spec'] = { environment: {}, cluster: {}, computePool: {} };

function readApprovals(identified: readonly IdentifiedDocument[], report: Report): readonly ApprovalDocument[] {
  return identified.filter(({ kind }) => kind === 'Approval').flatMap(({ name, root, origins }): ApprovalDocument[] => {
    const found: Diagnostic[] = [...checkDocumentName(name, origins), ...checkShape('Approval', root)];
    substituteVariables(root, { type: 'none' }, (diagnostic) => found.push(diagnostic));
    if (found.length === 0) found.push(...checkReferences(root, { secretFields: [], freeFields: [] }), ...checkApproval(toApprovalSpec(root), origins));
    report(found);
    return found.length === 0 ? [{ kind: 'Approval', name, spec: toApprovalSpec(root), origins }] : [];
  });
}

interface PipelineReading {
  readonly report: Report;
  /** Receives the files that pipelines name beside themselves. */
  readonly named: NamedFile[];
  readonly attachments: Attachments;
}

function readPipelines(identified: readonly IdentifiedDocument[], targets: readonly TargetResult[], { report, named, attachments }: PipelineReading): readonly PipelineDocument[] {
  const sound: PlacedPipeline[] = [];
  const documents: PipelineDocument[] = [];
  for (const document of identified.filter(({ kind }) => kind === 'Pipeline')) {
    report(checkDocumentName(document.name, document.origins));
    const chosen = chooseTargets(document, targets);
    report(chosen.diagnostics);
    for (const target of chosen.targets) {
      // The variables of a broken Target are not known, so nothing is said about them.
      const { input, diagnostics, files = [] } = checkPipeline(document, document.name, target?.valid ? target.document : undefined, attachments);
      named.push(...files);
      report(diagnostics);
      if (!input || !target?.valid || hasErrors(diagnostics)) continue;
      sound.push({ ...input, target: target.document });
      documents.push({ kind: 'Pipeline', name: document.name, target: target.name, spec: input.spec, origins: keepOrigins(input.root) });
    }
  }
  report(checkCollisions(sound));
  return documents;
}

/** `repeated` receives the later ones: to say of the same pipeline that it collides with itself helps nobody. */
function duplicates(documents: readonly IdentifiedDocument[], repeated: Set<IdentifiedDocument>): readonly Diagnostic[] {
  const first = new Map<string, IdentifiedDocument>();
  return documents.flatMap((document): Diagnostic[] => {
    const key = `${document.kind} ${document.name}`;
    const earlier = first.get(key);
    if (!earlier) {
      first.set(key, document);
      return [];
    }
    repeated.add(document);
    const at = earlier.origins.at(['metadata', 'name']);
    return [{
      code: 'CDC1405',
      severity: 'error',
      summary: `There are two ${document.kind} documents named "${document.name}".`,
      detail: `The other one is at ${at.file}:${at.start.line}:${at.start.column}.`,
      fix: 'Rename one, or merge them.',
      range: document.origins.at(['metadata', 'name']),
    }];
  });
}

/** A pipeline is checked once per target; what is wrong for all of them is said once. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, summary, range }) => {
    const key = JSON.stringify([code, summary, range?.file, range?.start]);
    return !seen.has(key) && seen.add(key);
  });
}

function isEmpty({ targets, pipelines, approvals }: Documents): boolean {
  return targets.length + pipelines.length + approvals.length === 0;
}

function noDocuments(files: readonly string[]): Diagnostic {
  return {
    code: 'CDC1002',
    severity: 'error',
    summary: files.length === 1 ? `${files[0]} holds no document.` : `The ${files.length} files hold no document.`,
    fix: 'Start a document with "apiVersion: cdc-reconciler/v1".',
  };
}
