import type { Created, Reading, Reference, Remote, ResourceKind, UpdateInput } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import { subjectConfigSpec } from './spec.js';
import type { SubjectConfigSpec } from './spec.js';

function readSubjectConfig(reference: Reference<SubjectConfigSpec>, snapshot: Snapshot): Reading<SubjectConfigSpec> | undefined {
  const { subject } = reference.spec;
  const compatibility = listed(snapshot, 'subjectConfigs').get(subject);
  if (compatibility === undefined) return undefined;
  return { spec: { subject, compatibility }, health: 'healthy', state: compatibility, settling: 'settled' };
}

async function putSubjectConfig(desired: SubjectConfigSpec, remote: Remote): Promise<Created> {
  await remote.clients.schemaRegistry.putSubjectConfig(desired.subject, { compatibility: desired.compatibility });
  return {};
}

export const subjectConfig: ResourceKind<'subject-config', SubjectConfigSpec> = {
  ...subjectConfigSpec,
  lists: ['subjectConfigs'],
  read: readSubjectConfig,
  create: putSubjectConfig,
  update: async ({ desired }: UpdateInput<SubjectConfigSpec>, remote: Remote) => void (await putSubjectConfig(desired, remote)),
  delete: async (before, remote) => void (await remote.clients.schemaRegistry.deleteSubjectConfig(before.spec.subject)),
  // The registry answers when the level is in force; asking again would be one call per subject.
  wait: {
    lists: [],
    budgetMs: budgets({ create: 2, update: 2, delete: 2, await: 2 }),
    settledPolls: 1,
    probe: (operation, { spec }) => ({ state: 'settled', saw: operation === 'delete' ? 'gone' : spec.compatibility }),
  },
};
