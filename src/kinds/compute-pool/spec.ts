import { immutable, mutable } from '../../core/field-policy.js';
import type { KindSpec } from '../../core/kind.js';

/** The Flink compute pool that statements run in. Shared by pipelines, so no pipeline's clean-up deletes it. */
export interface ComputePoolSpec {
  readonly displayName?: string;
  readonly cloud: string;
  readonly region: string;
  /** One of 5, 10, 20, 30, 40, 50; the API raises it and never lowers it (semantics.md 3.8). */
  readonly maxCfu?: number;
}

export const computePoolSpec: KindSpec<'compute-pool', ComputePoolSpec> = {
  name: 'compute-pool',
  title: 'Flink compute pool',
  fields: {
    displayName: mutable,
    cloud: immutable('resource'),
    region: immutable('resource'),
    maxCfu: mutable,
  },
  holdsData: false,
};
