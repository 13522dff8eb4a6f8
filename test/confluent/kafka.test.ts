import { describeClient } from './support/client-cases.js';
import { hosts } from './support/clients.js';
import type { ConfluentClients } from '../../src/confluent/index.js';

const base = '/kafka/v3/clusters/lkc-1/topics';
const kafka = (clients: ConfluentClients) => clients.kafka(`${hosts.kafka}/`, 'lkc-1');
const topic = { topic_name: 'shop.public.customers', is_internal: false, replication_factor: 3, partitions_count: 6 };
const set = { topic_name: 't', name: 'cleanup.policy', value: 'compact', source: 'DYNAMIC_TOPIC_CONFIG' };
const unknownTopic = { status: 404, body: { error_code: 40403, message: 'This server does not host this topic-partition.' } };
const unknownCluster = { status: 404, body: { error_code: 404, message: 'HTTP 404 Not Found' } };

describeClient('kafka client', { host: hosts.kafka, key: 'kafka' }, [
  { name: 'listTopics', run: (c) => kafka(c).listTopics(), sends: [[`GET ${base}`]], replies: [{ body: { data: [topic], metadata: { next: null } } }], returns: [topic] },
  {
    name: 'an endpoint without scheme and with the API path works as well',
    run: (c) => c.kafka('pkc-abc12.us-east-1.aws.confluent.cloud:443/kafka/v3', 'lkc-1').listTopics(),
    sends: [[`GET ${base}`]],
    replies: [{ body: { data: [] } }],
    returns: [],
  },
  {
    name: 'a list that announces more fails rather than pass for whole',
    run: (c) => kafka(c).listTopics(),
    sends: [[`GET ${base}`]],
    replies: [{ body: { data: [topic], metadata: { next: 'https://x/?token=1' } } }],
    fails: 'unexpected',
  },
  { name: 'an answer without data is not an empty list', run: (c) => kafka(c).listTopics(), sends: [[`GET ${base}`]], replies: [{ body: {} }], fails: 'unexpected' },
  {
    name: 'listSetTopicConfigs',
    run: (c) => kafka(c).listSetTopicConfigs(),
    sends: [[`GET ${base}/-/configs`]],
    replies: [{ body: { data: [set, { ...set, name: 'retention.ms', source: 'DEFAULT_CONFIG', synonyms: [set] }, { ...set, name: 'flush.ms', source: 'DEFAULT_CONFIG' }] } }],
    returns: [set],
  },
  {
    name: 'half a list of topic configs is no list',
    run: (c) => kafka(c).listSetTopicConfigs(),
    sends: [[`GET ${base}/-/configs`]],
    replies: [{ body: '{"data":[{"topic_name":"t"' }],
    fails: 'unexpected',
  },
  { name: 'getTopic', run: (c) => kafka(c).getTopic('shop.public.customers'), sends: [[`GET ${base}/shop.public.customers`]], replies: [{ body: topic }], returns: topic },
  { name: 'getTopic of an unknown one', run: (c) => kafka(c).getTopic('t'), sends: [[`GET ${base}/t`]], replies: [unknownTopic], returns: undefined },
  { name: 'getTopic on an unknown cluster', run: (c) => kafka(c).getTopic('t'), sends: [[`GET ${base}/t`]], replies: [unknownCluster], fails: 'notFound' },
  {
    name: 'createTopic',
    run: (c) => kafka(c).createTopic({ topic_name: 't', partitions_count: 6, configs: [{ name: 'cleanup.policy', value: 'compact' }] }),
    sends: [[`POST ${base}`, { topic_name: 't', partitions_count: 6, configs: [{ name: 'cleanup.policy', value: 'compact' }] }]],
    replies: [{ status: 201, body: topic }],
    returns: topic,
  },
  {
    name: 'createTopic, validate only',
    run: (c) => kafka(c).createTopic({ topic_name: 't' }, { validateOnly: true }),
    sends: [[`POST ${base}`, { topic_name: 't', validate_only: true }]],
    replies: [{ body: topic }],
    returns: topic,
  },
  {
    name: 'a duplicate topic is a 400 and a conflict',
    run: (c) => kafka(c).createTopic({ topic_name: 't' }),
    sends: [[`POST ${base}`, { topic_name: 't' }]],
    replies: [{ status: 400, body: { error_code: 40002, message: "Topic 't' already exists." } }],
    fails: 'conflict',
  },
  {
    name: 'another 40002 is invalid',
    run: (c) => kafka(c).createTopic({ topic_name: 't' }),
    sends: [[`POST ${base}`, { topic_name: 't' }]],
    replies: [{ status: 400, body: { error_code: 40002, message: 'Replication factor must be 3.' } }],
    fails: 'invalid',
  },
  { name: 'deleteTopic', run: (c) => kafka(c).deleteTopic('t'), sends: [[`DELETE ${base}/t`]], replies: [{ status: 204 }], returns: 'deleted' },
  { name: 'deleteTopic of an unknown one', run: (c) => kafka(c).deleteTopic('t'), sends: [[`DELETE ${base}/t`]], replies: [unknownTopic], returns: 'absent' },
  { name: 'deleteTopic on an unknown cluster', run: (c) => kafka(c).deleteTopic('t'), sends: [[`DELETE ${base}/t`]], replies: [unknownCluster], fails: 'notFound' },
  {
    name: 'alterConfigs',
    run: (c) => kafka(c).alterConfigs('t', [{ name: 'retention.ms', value: '1' }, { name: 'cleanup.policy', operation: 'DELETE' }]),
    sends: [[`POST ${base}/t/configs:alter`, { data: [{ name: 'retention.ms', value: '1' }, { name: 'cleanup.policy', operation: 'DELETE' }] }]],
    replies: [{ status: 204 }],
  },
  {
    name: 'addPartitions',
    run: (c) => kafka(c).addPartitions('t', 12),
    sends: [[`PATCH ${base}/t`, { partitions_count: 12 }]],
    replies: [{ body: topic }],
    returns: topic,
  },
]);
