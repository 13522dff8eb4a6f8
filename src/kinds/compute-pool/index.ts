import type { ResourceKind } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { createComputePool, deleteComputePool, readComputePool, updateComputePool } from './remote.js';
import { computePoolSpec } from './spec.js';
import type { ComputePoolSpec } from './spec.js';

export const computePool: ResourceKind<'compute-pool', ComputePoolSpec> = {
  ...computePoolSpec,
  lists: ['computePools'],
  read: readComputePool,
  create: createComputePool,
  update: updateComputePool,
  delete: deleteComputePool,
  wait: { lists: ['computePools'], budgetMs: budgets({ create: 15, update: 5, delete: 15, await: 1 }), settledPolls: 1 },
};
