import type { Reading, Reference, ResourceKind } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import { existingTopicSpec } from './spec.js';
import type { ExistingTopicSpec } from './spec.js';

function readExistingTopic(reference: Reference<ExistingTopicSpec>, snapshot: Snapshot): Reading<ExistingTopicSpec> | undefined {
  const topic = listed(snapshot, 'topics').get(reference.spec.topic);
  if (topic === undefined) return undefined;
  return { spec: { topic: topic.topic_name }, health: 'healthy', state: `${topic.partitions_count} partitions`, settling: 'settled' };
}

/** No create, no update, no delete: the topic is somebody else's. */
export const existingTopic: ResourceKind<'existing-topic', ExistingTopicSpec> = {
  ...existingTopicSpec,
  lists: ['topics'],
  read: readExistingTopic,
  wait: { lists: ['topics'], budgetMs: budgets({ create: 1, update: 1, delete: 1, await: 1 }), settledPolls: 1 },
};
