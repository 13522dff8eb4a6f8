import { acceptedFingerprints } from './destruction.js';
import type { Guard } from './guard.js';

/** `--expect-plan` names the one plan that may run. */
export const expectedPlan: Guard = {
  name: 'expected-plan',
  codes: ['CDC5002'],
  check: (input) => {
    const { plan, expectedPlan: expected } = input;
    if (expected === undefined || acceptedFingerprints(input).includes(expected)) return [];
    return [{
      code: 'CDC5002',
      severity: 'error',
      summary: `the plan is ${plan.fingerprint}, not ${expected} as expected`,
      detail: 'The files or the account have changed since it was reviewed.',
      fix: `Look at the plan; if it is right, pass --expect-plan ${plan.fingerprint}.`,
    }];
  },
};
