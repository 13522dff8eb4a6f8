import { homes, violate } from '../account.js';
import type { Account, Home } from '../account.js';
import { degradeUsers } from '../sql/ddl.js';
import { ApiFailure } from '../server/answer.js';
import type { ApiRequest } from '../server/answer.js';
import { objectBody, objectOf, optionalText, requiredText } from '../server/body.js';
import { routes } from '../server/router.js';
import type { Handler, Route } from '../server/router.js';
import { lags } from '../timings.js';
import { topicConfigs } from './configs.js';
import { deleteTopic } from './delete-topic.js';
import { renderConfigs, renderPartitions, renderTopic, resourceList } from './render.js';
import { createTopic } from './topics.js';
import type { Topic } from './types.js';

/** Kafka REST v3: topics and their configs (confluent-api.md 4). */
export function kafkaRoutes(account: Account): readonly Route[] {
  const base = '/kafka/v3/clusters/{cluster_id}/topics';
  const at = (line: string): string => line.replace(' ', ` ${base}`);
  const table: Record<string, Handler> = {
    [at('GET ')]: (request) => {
      const { cluster } = homeOf(account, request);
      const topics = cluster.topics.list(lags.topics, request.staleMs);
      return { status: 200, body: resourceList('KafkaTopicList', request, topics.map((topic) => renderTopic(account, cluster, topic))) };
    },
    [at('POST ')]: (request) => postTopic(account, request),
    [at('GET /-/configs')]: (request) => {
      const { cluster } = homeOf(account, request);
      const topics = cluster.topics.list(lags.topics, request.staleMs);
      return { status: 200, body: resourceList('KafkaTopicConfigList', request, topics.flatMap((topic) => renderConfigs(account, cluster, topic))) };
    },
    [at('GET /{topic_name}')]: (request) => ({ status: 200, body: renderTopic(account, homeOf(account, request).cluster, topicOf(account, request)) }),
    [at('PATCH /{topic_name}')]: (request) => ({ status: 200, body: addPartitions(account, request) }),
    [at('DELETE /{topic_name}')]: (request) => {
      removeTopic(account, request);
      return { status: 204 };
    },
    [at('GET /{topic_name}/partitions')]: (request) => {
      const { cluster } = homeOf(account, request);
      return { status: 200, body: resourceList('KafkaPartitionList', request, renderPartitions(account, cluster, topicOf(account, request))) };
    },
    [at('GET /{topic_name}/configs')]: (request) => {
      const { cluster } = homeOf(account, request);
      return { status: 200, body: resourceList('KafkaTopicConfigList', request, renderConfigs(account, cluster, topicOf(account, request))) };
    },
    [at('GET /{topic_name}/default-configs')]: (request) => {
      const { cluster } = homeOf(account, request);
      const bare = { ...topicOf(account, request), configs: new Map<string, string>() };
      return { status: 200, body: resourceList('KafkaTopicConfigList', request, renderConfigs(account, cluster, bare)) };
    },
    [at('POST /{topic_name}/configs:alter')]: (request) => {
      alterConfigs(account, request);
      return { status: 204 };
    },
    [at('GET /{topic_name}/configs/{name}')]: (request) => {
      const rows = renderConfigs(account, homeOf(account, request).cluster, topicOf(account, request));
      const row = rows.find((one) => one['name'] === request.params['name']);
      if (row === undefined) throw new ApiFailure(404, `Config ${request.params['name'] ?? ''} cannot be found.`);
      return { status: 200, body: row };
    },
    [at('PUT /{topic_name}/configs/{name}')]: (request) => {
      setConfig(account, topicOf(account, request), request.params['name'] ?? '', optionalText(objectBody(request), 'value'));
      return { status: 204 };
    },
    [at('DELETE /{topic_name}/configs/{name}')]: (request) => {
      setConfig(account, topicOf(account, request), request.params['name'] ?? '', undefined);
      return { status: 204 };
    },
  };
  return routes(table);
}

function homeOf(account: Account, request: ApiRequest): Home {
  const id = request.params['cluster_id'] ?? '';
  const found = homes(account).find(({ cluster }) => cluster.id === id);
  if (found === undefined) throw new ApiFailure(404, `Cluster ${id} cannot be found.`);
  return found;
}

function topicOf(account: Account, request: ApiRequest): Topic {
  const topic = homeOf(account, request).cluster.topics.get(request.params['topic_name'] ?? '');
  if (topic === undefined) throw new ApiFailure(404, 'This server does not host this topic-partition.', { code: 40403 });
  return topic;
}

function postTopic(account: Account, request: ApiRequest): ReturnType<Handler> {
  const { cluster } = homeOf(account, request);
  const body = objectBody(request);
  const name = requiredText(body, 'topic_name', '');
  const partitions = body['partitions_count'] ?? 6;
  if (!/^[a-zA-Z0-9._-]{1,249}$/.test(name)) throw new ApiFailure(400, `Topic name '${name}' is illegal.`, { code: 40002 });
  if (typeof partitions !== 'number' || partitions < 1) throw new ApiFailure(400, 'Number of partitions must be larger than 0.', { code: 40002 });
  if (body['replication_factor'] !== undefined && body['replication_factor'] !== 3) throw new ApiFailure(400, 'Topic replication factor must be 3', { code: 40002 });
  const configs = configsOf(body['configs']);
  for (const [config, value] of Object.entries(configs)) checkConfig(config, value);
  const existing = cluster.topics.get(name);
  if (existing !== undefined) throw new ApiFailure(400, existing.deleting ? `Topic '${name}' is marked for deletion; it already exists until then.` : `Topic '${name}' already exists.`, { code: 40002 });
  if (body['validate_only'] === true) return { status: 200, body: { ...renderTopic(account, cluster, draft(name)), partitions_count: partitions } };
  const topic = createTopic(account, cluster, { name, partitions, configs, madeBy: 'user' });
  return { status: 201, body: { ...renderTopic(account, cluster, topic), partitions_count: 0, replication_factor: 0 } };
}

function draft(name: string): Pick<Topic, 'name' | 'partitions'> {
  return { name, partitions: 0 };
}

function configsOf(value: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(value)) return {};
  return Object.fromEntries(value.map(objectOf).map((row) => [requiredText(row, 'name', '/configs'), optionalText(row, 'value') ?? '']));
}

/** Partitions only grow (confluent-api.md 4). */
function addPartitions(account: Account, request: ApiRequest): unknown {
  const { cluster } = homeOf(account, request);
  const topic = topicOf(account, request);
  const wanted = objectBody(request)['partitions_count'];
  if (typeof wanted !== 'number' || wanted <= topic.partitions) {
    throw new ApiFailure(400, `Topic currently has ${topic.partitions} partitions, which is not lower than the requested ${String(wanted)}.`, { code: 40002 });
  }
  if (cluster.tableflow.has(topic.name)) violate(account, 'partitions-changed-under-tableflow', `partitions of ${topic.name} were changed while Tableflow materialised it`);
  while (topic.ends.length < wanted) topic.ends.push(0);
  topic.partitions = wanted;
  return renderTopic(account, cluster, topic);
}

function removeTopic(account: Account, request: ApiRequest): void {
  const { environment, cluster } = homeOf(account, request);
  const topic = topicOf(account, request);
  if (topic.deleting) throw new ApiFailure(404, 'This server does not host this topic-partition.', { code: 40403 });
  deleteTopic(account, cluster, topic);
  degradeUsers(account, environment, cluster, topic.name, 'deleted');
}

function alterConfigs(account: Account, request: ApiRequest): void {
  const topic = topicOf(account, request);
  const body = objectBody(request);
  const rows = (Array.isArray(body['data']) ? body['data'] : []).map(objectOf);
  const changes = rows.map((row) => ({ name: requiredText(row, 'name', '/data'), value: row['operation'] === 'DELETE' ? undefined : optionalText(row, 'value') }));
  for (const { name, value } of changes) if (value !== undefined) checkConfig(name, value);
  if (body['validate_only'] === true) return;
  for (const { name, value } of changes) setConfig(account, topic, name, value);
}

/** `undefined` resets to the default. A read-only config answers 204 and stays as it is (confluent-api.md 4). */
function setConfig(account: Account, topic: Topic, name: string, value: string | undefined): void {
  if (value !== undefined) checkConfig(name, value);
  if (topicConfigs[name]?.writable !== true) return;
  if (value === undefined) topic.configs.delete(name);
  else topic.configs.set(name, value);
  account.journal.event(`topic ${topic.name} config ${name} ${value === undefined ? 'reset' : `set to ${value}`}`);
}

function checkConfig(name: string, value: string): void {
  const rule = topicConfigs[name];
  if (rule === undefined) throw new ApiFailure(400, `Unknown topic config name: ${name}`, { code: 40002 });
  if (rule.writable && rule.valid?.(value) === false) throw new ApiFailure(400, `Invalid value ${value} for configuration ${name}: ${rule.rule ?? 'is not valid'}`, { code: 40002 });
}

