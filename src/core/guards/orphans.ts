import type { Guard } from './guard.js';

const MAX_NAMED = 10;

/** Ours, in no file any more, and not deleted by this plan. A warning: deletion is asked for, never assumed. */
export const orphans: Guard = {
  name: 'orphans',
  codes: ['CDC5404'],
  check: ({ plan }) => {
    const addresses = plan.orphans.filter(({ owned }) => owned).map(({ address }) => address);
    if (addresses.length === 0) return [];
    const more = addresses.length - MAX_NAMED;
    return [{
      code: 'CDC5404',
      severity: 'warning',
      summary: `${addresses.length} resource${addresses.length === 1 ? '' : 's'} of ours ${addresses.length === 1 ? 'is' : 'are'} in no file any more`,
      detail: `${addresses.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
      fix: 'Pass --prune to delete what is no longer wanted, or put its file back.',
    }];
  },
};
