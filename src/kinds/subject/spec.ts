import { serverOwned } from '../../core/field-policy.js';
import type { KindSpec } from '../../core/kind.js';

/** A subject that a connector or a table registers: `<topic>-key` or `<topic>-value` (TopicNameStrategy). */
export interface SubjectSpec {
  readonly subject: string;
}

export const subjectSpec: KindSpec<'subject', SubjectSpec> = {
  name: 'subject',
  title: 'subject',
  fields: { subject: serverOwned },
  cleanupStep: 7,
  holdsData: true,
};
