import type { Created, Reading, Reference, Remote, ResourceKind } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import { comparableSchema, registeredSchemaSpec } from './spec.js';
import type { RegisteredSchemaSpec } from './spec.js';

function readRegisteredSchema(reference: Reference<RegisteredSchemaSpec>, snapshot: Snapshot): Reading<RegisteredSchemaSpec> | undefined {
  const found = listed(snapshot, 'schemas').get(reference.spec.subject);
  if (found === undefined) return undefined;
  const type = found.schemaType ?? 'AVRO';
  // An Avro schema may be JSON of the same keys.
  const schema = type === 'JSON' ? comparableSchema(found.schema) : `${type} ${found.schema}`;
  return { spec: { subject: found.subject, schema }, health: 'healthy', state: `${type} version ${found.version}`, settling: 'settled' };
}

/** Registering what is registered already changes nothing (confluent-api.md section 5). */
async function register({ subject, text }: RegisteredSchemaSpec, remote: Remote): Promise<Created> {
  await remote.clients.schemaRegistry.register(subject, { schemaType: 'JSON', schema: text });
  return {};
}

/**
 * Softly: the topic stays, and whoever wrote it with the schema, or registered another version since, must find it by its id
 * (semantics.md 7, row 9).
 */
async function unregister({ spec: { subject } }: Reference<RegisteredSchemaSpec>, remote: Remote): Promise<void> {
  await remote.clients.schemaRegistry.deleteSubject(subject, { permanent: false });
}

export const registeredSchema: ResourceKind<'registered-schema', RegisteredSchemaSpec> = {
  ...registeredSchemaSpec,
  lists: ['schemas'],
  read: readRegisteredSchema,
  create: register,
  update: async ({ desired }, remote) => void (await register(desired, remote)),
  delete: unregister,
  wait: { lists: ['schemas'], budgetMs: budgets({ create: 2, update: 2, delete: 2, await: 2 }), settledPolls: 1 },
};
