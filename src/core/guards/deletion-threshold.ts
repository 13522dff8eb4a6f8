import { actingOf } from '../change.js';
import type { Change } from '../change.js';
import { isApproved } from './destruction.js';
import type { Guard, GuardInput } from './guard.js';

/**
 * The share of what we own that one plan deletes or replaces. Both sides count alike: the ledger knows managed resources and
 * those that others make for us (topics, subjects), and so does the plan. A table of ten resources therefore weighs ten on
 * both sides, and the share is about the share of tables. Not counted: a replace that one of its kind survives without loss
 * (a decode statement's hand-over or repair), and what a killed run had begun to delete, which was counted then.
 */
export const deletionThreshold: Guard = {
  name: 'deletion-threshold',
  codes: ['CDC5005'],
  check: (input) => {
    const { ownedCount, limits } = input;
    const count = actingOf(input.plan.changes).filter((change) => goes(change, input)).length;
    if (ownedCount < limits.minOwnedForPercent || count * 100 <= limits.maxDeletePercent * ownedCount) return [];
    return [{
      code: 'CDC5005',
      // Whoever names the fingerprint has read what goes; the number is then only worth a word.
      severity: isApproved(input) ? 'warning' : 'error',
      summary: `the plan deletes or replaces ${count} of the ${ownedCount} resources that are ours, more than ${limits.maxDeletePercent} %`,
      detail: 'That much at once is more often a wrong path or a renamed target than a wish.',
      fix: 'Check that the right files were read. If it is meant, approve exactly this plan by its fingerprint, or raise limits.maxDeletePercent of the Target.',
    }];
  },
};

function goes(change: Change, { kinds, interrupted }: GuardInput): boolean {
  if (change.type !== 'delete' && change.type !== 'replace') return false;
  if (!change.before.owned || interrupted?.doomed.has(change.address) === true) return false;
  return change.type === 'delete' || change.reason.scope !== 'resource' || kinds[change.kind]?.holdsData === true;
}
