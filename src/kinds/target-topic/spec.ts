import { serverOwned } from '../../core/field-policy.js';
import type { KindSpec } from '../../core/kind.js';

/** The Kafka topic behind a target table: made by CREATE TABLE, normally removed by DROP TABLE, deleted by us when it is not. */
export interface TargetTopicSpec {
  readonly topic: string;
}

export const targetTopicSpec: KindSpec<'target-topic', TargetTopicSpec> = {
  name: 'target-topic',
  title: 'target topic',
  fields: { topic: serverOwned },
  cleanupStep: 4,
  holdsData: true,
};
