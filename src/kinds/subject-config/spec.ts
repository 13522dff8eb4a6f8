import { mutable, serverOwned } from '../../core/field-policy.js';
import type { KindSpec } from '../../core/kind.js';

/** The compatibility level of one subject. Deleting the subject deletes it too (confluent-api.md section 5). */
export interface SubjectConfigSpec {
  readonly subject: string;
  readonly compatibility: string;
}

export const subjectConfigSpec: KindSpec<'subject-config', SubjectConfigSpec> = {
  name: 'subject-config',
  title: 'subject compatibility',
  fields: { subject: serverOwned, compatibility: mutable },
  cleanupStep: 7,
  holdsData: false,
};
