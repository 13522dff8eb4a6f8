import { deletionThreshold } from '../../../src/core/guards/deletion-threshold.js';
import { anInput, testGuard, thereOf, wantedOf, withSpec } from './support.js';

const tables = Array.from({ length: 10 }, (_, index) => ({ from: `public.t${index}`, to: `t${index}` }));
/** Ten tables, of which the last few leave. Each has nine resources. */
const leaving = (count: number, parts: Parameters<typeof anInput>[2] = {}) =>
  anInput(wantedOf({ tables: tables.slice(0, 10 - count) }), thereOf(wantedOf({ tables })), { deletable: () => true, ownedCount: 90, ...parts });
const perTable = leaving(1).plan.summary.delete;
const doomed = new Set(leaving(4).plan.changes.filter((change) => change.type === 'delete').map((change) => change.address as string));
const ten = wantedOf({ tables });

testGuard(deletionThreshold, [
  { name: 'exactly as much as is allowed', given: leaving(3, { ownedCount: 10 * perTable }), want: [] },
  { name: 'one resource more', given: leaving(3, { ownedCount: 10 * perTable - 1 }), want: ['CDC5005'], says: [`${3 * perTable} of the ${10 * perTable - 1}`, '30 %'] },
  { name: 'four of ten tables', given: leaving(4), want: ['CDC5005'] },
  { name: 'four of ten tables, where half may go', given: leaving(4, { limits: { maxDeletePercent: 50, minOwnedForPercent: 10 } }), want: [] },
  { name: 'nothing may go, and one table does', given: leaving(1, { limits: { maxDeletePercent: 0, minOwnedForPercent: 10 } }), want: ['CDC5005'] },
  { name: 'nothing may go, and nothing does', given: leaving(0, { limits: { maxDeletePercent: 0, minOwnedForPercent: 10 } }), want: [] },
  { name: 'all of nine resources', given: leaving(10, { ownedCount: 9 }), want: [] },
  { name: 'all of ten resources', given: leaving(10, { ownedCount: 10 }), want: ['CDC5005'] },
  { name: 'four of ten tables, begun by a killed run', given: leaving(4, { interrupted: { fingerprint: 'f', doomed, destroys: new Set(), sameDocuments: true } }), want: [] },
  { name: 'every chain is rebuilt', given: anInput(ten, withSpec(thereOf(ten), 'target-table', { buckets: 1 })), want: ['CDC5005'] },
  { name: 'every statement restarts', given: anInput(ten, withSpec(thereOf(ten), 'decode-statement', { sql: 'SELECT 1', name: 'old' }), { ownedCount: 11 }), want: [] },
]);
