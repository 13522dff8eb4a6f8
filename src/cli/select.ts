import { matchesGlob } from './glob.js';
import type { Documents, PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { suggest } from '../pipeline/suggest.js';

export interface Selection {
  readonly target: TargetDocument;
  readonly pipelines: readonly PipelineDocument[];
}

/**
 * The targets and pipelines that the flags choose; everything by default.
 * @throws UsageError for a name that nothing has.
 */
export function select(documents: Documents, targets: readonly string[], globs: readonly string[]): readonly Selection[] {
  for (const name of targets) {
    if (documents.targets.some((target) => target.name === name)) continue;
    const near = suggest(name, documents.targets.map((target) => target.name));
    const known = documents.targets.map((target) => target.name);
    throw new UsageError(`there is no Target "${name}"; ${near === undefined ? `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ') || 'none'}` : `did you mean "${near}"?`}`);
  }
  const chosen = documents.pipelines.filter((pipeline) => globs.length === 0 || globs.some((glob) => matchesGlob(pipeline.name, glob)));
  if (chosen.length === 0 && globs.length > 0) throw new UsageError(`no pipeline is called ${globs.join(' or ')}`);
  return documents.targets
    .filter((target) => targets.length === 0 || targets.includes(target.name))
    .map((target) => ({ target, pipelines: chosen.filter((pipeline) => pipeline.target === target.name) }))
    .filter(({ pipelines }) => pipelines.length > 0 || globs.length === 0);
}

/** The Target of a command that works on one. @throws UsageError when there is none, or a choice. */
export function onlyTarget(targets: readonly TargetDocument[], command: string): TargetDocument {
  const [target] = targets;
  if (target === undefined) throw new UsageError(`${command} needs a Target: write one ("reconcile init") and name its file or folder`);
  if (targets.length > 1) throw new UsageError(`choose a Target with --target: ${targets.map(({ name }) => name).join(', ')}`);
  return target;
}

/** Wrong usage of the command line: exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
