import type { Fields } from '../model.js';

export type WriteMode = 'APPEND' | 'UPSERT';

export type Storage =
  | { readonly kind: 'Managed' }
  | { readonly kind: 'ByobAws'; readonly bucket_name: string; readonly provider_integration_id: string }
  | { readonly kind: 'AzureDataLakeStorageGen2'; readonly storage_account_name: string; readonly container_name: string; readonly provider_integration_id: string };

export type ErrorHandling = { readonly mode: 'SUSPEND' } | { readonly mode: 'SKIP' } | { readonly mode: 'LOG'; readonly target: string };

export interface TableflowTopic {
  readonly name: string;
  readonly storage: Storage;
  readonly tablePath: string;
  readonly createdAt: number;
  updatedAt: number;
  formats: readonly string[];
  retentionMs: string;
  dataRetentionMs: string | undefined;
  errorHandling: ErrorHandling;
  namingScheme: string;
  phase: 'PENDING' | 'RUNNING' | 'FAILED';
  errorMessage: string;
  suspended: boolean;
  deleting: boolean;
  writeMode: WriteMode;
  failingFormats: readonly { readonly format: string; readonly error_message: string }[];
  /** Which incarnation of the Kafka topic it reads, and the index of the next record. */
  topicUid: string | undefined;
  next: number;
  rowsAdded: number;
  rowsSkipped: number;
  /** Records that cannot be converted, by index in the topic. */
  readonly badRecords: Set<number>;
  /** What a query of the table would find, by key (UPSERT) or by position (APPEND). */
  readonly rows: Map<string, Fields>;
}

export interface Catalog {
  readonly id: string;
  readonly createdAt: number;
  updatedAt: number;
  name: string;
  config: Readonly<Record<string, string>>;
  suspended: boolean;
  phase: 'PENDING' | 'CONNECTED' | 'FAILED';
  lastSyncAt: number | undefined;
}
