import type { WaitOperation } from '../contract.js';

const minute = 60_000;

/** Wait budgets in minutes, as milliseconds per operation. */
export function budgets(minutes: Readonly<Record<WaitOperation, number>>): Readonly<Record<WaitOperation, number>> {
  return {
    create: minutes.create * minute,
    update: minutes.update * minute,
    delete: minutes.delete * minute,
    await: minutes.await * minute,
  };
}
