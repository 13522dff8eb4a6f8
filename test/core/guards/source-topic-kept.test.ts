import { sourceTopicKept } from '../../../src/core/guards/source-topic-kept.js';
import { addressOf } from '../../support/resources.js';
import { anInput, customers, orders, testGuard, thereOf, wantedOf, withConfig } from './support.js';

const wanted = wantedOf();
const there = thereOf(wanted);
const two = thereOf(wantedOf({ tables: [customers, orders] }));

testGuard(sourceTopicKept, [
  { name: 'a table leaves, and its topic would go', given: anInput(wanted, two, { deletable: ({ kind }) => kind === 'source-topic' }), want: ['CDC5007'], says: [addressOf('source-topic', 'shop.public.orders'), addressOf('connector', 'shop')] },
  { name: 'a table leaves, and its topic stays', given: anInput(wanted, two, { deletable: ({ kind }) => kind !== 'source-topic' }), want: [] },
  { name: 'the pipeline leaves, and its connector would stay', given: anInput([], there, { deletable: ({ kind }) => kind !== 'connector' }), want: ['CDC5007'] },
  { name: 'the pipeline leaves with its connector', given: anInput([], there, { deletable: () => true }), want: [] },
  { name: 'the pipeline is rebuilt with its connector', given: anInput(wanted, withConfig(there, { 'topic.prefix': 'other' })), want: [] },
  { name: 'the connector had vanished', given: anInput([], there.filter(({ kind }) => kind !== 'connector'), { deletable: () => true }), want: [] },
]);
