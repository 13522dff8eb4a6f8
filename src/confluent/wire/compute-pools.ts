import type { Reference } from './shared.js';

export interface ComputePoolSpec {
  readonly display_name: string;
  readonly cloud: string;
  readonly region: string;
  readonly max_cfu: number;
  readonly default_pool?: boolean;
  readonly environment?: Reference;
  readonly network?: Reference;
}

export interface ComputePool {
  readonly id: string;
  readonly spec: ComputePoolSpec;
  readonly status?: { readonly phase?: string; readonly current_cfu?: number };
}
