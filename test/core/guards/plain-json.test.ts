import { plainJson } from '../../../src/core/guards/plain-json.js';
import { anInput, testGuard, wantedOf } from './support.js';

const withConfig = (config: Record<string, string>) => anInput(wantedOf({ config }), []);

testGuard(plainJson, [
  { name: 'values as JSON', given: withConfig({ 'output.data.format': 'JSON' }), want: ['CDC5302'], says: ['output.data.format JSON'] },
  { name: 'values as JSON_SR', given: withConfig({ 'output.data.format': 'JSON_SR' }), want: [] },
  { name: 'keys as JSON', given: withConfig({ 'output.key.format': 'JSON' }), want: ['CDC5302'] },
  { name: 'keys as text', given: withConfig({ 'output.key.format': 'STRING' }), want: ['CDC5302'] },
  { name: 'keys as AVRO', given: withConfig({ 'output.key.format': 'AVRO' }), want: [] },
  { name: 'DynamoDB\'s name for the format of keys', given: withConfig({ 'output.data.key.format': 'JSON' }), want: ['CDC5302'], says: ['output.data.key.format'] },
  { name: 'both', given: withConfig({ 'output.data.format': 'JSON', 'output.key.format': 'JSON' }), want: ['CDC5302', 'CDC5302'] },
  { name: 'both as PROTOBUF', given: withConfig({ 'output.data.format': 'PROTOBUF', 'output.key.format': 'PROTOBUF' }), want: [] },
]);
