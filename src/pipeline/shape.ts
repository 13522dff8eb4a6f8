import type { Diagnostic } from '../core/diagnostic.js';
import type { Kind } from './json-schema.js';
import { makeOrigins, nodeAt, toPlain, type MappingNode } from './nodes.js';
import { describeShapeError, keysOf } from './shape-messages.js';
import { selectErrors, type ShapeError } from './shape-select.js';
import { suggest } from './suggest.js';
import { validatorOf } from './validators.js';

/** Whether the document has the shape of its kind; each error at the node that it is about. */
export function checkShape(kind: Kind, root: MappingNode): readonly Diagnostic[] {
  const validate = validatorOf(kind);
  if (validate(toPlain(root))) return [];
  const origins = makeOrigins(root);
  const errors = selectErrors(validate.errors!);
  const misspelt = misspeltKeys(errors);
  return errors
    .filter((error) => !standsForVariable(error, root) && !(error.keyword === 'required' && misspelt.has(keyOf(error))))
    .map((error) => describeShapeError(error, root, origins));
}

/** Required keys that are there under a wrong spelling: the unknown key says it all. */
function misspeltKeys(errors: readonly ShapeError[]): ReadonlySet<string> {
  const missing = errors.filter((error) => error.keyword === 'required').map((error) => keyOf(error));
  const unknown = errors.filter((error) => error.keyword === 'additionalProperties');
  return new Set(missing.filter((key) => unknown.some((error) => {
    const candidates = keysOf(error.error.parentSchema!);
    return key === [...error.path, suggest(String(error.error.params['additionalProperty']), candidates)].join('\n');
  })));
}

function keyOf({ path, error }: ShapeError): string {
  return [...path, String(error.params['missingProperty'])].join('\n');
}

/** A variable that has no value was reported already; what it would have been cannot be judged. */
function standsForVariable({ path }: ShapeError, root: MappingNode): boolean {
  const node = nodeAt(root, path);
  return node?.type === 'scalar' && node.unresolved === true;
}
