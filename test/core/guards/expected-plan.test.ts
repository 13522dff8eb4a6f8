import type { GuardInput, InterruptedRun } from '../../../src/core/guards/guard.js';
import { expectedPlan } from '../../../src/core/guards/expected-plan.js';
import { anInput, testGuard, thereOf, wantedOf, withSpec } from './support.js';

const wanted = wantedOf();
const rebuild = anInput(wanted, withSpec(thereOf(wanted), 'target-table', { buckets: 1 }));
const chain = new Set<string>(rebuild.plan.changes.filter((change) => change.type === 'replace').map((change) => change.address));

const creates = anInput(wanted, []);
const after = (run: Partial<InterruptedRun>): GuardInput => ({ ...rebuild, expectedPlan: '000000000000', interrupted: { fingerprint: '000000000000', doomed: new Set(), destroys: new Set(), sameDocuments: false, ...run } });

testGuard(expectedPlan, [
  { name: 'nothing was expected', given: rebuild, want: [] },
  { name: 'this one', given: { ...rebuild, expectedPlan: rebuild.plan.fingerprint }, want: [] },
  { name: 'another one', given: { ...rebuild, expectedPlan: '000000000000' }, want: ['CDC5002'], says: [rebuild.plan.fingerprint, '000000000000'] },
  { name: 'that of the killed run which it finishes', given: after({ doomed: chain }), want: [] },
  { name: 'that of a killed run which had begun less', given: after({}), want: ['CDC5002'] },
  { name: 'that of a failed run which was to do the same', given: after({ destroys: chain, sameDocuments: true }), want: [] },
  { name: 'that of a failed run, and the files have changed', given: after({ destroys: chain }), want: ['CDC5002'] },
  { name: 'that of a failed run, and something more would go', given: after({ destroys: new Set([...chain].filter((address) => !address.startsWith('target-table/'))), sameDocuments: true }), want: ['CDC5002'] },
  { name: 'only creates are left of a failed run', given: { ...after({ sameDocuments: true }), plan: creates.plan }, want: [] },
  { name: 'only creates are left, and the files have changed', given: { ...after({}), plan: creates.plan }, want: ['CDC5002'] },
]);
