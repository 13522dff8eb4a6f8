import type { Reading, Reference, Remote, ResourceKind } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import { subjectSpec } from './spec.js';
import type { SubjectSpec } from './spec.js';

function readSubject(reference: Reference<SubjectSpec>, snapshot: Snapshot): Reading<SubjectSpec> | undefined {
  const schema = listed(snapshot, 'schemas').get(reference.spec.subject);
  if (schema === undefined) return undefined;
  return { spec: { subject: schema.subject }, health: 'healthy', state: `${schema.schemaType ?? 'AVRO'} version ${schema.version}`, settling: 'settled' };
}

/** Soft, then permanent: a permanent delete only works on what was deleted softly (confluent-api.md section 5). */
async function deleteSubject(before: Reference<SubjectSpec>, remote: Remote): Promise<void> {
  await remote.clients.schemaRegistry.deleteSubject(before.spec.subject, { permanent: false });
  await remote.clients.schemaRegistry.deleteSubject(before.spec.subject, { permanent: true });
}

export const subject: ResourceKind<'subject', SubjectSpec> = {
  ...subjectSpec,
  lists: ['schemas'],
  read: readSubject,
  delete: deleteSubject,
  wait: { lists: ['schemas'], budgetMs: budgets({ create: 1, update: 1, delete: 5, await: 15 }), settledPolls: 1 },
};
