import { actingOf } from '../change.js';
import type { Change } from '../change.js';
import { changeSeverities } from '../impact/consequences.js';
import { isAtLeast } from '../impact/severity.js';
import type { ApprovalFacts, GuardInput, InterruptedRun } from './guard.js';

/**
 * The changes that destroy something: whose impact is a rebuild or graver, and deletes of a kind that holds data, whatever
 * their impact. So the hand-over of a decode statement, its repair and its renaming are not among them, nor is any pause; a
 * connector that is made again after it had vanished reads the database again, and destroys nothing that is still there.
 */
export function destructiveChanges({ plan, kinds }: Pick<GuardInput, 'plan' | 'kinds'>): Change[] {
  const severities = changeSeverities(plan);
  return actingOf(plan.changes).filter((change) => {
    if (change.type === 'delete' && kinds[change.kind]?.holdsData === true) return true;
    const acts = change.type === 'update' || change.type === 'replace' || change.type === 'delete';
    return acts && isAtLeast(severities.get(change.address) ?? 'none', 'rebuild');
  });
}

/**
 * Whether a plan only finishes what an interrupted run was allowed to do: under the same documents, whatever of that is left;
 * under others, no more than what it had begun to delete.
 */
export function finishesRun(input: Pick<GuardInput, 'plan' | 'kinds'>, { doomed, destroys, sameDocuments }: InterruptedRun): boolean {
  const changes = destructiveChanges(input);
  if (sameDocuments) return changes.every(({ address }) => doomed.has(address) || destroys.has(address));
  return changes.length > 0 && changes.every(({ address }) => doomed.has(address));
}

/** The fingerprints under which this plan may have been allowed: its own, and that of the interrupted run that it finishes. */
export function acceptedFingerprints(input: GuardInput): string[] {
  const { plan, interrupted } = input;
  return [plan.fingerprint, ...(interrupted !== undefined && finishesRun(input, interrupted) ? [interrupted.fingerprint] : [])];
}

/** An Approval is void from its expiry on. */
function isInForce(approval: ApprovalFacts, now: number): boolean {
  return approval.expires > now;
}

/** Whether `--expect-plan` or an Approval in force names exactly this plan, or the interrupted run that it goes on with. */
export function isApproved(input: GuardInput): boolean {
  const accepted = acceptedFingerprints(input);
  if (input.expectedPlan !== undefined && accepted.includes(input.expectedPlan)) return true;
  return input.approvals.some((approval) => accepted.includes(approval.plan) && isInForce(approval, input.now));
}
