import type { Diagnostic } from '../diagnostic.js';
import { keeperOf } from '../plan.js';
import type { ActualResource } from '../resource.js';
import type { Guard } from './guard.js';

const MAX_NAMED = 10;

/** Ours, in no file any more, and not deleted by this plan. A warning: deletion is asked for, never assumed. */
export const orphans: Guard = {
  name: 'orphans',
  codes: ['CDC5404'],
  check: ({ plan }) => {
    const ours = plan.orphans.filter(({ owned }) => owned);
    const keepers = new Map(ours.map((orphan) => [orphan, keeperOf(orphan, plan)]));
    const kept = ours.filter((orphan) => keepers.get(orphan) !== undefined);
    const makers = [...new Set(kept.map((orphan) => keepers.get(orphan)!))];
    return [
      ...told(ours.filter((orphan) => keepers.get(orphan) === undefined), 'warning', 'Pass --prune to delete what is no longer wanted, or put its file back.'),
      ...told(kept, 'info', `Nothing: it goes with ${makers.join(', ')}. A connector whose topic is deleted is broken for good.`),
    ];
  },
};

function told(resources: readonly ActualResource[], severity: Diagnostic['severity'], fix: string): Diagnostic[] {
  if (resources.length === 0) return [];
  const addresses = resources.map(({ address }) => address);
  const more = addresses.length - MAX_NAMED;
  return [{
    code: 'CDC5404',
    severity,
    summary: `${addresses.length} resource${addresses.length === 1 ? '' : 's'} of ours ${addresses.length === 1 ? 'is' : 'are'} in no file any more`,
    detail: `${addresses.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    fix,
  }];
}
