import { immutable, mutable, serverOwned } from '../../core/field-policy.js';
import type { KindSpec } from '../../core/kind.js';

export type TableflowStorageSpec =
  | { readonly kind: 'Managed' }
  | { readonly kind: 'ByobAws'; readonly bucket_name: string; readonly provider_integration_id: string }
  | {
      readonly kind: 'AzureDataLakeStorageGen2';
      readonly storage_account_name: string;
      readonly container_name: string;
      readonly provider_integration_id: string;
    };

export type ErrorHandlingSpec = { readonly mode: 'SUSPEND' } | { readonly mode: 'SKIP' } | { readonly mode: 'LOG'; readonly target: string };

/** The materialisation of a target topic as an Iceberg or Delta table. Its identity is the Kafka topic's name. */
export interface TableflowTopicSpec {
  readonly topic: string;
  readonly storage: TableflowStorageSpec;
  /** Sorted: a set. */
  readonly formats: readonly ('DELTA' | 'ICEBERG')[];
  /** Milliseconds as text, as the API has it. */
  readonly retentionMs: string;
  readonly dataRetentionMs?: string;
  readonly errorHandling: ErrorHandlingSpec;
  /** Derived from the topic at its first materialisation and locked from then on (semantics.md 4.2). */
  readonly writeMode: 'UPSERT' | 'APPEND';
}

/** Storage is immutable, the rest is patched in place (confluent-api.md section 8). */
export const tableflowTopicSpec: KindSpec<'tableflow-topic', TableflowTopicSpec> = {
  name: 'tableflow-topic',
  title: 'Tableflow topic',
  fields: {
    topic: serverOwned,
    storage: immutable('resource'),
    formats: mutable,
    retentionMs: mutable,
    dataRetentionMs: mutable,
    errorHandling: mutable,
    writeMode: immutable('table'),
  },
  cleanupStep: 1,
  holdsData: true,
  // The service resumes what it suspended when it is told to; where the cause is still there it suspends again.
  repair: ({ state }) => (state === 'SUSPENDED' ? 'update' : undefined),
};
