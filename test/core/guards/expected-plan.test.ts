import { expectedPlan } from '../../../src/core/guards/expected-plan.js';
import { anInput, testGuard, thereOf, wantedOf, withSpec } from './support.js';

const wanted = wantedOf();
const rebuild = anInput(wanted, withSpec(thereOf(wanted), 'target-table', { buckets: 1 }));
const chain = new Set<string>(rebuild.plan.changes.filter((change) => change.type === 'replace').map((change) => change.address));

testGuard(expectedPlan, [
  { name: 'nothing was expected', given: rebuild, want: [] },
  { name: 'this one', given: { ...rebuild, expectedPlan: rebuild.plan.fingerprint }, want: [] },
  { name: 'another one', given: { ...rebuild, expectedPlan: '000000000000' }, want: ['CDC5002'], says: [rebuild.plan.fingerprint, '000000000000'] },
  { name: 'that of the killed run which it finishes', given: { ...rebuild, expectedPlan: '000000000000', interrupted: { fingerprint: '000000000000', doomed: chain } }, want: [] },
  { name: 'that of a killed run which had begun less', given: { ...rebuild, expectedPlan: '000000000000', interrupted: { fingerprint: '000000000000', doomed: new Set() } }, want: ['CDC5002'] },
]);
