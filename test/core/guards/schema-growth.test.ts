import { schemaGrowth } from '../../../src/core/guards/schema-growth.js';
import { anInput, customers, orders, testGuard, thereOf, wantedOf, withConfig, withSpec } from './support.js';

const wanted = wantedOf();
const withLevel = (compatibility: string, config: Record<string, string> = {}) => withSpec(wantedOf({ config }), 'subject-config', { compatibility });
const closed = { 'value.converter.object.additional.properties': 'false' };

testGuard(schemaGrowth, [
  { name: 'JSON_SR with FULL_TRANSITIVE', given: anInput(wanted, []), want: ['CDC5303'], says: ['connector shop', 'FULL_TRANSITIVE', '1 subject.'] },
  { name: 'said once for all its tables', given: anInput(wantedOf({ tables: [customers, orders] }), []), want: ['CDC5303'], says: ['2 subjects.'] },
  { name: 'JSON_SR with BACKWARD', given: anInput(withLevel('BACKWARD'), []), want: ['CDC5303'] },
  { name: 'JSON_SR with FORWARD', given: anInput(withLevel('FORWARD'), []), want: [] },
  { name: 'JSON_SR with NONE', given: anInput(withLevel('NONE'), []), want: [] },
  { name: 'AVRO with FULL_TRANSITIVE', given: anInput(wantedOf({ config: { 'output.data.format': 'AVRO' } }), []), want: [] },
  { name: 'closed objects with BACKWARD', given: anInput(withLevel('BACKWARD', closed), []), want: [] },
  { name: 'closed objects with FULL', given: anInput(withLevel('FULL', closed), []), want: ['CDC5303'] },
  { name: 'there as it is wanted: it was said when it was made', given: anInput(wanted, thereOf(wanted)), want: [] },
  { name: 'the connector is changed', given: anInput(wanted, withConfig(thereOf(wanted), { 'tasks.max': '2' })), want: ['CDC5303'] },
]);
