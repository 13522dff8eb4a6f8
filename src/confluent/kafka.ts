import type { ApiCall, Caller } from './caller.js';
import { apiErrorOf, deletionOf, presenceOf, unexpected } from './errors.js';
import { createRowReader } from './row-reader.js';
import type { Deletion } from './planes.js';
import type { Topic, ListPage, TopicConfig, TopicConfigChange } from './wire.js';

/** Topics of one cluster over Kafka REST v3 (confluent-api.md 4). Every method throws ApiFailure. */
export interface KafkaClient {
  /** Every topic of the cluster, internal ones too, in one call. */
  listTopics(): Promise<readonly Topic[]>;
  /** The configuration rows that were set on a topic itself, of every topic, in one call; about 17 kB per topic, most of it defaults. */
  listSetTopicConfigs(): Promise<readonly TopicConfig[]>;
  /** Undefined when the cluster says that it has no such topic. */
  getTopic(name: string): Promise<Topic | undefined>;
  /** A duplicate is a `conflict`. Counts in the answer may be 0: read again. With `validateOnly` nothing is created. */
  createTopic(topic: NewTopic, options?: { readonly validateOnly?: boolean }): Promise<Topic>;
  /** Asynchronous: the topic stays listed for a while. */
  deleteTopic(name: string): Promise<Deletion>;
  /** May accept a change of a read-only row and do nothing: read back. */
  alterConfigs(name: string, changes: readonly TopicConfigChange[]): Promise<void>;
  /** Only ever more partitions. */
  addPartitions(name: string, partitionsCount: number): Promise<Topic>;
}

export interface NewTopic {
  readonly topic_name: string;
  readonly partitions_count?: number;
  readonly configs?: readonly { readonly name: string; readonly value: string }[];
}

const SET_ON_TOPIC = 'DYNAMIC_TOPIC_CONFIG';

const base = '/kafka/v3/clusters/{cluster}/topics';
const member = `${base}/{topic}`;

export function createKafkaClient(call: Caller, scope: { readonly cluster: string }): KafkaClient {
  const list = <T>(path: string) => readWholeList<T>(call, { method: 'GET', path, params: scope });
  const of = (topic: string) => ({ ...scope, topic });
  return {
    listTopics: () => list<Topic>(base),
    listSetTopicConfigs: async () => {
      const rows = await readWholeList<TopicConfig>(call, { method: 'GET', path: `${base}/-/configs`, params: scope, reader: () => createRowReader(SET_ON_TOPIC) });
      return rows.filter((row) => row.source === SET_ON_TOPIC);
    },
    getTopic: (topic) => presenceOf(() => call({ method: 'GET', path: member, params: of(topic) }), isUnknownTopic),
    createTopic: (topic, options) =>
      call({ method: 'POST', path: base, params: scope, body: { ...topic, ...(options?.validateOnly ? { validate_only: true } : {}) } }),
    deleteTopic: (topic) =>
      deletionOf(() => call({ method: 'DELETE', path: member, params: of(topic), answers: 'nothing' }), isUnknownTopic),
    alterConfigs: (topic, data) =>
      call({ method: 'POST', path: `${member}/configs:alter`, params: of(topic), body: { data }, answers: 'nothing', idempotent: true }),
    addPartitions: (topic, partitions_count) =>
      call({ method: 'PATCH', path: member, params: of(topic), body: { partitions_count } }),
  };
}

/** These lists come whole; should one ever announce a next page, the read fails rather than pass for complete. */
async function readWholeList<T>(call: Caller, request: ApiCall): Promise<readonly T[]> {
  const site = { plane: call.plane, method: request.method, path: request.path };
  const page = await call<ListPage<T> | null>(request);
  if (!Array.isArray(page?.data)) throw unexpected(site, 'the answer is not a list');
  if (page.metadata?.next) throw unexpected(site, 'the list goes on, which the contract rules out');
  return page.data;
}

/** Any other 404 is about the cluster, i.e. about a wrong address. */
function isUnknownTopic(thrown: unknown): boolean {
  return apiErrorOf(thrown)?.code === '40403';
}
