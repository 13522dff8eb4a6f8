import { orphans } from '../../../src/core/guards/orphans.js';
import { addressOf } from '../../support/resources.js';
import { anInput, testGuard, thereOf, wantedOf } from './support.js';

const old = wantedOf({ name: 'old', tables: [] });
const forgotten = thereOf(old);

testGuard(orphans, [
  { name: 'in no file any more', given: anInput(wantedOf(), forgotten), want: ['CDC5404'], says: ['1 resource of ours is', addressOf('connector', 'old'), '--prune'] },
  { name: 'in no file any more, and pruned', given: anInput(wantedOf(), forgotten, { deletable: () => true }), want: [] },
  { name: 'somebody else\'s', given: anInput(wantedOf(), thereOf(old, { owned: false })), want: [] },
  { name: 'in a file', given: anInput(old, forgotten), want: [] },
]);
