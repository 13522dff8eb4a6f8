import { actingOf } from '../change.js';
import type { Diagnostic } from '../diagnostic.js';
import { actualSpec, desiredOf } from '../known-kinds.js';
import type { Known } from '../known-kinds.js';
import type { Guard, GuardInput } from './guard.js';

/**
 * A topic keeps the write mode that Tableflow first derived for it (semantics.md 4.2 items 5 and 6). Known from the account
 * while Tableflow is on, and from the ledger after it was turned off. Only a new topic is free again: a plan that deletes
 * the target topic, as every rebuild of the chain does, may change the mode.
 */
export const writeModeLock: Guard = {
  name: 'write-mode-lock',
  codes: ['CDC5202'],
  check: ({ desired, actual, plan, writeModes }) => {
    const modes = new Map(actual.flatMap((resource) => {
      const mode = actualSpec('tableflow-topic', resource)?.writeMode;
      return mode === undefined ? [] : [[resource.address, mode] as const];
    }));
    const freed = new Set(actingOf(plan.changes).flatMap((change) =>
      change.kind === 'target-topic' && (change.type === 'delete' || change.type === 'replace') ? (actualSpec('target-topic', change.before)?.topic ?? []) : [],
    ));
    return desiredOf('tableflow-topic', desired)
      .filter(({ spec }) => !freed.has(spec.topic))
      .flatMap((wanted) => lockOf(wanted, modes.get(wanted.resource.address), writeModes));
  },
};

function lockOf({ resource, spec }: Known<'tableflow-topic'>, now: string | undefined, writeModes: GuardInput['writeModes']): Diagnostic[] {
  const others = [...new Set([...(now === undefined ? [] : [now]), ...(writeModes[spec.topic] ?? [])])].filter((mode) => mode !== spec.writeMode);
  if (others.length === 0) return [];
  return [{
    code: 'CDC5202',
    severity: 'error',
    summary: `topic ${spec.topic} is locked to the write mode ${others.join(' and ')}, and ${spec.writeMode} is wanted`,
    detail: now === undefined || now === spec.writeMode ? 'The ledger remembers that it was materialised so before.' : 'Tableflow has materialised it so.',
    fix: 'Give the table a new name under "to", or go back to the changelog mode that it had.',
    address: resource.address,
    range: resource.fieldOrigins?.()['writeMode'] ?? resource.origin,
  }];
}
