import { actingOf } from '../change.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Guard } from './guard.js';

/**
 * A plan from a partial read deletes and rebuilds nothing. The builder of plans sees to that; this is the second lock. Where
 * nobody has told yet that something is unread, it is told here.
 */
export const partialRead: Guard = {
  name: 'partial-read',
  codes: ['CDC4007', 'CDC5008'],
  check: ({ plan }) => {
    const blocked = actingOf(plan.changes).flatMap((change) => (change.type === 'blocked' ? [change] : []));
    const told = plan.diagnostics.some(({ code }) => code === 'CDC4007');
    if (blocked.length === 0 && !told) return [];
    const going = actingOf(plan.changes).filter((change) => change.type === 'delete' || (change.type === 'replace' && change.reason.scope !== 'resource'));
    const unread: Diagnostic[] = told ? [] : [{
      code: 'CDC4007',
      severity: 'error',
      summary: `${blocked.length} resource${blocked.length === 1 ? '' : 's'} cannot be planned, because part of the account could not be read`,
      detail: `No deletes are planned. ${[...new Set(blocked.map(({ because }) => because))].join('; ')}.`,
    }];
    if (going.length === 0) return unread;
    return [...unread, {
      code: 'CDC5008',
      severity: 'error',
      summary: `${going.length} resource${going.length === 1 ? '' : 's'} would be deleted or rebuilt on the word of a partial read`,
      detail: `${going.slice(0, 5).map(({ address }) => address).join(', ')}${going.length > 5 ? ` and ${going.length - 5} more` : ''}.`,
      fix: 'Make the whole account readable and run again.',
      address: going[0]!.address,
    }];
  },
};
