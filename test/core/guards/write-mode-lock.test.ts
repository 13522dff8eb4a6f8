import { writeModeLock } from '../../../src/core/guards/write-mode-lock.js';
import { anInput, testGuard, thereOf, wantedOf, withSpec } from './support.js';

const wanted = wantedOf();
const there = thereOf(wanted);
const appended = withSpec(there, 'tableflow-topic', { writeMode: 'APPEND' });
const off = there.filter(({ kind }) => kind !== 'tableflow-topic');

testGuard(writeModeLock, [
  {
    name: 'the account has another mode, and the topic is somebody else\'s',
    given: anInput(wanted, appended.map((resource) => ({ ...resource, owned: false }))),
    want: ['CDC5202'],
    says: ['customers is locked to the write mode APPEND, and UPSERT', 'Tableflow has materialised'],
  },
  { name: 'the account has another mode, and the chain with its topic is rebuilt', given: anInput(wanted, appended), want: [] },
  { name: 'the account has the same mode', given: anInput(wanted, there), want: [] },
  { name: 'turned off, and the ledger remembers another mode', given: anInput(wanted, off, { writeModes: { customers: ['APPEND'] } }), want: ['CDC5202'], says: ['The ledger remembers'] },
  { name: 'turned off, and the ledger remembers the same mode', given: anInput(wanted, off, { writeModes: { customers: ['UPSERT'] } }), want: [] },
  { name: 'the ledger remembers another topic', given: anInput(wanted, off, { writeModes: { orders: ['APPEND'] } }), want: [] },
  { name: 'both modes in the ledger', given: anInput(wanted, off, { writeModes: { customers: ['UPSERT', 'APPEND'] } }), want: ['CDC5202'] },
  {
    name: 'the ledger remembers another mode, and the topic is rebuilt',
    given: anInput(wanted, withSpec(off, 'target-table', { buckets: 1 }), { writeModes: { customers: ['APPEND'] } }),
    want: [],
  },
]);
