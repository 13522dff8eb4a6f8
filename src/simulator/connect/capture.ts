import { environmentOf } from '../account.js';
import type { Account, Cluster } from '../account.js';
import { asWorldDatabase, asWorldTable, findDatabase, openDatabase } from '../database.js';
import type { DatabaseChange, LiveDatabase } from '../database.js';
import { ConnectorFailure, WorldError, captureTables, databaseProblem, sideTopics } from '../debezium/index.js';
import { appendRecord, createTopic } from '../kafka/topics.js';
import type { Topic } from '../kafka/types.js';
import type { CapturedTable } from '../model.js';
import { SchemaRefusal } from '../registry/refusal.js';
import { registerSchema } from '../registry/subjects.js';
import { timings } from '../timings.js';
import { hostOf, inventDatabase } from '../world/invent.js';
import { plugins } from './plugins.js';
import { failConnector, later } from './state.js';
import type { Capture, Connector } from './types.js';

type Reached = { readonly kind: 'ok' } | { readonly kind: 'hangs' } | { readonly kind: 'fails'; readonly trace: string };

/** Finds the database that the config names, or makes it up, and says whether the connector gets in. */
export function connectDatabase(account: Account, connector: Connector): Reached {
  const { config } = connector;
  const source = plugins[config['connector.class'] ?? '']?.source ?? 'postgres';
  const host = hostOf(config);
  const name = config['database.dbname'] ?? config['database.names']?.split(',')[0]?.trim();
  const found = findDatabase(account.databases, source, host, name);
  if (found === undefined && account.world.unknownDatabases === 'refuse') return { kind: 'fails', trace: unreachable(host) };
  const database = found ?? openDatabase(inventDatabase(config));
  if (found === undefined) account.databases.push(database);
  connector.database = database;
  const { network, username, password } = database.file;
  if (network === 'hangs') return { kind: 'hangs' };
  if (network === 'unreachable') return { kind: 'fails', trace: unreachable(host) };
  const guarded = { ...asWorldDatabase(database), ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
  const problem = databaseProblem(config, guarded);
  return problem === undefined ? { kind: 'ok' } : { kind: 'fails', trace: problem };
}

function unreachable(host: string): string {
  return `Unable to connect to the database or validate the connector's configuration. The connection attempt to '${host}' failed: check the hostname, the port and the network.`;
}

/** History and heartbeat topics appear when the connector starts (semantics.md 1.7). */
export function publishSideTopics(account: Account, cluster: Cluster, connector: Connector): void {
  for (const { topic, partitions, configs } of sideTopics(connector.config, connector.id)) {
    if (!cluster.topics.has(topic)) createTopic(account, cluster, { name: topic, partitions, configs, madeBy: 'connector' });
  }
}

/**
 * Which tables the config captures now. On the first start each table is snapshotted a little after the one before it; a table
 * that a later config adds only gets its changes from now on.
 */
export function refreshCaptures(account: Account, cluster: Cluster, connector: Connector): void {
  const { database } = connector;
  if (database === undefined) return;
  guarded(account, connector, () => {
    const isFirst = !connector.started;
    const tables = captureTables(connector.config, asWorldDatabase(database), account.clock.now);
    const wanted = new Set(tables.map((table) => table.table));
    for (const name of connector.captures.keys()) if (!wanted.has(name)) connector.captures.delete(name);
    if (isFirst) connector.position = database.log.length;
    for (const table of tables) if (!connector.captures.has(table.table)) connector.captures.set(table.table, { table, snapshotted: !isFirst });
    const waiting = [...connector.captures].filter(([, capture]) => !capture.snapshotted);
    for (const [index, [name]] of waiting.entries()) {
      later(account, connector, timings.firstRecord + index * timings.nextTable, () => snapshotTable(account, cluster, connector, name));
    }
  });
}

const NO_SNAPSHOT = new Set(['no_data', 'never', 'schema_only', 'CDC']);

/** Publishes the rows that the table has at this moment; an empty table leaves neither topic nor schema. */
function snapshotTable(account: Account, cluster: Cluster, connector: Connector, name: string): void {
  const capture = connector.captures.get(name);
  if (capture === undefined || capture.snapshotted || connector.database === undefined) return;
  capture.snapshotted = true;
  if (NO_SNAPSHOT.has(connector.config['snapshot.mode'] ?? connector.config['dynamodb.table.sync.mode'] ?? 'initial')) return;
  publish(account, cluster, connector, capture.table, capture.table.snapshot);
  account.journal.event(`connector ${connector.name} snapshotted ${name}`);
}

/** Publishes the changes that the database has made since the last look. Tables whose snapshot is due wait for it. */
export function publishChanges(account: Account, cluster: Cluster, connector: Connector): void {
  const { database } = connector;
  if (database === undefined || connector.state !== 'RUNNING' || connector.position >= database.log.length) return;
  if ([...connector.captures.values()].some((capture) => !capture.snapshotted)) return;
  guarded(account, connector, () => {
    while (connector.position < database.log.length && connector.state === 'RUNNING') {
      const change = database.log[connector.position];
      const capture = change === undefined ? undefined : connector.captures.get(change.table);
      if (change !== undefined && capture !== undefined) refreshShape(account, connector, database, change, capture);
      if (change !== undefined && capture !== undefined) publish(account, cluster, connector, capture.table, capture.table.change(change.op, change.before, change.after));
      connector.position++;
    }
  });
}

/** The connector follows the table through the log: each change is read in the shape that the table had then. */
function refreshShape(account: Account, connector: Connector, database: LiveDatabase, { table: name, shape }: DatabaseChange, capture: Capture): void {
  const live = database.tables.find((table) => table.name === name);
  if (live === undefined || capture.shape === shape) return;
  const [table] = captureTables(connector.config, { ...asWorldDatabase(database), tables: [{ ...asWorldTable(live, shape), rows: [] }] }, account.clock.now);
  if (table !== undefined) capture.table = { ...table, snapshot: capture.table.snapshot };
  capture.shape = shape;
}

function publish(account: Account, cluster: Cluster, connector: Connector, table: CapturedTable, records: CapturedTable['snapshot']): void {
  const first = records[0];
  if (first === undefined) return;
  guarded(account, connector, () => {
    const { registry } = environmentOf(account, cluster);
    const topic = sourceTopic(account, cluster, connector, table);
    if (table.keySchema !== undefined) register(`${table.topic}-key`, table.keySchema);
    register(`${table.topic}-value`, table.valueSchema);
    for (const { key, value } of records) appendRecord(account, topic, key, value);

    function register(subject: string, schema: CapturedTable['valueSchema']): void {
      const before = registry.subjects.get(subject)?.versions.length ?? 0;
      const version = registerSchema(registry, account.clock, subject, schema);
      if (version.version > before) account.journal.event(`subject ${subject} registered version ${version.version}`);
    }
  });
}

function sourceTopic(account: Account, cluster: Cluster, connector: Connector, table: CapturedTable): Topic {
  const existing = cluster.topics.get(table.topic);
  if (existing !== undefined) return existing;
  const { config } = connector;
  return createTopic(account, cluster, {
    name: table.topic,
    partitions: Number(config['topic.creation.topic_prefix_match.partitions'] ?? 1),
    configs: {
      'cleanup.policy': config['topic.creation.topic_prefix_match.cleanup.policy'] ?? 'delete',
      'retention.ms': config['topic.creation.topic_prefix_match.retention.ms'] ?? '604800000',
      'max.message.bytes': '8388608',
    },
    madeBy: 'connector',
  });
}

/** A schema that the registry refuses, or a row that cannot be converted, fails the connector with that trace. */
function guarded(account: Account, connector: Connector, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof SchemaRefusal) && !(error instanceof ConnectorFailure) && !(error instanceof WorldError)) throw error;
    const trace = error instanceof SchemaRefusal ? `org.apache.kafka.connect.errors.ConnectException: Failed to register the schema: ${error.message}; error code: ${error.code}` : error.message;
    failConnector(account, connector, trace);
  }
}
