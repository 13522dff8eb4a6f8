import type { StringMap } from './shared.js';

export interface StatementSpec {
  readonly statement: string;
  readonly properties?: StringMap;
  readonly compute_pool_id?: string;
  readonly principal?: string;
  readonly stopped?: boolean;
}

export interface StatementColumn {
  readonly name: string;
  readonly type: { readonly type: string; readonly nullable?: boolean; readonly precision?: number; readonly scale?: number; readonly length?: number };
}

export interface Statement {
  readonly name: string;
  readonly organization_id?: string;
  readonly environment_id?: string;
  readonly metadata?: {
    readonly uid?: string;
    readonly resource_version?: string;
    readonly labels?: StringMap;
    readonly created_at?: string;
    readonly updated_at?: string;
  };
  readonly spec: StatementSpec;
  readonly status: {
    readonly phase: string;
    readonly detail?: string;
    readonly warnings?: readonly { readonly severity: string; readonly reason?: string; readonly message: string }[];
    readonly scaling_status?: { readonly scaling_state?: string };
    readonly state_limit_status?: { readonly state_limit_state?: string };
    readonly traits?: {
      readonly sql_kind?: string;
      readonly is_bounded?: boolean;
      readonly is_append_only?: boolean;
      readonly upsert_columns?: readonly number[] | null;
      readonly schema?: { readonly columns?: readonly StatementColumn[] };
    };
    /** Topic to `partition:0,offset:100;…`. Offsets reach 2^63: keep them as text. Empty while the statement runs. */
    readonly latest_offsets?: StringMap;
    readonly latest_offsets_timestamp?: string;
  };
}

export interface NewStatement {
  readonly name: string;
  readonly spec: StatementSpec;
}

/** A cell is text, null or a nested list. */
export type ResultCell = string | null | readonly ResultCell[];

export interface ResultRow {
  /** 0 insert (when absent too), 1 update-before, 2 update-after, 3 delete. */
  readonly op?: number;
  readonly row: readonly ResultCell[];
}

export interface StatementResults {
  readonly metadata?: { readonly next?: string | null };
  readonly results: { readonly data?: readonly ResultRow[] | null };
}

export interface StatementException {
  readonly name?: string;
  readonly message: string;
  readonly timestamp?: string;
}
