import type { Diagnostic } from '../../core/diagnostic.js';
import type { SourceProblem } from '../../core/source.js';
import { sourceInputOf } from '../expand/connector.js';
import { nodeAt, type Path } from '../nodes.js';
import type { PipelineCheck, PipelineInput } from './check.js';

/** What the source itself has to say about its block and its table names. `connector.config` is judged by connector-config.ts, key by key. */
export const checkSource: PipelineCheck = (input) => {
  const { source, input: sourceInput } = sourceInputOf(input.document, input.target);
  return source.check(sourceInput).filter(({ path }) => path[0] !== 'config').map((problem) => describe(problem, input));
};

function describe(problem: SourceProblem, { source, origins, root }: PipelineInput): Diagnostic {
  const path = documentPath(problem.path, source.name);
  const isScalar = nodeAt(root, path)?.type === 'scalar';
  return {
    code: problem.code,
    severity: problem.severity ?? 'error',
    summary: problem.summary,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    ...(problem.fix !== undefined && { fix: problem.fix }),
    // What is missing has no value to point at, and a whole block is too much: the nearest key stands for both.
    range: isScalar ? origins.at(path) : origins.keyAt(path),
  };
}

/** A source counts from its block, and from `tables` for table names. */
function documentPath(path: Path, source: string): Path {
  return path[0] === 'tables' ? ['spec', ...path] : ['spec', 'source', source, ...path];
}
