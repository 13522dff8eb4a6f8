import { tableflowOnSource } from '../../../src/core/guards/tableflow-on-source.js';
import { anInput, testGuard, wantedOf } from './support.js';

const onSource = wantedOf({ tables: [{ from: 'public.customers', to: 'shop.public.customers' }] });
const ofAnother = wantedOf({ tables: [{ from: 'public.customers', to: 'billing.public.items' }] }, { name: 'billing', tables: [{ from: 'public.items', to: 'items' }] });

testGuard(tableflowOnSource, [
  { name: 'on the topic it reads', given: anInput(onSource, []), want: ['CDC5201'], says: ['shop.public.customers', 'pipeline shop'] },
  { name: 'on a source topic of another pipeline', given: anInput(ofAnother, []), want: ['CDC5201'], says: ['pipeline billing'] },
  { name: 'the same table without Tableflow', given: anInput(onSource.filter(({ kind }) => kind !== 'tableflow-topic'), []), want: [] },
  { name: 'on the target topic', given: anInput(wantedOf(), []), want: [] },
]);
