import type { WaitOperation } from '../contract.js';

const minute = 60_000;

/** Wait budgets in minutes, as milliseconds per operation; a hand-over's steps take as long as a create. */
export function budgets(minutes: Readonly<Record<'create' | 'update' | 'delete' | 'await', number>>): Readonly<Record<WaitOperation, number>> {
  return {
    stop: minutes.create * minute,
    prepare: minutes.create * minute,
    create: minutes.create * minute,
    update: minutes.update * minute,
    delete: minutes.delete * minute,
    await: minutes.await * minute,
  };
}
