import type { ResourceKind } from '../contract.js';
import { budgets } from '../shared/wait.js';
import { createDecodeStatement, deleteDecodeStatement, probeDecodeStatement, readDecodeStatement, stopDecodeStatement, updateDecodeStatement } from './remote.js';
import { decodeStatementSpec } from './spec.js';
import type { DecodeStatementSpec } from './spec.js';

export const decodeStatement: ResourceKind<'decode-statement', DecodeStatementSpec> = {
  ...decodeStatementSpec,
  lists: ['statements'],
  read: readDecodeStatement,
  create: createDecodeStatement,
  update: updateDecodeStatement,
  stop: stopDecodeStatement,
  delete: deleteDecodeStatement,
  wait: {
    lists: ['statements'],
    budgetMs: budgets({ create: 15, update: 10, delete: 10, await: 15 }),
    settledPolls: 1,
    probe: probeDecodeStatement,
  },
};
