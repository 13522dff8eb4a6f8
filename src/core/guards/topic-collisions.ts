import { actingOf } from '../change.js';
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
  const made = new Set(actingOf(plan.changes).filter((change) => change.kind === 'connector' && change.type === 'create').map((change) => change.pipeline));
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
  const earlier = createRivals();
  return writersOf(input).flatMap((writer) =>
    earlier.meet(writer).flatMap((other): Diagnostic[] => {
      if (other.facts.pipeline === writer.facts.pipeline) return [];
      const what = shared(other, writer);
      if (what === undefined) return [];
      return [{
        code: 'CDC5102',
        severity: 'error',
        summary: `pipelines ${other.facts.pipeline} and ${writer.facts.pipeline} ${what}`,
        detail: 'Their topics cannot be told apart.',
        fix: 'Give the one that is not applied yet another topicPrefix.',
        ...placeOf(writer.facts, input),
      }];
    }),
  );
}

/** A pipeline whose connector writes topics. */
interface Writer {
  readonly facts: PipelineFacts;
  readonly topics: ReadonlySet<string>;
  /** Empty: it names its topics without one, as DynamoDB's does. */
  readonly prefix: string;
}

/** Pipelines over topics that exist already have no connector, and may read what another one writes. */
function writersOf({ pipelines, desired }: GuardInput): Writer[] {
  const connected = new Set(desired.filter(({ kind }) => kind === 'connector').map(({ pipeline }) => pipeline));
  return pipelines.flatMap((facts) => {
    const { capture, topics, pipeline } = facts;
    if (capture === undefined || !connected.has(pipeline)) return [];
    const used = topics.length === 0 || topics.some((topic) => topic.startsWith(`${capture.topicPrefix}.`));
    return [{ facts, topics: new Set(topics), prefix: used ? capture.topicPrefix : '' }];
  });
}

interface Rivals {
  /** Those met before that may collide with this one, in the order in which they came. */
  meet(writer: Writer): readonly Writer[];
}

/** Hundreds of pipelines, of which each could collide with each: by topic and by prefix they are found without a look at all pairs. */
function createRivals(): Rivals {
  const order = new Map<Writer, number>();
  const byTopic = new Map<string, Writer[]>();
  const byPrefix = new Map<string, Writer[]>();
  /** Beginning of a prefix, up to a dot or its end -> who has it. */
  const byBeginning = new Map<string, Writer[]>();
  return {
    meet(writer) {
      const beginnings = beginningsOf(writer.prefix);
      const met = new Set([
        ...[...writer.topics].flatMap((topic) => byTopic.get(topic) ?? []),
        ...beginnings.flatMap((beginning) => byPrefix.get(beginning) ?? []),
        ...(byBeginning.get(writer.prefix) ?? []),
      ]);
      order.set(writer, order.size);
      for (const topic of writer.topics) addTo(byTopic, topic, writer);
      if (writer.prefix !== '') addTo(byPrefix, writer.prefix, writer);
      for (const beginning of beginnings) addTo(byBeginning, beginning, writer);
      return [...met].sort((a, b) => order.get(a)! - order.get(b)!);
    },
  };
}

/** `a.b.c`: `a`, `a.b` and `a.b.c`. */
function beginningsOf(prefix: string): readonly string[] {
  if (prefix === '') return [];
  return prefix.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'));
}

function addTo(map: Map<string, Writer[]>, key: string, writer: Writer): void {
  const others = map.get(key);
  if (others === undefined) map.set(key, [writer]);
  else others.push(writer);
}

function shared(a: Writer, b: Writer): string | undefined {
  const topics = [...a.topics].filter((topic) => b.topics.has(topic));
  if (topics.length > 0) return `both write topic ${listed(topics)}`;
  if (!overlap(a.prefix, b.prefix)) return undefined;
  return a.prefix === b.prefix ? `have the same topic prefix ${a.prefix}` : `have topic prefixes of which one begins the other: ${a.prefix} and ${b.prefix}`;
}

function amongConnectors(input: GuardInput): Diagnostic[] {
  const foreign = foreignConnectors(input);
  return writersOf(input).flatMap(({ facts, prefix }) =>
    foreign.filter(([, config]) => overlap(config['topic.prefix'] ?? '', prefix)).map(([name, config]): Diagnostic => ({
      code: 'CDC5103',
      severity: 'error',
      summary: `connector ${name} of the account has the topic prefix ${config['topic.prefix']!}, which collides with ${prefix} of pipeline ${facts.pipeline}`,
      detail: 'Both would write topics under the same names.',
      fix: `Choose another topicPrefix for pipeline ${facts.pipeline}, or delete ${name} if it is no longer needed.`,
      ...placeOf(facts, input),
    })),
  );
}

/** Equal, or one begins the other up to a dot: `shop` owns `shop.eu.orders`. */
function overlap(a: string, b: string): boolean {
  return a !== '' && b !== '' && (`${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`));
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
