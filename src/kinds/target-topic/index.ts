import type { Reading, Reference, Remote, ResourceKind } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import { targetTopicSpec } from './spec.js';
import type { TargetTopicSpec } from './spec.js';

function readTargetTopic(reference: Reference<TargetTopicSpec>, snapshot: Snapshot): Reading<TargetTopicSpec> | undefined {
  const topic = listed(snapshot, 'topics').get(reference.spec.topic);
  if (topic === undefined) return undefined;
  return { spec: { topic: topic.topic_name }, health: 'healthy', state: `${topic.partitions_count} partitions`, settling: 'settled' };
}

async function deleteTargetTopic(before: Reference<TargetTopicSpec>, remote: Remote): Promise<void> {
  await remote.clients.kafka.deleteTopic(before.spec.topic);
}

export const targetTopic: ResourceKind<'target-topic', TargetTopicSpec> = {
  ...targetTopicSpec,
  lists: ['topics'],
  read: readTargetTopic,
  delete: deleteTargetTopic,
  wait: { lists: ['topics'], budgetMs: budgets({ create: 1, update: 1, delete: 10, await: 5 }), settledPolls: 1 },
};
