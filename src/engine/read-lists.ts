import type { ComputePool, TopicConfig } from '../confluent/wire.js';
import { assertNever } from '../core/assert-never.js';
import type { Account } from '../kinds/contract.js';
import type { Clients } from '../kinds/clients.js';
import { schemaRow, statementRow, tableflowRow, topicRow } from './list-rows.js';
import type { ListName, Listing, Lists, Snapshot, TopicConfigs } from '../kinds/snapshot.js';

/** The level of a subject, remembered or asked; `null`: it has none of its own. */
export type LevelOf = (subject: string, schemaId: number | undefined, ask: () => Promise<string | null>) => Promise<string | null>;

/** Reads bulk lists, all at once; `subjects`: those whose own levels `subjectConfigs` is to hold. */
export type ListReader = (names: readonly ListName[], subjects: readonly string[]) => Promise<Snapshot>;

/** The reading for one plan: each list once, and as early as somebody knows that it will be asked for. */
export interface Look {
  /** Begins lists, and waits for none. */
  begin(names: Iterable<ListName>): void;
  readonly read: ListReader;
}

/** Reads lists anew whenever it is asked. A list that cannot be read says so with a sentence; it is never an empty list. */
export function createListReader(clients: Clients, account: Account, levelOf: LevelOf = (_subject, _schemaId, ask) => ask()): ListReader {
  let schemaIds: ReadonlyMap<string, number> = new Map();
  const readOne = async (name: ListName, subjects: readonly string[]): Promise<Lists[ListName]> => {
    if (name === 'subjectConfigs') return readLevels(clients, subjects, (subject, ask) => levelOf(subject, schemaIds.get(subject), ask));
    const items = await readList(name, clients, account);
    if (name === 'schemas') schemaIds = new Map([...(items as Lists['schemas'])].map(([subject, { id }]) => [subject, id]));
    return items;
  };
  return async (names, subjects) => {
    const entries = await Promise.all([...new Set(names)].map(async (name) => [name, await listing(() => readOne(name, subjects))] as const));
    return Object.fromEntries(entries) as Snapshot;
  };
}

/** A look through a reader; `computePools`: those that discovery has read a moment ago. */
export function createLook(read: ListReader, computePools: readonly ComputePool[]): Look {
  const begun = new Map<ListName, Promise<Snapshot>>([['computePools', Promise.resolve({ computePools: { read: true, items: index(computePools, (pool) => pool.id) } })]]);
  const once = (name: ListName): Promise<Snapshot> => {
    const reading = begun.get(name) ?? read([name], []);
    begun.set(name, reading);
    return reading;
  };
  return {
    begin: (names) => {
      // Which subjects are meant is known only later.
      for (const name of names) if (name !== 'subjectConfigs') void once(name);
    },
    read: async (names, subjects) => {
      const parts = await Promise.all([...new Set(names)].map((name) => (name === 'subjectConfigs' ? read([name], subjects) : once(name))));
      return Object.assign({}, ...parts) as Snapshot;
    },
  };
}

async function listing<T>(read: () => Promise<T>): Promise<Listing<T>> {
  try {
    return { read: true, items: await read() };
  } catch (thrown) {
    return { read: false, error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

async function readList(
  name: Exclude<ListName, 'subjectConfigs'>,
  clients: Clients,
  account: Account,
): Promise<Lists[ListName]> {
  switch (name) {
    case 'computePools':
      return index(await clients.computePools.list(account.environment.id), (pool) => pool.id);
    case 'connectors':
      return index(await clients.connect.listConnectors(), (connector) => connector.name);
    case 'topics':
      return index(await clients.kafka.listTopics(), (topic) => topic.topic_name, topicRow);
    case 'topicConfigs':
      return configsByTopic(await clients.kafka.listSetTopicConfigs());
    case 'schemas':
      return index(await clients.schemaRegistry.listLatestSchemas(), (schema) => schema.subject, schemaRow);
    case 'statements':
      return index(await clients.flink.listStatements(), (statement) => statement.name, statementRow);
    case 'tableflowTopics':
      return index(await clients.tableflow.listTopics(), (topic) => topic.spec.display_name, tableflowRow);
    default:
      return assertNever(name);
  }
}

/** One call for each that nobody remembers. */
async function readLevels(clients: Clients, subjects: readonly string[], levelOf: (subject: string, ask: () => Promise<string | null>) => Promise<string | null>): Promise<Lists['subjectConfigs']> {
  const ask = async (subject: string): Promise<string | null> => (await clients.schemaRegistry.getSubjectConfig(subject))?.compatibilityLevel ?? null;
  return new Map(await Promise.all(subjects.map(async (subject) => [subject, (await levelOf(subject, () => ask(subject))) ?? undefined] as const)));
}

function index<T>(items: readonly T[], keyOf: (item: T) => string, rowOf: (item: T) => T = (item) => item): Map<string, T> {
  return new Map(items.map((item) => [keyOf(item), rowOf(item)]));
}

/** Only what was set on the topic itself; the rest are defaults of the broker (confluent-api.md section 4). */
function configsByTopic(rows: readonly TopicConfig[]): Map<string, TopicConfigs> {
  const topics = new Map<string, Record<string, string>>();
  for (const row of rows) {
    if (row.source !== 'DYNAMIC_TOPIC_CONFIG' || row.value === null) continue;
    const configs = topics.get(row.topic_name) ?? {};
    configs[row.name] = row.value;
    topics.set(row.topic_name, configs);
  }
  return topics;
}
