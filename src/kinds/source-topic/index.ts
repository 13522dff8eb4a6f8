import type { ResourceKind } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { deleteSourceTopic, readSourceTopic } from './remote.js';
import { sourceTopicSpec } from './spec.js';
import type { SourceTopicSpec } from './spec.js';

export const sourceTopic: ResourceKind<'source-topic', SourceTopicSpec> = {
  ...sourceTopicSpec,
  lists: ['topics'],
  read: readSourceTopic,
  delete: deleteSourceTopic,
  // The first record of a snapshot makes the topic; an empty table never does (semantics.md 2.1).
  wait: {
    lists: ['topics'],
    budgetMs: budgets({ create: 1, update: 1, delete: 10, await: 15 }),
    settledPolls: 1,
    whileAbsent: 'not there yet; the first record of its table makes it, so an empty table has none',
  },
};
