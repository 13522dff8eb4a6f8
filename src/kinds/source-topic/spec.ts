import { serverOwned } from '../../core/field-policy.js';
import type { KindSpec } from '../../core/kind.js';

/** A topic that a connector makes: a table's changes, or one of the topics it keeps beside them. */
export interface SourceTopicSpec {
  readonly topic: string;
  /** `changes`: a table's change events; anything else: a side topic of the connector. */
  readonly role: string;
}

export const sourceTopicSpec: KindSpec<'source-topic', SourceTopicSpec> = {
  name: 'source-topic',
  title: 'source topic',
  fields: { topic: serverOwned, role: serverOwned },
  cleanupStep: 6,
  holdsData: true,
};
