import type { ResourceAddress } from '../../core/address.js';
import type { DesiredResource } from '../../core/resource.js';
import type { SourceProblem, SourceStyle } from '../../core/source.js';
import type { SourceTable } from '../../flink/registry/index.js';
import type { PipelineDocument } from '../documents.js';

/** What expansion must know of the account. */
export interface ExpandContext {
  readonly environment: { readonly id: string };
  readonly cluster: { readonly id: string; readonly cloud: string; readonly region: string };
  /** Ids of compute pools that exist. */
  readonly poolId: (address: ResourceAddress) => string | undefined;
  /** What is registered for a source topic: its table, why that cannot be told, nothing yet; or the registry could not be read. */
  readonly sourceTable?: (topic: string, style: SourceStyle) => SourceTable | SourceProblem | 'unread' | undefined;
}

/** The parts that every resource of a pipeline has alike. */
export function memberOf(pipeline: PipelineDocument): Pick<DesiredResource, 'pipeline' | 'protect'> {
  return { pipeline: pipeline.name, protect: pipeline.spec.lifecycle?.protect === true };
}
