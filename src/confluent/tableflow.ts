import type { Caller } from './caller.js';
import { deletionOf, presenceOf } from './errors.js';
import { readAllPages } from './paginate.js';
import type { Deletion } from './planes.js';
import type { CatalogIntegration, NewTableflowTopic, TableflowRegion, TableflowTopic, TableflowTopicPatch } from './wire.js';

/** Tableflow of one cluster; a topic's identity is its Kafka topic's name (confluent-api.md 8 and 9). Every method throws ApiFailure. */
export interface TableflowClient {
  listTopics(): Promise<readonly TableflowTopic[]>;
  /** Undefined when the service says that there is none; a 403 proves nothing and is thrown. */
  getTopic(name: string): Promise<TableflowTopic | undefined>;
  /** Asynchronous. An existing one, also one still being deleted, is a `conflict`. */
  createTopic(topic: NewTableflowTopic): Promise<TableflowTopic>;
  /** Only the members given are changed. */
  patchTopic(name: string, changes: TableflowTopicPatch): Promise<TableflowTopic>;
  /** Asynchronous. */
  deleteTopic(name: string): Promise<Deletion>;
  listCatalogIntegrations(): Promise<readonly CatalogIntegration[]>;
  /** Regions that have Tableflow; also the cheapest proof that the credential works. */
  listRegions(filter?: { readonly cloud?: string }): Promise<readonly TableflowRegion[]>;
}

const base = '/tableflow/v1/tableflow-topics';
const member = `${base}/{name}`;

export function createTableflowClient(call: Caller, scope: { readonly environment: string; readonly cluster: string }): TableflowClient {
  const query = { environment: scope.environment, 'spec.kafka_cluster': scope.cluster };
  const references = { environment: { id: scope.environment }, kafka_cluster: { id: scope.cluster } };
  return {
    listTopics: () => readAllPages(call, { method: 'GET', path: base, query }),
    getTopic: (name) => presenceOf(() => call({ method: 'GET', path: member, params: { name }, query })),
    createTopic: (topic) => call({ method: 'POST', path: base, body: { spec: { ...topic, ...references } } }),
    patchTopic: (name, changes) =>
      call({ method: 'PATCH', path: member, params: { name }, body: { spec: { ...changes, ...references } }, idempotent: true }),
    deleteTopic: (name) => deletionOf(() => call({ method: 'DELETE', path: member, params: { name }, query, answers: 'nothing' })),
    listCatalogIntegrations: () => readAllPages(call, { method: 'GET', path: '/tableflow/v1/catalog-integrations', query }),
    listRegions: (filter) => readAllPages(call, { method: 'GET', path: '/tableflow/v1/regions', query: { cloud: filter?.cloud } }),
  };
}
