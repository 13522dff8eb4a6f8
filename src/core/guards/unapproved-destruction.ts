import type { Diagnostic } from '../diagnostic.js';
import { isAtLeast } from '../impact/severity.js';
import { acceptedFingerprints, destructiveChanges, isApproved } from './destruction.js';
import type { ApprovalFacts, Guard, GuardInput } from './guard.js';

const MAX_NAMED = 5;
const MINUTE = 60_000;

/** What destroys needs the fingerprint of exactly this plan, from `--expect-plan` or from an Approval in force. */
export const unapprovedDestruction: Guard = {
  name: 'unapproved-destruction',
  codes: ['CDC5001'],
  check: (input) => {
    const changes = destructiveChanges(input);
    if (changes.length === 0) return [];
    const accepted = acceptedFingerprints(input);
    if (isApproved(input)) return [];
    const first = changes.find((change) => change.type !== 'replace' || change.reason.by === 'fields') ?? changes[0]!;
    const range = 'after' in first ? first.after.origin : undefined;
    const count = (type: string): number => changes.filter((change) => change.type === type).length;
    const what = ([['deletes', count('delete')], ['replaces', count('replace')], ['changes', count('update')]] as const).filter(([, number]) => number > 0);
    const diagnostic: Diagnostic = {
      code: 'CDC5001',
      severity: 'error',
      summary: `the plan ${what.map(([verb, number]) => `${verb} ${number}`).join(' and ')} resource${changes.length === 1 ? '' : 's'} that hold data, and nobody has allowed that`,
      detail: [`${addresses(changes)}.`, ...tablesHit(input), ...input.approvals.map((approval) => whyNot(approval, accepted, input.now))].join(' '),
      fix: `Read what it does to data. To run exactly this plan, pass --expect-plan ${input.plan.fingerprint}, or commit an Approval that names it.`,
      address: first.address,
      ...(range === undefined ? {} : { range }),
    };
    return [diagnostic];
  },
};

function whyNot(approval: ApprovalFacts, accepted: readonly string[], now: number): string {
  if (!accepted.includes(approval.plan)) return `Approval ${approval.name} is for plan ${approval.plan}.`;
  return `Approval ${approval.name} is for this plan, and expired ${ago(now - approval.expires)} ago.`;
}

function ago(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

/** The tables whose data is rebuilt or lost, gravest first. */
function tablesHit({ impacts }: GuardInput): string[] {
  const hit = impacts.filter(({ severity }) => isAtLeast(severity, 'rebuild')).map(({ pipeline, table, severity }) => `${pipeline}/${table} (${severity})`);
  const more = hit.length - MAX_NAMED;
  return hit.length === 0 ? [] : [`Tables: ${hit.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`];
}

function addresses(changes: readonly { readonly address: string }[]): string {
  const more = changes.length - MAX_NAMED;
  return `${changes.slice(0, MAX_NAMED).map(({ address }) => address).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
