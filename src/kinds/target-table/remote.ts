import type { Created, Probe, Reading, Reference, Remote, UpdateInput, WaitOperation, Account } from '../contract.js';
import { failureOf, poolIdOf, runOnce } from '../shared/statements.js';
import { listed } from '../snapshot.js';
import type { Snapshot, TopicConfigs } from '../snapshot.js';
import { addColumns } from './add-columns.js';
import { columnsOfSchemas } from './registry-columns.js';
import type { NamedSql, TargetTableSpec } from './spec.js';

/** A table is there when its topic is. Its columns come from its schemas, its mode from what Tableflow made of it. */
export function readTargetTable(reference: Reference<TargetTableSpec>, snapshot: Snapshot): Reading<TargetTableSpec> | undefined {
  const { table } = reference.spec;
  const topic = listed(snapshot, 'topics').get(table);
  if (topic === undefined) return undefined;
  const schemas = listed(snapshot, 'schemas');
  const value = schemas.get(`${table}-value`);
  const registered = value === undefined ? undefined : columnsOfSchemas(schemas.get(`${table}-key`)?.schema, value.schema);
  const mode = changelogModeOf(table, snapshot);
  return {
    spec: {
      table,
      ...(registered === undefined ? {} : registered),
      ...(mode === undefined ? {} : { changelogMode: mode }),
      ...(topic.partitions_count > 0 ? { buckets: topic.partitions_count } : {}),
      ...configsOf(snapshot.topicConfigs === undefined ? undefined : listed(snapshot, 'topicConfigs').get(table)),
    },
    health: value === undefined ? 'progressing' : 'healthy',
    settling: value === undefined ? 'pending' : 'settled',
    state: value === undefined ? 'no schema yet' : `version ${value.version}`,
  };
}

/** There is no list of changelog modes; Tableflow's write mode derives from it (semantics.md 4.2 item 5). */
function changelogModeOf(table: string, snapshot: Snapshot): TargetTableSpec['changelogMode'] | undefined {
  const listing = snapshot.tableflowTopics;
  if (listing === undefined || !listing.read) return undefined;
  switch (listing.items.get(table)?.status?.write_mode) {
    case 'UPSERT':
      return 'upsert';
    case 'APPEND':
      return 'append';
    default:
      return undefined;
  }
}

function configsOf(configs: TopicConfigs | undefined): Partial<Pick<TargetTableSpec, 'cleanupPolicy' | 'maxMessageBytes' | 'retentionMs'>> {
  const { 'cleanup.policy': policy, 'max.message.bytes': bytes, 'retention.ms': retention } = configs ?? {};
  return {
    ...(policy === undefined ? {} : { cleanupPolicy: cleanupPolicyOf(policy) }),
    ...(bytes === undefined ? {} : { maxMessageBytes: Number(bytes) }),
    ...(retention === undefined ? {} : { retentionMs: Math.max(Number(retention), 0) }),
  };
}

/** Kafka's set `delete,compact` in Flink's spelling. */
function cleanupPolicyOf(policy: string): string {
  const parts = policy.split(',').map((part) => part.trim()).filter((part) => part !== '');
  return parts.length > 1 ? 'delete-compact' : (parts[0] ?? policy);
}

export async function createTargetTable(desired: TargetTableSpec, remote: Remote): Promise<Created> {
  await runDdl(desired.createStatement, desired, remote, async () => (await remote.clients.kafka.getTopic(desired.table)) !== undefined);
  return {};
}

export async function deleteTargetTable(before: Reference<TargetTableSpec>, remote: Remote): Promise<void> {
  await runDdl(before.spec.dropStatement, before.spec, remote);
}

async function runDdl({ name, sql }: NamedSql, spec: TargetTableSpec, remote: Remote, isDone?: () => Promise<boolean>): Promise<void> {
  const principal = spec.principal === undefined ? {} : { principal: spec.principal };
  await runOnce({ name, sql, computePool: poolIdOf(spec, remote), ...principal }, remote, isDone);
}

/** Topic configs through Kafka REST, added columns as a new schema version; nothing physical goes through Flink. */
export async function updateTargetTable({ desired, fields }: UpdateInput<TargetTableSpec>, remote: Remote): Promise<void> {
  const changed = new Set(fields.map((field) => field.path));
  const configs = [
    ...(changed.has('maxMessageBytes') ? [{ name: 'max.message.bytes', value: String(desired.maxMessageBytes) }] : []),
    ...(changed.has('retentionMs') ? [{ name: 'retention.ms', value: String(desired.retentionMs === 0 ? -1 : desired.retentionMs) }] : []),
  ];
  if (configs.length > 0) await remote.clients.kafka.alterConfigs(desired.table, configs);
  const added = Object.keys(desired.columns).filter((name) => changed.has(`columns.${name}`));
  if (added.length > 0) await addColumns(desired, added, remote);
}

/** A DDL statement that failed ends the wait with what it says; the table's own presence ends it well. */
export function probeTargetTable(operation: WaitOperation, reference: Reference<TargetTableSpec>, snapshot: Snapshot, _account: Account): Probe {
  const { createStatement, dropStatement } = reference.spec;
  const ddl = operation === 'delete' ? dropStatement : operation === 'create' ? createStatement : undefined;
  const statement = ddl === undefined ? undefined : listed(snapshot, 'statements').get(ddl.name);
  if (statement !== undefined && ['FAILED', 'FAILING'].includes(statement.status.phase)) return { state: 'failed', saw: failureOf(statement) };
  const reading = readTargetTable(reference, snapshot);
  const saw = statement === undefined ? (reading?.state ?? 'no topic') : `${operation === 'delete' ? 'DROP' : 'CREATE'} TABLE ${statement.status.phase}`;
  if (operation === 'delete') {
    const done = reading === undefined || statement?.status.phase === 'COMPLETED';
    return { state: done ? 'settled' : 'pending', saw: done ? 'dropped' : saw };
  }
  if (reading?.settling !== 'settled') return { state: 'pending', saw };
  const missing = Object.keys(reference.spec.columns).find((name) => reading.spec.columns !== undefined && !(name in reading.spec.columns));
  return missing === undefined ? { state: 'settled', saw: reading.state ?? 'there' } : { state: 'pending', saw: `column ${missing} is not visible yet` };
}

/** A finished DDL statement only lengthens the lists; deleting it does not undo it (confluent-api.md section 7). */
export async function tidyTargetTable(operation: WaitOperation, reference: Reference<TargetTableSpec>, remote: Remote): Promise<void> {
  if (operation === 'create') await remote.clients.flink.deleteStatement(reference.spec.createStatement.name);
  if (operation === 'delete') await remote.clients.flink.deleteStatement(reference.spec.dropStatement.name);
}
