import { sharedWriters } from '../../../src/core/guards/shared-writers.js';
import { anInput, customers, factsOf, orders, testGuard, wantedOf, withSpec } from './support.js';

const both = wantedOf({}, { name: 'billing', tables: [orders] });
const sameTable = wantedOf({}, { name: 'billing', tables: [{ ...orders, to: 'customers' }] });

testGuard(sharedWriters, [
  { name: 'two pipelines fill one table', given: anInput(sameTable, []), want: ['CDC5106'], says: ['pipeline shop and pipeline billing both make table customers'] },
  { name: 'two pipelines, two tables', given: anInput(both, []), want: [] },
  {
    name: 'one table, where only the first of two resources was kept',
    given: anInput(both, [], { pipelines: [factsOf('shop', { targets: ['customers'] }), factsOf('billing', { targets: ['orders', 'customers'] })] }),
    want: ['CDC5106'],
    says: ['table customers'],
  },
  { name: 'facts and resources of one pipeline say the same', given: anInput(both, [], { pipelines: [factsOf('shop', { targets: ['customers'] }), factsOf('billing', { targets: ['orders'] })] }), want: [] },
  { name: 'one connector name', given: anInput(both, [], { pipelines: [factsOf('shop'), factsOf('billing', { connector: 'shop' })] }), want: ['CDC5106'], says: ['connector shop'] },
  { name: 'two statements of one name', given: anInput(withSpec(wantedOf({ tables: [customers, orders] }), 'decode-statement', { name: 'same' }), []), want: ['CDC5106'], says: ['statement same'] },
]);
