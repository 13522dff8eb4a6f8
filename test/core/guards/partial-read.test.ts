import { partialRead } from '../../../src/core/guards/partial-read.js';
import type { GuardInput } from '../../../src/core/guards/guard.js';
import { withDiagnostics } from '../../../src/core/plan.js';
import { anInput, testGuard, thereOf, wantedOf, withSpec } from './support.js';

const wanted = wantedOf();
const there = thereOf(wanted);
const unread = new Map([['tableflow-topic', '403 from Tableflow']]);
const partial = anInput(wanted, there.filter(({ kind }) => kind !== 'tableflow-topic'), { unread });
const told = (input: GuardInput): GuardInput => ({ ...input, plan: withDiagnostics(input.plan, [{ code: 'CDC4007', severity: 'error', summary: 'part of the account could not be read' }]) });
const deleting = anInput([], there, { deletable: () => true });
const rebuilding = anInput(wanted, withSpec(there, 'target-table', { buckets: 1 }));
const restarting = anInput(wanted, withSpec(there, 'decode-statement', { sql: 'SELECT 1', name: 'old' }));

testGuard(partialRead, [
  { name: 'something is unread, and nobody has said so', given: partial, want: ['CDC4007'], says: ['1 resource cannot be planned', 'No deletes are planned', '403 from Tableflow'] },
  { name: 'something is unread, and it has been said', given: told(partial), want: [] },
  { name: 'everything is read', given: anInput(wanted, there), want: [] },
  { name: 'a plan that deletes, from a partial read', given: told(deleting), want: ['CDC5008'] },
  { name: 'a plan that deletes, from a whole read', given: deleting, want: [] },
  { name: 'a plan that rebuilds, from a partial read', given: told(rebuilding), want: ['CDC5008'] },
  { name: 'a statement that restarts, beside something unread', given: told(restarting), want: [] },
]);
