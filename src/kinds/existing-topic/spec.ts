import { serverOwned } from '../../core/field-policy.js';
import type { KindSpec } from '../../core/kind.js';

/** A topic that was there before us, and that we only read. It has no clean-up step: nothing that we do deletes it. */
export interface ExistingTopicSpec {
  readonly topic: string;
}

export const existingTopicSpec: KindSpec<'existing-topic', ExistingTopicSpec> = {
  name: 'existing-topic',
  title: 'existing topic',
  fields: { topic: serverOwned },
  holdsData: true,
};
