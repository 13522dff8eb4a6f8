import type { Reading, Reference, Remote } from '../contract.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import type { SourceTopicSpec } from './spec.js';

/** A topic is there when the list says so; its subjects are resources of their own. */
export function readSourceTopic(reference: Reference<SourceTopicSpec>, snapshot: Snapshot): Reading<SourceTopicSpec> | undefined {
  const topic = listed(snapshot, 'topics').get(reference.spec.topic);
  if (topic === undefined) return undefined;
  return { spec: { topic: topic.topic_name }, health: 'healthy', state: `${topic.partitions_count} partitions`, settling: 'settled' };
}

export async function deleteSourceTopic(before: Reference<SourceTopicSpec>, remote: Remote): Promise<void> {
  await remote.clients.kafka.deleteTopic(before.spec.topic);
}
