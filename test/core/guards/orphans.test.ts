import { orphans } from '../../../src/core/guards/orphans.js';
import { addressOf } from '../../support/resources.js';
import { anInput, customers, orders, testGuard, thereOf, wantedOf } from './support.js';

const old = wantedOf({ name: 'old', tables: [] });
const forgotten = thereOf(old);
const many = thereOf(Array.from({ length: 12 }, (_, i) => wantedOf({ name: `old${i}`, tables: [] }).filter(({ kind }) => kind === 'connector')).flat());

testGuard(orphans, [
  { name: 'in no file any more', given: anInput(wantedOf(), forgotten), want: ['CDC5404'], says: ['1 resource of ours is', addressOf('connector', 'old'), '--prune'] },
  { name: 'several', given: anInput(wantedOf(), thereOf(wantedOf({ name: 'old', tables: [] }, { name: 'older', tables: [] }))), want: ['CDC5404'], says: ['2 resources of ours are'] },
  { name: 'more than are named', given: anInput(wantedOf(), many), want: ['CDC5404'], says: ['12 resources of ours are', ' and 2 more.'] },
  { name: 'in no file any more, and pruned', given: anInput(wantedOf(), forgotten, { deletable: () => true }), want: [] },
  { name: 'somebody else\'s', given: anInput(wantedOf(), thereOf(old, { owned: false })), want: [] },
  { name: 'topics of a table that left a connector which stays, and the rest of its chain', given: anInput(wantedOf(), thereOf(wantedOf({ tables: [customers, orders] }))), want: ['CDC5404', 'CDC5404'], says: ['--prune', `it goes with ${addressOf('connector', 'shop')}`] },
  { name: 'only those topics are left', given: anInput(wantedOf(), thereOf(wantedOf({ tables: [customers, orders] })), { deletable: ({ kind }) => kind !== 'source-topic' && kind !== 'subject' }), want: ['CDC5404'], says: ['it goes with', 'shop.public.orders'] },
  { name: 'in a file', given: anInput(old, forgotten), want: [] },
]);
