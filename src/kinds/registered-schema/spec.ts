import { mutable, serverOwned } from '../../core/field-policy.js';
import { canonicalJson } from '../../core/fingerprint.js';
import type { KindSpec } from '../../core/kind.js';

/** A JSON Schema that we register for the values of a topic that has none. */
export interface RegisteredSchemaSpec {
  readonly subject: string;
  /** Without insignificant differences: what is compared. */
  readonly schema: string;
  /** As it is registered. */
  readonly text: string;
}

export const registeredSchemaSpec: KindSpec<'registered-schema', RegisteredSchemaSpec> = {
  name: 'registered-schema',
  title: 'registered schema',
  // Another schema is another version of the subject; the subject's compatibility level decides whether it is taken.
  fields: { subject: serverOwned, schema: mutable, text: serverOwned },
  cleanupStep: 7,
  holdsData: false,
};

/** The schema with its keys in order; a text that is no JSON (an Avro name, a .proto file) stays as it is. */
export function comparableSchema(text: string): string {
  try {
    return canonicalJson(JSON.parse(text));
  } catch {
    return text;
  }
}
