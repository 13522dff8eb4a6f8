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
  check: (input) => desiredOf('tableflow-topic', input.desired).flatMap((wanted) => lockOf(wanted, input)),
};

function lockOf({ resource, spec }: Known<'tableflow-topic'>, { actual, plan, writeModes }: GuardInput): Diagnostic[] {
  const there = actual.find((other) => other.address === resource.address);
  const now = there === undefined ? undefined : actualSpec('tableflow-topic', there)?.writeMode;
  const others = [...new Set([...(now === undefined ? [] : [now]), ...(writeModes[spec.topic] ?? [])])].filter((mode) => mode !== spec.writeMode);
  const freed = plan.changes.some((change) => change.kind === 'target-topic' && (change.type === 'delete' || change.type === 'replace') && (change.before.spec as { topic?: string }).topic === spec.topic);
  if (others.length === 0 || freed) return [];
  return [{
    code: 'CDC5202',
    severity: 'error',
    summary: `topic ${spec.topic} is locked to the write mode ${others.join(' and ')}, and ${spec.writeMode} is wanted`,
    detail: now === undefined || now === spec.writeMode ? 'The ledger remembers that it was materialised so before.' : 'Tableflow has materialised it so.',
    fix: 'Give the table a new name under "to", or go back to the changelog mode that it had.',
    address: resource.address,
    range: resource.fieldOrigins?.['writeMode'] ?? resource.origin,
  }];
}
