import type { Diagnostic } from '../../core/diagnostic.js';
import type { SourceProblem } from '../../core/source.js';
import { sourceBlockOf, sourceInputOf } from '../defaults.js';
import { nodeAt, type Path } from '../nodes.js';
import type { PipelineCheck, PipelineInput } from './check.js';

/** What the source itself has to say about its block and its table names. */
export const checkSource: PipelineCheck = (input) =>
  input.source.check(sourceInputOf(input, input.target?.spec)).map((problem) => describe(problem, input));

function describe(problem: SourceProblem, { spec, origins, root }: PipelineInput): Diagnostic {
  const path = documentPath(problem.path, sourceBlockOf(spec)[0]);
  const isThere = nodeAt(root, path) !== undefined;
  return {
    code: problem.code,
    severity: problem.severity ?? 'error',
    summary: problem.summary,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    ...(problem.fix !== undefined && { fix: problem.fix }),
    // What is missing has no value to point at: its nearest parent's key stands for it.
    range: isThere ? origins.at(path) : origins.keyAt(path),
  };
}

/** A source counts from its block, and from `tables` for table names. */
function documentPath(path: Path, source: string): Path {
  return path[0] === 'tables' ? ['spec', ...path] : ['spec', 'source', source, ...path];
}
