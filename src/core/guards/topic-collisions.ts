import type { Diagnostic } from '../diagnostic.js';
import { actualSpec } from '../known-kinds.js';
import type { Guard, GuardInput, PipelineFacts } from './guard.js';
import { foreignConnectors, placeOf } from './places.js';

const MAX_NAMED = 5;

/** Topics are told apart by name alone: what is in the account already, other pipelines, other connectors. */
export const topicCollisions: Guard = {
  name: 'topic-collisions',
  codes: ['CDC5101', 'CDC5102', 'CDC5103'],
  check: (input) => [...existingTopics(input), ...amongPipelines(input), ...amongConnectors(input)],
};

/** A connector that is about to be made, and topics of its tables that it cannot have made. */
function existingTopics(input: GuardInput): Diagnostic[] {
  const { plan, actual, accountTopics } = input;
  const made = new Set(plan.changes.filter((change) => change.kind === 'connector' && change.type === 'create').map((change) => change.pipeline));
  const ours = new Map(actual.flatMap((resource) => {
    const topic = actualSpec('source-topic', resource)?.topic;
    return topic === undefined ? [] : [[topic, resource.owned] as const];
  }));
  return input.pipelines.filter(({ pipeline }) => made.has(pipeline)).flatMap((facts): Diagnostic[] => {
    const foreign = facts.topics.filter((topic) => (accountTopics?.has(topic) === true || ours.has(topic)) && ours.get(topic) !== true);
    if (foreign.length === 0) return [];
    return [{
      code: 'CDC5101',
      severity: 'error',
      summary: `pipeline ${facts.pipeline} would write into ${foreign.length === 1 ? 'a topic that exists and is' : `${foreign.length} topics that exist and are`} not ours: ${listed(foreign)}`,
      detail: 'The connector is new, so something else has made them.',
      fix: 'Choose another topicPrefix, or delete what an earlier attempt has left: the topic and its two subjects.',
      ...placeOf(facts, input),
    }];
  });
}

function amongPipelines(input: GuardInput): Diagnostic[] {
  const { pipelines } = input;
  return pipelines.flatMap((facts, index) =>
    pipelines.slice(0, index).flatMap((other): Diagnostic[] => {
      if (other.pipeline === facts.pipeline) return [];
      const what = shared(other, facts, input);
      if (what === undefined) return [];
      return [{
        code: 'CDC5102',
        severity: 'error',
        summary: `pipelines ${other.pipeline} and ${facts.pipeline} ${what}`,
        detail: 'Their topics cannot be told apart.',
        fix: 'Give the one that is not applied yet another topicPrefix.',
        ...placeOf(facts, input),
      }];
    }),
  );
}

/** Pipelines may read one existing topic; they may not have connectors that write one. */
function shared(a: PipelineFacts, b: PipelineFacts, input: GuardInput): string | undefined {
  const [one, two] = [a, b].map((facts) => prefixOf(facts, input));
  if (one === undefined || two === undefined) return undefined;
  const topics = a.topics.filter((topic) => b.topics.includes(topic));
  if (topics.length > 0) return `both write topic ${listed(topics)}`;
  if (one === '' || two === '' || !overlap(one, two)) return undefined;
  return one === two ? `have the same topic prefix ${one}` : `have topic prefixes of which one begins the other: ${one} and ${two}`;
}

function amongConnectors(input: GuardInput): Diagnostic[] {
  const foreign = foreignConnectors(input);
  return input.pipelines.flatMap((facts) => {
    const prefix = prefixOf(facts, input);
    if (prefix === undefined || prefix === '') return [];
    return foreign.filter(([, config]) => overlap(config['topic.prefix'] ?? '', prefix)).map(([name, config]): Diagnostic => ({
      code: 'CDC5103',
      severity: 'error',
      summary: `connector ${name} of the account has the topic prefix ${config['topic.prefix']!}, which collides with ${prefix} of pipeline ${facts.pipeline}`,
      detail: 'Both would write topics under the same names.',
      fix: `Choose another topicPrefix for pipeline ${facts.pipeline}, or delete ${name} if it is no longer needed.`,
      ...placeOf(facts, input),
    }));
  });
}

/** `undefined`: it has no connector. Empty: one that names its topics without a prefix, such as DynamoDB's. */
function prefixOf({ pipeline, topicPrefix, topics }: PipelineFacts, { desired }: GuardInput): string | undefined {
  if (!desired.some((resource) => resource.kind === 'connector' && resource.pipeline === pipeline)) return undefined;
  return topics.length === 0 || topics.some((topic) => topic.startsWith(`${topicPrefix}.`)) ? topicPrefix : '';
}

/** Equal, or one begins the other up to a dot: `shop` owns `shop.eu.orders`. */
function overlap(a: string, b: string): boolean {
  return a !== '' && b !== '' && (`${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`));
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
