import type { ActualResource, DesiredResource } from '../core/resource.js';
import { desiredOf } from '../core/known-kinds.js';
import type { PlannedTarget } from '../engine/plan-target.js';
import type { ActualState } from '../engine/read-actual.js';
import type { ListName, Lists, Snapshot } from '../kinds/snapshot.js';
import type { Answer, Part, RowSample, TableFacts, TableMetrics } from './facts.js';
import type { Metrics } from './read-metrics.js';

/** What was learnt beside the account's lists. */
export interface Learnt {
  readonly watchedMs: number;
  readonly now: number;
  readonly visible?: Answer<ReadonlySet<string>>;
  readonly samples: ReadonlyMap<string, Answer<RowSample>>;
  readonly metrics?: Metrics;
  /** The newest exception of statements that fail without saying why. */
  readonly exceptions: ReadonlyMap<string, string>;
}

/** The facts of every table that the pipelines want, put together from all that was read. Pure. */
export function gatherFacts(desired: PlannedTarget['desired'], actual: ActualState, learnt: Learnt): TableFacts[] {
  const ours = desired.filter((resource) => resource.pipeline !== undefined);
  const keys = [...new Set(ours.flatMap(({ pipeline, table }) => (table === undefined ? [] : [JSON.stringify([pipeline, table])])))];
  const known = new Map(actual.resources.map((resource) => [resource.address, resource]));
  return keys.map((key) => {
    const [pipeline, from] = JSON.parse(key) as [string, string];
    const own = ours.filter((resource) => resource.pipeline === pipeline && (resource.table === from || resource.kind === 'connector'));
    return tableFacts(pipeline, from, own, { known, actual, learnt });
  });
}

interface Reading {
  readonly known: ReadonlyMap<string, ActualResource>;
  readonly actual: ActualState;
  readonly learnt: Learnt;
}

function tableFacts(pipeline: string, from: string, own: readonly DesiredResource[], reading: Reading): TableFacts {
  const { known, actual, learnt } = reading;
  const target = own.find(({ kind }) => kind === 'target-table')?.chain;
  const source = own.find(({ kind }) => kind === 'source-topic');
  const topic = desiredOf('source-topic', own)[0]?.spec.topic ?? desiredOf('decode-statement', own)[0]?.spec.sourceTopic;
  const statement = partOf('decode-statement', own, reading, 'statements', (resource, found) => found?.remoteId ?? (resource.spec as { readonly name: string }).name);
  const tableflow = partOf('tableflow-topic', own, reading, 'tableflowTopics', (resource) => (resource.spec as { readonly topic: string }).topic);
  const connector = partOf('connector', own, reading, 'connectors', (resource) => (resource.spec as { readonly name: string }).name);
  const statementName = statement?.actual?.remoteId;
  const sample = target === undefined ? undefined : learnt.samples.get(target);
  const exception = statementName === undefined ? undefined : learnt.exceptions.get(statementName);
  const unread = actual.unread.get(source?.kind ?? 'existing-topic') ?? actual.unread.get('subject');
  return {
    pipeline,
    from,
    watchedMs: learnt.watchedMs,
    now: learnt.now,
    subjects: source === undefined ? registeredOf(topic, actual.snapshot) : subjectsOf(own, source, known),
    ...(target === undefined ? {} : { target }),
    ...(connector === undefined ? {} : { connector }),
    ...(topic === undefined ? {} : { sourceTopic: { name: topic, exists: source === undefined ? itemOf(actual.snapshot, 'topics', topic) !== undefined : known.has(source.address), ...(unread === undefined ? {} : { unread }) } }),
    ...(statement === undefined ? {} : { statement: { ...statement, ...(exception === undefined ? {} : { exception }) } }),
    ...(tableflow === undefined ? {} : { tableflow }),
    ...(learnt.visible === undefined ? {} : { visible: learnt.visible }),
    ...(sample === undefined ? {} : { sample }),
    ...(learnt.metrics === undefined ? {} : { metrics: metricsOf(learnt.metrics, topic, target, statementName) }),
  };
}

function partOf<Name extends ListName>(
  kind: string,
  own: readonly DesiredResource[],
  { known, actual }: Reading,
  list: Name,
  nameOf: (resource: DesiredResource, found: ActualResource | undefined) => string,
): Part<ItemOf<Name>> | undefined {
  const desired = own.find((resource) => resource.kind === kind);
  if (desired === undefined) return undefined;
  const found = known.get(desired.address);
  const unread = actual.unread.get(kind);
  const listing = itemOf(actual.snapshot, list, nameOf(desired, found));
  return { desired, ...(found === undefined ? {} : { actual: found }), ...(listing === undefined ? {} : { listing }), ...(unread === undefined ? {} : { unread }) };
}

type ItemOf<Name extends ListName> = Lists[Name] extends ReadonlyMap<string, infer Item> ? Item : never;

function itemOf<Name extends ListName>(snapshot: Snapshot, list: Name, name: string): ItemOf<Name> | undefined {
  const listing = snapshot[list];
  return listing?.read === true ? (listing.items.get(name) as ItemOf<Name> | undefined) : undefined;
}

/** The subjects that the source topic leaves behind: those of a table's chain belong to its target. */
function subjectsOf(own: readonly DesiredResource[], source: DesiredResource | undefined, known: Reading['known']): TableFacts['subjects'] {
  if (source === undefined) return [];
  return own
    .filter((resource) => resource.kind === 'subject' && resource.relations.leftBy.includes(source.address))
    .map((resource) => ({ name: (resource.spec as { readonly subject: string }).subject, exists: known.has(resource.address) }));
}

/** Of a topic that was there already nobody wants subjects; those that it has tell how Flink shows it. */
function registeredOf(topic: string | undefined, snapshot: Snapshot): TableFacts['subjects'] {
  if (topic === undefined) return [];
  return [`${topic}-key`, `${topic}-value`].filter((name) => itemOf(snapshot, 'schemas', name) !== undefined).map((name) => ({ name, exists: true }));
}

function metricsOf(metrics: Metrics, topic: string | undefined, target: string | undefined, statement: string | undefined): TableMetrics {
  const value = (values: ReadonlyMap<string, number> | undefined, name: string | undefined) => (name === undefined ? undefined : values?.get(name));
  const sourceReceived = value(metrics.received, topic) ?? (metrics.received === undefined ? undefined : 0);
  const targetReceived = value(metrics.received, target);
  const pending = value(metrics.pending, statement);
  const rowsAdded = value(metrics.rowsAdded, target);
  const rowsSkipped = value(metrics.rowsSkipped, target);
  return {
    ...(sourceReceived === undefined ? {} : { sourceReceived }),
    ...(targetReceived === undefined ? {} : { targetReceived }),
    ...(pending === undefined ? {} : { pending }),
    ...(rowsAdded === undefined ? {} : { rowsAdded }),
    ...(rowsSkipped === undefined ? {} : { rowsSkipped }),
  };
}
