import { acceptedFingerprints } from './destruction.js';
import type { Guard } from './guard.js';

/** `--expect-plan` names the one plan that may run. */
export const expectedPlan: Guard = {
  name: 'expected-plan',
  codes: ['CDC5002'],
  check: (input) => {
    const { plan, expectedPlan: expected } = input;
    // Where nothing is left to do, nothing can surprise: the same command may be given again.
    if (expected === undefined || plan.steps.length === 0 || acceptedFingerprints(input).includes(expected)) return [];
    return [{
      code: 'CDC5002',
      severity: 'error',
      summary: `the plan is ${plan.fingerprint}, not ${expected} as expected`,
      detail: 'The files or the account have changed since it was reviewed.',
      fix: `Look at the plan; if it is right, pass --expect-plan ${plan.fingerprint}.`,
    }];
  },
};
