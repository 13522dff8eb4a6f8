import type { JsonSchema, Source } from '../../core/source.js';

/** Plugin keys that a field of the pipeline decides, whatever the source. */
const pipelineFields: Readonly<Record<string, string>> = {
  name: 'connector.name',
  'connector.class': 'source',
  'kafka.auth.mode': 'connector.auth',
  'kafka.service.account.id': 'connector.auth.serviceAccount',
  'kafka.api.key': 'connector.auth.apiKey.key',
  'kafka.api.secret': 'connector.auth.apiKey.secret',
  'topic.prefix': 'topicPrefix',
  'output.data.format': 'format',
  'output.key.format': 'format',
  'output.data.key.format': 'format',
  'table.include.list': 'tables',
  'table.exclude.list': 'tables',
  'database.include.list': 'tables',
  'dynamodb.table.includelist': 'tables',
};

/** Plugin keys that a field of a source's block decides, where the source has that field. */
const blockFields: Readonly<Record<string, string>> = {
  'authentication.method': 'password',
  'provider.integration.id': 'iam.providerIntegration',
  'aws.access.key.id': 'accessKeyId',
  'aws.secret.access.key': 'secretAccessKey',
  'binary.handling.mode': 'binary',
  'column.exclude.list': 'excludeColumns',
  'database.aws.region': 'iam.region',
  'database.dbname': 'database',
  'database.encrypt': 'encrypt',
  'database.hostname': 'host',
  'database.names': 'databases',
  'database.os.timezone': 'osTimezone',
  'database.out.server.name': 'outboundServer',
  'database.password': 'password',
  'database.pdb.name': 'pdb',
  'database.port': 'port',
  'database.processor.licenses': 'processorLicenses',
  'database.service.name': 'service',
  'database.ssl.keystore': 'ssl.keystore',
  'database.ssl.keystore.password': 'ssl.keystorePassword',
  'database.ssl.mode': 'ssl.mode',
  'database.ssl.truststore': 'ssl.truststore',
  'database.ssl.truststore.password': 'ssl.truststorePassword',
  'database.sslcert': 'ssl.clientCertificate',
  'database.sslkey': 'ssl.clientKey',
  'database.sslmode': 'ssl.mode',
  'database.sslpassword': 'ssl.clientKeyPassword',
  'database.sslrootcert': 'ssl.rootCertificate',
  'database.tls.mode': 'tls.wallet',
  'database.user': 'username',
  'database.wallet.file': 'tls.wallet',
  'decimal.handling.mode': 'decimals',
  'driver.applicationIntent': 'readOnlyReplica',
  'driver.connectionTimeZone': 'connectionTimeZone',
  'heartbeat.action.query': 'heartbeat.query',
  'heartbeat.interval.ms': 'heartbeat.interval',
  'interval.handling.mode': 'intervals',
  'message.key.columns': 'messageKeys',
  'publication.autocreate.mode': 'publicationAutocreate',
  'publication.name': 'publication',
  'publish.via.partition.root': 'partitionRoot',
  'signal.data.collection': 'signalTable',
  'slot.failover': 'failoverSlot',
  'slot.name': 'slot',
  'snapshot.isolation.mode': 'snapshotIsolation',
  'snapshot.locking.mode': 'snapshotLocking',
  'snapshot.mode': 'snapshot',
  'time.precision.mode': 'times',
  'topic.creation.topic_prefix_match.cleanup.policy': 'sourceTopics.cleanupPolicy',
  'topic.creation.topic_prefix_match.partitions': 'sourceTopics.partitions',
  'topic.creation.topic_prefix_match.retention.ms': 'sourceTopics.retention',
  'bigint.unsigned.handling.mode': 'unsignedBigint',
  'dynamodb.service.endpoint': 'endpoint',
  'dynamodb.table.sync.mode': 'syncMode',
  'dynamodb.cdc.initial.stream.position': 'startPosition',
  'cdc.start.position.timestamp': 'startTimestamp',
  'dynamodb.cdc.checkpointing.table.prefix': 'checkpointTablePrefix',
  'dynamodb.cdc.table.billing.mode': 'checkpointBilling',
  'dynamodb.snapshot.max.rcu.percentage': 'snapshotReadCapacityPercent',
  'tasks.max': 'tasks',
};

/** Fields with another name in some sources. */
const otherFields: Readonly<Record<string, readonly string[]>> = {
  'provider.integration.id': ['entra.providerIntegration', 'providerIntegration'],
};

/** The field of a source's block that a plugin key is written to: `['ssl', 'mode']`; nothing when there is none. */
export function blockFieldOf(key: string, source: Source<unknown>): readonly string[] | undefined {
  const fields = [...(Object.hasOwn(blockFields, key) ? [blockFields[key]!] : []), ...(otherFields[key] ?? [])];
  return fields.map((field) => field.split('.')).find((path) => hasField(source.blockSchema, path));
}

/** The field of the document that decides a plugin key; nothing when the key is free. */
export function ownerOf(key: string, source: Source<unknown>): string | undefined {
  if (Object.hasOwn(pipelineFields, key)) return `spec.${pipelineFields[key]}`;
  const field = Object.hasOwn(blockFields, key) ? blockFields[key]! : undefined;
  return field !== undefined && hasField(source.blockSchema, field.split('.')) ? `spec.source.${source.name}.${field}` : undefined;
}

function hasField(schema: JsonSchema, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  const property = ((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>)[key];
  return property !== undefined && hasField(property, rest);
}
