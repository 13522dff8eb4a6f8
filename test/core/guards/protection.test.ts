import { protection } from '../../../src/core/guards/protection.js';
import { actualOf } from '../../support/resources.js';
import { anInput, testGuard, thereOf, wantedOf, withSpec } from './support.js';

const wanted = wantedOf();
const protectedNow = wanted.map((resource) => ({ ...resource, protect: true }));
const there = thereOf(wanted);
const remembered = thereOf(wanted, { protect: true });
const otherBuckets = withSpec(there, 'target-table', { buckets: 1 });
const broken = (state: string) => wanted.map((resource) => actualOf(resource, resource.kind === 'decode-statement' ? { state, health: 'degraded' } : {}));

testGuard(protection, [
  { name: 'a chain of a protected pipeline is rebuilt', given: anInput(protectedNow, otherBuckets), want: ['CDC5006'], says: ['pipeline shop is protected', 'protect: false'] },
  { name: 'the same without protection', given: anInput(wanted, otherBuckets), want: [] },
  { name: 'a protected pipeline changes in place', given: anInput(protectedNow, withSpec(there, 'target-table', { maxMessageBytes: 1 })), want: [] },
  { name: 'protection and rebuild in one change: the ledger remembers', given: anInput(wanted, withSpec(remembered, 'target-table', { buckets: 1 })), want: ['CDC5006'] },
  { name: 'its file is gone: the ledger remembers', given: anInput([], remembered.filter(({ pipeline }) => pipeline !== undefined), { deletable: () => true }), want: ['CDC5006'], says: ['Put what was removed back'] },
  { name: 'its file is gone, and it was not protected', given: anInput([], there, { deletable: () => true }), want: [] },
  { name: 'a statement restarts', given: anInput(protectedNow, withSpec(there, 'decode-statement', { sql: 'SELECT 1', name: 'old' })), want: ['CDC5006'] },
  { name: 'a statement that has failed is made anew', given: anInput(protectedNow, broken('FAILED')), want: [] },
  { name: 'only what has another pipeline is replaced', given: anInput([...protectedNow, ...wantedOf({ name: 'billing', tables: [{ from: 'public.items', to: 'items' }] })], [...there, ...withSpec(thereOf(wantedOf({ name: 'billing', tables: [{ from: 'public.items', to: 'items' }] })).slice(1), 'target-table', { buckets: 1 })]), want: [] },
]);
