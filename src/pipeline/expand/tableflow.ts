import type { DesiredResource } from '../../core/resource.js';
import type { ErrorHandlingSpec, TableflowStorageSpec, TableflowTopicSpec } from '../../kinds/tableflow-topic/spec.js';
import { defaults } from '../defaults.js';
import type { TableflowBlock, TableflowStorage } from '../documents.js';
import { parseDuration } from '../units.js';
import { memberOf } from './context.js';
import type { Chain, TableInput } from './table.js';

/** Tableflow comes last: it is enabled once the topic has its schemas and the statement fills it. Never on a source topic. */
export function expandTableflow({ pipeline, table, index }: TableInput, chain: Chain): DesiredResource<TableflowTopicSpec> | undefined {
  const block = table.tableflow ?? pipeline.spec.tableflow ?? {};
  if (block === false) return undefined;
  const base: readonly (string | number)[] = table.tableflow === undefined ? ['spec', 'tableflow'] : ['spec', 'tables', index, 'tableflow'];
  const own = table.tableflow !== undefined || pipeline.spec.tableflow !== undefined;
  const origin = own ? pipeline.origins.at(base) : pipeline.origins.at(['spec', 'tables', index]);
  const at = (key: string) => (own ? pipeline.origins.at([...base, key]) : origin);
  return {
    kind: 'tableflow-topic',
    address: chain.addresses.tableflow,
    spec: {
      topic: chain.target,
      storage: storageOf(block.storage ?? 'managed'),
      formats: [...(block.formats ?? defaults.tableflowFormats)].sort(),
      retentionMs: String((block.retention === undefined ? undefined : parseDuration(block.retention)) ?? defaults.tableflowRetentionMs),
      ...(block.dataRetention === undefined ? {} : { dataRetentionMs: String(parseDuration(block.dataRetention)) }),
      errorHandling: errorHandlingOf(block.onRecordFailure ?? 'suspend'),
      writeMode: (table.options?.changelogMode ?? defaults.changelogMode) === 'append' ? 'APPEND' : 'UPSERT',
    },
    management: 'managed',
    relations: {
      needs: [chain.addresses.table, chain.addresses.targetTopic, chain.addresses.targetKey, chain.addresses.targetValue, chain.addresses.statement],
      leftBy: [],
    },
    origin,
    fieldOrigins: () => ({
      storage: at('storage'),
      formats: at('formats'),
      retentionMs: at('retention'),
      dataRetentionMs: at('dataRetention'),
      errorHandling: at('onRecordFailure'),
    }),
    table: chain.label,
    chain: chain.target,
    ...memberOf(pipeline),
  };
}

function storageOf(storage: TableflowStorage): TableflowStorageSpec {
  if (storage === 'managed') return { kind: 'Managed' };
  if ('byob' in storage) return { kind: 'ByobAws', bucket_name: storage.byob.bucket, provider_integration_id: storage.byob.providerIntegration };
  return {
    kind: 'AzureDataLakeStorageGen2',
    storage_account_name: storage.azure.storageAccount,
    container_name: storage.azure.container,
    provider_integration_id: storage.azure.providerIntegration,
  };
}

function errorHandlingOf(choice: NonNullable<TableflowBlock['onRecordFailure']>): ErrorHandlingSpec {
  if (choice === 'suspend') return { mode: 'SUSPEND' };
  if (choice === 'skip') return { mode: 'SKIP' };
  return { mode: 'LOG', target: choice.log };
}
