import { normalise } from '../kinds/tableflow-topic/remote.js';
import type { TableflowTopicSpec } from '../kinds/tableflow-topic/spec.js';
import { defaults } from '../pipeline/defaults.js';
import type { TableflowBlock, TableflowStorage, TableSpec, TargetTableOptions } from '../pipeline/documents.js';
import type { AccountFacts } from './account.js';
import { durationText } from './block-value.js';

/** The properties of a target topic that differ from the defaults. */
export function readOptions(target: string, { topics, topicConfigs, tableflowTopics }: AccountFacts): Pick<TableSpec, 'options'> {
  const { 'cleanup.policy': policy, 'max.message.bytes': bytes, 'retention.ms': retention } = topicConfigs.get(target) ?? {};
  const buckets = topics.get(target)?.partitions_count ?? 0;
  const cleanupPolicy = policy === undefined ? defaults.cleanupPolicy : cleanupPolicyOf(policy);
  const retentionMs = Math.max(Number(retention ?? 0), 0);
  const options: TargetTableOptions = {
    ...(buckets > 0 && buckets !== defaults.buckets ? { buckets } : {}),
    ...(cleanupPolicy === defaults.cleanupPolicy ? {} : { cleanupPolicy }),
    ...(cleanupPolicy !== 'compact' && retention !== undefined ? { retention: durationText(retentionMs) ?? '0' } : {}),
    ...(bytes === undefined || Number(bytes) === defaults.maxMessageBytes ? {} : { maxMessageSize: sizeText(Number(bytes)) }),
    ...(tableflowTopics.get(target)?.status?.write_mode === 'APPEND' ? { changelogMode: 'append' } : {}),
  };
  return Object.keys(options).length === 0 ? {} : { options };
}

function cleanupPolicyOf(policy: string): NonNullable<TargetTableOptions['cleanupPolicy']> {
  const parts = policy.split(',').map((part) => part.trim());
  if (parts.length > 1) return 'delete-compact';
  return parts[0] === 'delete' ? 'delete' : 'compact';
}

function sizeText(bytes: number): string {
  if (bytes % 1024 ** 2 === 0) return `${bytes / 1024 ** 2}mb`;
  return bytes % 1024 === 0 ? `${bytes / 1024}kb` : `${bytes}b`;
}

/** The settings of a Tableflow topic that differ from the defaults; `false`: there is none. */
export function readTableflow(target: string, { tableflowTopics }: AccountFacts): TableflowBlock | false {
  const found = tableflowTopics.get(target);
  if (found === undefined) return false;
  const { formats, storage, retentionMs, dataRetentionMs, errorHandling } = normalise(found);
  return {
    ...(formats === undefined || String(formats) === String(defaults.tableflowFormats) ? {} : { formats }),
    ...storageOf(storage),
    ...(errorHandling === undefined || errorHandling.mode === 'SUSPEND' ? {} : { onRecordFailure: errorHandling.mode === 'SKIP' ? 'skip' : { log: errorHandling.target } }),
    ...(retentionMs === undefined || Number(retentionMs) === defaults.tableflowRetentionMs ? {} : { retention: durationText(Number(retentionMs)) ?? '7d' }),
    ...(dataRetentionMs === undefined ? {} : { dataRetention: durationText(Number(dataRetentionMs)) ?? dataRetentionMs }),
  };
}

function storageOf(storage: TableflowTopicSpec['storage'] | undefined): { readonly storage?: TableflowStorage } {
  switch (storage?.kind) {
    case undefined:
    case 'Managed':
      return {};
    case 'ByobAws':
      return { storage: { byob: { bucket: storage.bucket_name, providerIntegration: storage.provider_integration_id } } };
    case 'AzureDataLakeStorageGen2':
      return { storage: { azure: { storageAccount: storage.storage_account_name, container: storage.container_name, providerIntegration: storage.provider_integration_id } } };
  }
}
