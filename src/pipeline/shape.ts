import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { documentSchema, type Kind } from './json-schema.js';
import { makeOrigins, nodeAt, toPlain, type DataNode, type MappingNode } from './nodes.js';
import { describeShapeError } from './shape-messages.js';
import { selectErrors } from './shape-select.js';

/** Compiled once per kind: compiling takes longer than validating a thousand documents. */
const validators = new Map<Kind, ValidateFunction>();

function validatorFor(kind: Kind): ValidateFunction {
  const known = validators.get(kind);
  if (known) return known;
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, verbose: true });
  const made = ajv.compile(documentSchema(kind));
  validators.set(kind, made);
  return made;
}

/** Whether the document has the shape of its kind; each error at the node that it is about. */
export function checkShape(kind: Kind, root: MappingNode): readonly Diagnostic[] {
  const validate = validatorFor(kind);
  if (validate(toPlain(root))) return [];
  const origins = makeOrigins(root);
  return selectErrors(validate.errors ?? [])
    .filter((error) => !standsForVariable(nodeAt(root, error.path)))
    .map((error) => describeShapeError(error, root, origins));
}

/** A variable that has no value was reported already; what it would have been cannot be judged. */
function standsForVariable(node: DataNode | undefined): boolean {
  return node?.type === 'scalar' && typeof node.value === 'string' && /\$\{var:/.test(node.value);
}
