import type { ErrorObject } from 'ajv';

/** An error of the schema validator with its path taken apart, and for alternatives the branches that were tried. */
export interface ShapeError {
  readonly keyword: string;
  readonly path: readonly string[];
  readonly error: ErrorObject;
}

const ALTERNATIVES: readonly string[] = ['anyOf', 'oneOf'];
/** At the value itself these say "not this branch"; below it they are real. */
const BRANCH_MISMATCH: readonly string[] = ['type', 'const', 'enum', 'pattern', '$ref'];

/**
 * One error for each mistake. A validator reports every branch of an alternative; when the value is a mapping, the branch that takes mappings
 * is the one that was meant, so its inner errors stay and the rest goes. Otherwise the alternative itself is the message.
 */
export function selectErrors(errors: readonly ErrorObject[]): readonly ShapeError[] {
  let kept: ShapeError[] = errors
    .filter((error) => error.propertyName === undefined || error.keyword === 'propertyNames')
    .map((error) => ({ keyword: error.keyword, path: parsePointer(error.instancePath), error }));
  // Innermost alternatives come first in the validator's order.
  for (const alternative of kept.filter((error) => ALTERNATIVES.includes(error.keyword))) {
    kept = collapse(alternative, kept);
  }
  return kept.filter((error) => error.keyword !== 'if');
}

function collapse(alternative: ShapeError, errors: readonly ShapeError[]): ShapeError[] {
  const isInner = (error: ShapeError): boolean => error !== alternative && startsWith(error.path, alternative.path);
  const isMismatch = (error: ShapeError): boolean => error.path.length === alternative.path.length && BRANCH_MISMATCH.includes(error.keyword);
  const inner = errors.filter((error) => isInner(error) && !isMismatch(error));
  const outer = errors.filter((error) => !isInner(error) && error !== alternative);
  return inner.length > 0 ? [...outer, ...inner] : [...outer, alternative];
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((step, index) => path[index] === step);
}

function parsePointer(pointer: string): readonly string[] {
  return pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
