import type { ResourceKind } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { createConnector, deleteConnector, pauseIfWanted, readConnector, updateConnector } from './remote.js';
import { connectorSpec } from './spec.js';
import type { ConnectorSpec } from './spec.js';

export const connector: ResourceKind<'connector', ConnectorSpec> = {
  ...connectorSpec,
  lists: ['connectors'],
  read: readConnector,
  create: createConnector,
  update: updateConnector,
  delete: deleteConnector,
  tidy: pauseIfWanted,
  // Provisioning takes 2 to 5 minutes; RUNNING has been seen to flap right after it (semantics.md 1.0 item 18).
  wait: {
    lists: ['connectors'],
    budgetMs: budgets({ create: 20, update: 10, delete: 10, await: 20 }),
    settledPolls: 2,
    // Only what runs can be paused: `tidy` does it.
    settlesAt: (operation, wanted) => (operation === 'create' ? { ...wanted, state: 'running' } : wanted),
  },
};
