import { actingOf } from '../change.js';
import type { Change } from '../change.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Guard } from './guard.js';

const MAX_NAMED = 5;
type Going = Extract<Change, { type: 'delete' | 'replace' }>;

/**
 * `lifecycle.protect`, said by the file now or remembered by the ledger from when it was applied: no delete and no replace,
 * hand-overs included. Only the repair of something broken passes: there is nothing left of it to protect. Told once per
 * pipeline.
 */
export const protection: Guard = {
  name: 'protection',
  codes: ['CDC5006'],
  check: ({ plan }) => {
    const going = actingOf(plan.changes).filter(isRefused);
    return [...new Set(going.map(({ pipeline }) => pipeline))].map((pipeline) => refusal(pipeline, going.filter((change) => change.pipeline === pipeline)));
  },
};

function isRefused(change: Change): change is Going {
  if (change.type === 'delete') return change.before.protect === true;
  if (change.type !== 'replace' || change.reason.by === 'health') return false;
  return change.after.protect || change.before.protect === true;
}

function refusal(pipeline: string | undefined, going: readonly Going[]): Diagnostic {
  const first = going.find((change) => change.type === 'replace' && change.reason.by === 'fields') ?? going[0]!;
  const more = going.length - MAX_NAMED;
  const fileGone = going.every((change) => change.type === 'delete');
  return {
    code: 'CDC5006',
    severity: 'error',
    summary: `${pipeline === undefined ? first.address : `pipeline ${pipeline}`} is protected, and the plan deletes or replaces ${going.length} of its resources`,
    detail: `${going.slice(0, MAX_NAMED).map(({ address }) => address).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    fix: fileGone
      ? 'Put what was removed back with "lifecycle: { protect: false }", apply that, and then remove it.'
      : 'Set "lifecycle: { protect: false }" and apply that by itself; then make the change.',
    address: first.address,
    ...(first.type === 'replace' ? { range: first.after.origin } : {}),
  };
}
