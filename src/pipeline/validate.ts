import type { Diagnostic } from '../core/diagnostic.js';
import type { Source } from '../core/source.js';
import { sourceOf } from '../sources/index.js';
import { attach, type Attachments, type NamedFile } from './attachments.js';
import { checkChangelogMode } from './checks/changelog-mode.js';
import { checkColumns } from './checks/columns.js';
import { checkConnectorConfig } from './checks/connector-config.js';
import type { PipelineCheck, PipelineInput } from './checks/check.js';
import { checkExistingTopics } from './checks/existing-topics.js';
import { checkNames } from './checks/names.js';
import { checkProbes } from './checks/probes.js';
import { checkReferences, type ReferenceRules } from './checks/references.js';
import { checkSource } from './checks/source.js';
import { checkValues } from './checks/values.js';
import type { PipelineDocument, TargetDocument } from './documents.js';
import { applyMergePatch } from './merge-patch.js';
import { childOf, makeOrigins, nodeAt, type MappingNode } from './nodes.js';
import type { RawDocument } from './parse.js';
import { checkShape } from './shape.js';
import { toPipelineSpec } from './typed.js';
import { substituteVariables, type VariableScope } from './variables.js';

const checks: readonly PipelineCheck[] = [checkNames, checkSource, checkValues, checkColumns, checkChangelogMode, checkConnectorConfig, checkExistingTopics, checkProbes];

export interface CheckedPipeline {
  /** The pipeline when its shape is right; it may still have errors. */
  readonly input?: PipelineInput;
  /** Files that it names beside itself. */
  readonly files?: readonly NamedFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * One pipeline for one target: overrides merged, variables replaced, then shape and meaning. Without a target (it was reported already)
 * the document is checked as it stands.
 */
export function checkPipeline(document: RawDocument, name: string, target: TargetDocument | undefined, attachments: Attachments = new Map()): CheckedPipeline {
  const diagnostics: Diagnostic[] = [];
  const root = specFor(document.root, target, (diagnostic) => diagnostics.push(diagnostic));
  const shape = checkShape('Pipeline', root);
  diagnostics.push(...shape);
  if (shape.length > 0) return { diagnostics };
  // The shape may be right only because an unknown variable excused it; then there is no value to look at.
  if (diagnostics.length > 0 || hasUnresolved(root)) return { diagnostics };

  const source = sourceIn(root);
  diagnostics.push(...checkReferences(root, referenceRules(source)));
  if (diagnostics.length > 0) return { diagnostics };
  const written = toPipelineSpec(root, [...source.secretKeys, ...MAYBE_SECRET]);
  const origins = makeOrigins(root);
  const attached = attach(written.source[source.name], source.fileKeys ?? [], { origins, source: source.name }, attachments);
  const spec = { ...written, source: { [source.name]: attached.block } };
  const pipeline: PipelineDocument = { kind: 'Pipeline', name, target: target?.name ?? '', spec, origins };
  const input: PipelineInput = { name, spec, source, document: pipeline, target, root, origins };
  return { input, files: attached.files, diagnostics: [...attached.diagnostics, ...checks.flatMap((check) => check(input))] };
}

/** The document with the spec that it has for a target. Overrides themselves are merged and gone. */
function specFor(root: MappingNode, target: TargetDocument | undefined, report: (d: Diagnostic) => void): MappingNode {
  const scope: VariableScope = target ? { type: 'target', target: target.name, variables: target.spec.variables ?? {} } : { type: 'unknown' };
  const entries = new Map(root.entries);
  const spec = root.entries.get('spec');
  const overrides = root.entries.get('overrides');
  if (overrides?.value.type === 'mapping') entries.delete('overrides');
  if (spec) {
    const patch = target && overrides && childOf(overrides.value, target.name);
    const merged = patch ? applyMergePatch(spec.value, patch.value) : spec.value;
    entries.set('spec', { key: spec.key, value: substituteVariables(merged, scope, report) });
  }
  return { ...root, entries };
}

function hasUnresolved(root: MappingNode): boolean {
  const spec = root.entries.get('spec')!.value;
  let found = false;
  const visit = (node: typeof spec): void => {
    if (node.type === 'scalar') found ||= node.unresolved === true;
    else if (node.type === 'sequence') node.items.forEach(visit);
    else for (const entry of node.entries.values()) visit(entry.value);
  };
  visit(spec);
  return found;
}

/** The schema let exactly one source of the registry through. */
function sourceIn(root: MappingNode): Source<unknown> {
  const [name] = (nodeAt(root, ['spec', 'source']) as MappingNode).entries.keys();
  return sourceOf(name!)!;
}

/** Keys of every source that may be references too: people keep user name and password in one place. */
const MAYBE_SECRET: readonly string[] = ['username'];

function referenceRules(source: Source<unknown>): ReferenceRules {
  return {
    secretFields: [...[...source.secretKeys, ...MAYBE_SECRET].map((key) => `spec.source.${source.name}.${key}`), 'spec.connector.auth.apiKey.*'],
    freeFields: ['spec.connector.config'],
  };
}
