import type { ResourceAddress } from '../../core/address.js';
import type { DesiredResource } from '../../core/resource.js';
import type { SourceProblem, SourceStyle } from '../../core/source.js';
import type { SourceTable } from '../../flink/registry/index.js';
import type { SourceSchemaIds } from '../../kinds/decode-statement/spec.js';
import type { PipelineDocument } from '../documents.js';

/** What expansion must know of the account. */
export interface ExpandContext {
  readonly environment: { readonly id: string };
  readonly cluster: { readonly id: string; readonly cloud: string; readonly region: string };
  /** Ids of compute pools that exist. */
  readonly poolId: (address: ResourceAddress) => string | undefined;
  /** What is registered for a source topic: its table, why that cannot be told, nothing yet; or the registry could not be read. */
  readonly sourceTable?: (topic: string, style: SourceStyle) => SourceTable | SourceProblem | 'unread' | undefined;
  /** The schemas that a statement decodes with, and those that there are now; `undefined`: nothing is registered, or nothing could be read. */
  readonly sourceSchemas?: (statement: ResourceAddress, topic: string, style: SourceStyle) => SourceVersions | undefined;
}

export interface SourceVersions {
  /** What the statement is to remember: the newest ids, or those that it remembers while their texts cannot be read. */
  readonly ids: SourceSchemaIds;
  /** Both where they differ, and both can be read. */
  readonly before?: SourceTable;
  readonly now?: SourceTable;
}

/** The parts that every resource of a pipeline has alike. */
export function memberOf(pipeline: PipelineDocument): Pick<DesiredResource, 'pipeline' | 'protect'> {
  return { pipeline: pipeline.name, protect: pipeline.spec.lifecycle?.protect === true };
}
