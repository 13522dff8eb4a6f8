import type { ResourceKind } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { createTargetTable, deleteTargetTable, probeTargetTable, readTargetTable, tidyTargetTable, updateTargetTable } from './remote.js';
import { targetTableSpec } from './spec.js';
import type { TargetTableSpec } from './spec.js';

export const targetTable: ResourceKind<'target-table', TargetTableSpec> = {
  ...targetTableSpec,
  lists: ['topics', 'topicConfigs', 'schemas', 'tableflowTopics'],
  read: readTargetTable,
  create: createTargetTable,
  update: updateTargetTable,
  delete: deleteTargetTable,
  tidy: tidyTargetTable,
  wait: {
    lists: ['topics', 'schemas', 'statements'],
    // All rows of all topics are by far the largest list; only an update of them needs it.
    listsOf: { update: ['topics', 'topicConfigs', 'schemas'] },
    budgetMs: budgets({ create: 10, update: 5, delete: 10, await: 10 }),
    settledPolls: 1,
    probe: probeTargetTable,
  },
};
