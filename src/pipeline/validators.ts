import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { documentSchema, type Kind } from './json-schema.js';

/** How documents are validated. `verbose`: messages are written from the schema that was not met. */
export const validatorOptions = { allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, verbose: true } as const satisfies Options;

/** Compiled once per kind: compiling takes longer than validating a thousand documents. */
const compiled = new Map<Kind, ValidateFunction>();

/**
 * The validator of a kind. The build puts code in the place of this file that is compiled already (scripts/validators.mjs), so
 * this one runs from source only, in tests.
 */
export function validatorOf(kind: Kind): ValidateFunction {
  const known = compiled.get(kind);
  if (known) return known;
  const made = new Ajv2020(validatorOptions).compile(documentSchema(kind));
  compiled.set(kind, made);
  return made;
}
