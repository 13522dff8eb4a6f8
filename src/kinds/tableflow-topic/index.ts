import type { ResourceKind } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { createTableflowTopic, deleteTableflowTopic, readTableflowTopic, updateTableflowTopic } from './remote.js';
import { tableflowTopicSpec } from './spec.js';
import type { TableflowTopicSpec } from './spec.js';

export const tableflowTopic: ResourceKind<'tableflow-topic', TableflowTopicSpec> = {
  ...tableflowTopicSpec,
  lists: ['tableflowTopics'],
  read: readTableflowTopic,
  create: createTableflowTopic,
  update: updateTableflowTopic,
  delete: deleteTableflowTopic,
  wait: { lists: ['tableflowTopics'], budgetMs: budgets({ create: 20, update: 10, delete: 10, await: 20 }), settledPolls: 1 },
};
