import type { Guard } from './guard.js';

/** The ledger speaks of one account, and another one was found. */
export const wrongAccount: Guard = {
  name: 'wrong-account',
  codes: ['CDC5403'],
  check: ({ ledgerAccount }) => {
    if (ledgerAccount === undefined) return [];
    return [{
      code: 'CDC5403',
      severity: 'error',
      summary: `the ledger is about ${ledgerAccount.known}, and this is ${ledgerAccount.found}`,
      detail: 'What it calls ours is somewhere else.',
      fix: 'Correct the Target, or give this target a ledger of its own.',
    }];
  },
};
