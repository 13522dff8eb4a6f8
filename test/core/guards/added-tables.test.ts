import { addedTables } from '../../../src/core/guards/added-tables.js';
import { anInput, customers, orders, testGuard, thereOf, wantedOf, withConfig } from './support.js';

const three = wantedOf({ tables: [customers, orders, { from: 'public.items', to: 'items' }] });
const two = wantedOf({ tables: [customers, orders] });

testGuard(addedTables, [
  { name: 'a table joins a connector that runs', given: anInput(two, thereOf(wantedOf())), want: ['CDC5304'], says: ['table public.orders', 'incremental snapshot'] },
  { name: 'two tables join a connector that runs', given: anInput(three, thereOf(wantedOf())), want: ['CDC5304'], says: ['rows that tables public.orders, public.items hold already'] },
  { name: 'both come with a new connector', given: anInput(two, []), want: [] },
  { name: 'the connector is changed otherwise', given: anInput(two, withConfig(thereOf(two), { 'tasks.max': '2' })), want: [] },
  { name: 'a table leaves', given: anInput(wantedOf(), thereOf(two)), want: [] },
  { name: 'the connector is made again, and reads everything', given: anInput(two, withConfig(thereOf(wantedOf()), { 'topic.prefix': 'other' })), want: [] },
]);
