import type { Account, Cluster, Environment } from '../account.js';
import { clusterReference, crn, environmentReference, metadata } from '../management/render.js';
import type { TableflowTopic } from './types.js';

/** A Tableflow topic as the API shows it: it has no id, and no phase for "suspended" (confluent-api.md 8). */
export function renderTableflow(account: Account, environment: Environment, cluster: Cluster, tableflow: TableflowTopic): Record<string, unknown> {
  return {
    api_version: 'tableflow/v1',
    kind: 'TableflowTopic',
    metadata: metadata(account, `/tableflow/v1/tableflow-topics/${tableflow.name}`, crn(account, environment, `/cloud-cluster=${cluster.id}/tableflow-topic=${tableflow.name}`), tableflow.createdAt, tableflow.updatedAt),
    spec: {
      display_name: tableflow.name,
      suspended: tableflow.suspended,
      config: renderConfig(tableflow),
      storage: renderStorage(cluster, tableflow),
      table_formats: tableflow.formats,
      environment: environmentReference(account, environment),
      kafka_cluster: clusterReference(account, environment, cluster),
    },
    status: {
      phase: tableflow.phase,
      error_message: tableflow.errorMessage,
      catalog_sync_statuses: renderCatalogSync(cluster, tableflow),
      failing_table_formats: tableflow.failingFormats,
      write_mode: tableflow.writeMode,
    },
  };
}

/** The deprecated strategy mirrors the mode, except for LOG. */
function renderConfig(tableflow: TableflowTopic): Record<string, unknown> {
  const { mode } = tableflow.errorHandling;
  return {
    enable_compaction: true,
    enable_partitioning: true,
    retention_ms: tableflow.retentionMs,
    ...(tableflow.dataRetentionMs === undefined ? {} : { data_retention_ms: tableflow.dataRetentionMs }),
    ...(mode === 'LOG' ? {} : { record_failure_strategy: mode }),
    error_handling: tableflow.errorHandling,
    metadata_column_naming_scheme: tableflow.namingScheme,
  };
}

function renderStorage(cluster: Cluster, { storage, tablePath }: TableflowTopic): Record<string, unknown> {
  const region = { ByobAws: { bucket_region: cluster.region }, AzureDataLakeStorageGen2: { storage_region: cluster.region }, Managed: {} }[storage.kind];
  return { ...storage, ...region, table_path: tablePath };
}

const CATALOG_TYPES: Readonly<Record<string, string>> = { AwsGlue: 'AWS_GLUE', Snowflake: 'SNOWFLAKE', Unity: 'UNITY' };

function renderCatalogSync(cluster: Cluster, tableflow: TableflowTopic): readonly Record<string, unknown>[] {
  return cluster.catalogs.all().map((catalog) => ({
    catalog_integration_id: catalog.id,
    catalog_type: CATALOG_TYPES[catalog.config['kind'] ?? ''] ?? '',
    sync_status: catalog.phase === 'FAILED' ? 'FAILED' : catalog.phase === 'CONNECTED' && tableflow.phase === 'RUNNING' ? 'SYNCED' : 'PENDING',
    error_message: null,
  }));
}
