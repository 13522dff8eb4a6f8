import type { StringMap } from './shared.js';

export interface ConnectorTask {
  readonly id: number;
  readonly state: string;
  readonly worker_id?: string;
  readonly msg?: string;
}

/** One item of the expanded connector list. */
export interface ExpandedConnector {
  readonly id?: { readonly id: string; readonly id_type?: string };
  readonly info?: { readonly name: string; readonly type?: string; readonly config: StringMap };
  readonly status?: {
    readonly type?: string;
    readonly connector?: { readonly state: string; readonly worker_id?: string; readonly trace?: string };
    readonly tasks?: readonly ConnectorTask[];
  };
}

/** A managed connector as one bulk read shows it: configuration, id and state together. */
export interface ConnectorListing {
  readonly name: string;
  /** `lcc-…`; undefined if the service left it out. */
  readonly id: string | undefined;
  /** `source`, `sink`, or `unknown` early on. */
  readonly type: string;
  /** Secrets are runs of asterisks, and keys nobody sent have been added (confluent-api.md 3.1). */
  readonly config: StringMap;
  /** NONE, PROVISIONING, RUNNING, DEGRADED, FAILED, PAUSED, DELETED. */
  readonly state: string;
  readonly trace: string | undefined;
  readonly tasks: readonly ConnectorTask[];
}

/** Integers beyond 2^53 are bigint. */
export type OffsetValue = string | number | bigint | boolean | null | readonly OffsetValue[] | { readonly [name: string]: OffsetValue };

export interface ConnectorOffset {
  readonly partition: Readonly<Record<string, OffsetValue>>;
  readonly offset: Readonly<Record<string, OffsetValue>>;
}

export interface ConnectorOffsets {
  readonly id?: string;
  readonly name: string;
  readonly offsets: readonly ConnectorOffset[];
  readonly metadata?: { readonly observed_at?: string };
}

export interface OffsetsRequest {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly offsets?: readonly ConnectorOffset[];
  readonly requested_at: string;
}

export interface OffsetsRequestStatus {
  readonly request: OffsetsRequest;
  readonly status: { readonly phase: string; readonly message?: string };
  readonly previous_offsets?: readonly ConnectorOffset[];
  readonly applied_at?: string | null;
}

export interface ConfigValidation {
  readonly name: string;
  readonly error_count: number;
  readonly configs: readonly {
    readonly definition: { readonly name: string; readonly type: string; readonly required?: boolean; readonly default_value?: string | null };
    readonly value: { readonly name: string; readonly value?: string | null; readonly errors?: readonly string[] };
  }[];
}
