import { ownership } from '../../../src/core/guards/ownership.js';
import { actualOf, addressOf } from '../../support/resources.js';
import { anInput, testGuard, wantedOf, withConfig, withSpec } from './support.js';

const wanted = wantedOf();
const only = (kind: string, owned: boolean) => wanted.filter((resource) => resource.kind === kind).map((resource) => actualOf(resource, { owned }));
const connector = only('connector', false);
const many = Object.fromEntries(Object.keys((wanted.find(({ kind }) => kind === 'connector')!.spec as { config: object }).config).map((key) => [key, 'other']));
const otherTasks = withConfig(connector, { 'tasks.max': '2' });

testGuard(ownership, [
  { name: 'there as wanted, not ours', given: anInput(wanted, connector), want: ['CDC5401'], says: [addressOf('connector', 'shop'), '--adopt'] },
  { name: 'there as wanted, not ours, and asked for', given: anInput(wanted, connector, { adopt: true }), want: [] },
  { name: 'there as wanted, and ours', given: anInput(wanted, only('connector', true)), want: [] },
  { name: 'there, different, not ours', given: anInput(wanted, otherTasks), want: ['CDC5402'], says: ['config.tasks.max', 'changed in place'] },
  { name: 'there, different in more fields than are named', given: anInput(wanted, withConfig(connector, many)), want: ['CDC5402'], says: [' more\n'] },
  { name: 'there, different, not ours, and asked for', given: anInput(wanted, otherTasks, { adopt: true }), want: [] },
  { name: 'there, and taking it would rebuild the pipeline', given: anInput(wanted, withConfig(connector, { 'topic.prefix': 'other' })), want: ['CDC5402'], says: ['all of its pipeline deleted and made again'] },
  { name: 'there, and taking it would rebuild the chain', given: anInput(wanted, withSpec(only('target-table', false), 'target-table', { buckets: 1 })), want: ['CDC5402'], says: ['whole chain'] },
  { name: 'what something else makes need not be ours', given: anInput(wanted, only('target-topic', false)), want: [] },
]);
