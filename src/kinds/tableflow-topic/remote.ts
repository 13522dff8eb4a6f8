import type { TableflowStorage, TableflowTopic, TableflowTopicPatch } from '../../confluent/wire.js';
import { canonicalJson } from '../../core/fingerprint.js';
import type { Created, Reading, Reference, Remote, UpdateInput } from '../contract.js';
import { createOnce } from '../shared/create-once.js';
import type { Presence } from '../shared/create-once.js';
import { listed } from '../snapshot.js';
import type { Snapshot } from '../snapshot.js';
import type { ErrorHandlingSpec, TableflowStorageSpec, TableflowTopicSpec } from './spec.js';

export function readTableflowTopic(reference: Reference<TableflowTopicSpec>, snapshot: Snapshot): Reading<TableflowTopicSpec> | undefined {
  const found = listed(snapshot, 'tableflowTopics').get(reference.spec.topic);
  if (found === undefined) return undefined;
  const mode = found.status?.write_mode;
  const known = mode === 'UPSERT' || mode === 'APPEND' ? { writeMode: mode } as const : {};
  return { spec: { ...normalise(found), ...known }, ...healthOf(found) };
}

/** What is absent on read is the default, on older objects too (confluent-api.md section 8). */
export function normalise({ spec }: TableflowTopic): Partial<TableflowTopicSpec> {
  const config = spec.config ?? {};
  const formats = [...(spec.table_formats ?? ['ICEBERG'])].sort() as TableflowTopicSpec['formats'];
  return {
    topic: spec.display_name,
    storage: storageOf(spec.storage),
    formats,
    retentionMs: config.retention_ms ?? '604800000',
    ...(config.data_retention_ms === undefined ? {} : { dataRetentionMs: config.data_retention_ms }),
    errorHandling: errorHandlingOf(config.error_handling?.mode ?? config.record_failure_strategy, config.error_handling?.target),
  };
}

/** Without what the service adds on read: paths and regions. */
function storageOf(storage: TableflowStorage): TableflowStorageSpec {
  switch (storage.kind) {
    case 'Managed':
      return { kind: 'Managed' };
    case 'ByobAws':
      return { kind: 'ByobAws', bucket_name: storage.bucket_name, provider_integration_id: storage.provider_integration_id };
    case 'AzureDataLakeStorageGen2':
      return {
        kind: 'AzureDataLakeStorageGen2',
        storage_account_name: storage.storage_account_name,
        container_name: storage.container_name,
        provider_integration_id: storage.provider_integration_id,
      };
  }
}

function errorHandlingOf(mode: string | undefined, target: string | undefined): ErrorHandlingSpec {
  if (mode === 'SKIP') return { mode: 'SKIP' };
  if (mode === 'LOG') return { mode: 'LOG', target: target ?? 'error_log' };
  return { mode: 'SUSPEND' };
}

type HealthPart = Pick<Reading<TableflowTopicSpec>, 'health' | 'healthDetail' | 'settling' | 'state'>;

/** Healthy: RUNNING, not suspended, no failing format, no failed catalog (confluent-api.md section 8). */
function healthOf({ spec, status }: TableflowTopic): HealthPart {
  const phase = status?.phase ?? 'PENDING';
  if (spec.suspended === true) return failed('SUSPENDED', status?.error_message ?? 'suspended by the service');
  if (phase === 'FAILED') return failed('FAILED', status?.error_message ?? 'no reason given');
  const format = status?.failing_table_formats?.[0];
  if (format !== undefined) return failed(phase, `${format.format}: ${format.error_message ?? 'failing'}`);
  const catalog = status?.catalog_sync_statuses?.find((sync) => sync.sync_status === 'FAILED' || sync.sync_status === 'DISCONNECTED');
  if (catalog !== undefined) {
    const why = catalog.error_message === undefined ? '' : `: ${catalog.error_message}`;
    return { health: 'degraded', healthDetail: `catalog ${catalog.catalog_type} ${catalog.sync_status}${why}`, settling: 'settled', state: phase };
  }
  if (phase === 'RUNNING') return { health: 'healthy', settling: 'settled', state: phase };
  return { health: 'progressing', settling: 'pending', state: phase };
}

function failed(state: string, healthDetail: string): HealthPart {
  return { health: 'degraded', healthDetail, settling: 'failed', state };
}

export async function createTableflowTopic(desired: TableflowTopicSpec, remote: Remote): Promise<Created> {
  await createOnce({
    clock: remote.clock,
    what: `Tableflow topic ${desired.topic}`,
    post: async () =>
      void (await remote.clients.tableflow.createTopic({
        display_name: desired.topic,
        storage: desired.storage,
        table_formats: desired.formats,
        config: configOf(desired),
      })),
    look: () => presenceOf(desired, remote),
  });
  return {};
}

async function presenceOf(desired: TableflowTopicSpec, remote: Remote): Promise<Presence> {
  const found = await remote.clients.tableflow.getTopic(desired.topic);
  if (found === undefined) return 'absent';
  return canonicalJson(storageOf(found.spec.storage)) === canonicalJson(desired.storage) ? 'same' : 'different';
}

/** `error_handling` only: sent together with the deprecated strategy it breaks creates (confluent-api.md section 8). */
function configOf(spec: TableflowTopicSpec): NonNullable<TableflowTopicPatch['config']> {
  return {
    retention_ms: spec.retentionMs,
    ...(spec.dataRetentionMs === undefined ? {} : { data_retention_ms: spec.dataRetentionMs }),
    error_handling: spec.errorHandling,
  };
}

export async function updateTableflowTopic({ desired, fields }: UpdateInput<TableflowTopicSpec>, remote: Remote): Promise<void> {
  const changed = new Set(fields.map((field) => field.path));
  const config = {
    ...(changed.has('retentionMs') ? { retention_ms: desired.retentionMs } : {}),
    ...(changed.has('dataRetentionMs') && desired.dataRetentionMs !== undefined ? { data_retention_ms: desired.dataRetentionMs } : {}),
    ...(changed.has('errorHandling') ? { error_handling: desired.errorHandling } : {}),
  };
  await remote.clients.tableflow.patchTopic(desired.topic, {
    ...(changed.has('formats') ? { table_formats: desired.formats } : {}),
    ...(changed.has('health') ? { suspended: false as const } : {}),
    ...(Object.keys(config).length === 0 ? {} : { config }),
  });
}

export async function deleteTableflowTopic(before: Reference<TableflowTopicSpec>, remote: Remote): Promise<void> {
  await remote.clients.tableflow.deleteTopic(before.spec.topic);
}
