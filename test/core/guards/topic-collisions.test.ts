import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DesiredResource } from '../../../src/core/resource.js';
import { topicCollisions } from '../../../src/core/guards/topic-collisions.js';
import { anInput, factsOf, testGuard, thereOf, wantedOf } from './support.js';

const wanted = wantedOf();
const many = Array.from({ length: 12 }, (_, i) => `shop.public.t${i}`);
const there = thereOf(wanted);
const sourceTopic = there.filter(({ kind }) => kind === 'source-topic');
const both = wantedOf({}, { name: 'billing', tables: [{ from: 'public.items', to: 'items' }] });
const pair = (topicPrefix: string, topics = [`${topicPrefix}.public.items`]) => anInput(both, [], { pipelines: [factsOf('shop'), factsOf('billing', { topicPrefix, topics })] });
const beside = (prefix: string, name = 'legacy') => anInput(wanted, [], { accountConnectors: new Map([[name, { 'topic.prefix': prefix }]]) });

testGuard(topicCollisions, [
  { name: 'a topic exists before its connector', given: anInput(wanted, [], { accountTopics: new Set(['shop.public.customers']) }), want: ['CDC5101'], says: ['shop.public.customers'] },
  { name: 'nothing is known of the account\'s topics', given: anInput(wanted, []), want: [] },
  {
    name: 'many topics exist before their connector',
    given: anInput(wanted, [], { accountTopics: new Set(many), pipelines: [factsOf('shop', { topics: many })] }),
    want: ['CDC5101'],
    says: ['12 topics that exist and are not ours', 'and '],
  },
  { name: 'one pipeline in two targets is not its own rival', given: anInput(wanted, [], { pipelines: [factsOf('shop'), factsOf('shop')] }), want: [] },
  { name: 'a connector of the account without a prefix', given: anInput(wanted, [], { accountConnectors: new Map([['legacy', {}]]) }), want: [] },
  { name: 'another topic under the prefix exists', given: anInput(wanted, [], { accountTopics: new Set(['shop.public.other']) }), want: [] },
  { name: 'the topic exists and so does the connector', given: anInput(wanted, there, { accountTopics: new Set(['shop.public.customers']) }), want: [] },
  { name: 'the topic was read, and is not ours', given: anInput(wanted, sourceTopic.map((topic) => ({ ...topic, owned: false }))), want: ['CDC5101'] },
  { name: 'our topic has lost its connector', given: anInput(wanted, sourceTopic, { accountTopics: new Set(['shop.public.customers']) }), want: [] },

  { name: 'two pipelines with one prefix', given: pair('shop'), want: ['CDC5102'], says: ['the same topic prefix shop'] },
  { name: 'one prefix begins the other', given: pair('shop.eu'), want: ['CDC5102'], says: ['shop and shop.eu'] },
  { name: 'one prefix begins the other, but not up to a dot', given: pair('shop2'), want: [] },
  { name: 'two pipelines write one topic', given: pair('', ['shop.public.customers']), want: ['CDC5102'], says: ['both write topic shop.public.customers'] },
  { name: 'topics without a prefix', given: pair('billing', ['items']), want: [] },
  {
    name: 'a pipeline without a connector reads the topic of another',
    given: anInput(both.filter(({ kind, pipeline }) => kind !== 'connector' || pipeline === 'shop'), [], { pipelines: [factsOf('shop'), factsOf('billing', { topicPrefix: 'shop', topics: ['shop.public.customers'] })] }),
    want: [],
  },

  { name: 'a connector of the account has the prefix', given: beside('shop'), want: ['CDC5103'], says: ['connector legacy'] },
  { name: 'a connector of the account has an overlapping prefix', given: beside('shop.eu'), want: ['CDC5103'] },
  { name: 'a connector of the account has another prefix', given: beside('shopping'), want: [] },
  { name: 'the connector is the pipeline\'s own', given: beside('shop', 'shop'), want: [] },
]);

it('names every pair of pipelines that collides, and no other, as a look at all pairs would', () => {
  const prefix = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
  const writer = fc.oneof(
    prefix.map((topicPrefix) => ({ topicPrefix, topics: [`${topicPrefix}.public.t`] })),
    fc.subarray(['x', 'y', 'a.public.t'], { minLength: 1 }).map((topics) => ({ topicPrefix: 'none', topics })),
  );
  fc.assert(
    fc.property(fc.array(writer, { maxLength: 8 }), (writers) => {
      const pipelines = writers.map((given, index) => factsOf(`p${index}`, given));
      const desired = pipelines.map(({ pipeline }) => ({ ...wanted[0]!, kind: 'connector', pipeline })) as readonly DesiredResource[];
      const told = topicCollisions.check(anInput(desired, [], { pipelines })).map(({ summary }) => /pipelines (p\d+) and (p\d+)/.exec(summary)!.slice(1).join(' '));
      const begins = (a: string, b: string): boolean => a !== 'none' && b !== 'none' && `${b}.`.startsWith(`${a}.`);
      const collide = (a: (typeof writers)[number], b: (typeof writers)[number]): boolean =>
        a.topics.some((topic) => b.topics.includes(topic)) || begins(a.topicPrefix, b.topicPrefix) || begins(b.topicPrefix, a.topicPrefix);
      const pairs = writers.flatMap((one, index) => writers.slice(0, index).flatMap((other, before) => (collide(one, other) ? [`p${before} p${index}`] : [])));
      expect(told).toEqual(pairs);
    }),
    { numRuns: 300 },
  );
});
