import type { Diagnostic } from '../../core/diagnostic.js';
import type { Source } from '../../core/source.js';
import type { PipelineDocument, PipelineSpec, TargetDocument } from '../documents.js';
import type { MappingNode, NodeOrigins, Path } from '../nodes.js';

/** One pipeline for one target, well shaped. A check reads it and returns what is wrong; it changes nothing. */
export interface PipelineInput {
  readonly name: string;
  readonly spec: PipelineSpec;
  readonly source: Source<unknown>;
  /** The same as a document, as `expand` takes it. */
  readonly document: PipelineDocument;
  readonly target: TargetDocument | undefined;
  readonly root: MappingNode;
  readonly origins: NodeOrigins;
}

export type PipelineCheck = (input: PipelineInput) => readonly Diagnostic[];

/** An error at the value of a path. */
export function errorAt(origins: NodeOrigins, path: Path, words: Omit<Diagnostic, 'severity' | 'range'>): Diagnostic {
  return { severity: 'error', ...words, range: origins.at(path) };
}

/** An error at the key of a path. */
export function errorAtKey(origins: NodeOrigins, path: Path, words: Omit<Diagnostic, 'severity' | 'range'>): Diagnostic {
  return { severity: 'error', ...words, range: origins.keyAt(path) };
}
