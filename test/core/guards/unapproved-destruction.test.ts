import { describe } from 'vitest';
import { unapprovedDestruction } from '../../../src/core/guards/unapproved-destruction.js';
import type { ApprovalFacts, GuardInput } from '../../../src/core/guards/guard.js';
import { addressOf } from '../../support/resources.js';
import { anInput, customers, HOUR, NOW, orders, testGuard, thereOf, wantedOf, withConfig, withSpec } from './support.js';

const wanted = wantedOf();
const there = thereOf(wanted);
const rebuild = anInput(wanted, withSpec(there, 'target-table', { buckets: 1 }));
const { fingerprint } = rebuild.plan;
const approval = (parts: Partial<ApprovalFacts> = {}): ApprovalFacts => ({ name: 'rebuild-customers', plan: fingerprint, reason: 'more buckets', expires: NOW + HOUR, ...parts });
const approved = (...approvals: ApprovalFacts[]): GuardInput => ({ ...rebuild, approvals });
const changed = (kind: string, spec: object) => anInput(wanted, withSpec(there, kind, spec));
const withHealth = (kind: string, state: string) => anInput(wanted, there.map((resource) => (resource.kind === kind ? { ...resource, state, health: 'degraded' as const } : resource)));
const without = (...kinds: string[]) => anInput(wanted, there.filter(({ kind }) => !kinds.includes(kind)));
const shrunk = (deletable: boolean) => anInput(wanted, thereOf(wantedOf({ tables: [customers, orders] })), { deletable: () => deletable });
const leaving = (kind: string) => {
  const gone = there.filter((resource) => resource.kind === kind);
  return anInput([], gone, { deletable: () => true });
};

describe('what counts as destruction', () => {
  testGuard(unapprovedDestruction, [
    { name: 'the chain of a table is rebuilt', given: rebuild, want: ['CDC5001'], says: ['hold data', addressOf('target-table', 'customers'), 'shop/public.customers (rebuild)', `--expect-plan ${fingerprint}`] },
    { name: 'the topic\'s largest message changes in place', given: changed('target-table', { maxMessageBytes: 1 }), want: [] },
    { name: 'the pipeline is rebuilt', given: anInput(wanted, withConfig(there, { 'topic.prefix': 'other' })), want: ['CDC5001'], says: ['(resnapshot)'] },
    { name: 'the connector\'s tasks change', given: anInput(wanted, withConfig(there, { 'tasks.max': '2' })), want: [] },
    { name: 'the SQL changes, and the statement restarts', given: changed('decode-statement', { sql: 'SELECT 1', name: 'old' }), want: [] },
    { name: 'the SQL changes under its old name, and the statement is deleted first', given: changed('decode-statement', { sql: 'SELECT 1' }), want: [] },
    { name: 'the statement has failed, and is made anew', given: withHealth('decode-statement', 'FAILED'), want: [] },
    { name: 'the connector has failed', given: withHealth('connector', 'FAILED'), want: [] },
    { name: 'the storage of the lake table changes', given: changed('tableflow-topic', { storage: { kind: 'ByobAws' } }), want: ['CDC5001'] },
    { name: 'a format leaves', given: changed('tableflow-topic', { formats: ['DELTA', 'ICEBERG'] }), want: ['CDC5001'] },
    { name: 'a format joins', given: anInput(wantedOf({ tables: [{ ...customers, formats: ['DELTA', 'ICEBERG'] }] }), there), want: [] },
    { name: 'a table leaves', given: shrunk(true), want: ['CDC5001'] },
    { name: 'a table leaves, and nothing may be deleted', given: shrunk(false), want: [] },
    { name: 'a subject is deleted', given: leaving('subject'), want: ['CDC5001'] },
    { name: 'a level of a subject is deleted', given: leaving('subject-config'), want: [] },
    { name: 'a statement is deleted', given: leaving('decode-statement'), want: [] },
    { name: 'a connector that had vanished is made again', given: without('connector'), want: [] },
    { name: 'nothing changes', given: anInput(wanted, there), want: [] },
  ]);
});

describe('what allows it', () => {
  testGuard(unapprovedDestruction, [
    { name: '--expect-plan with its fingerprint', given: { ...rebuild, expectedPlan: fingerprint }, want: [] },
    { name: '--expect-plan with another', given: { ...rebuild, expectedPlan: '000000000000' }, want: ['CDC5001'] },
    { name: 'an approval', given: approved(approval()), want: [] },
    { name: 'an approval in its last millisecond', given: approved(approval({ expires: NOW + 1 })), want: [] },
    { name: 'an approval that expires now', given: approved(approval({ expires: NOW })), want: ['CDC5001'] },
    { name: 'an approval that has expired', given: approved(approval({ expires: NOW - 3 * HOUR })), want: ['CDC5001'], says: ['rebuild-customers is for this plan, and expired 3 h ago'] },
    { name: 'an approval of another plan', given: approved(approval({ name: 'last-week', plan: '111111111111' })), want: ['CDC5001'], says: ['Approval last-week is for plan 111111111111.'] },
    { name: 'one of several', given: approved(approval({ plan: '111111111111' }), approval()), want: [] },
  ]);
});

describe('a killed run goes on', () => {
  const chain = rebuild.plan.changes.filter((change) => change.type === 'replace').map((change) => change.address as string);
  const going = (doomed: readonly string[], parts: Partial<GuardInput>): GuardInput => ({ ...rebuild, interrupted: { fingerprint: '222222222222', doomed: new Set(doomed), destroys: new Set(), sameDocuments: false }, ...parts });

  testGuard(unapprovedDestruction, [
    { name: 'all of it was begun under --expect-plan', given: going(chain, { expectedPlan: '222222222222' }), want: [] },
    { name: 'all of it was begun under an approval', given: going(chain, { approvals: [approval({ plan: '222222222222' })] }), want: [] },
    { name: 'the approval has expired meanwhile', given: going(chain, { approvals: [approval({ plan: '222222222222', expires: NOW - 1 })] }), want: ['CDC5001'] },
    { name: 'something more would go', given: going(chain.filter((address) => !address.startsWith('target-table/')), { expectedPlan: '222222222222' }), want: ['CDC5001'] },
    { name: 'nobody had allowed it', given: going(chain, {}), want: ['CDC5001'] },
  ]);
});
