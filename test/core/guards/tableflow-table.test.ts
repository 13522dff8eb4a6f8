import { tableflowTable } from '../../../src/core/guards/tableflow-table.js';
import { anInput, customers, testGuard, wantedOf, withSpec } from './support.js';

const keyless = wantedOf({ tables: [{ ...customers, key: [] }] });
const withPolicy = (changelogMode: string, cleanupPolicy: string) => withSpec(wantedOf(), 'target-table', { changelogMode, cleanupPolicy });
const withoutTableflow = (resources: ReturnType<typeof wantedOf>) => resources.filter(({ kind }) => kind !== 'tableflow-topic');

testGuard(tableflowTable, [
  { name: 'upsert without a key', given: anInput(keyless, []), want: ['CDC5203'], says: ['customers'] },
  { name: 'upsert without a key, not materialised', given: anInput(withoutTableflow(keyless), []), want: [] },
  { name: 'append without a key', given: anInput(withSpec(keyless, 'target-table', { changelogMode: 'append', cleanupPolicy: 'delete' }), []), want: [] },
  { name: 'upsert, delete', given: anInput(withPolicy('upsert', 'delete'), []), want: ['CDC5204'], says: ['compact or delete-compact'] },
  { name: 'upsert, delete, not materialised', given: anInput(withoutTableflow(withPolicy('upsert', 'delete')), []), want: [] },
  { name: 'upsert, compact', given: anInput(withPolicy('upsert', 'compact'), []), want: [] },
  { name: 'upsert, delete-compact', given: anInput(withPolicy('upsert', 'delete-compact'), []), want: [] },
  { name: 'append, compact', given: anInput(withPolicy('append', 'compact'), []), want: ['CDC5204'], says: ['it takes delete.'] },
  { name: 'append, delete', given: anInput(withPolicy('append', 'delete'), []), want: [] },
  { name: 'retract', given: anInput(withPolicy('retract', 'delete'), []), want: ['CDC5204'], says: ['upsert and append tables only'] },
]);
