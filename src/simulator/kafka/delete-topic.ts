import { violate } from '../account.js';
import type { Account, Cluster } from '../account.js';
import { brokenByDeletedTopic } from '../connect/lifecycle.js';
import { timings } from '../timings.js';
import type { Topic } from './types.js';

/** Starts the deletion of a topic; it is seen for a few seconds more (confluent-api.md 4: asynchronous). */
export function deleteTopic(account: Account, cluster: Cluster, topic: Topic): void {
  if (topic.deleting) return;
  topic.deleting = true;
  account.touched.add(topic.name);
  account.journal.event(`topic ${topic.name} deleting`);
  brokenByDeletedTopic(account, cluster, topic);
  if (cluster.tableflow.has(topic.name)) violate(account, 'topic-deleted-under-tableflow', `topic ${topic.name} was deleted while Tableflow materialised it`);
  account.clock.schedule(timings.topicDelete, () => {
    cluster.topics.delete(topic.name);
    account.touched.add(topic.name);
    if (!cluster.tableflow.has(topic.name)) cluster.writeModes.delete(topic.name);
    account.journal.event(`topic ${topic.name} deleted`);
  });
}
