import type { ResourceAddress } from './address.js';

export type StepId = string & { readonly __brand: 'StepId' };

/**
 * `await`: no call that changes anything; wait until a resource is there. `stop`: the old one of a hand-over stops.
 * `adopt`: only the ledger is written.
 */
export type StepOperation = 'create' | 'update' | 'delete' | 'await' | 'stop' | 'adopt';

/** One unit that changes the account, with the settling that belongs to it. A replace is two steps. */
export interface Step {
  readonly id: StepId;
  readonly address: ResourceAddress;
  readonly operation: StepOperation;
  readonly waitsFor: readonly StepId[];
  /** Distance from the start of the graph: steps of one layer have no edge between them. */
  readonly layer: number;
}

export function stepId(operation: StepOperation, address: ResourceAddress): StepId {
  return `${operation} ${address}` as StepId;
}
