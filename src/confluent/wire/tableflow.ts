import type { Reference } from './shared.js';

export type TableflowStorage =
  | { readonly kind: 'Managed'; readonly table_path?: string }
  | { readonly kind: 'ByobAws'; readonly bucket_name: string; readonly provider_integration_id: string; readonly bucket_region?: string; readonly table_path?: string }
  | {
      readonly kind: 'AzureDataLakeStorageGen2';
      readonly storage_account_name: string;
      readonly container_name: string;
      readonly provider_integration_id: string;
      readonly storage_region?: string;
      readonly table_path?: string;
    };

export interface TableflowConfig {
  /** Milliseconds, as text. */
  readonly retention_ms?: string;
  readonly data_retention_ms?: string;
  readonly error_handling?: { readonly mode: string; readonly target?: string };
  readonly metadata_column_naming_scheme?: string;
  /** Deprecated; read when `error_handling` is missing, never sent. */
  readonly record_failure_strategy?: string;
}

export interface TableflowTopic {
  readonly metadata?: { readonly created_at?: string };
  readonly spec: {
    /** The Kafka topic's name, and the identity of this object. */
    readonly display_name: string;
    readonly suspended?: boolean;
    readonly storage: TableflowStorage;
    readonly table_formats?: readonly string[];
    readonly config?: TableflowConfig;
    readonly environment: Reference;
    readonly kafka_cluster: Reference;
  };
  readonly status?: {
    readonly phase?: string;
    readonly error_message?: string;
    readonly write_mode?: string;
    readonly failing_table_formats?: readonly { readonly format: string; readonly error_message?: string }[];
    readonly catalog_sync_statuses?: readonly {
      readonly catalog_integration_id: string;
      readonly catalog_type: string;
      readonly sync_status: string;
      readonly error_message?: string;
    }[];
  };
}

/** What a create sends; environment and cluster are the client's scope. Nothing is defaulted. */
export interface NewTableflowTopic {
  readonly display_name: string;
  readonly storage: TableflowStorage;
  readonly table_formats?: readonly string[];
  readonly config?: TableflowConfig;
}

export interface TableflowTopicPatch {
  readonly table_formats?: readonly string[];
  readonly config?: TableflowConfig;
  /** Only `false` exists: it resumes what the service suspended. */
  readonly suspended?: false;
}

export interface CatalogIntegration {
  readonly id: string;
  readonly spec: {
    readonly display_name?: string;
    readonly suspended?: boolean;
    readonly config: Readonly<Record<string, unknown>> & { readonly kind: string };
    readonly environment: Reference;
    readonly kafka_cluster: Reference;
  };
  readonly status?: { readonly phase?: string; readonly error_message?: string; readonly last_sync_at?: string };
}

export interface TableflowRegion {
  readonly id?: string;
  readonly cloud: string;
  readonly region: string;
}
