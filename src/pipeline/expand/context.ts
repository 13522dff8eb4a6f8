import type { ResourceAddress } from '../../core/address.js';
import type { DesiredResource, Relations } from '../../core/resource.js';
import type { SourceProblem, SourceStyle } from '../../core/source.js';
import type { RegisteredSchema, SourceTable } from '../../flink/registry/index.js';
import type { SourceSchemaIds } from '../../kinds/decode-statement/spec.js';
import type { PipelineDocument } from '../documents.js';

/** What expansion must know of the account. */
export interface ExpandContext {
  readonly environment: { readonly id: string };
  readonly cluster: { readonly id: string; readonly cloud: string; readonly region: string };
  /** Ids of compute pools that exist. */
  readonly poolId: (address: ResourceAddress) => string | undefined;
  /**
   * What is registered for a source topic: its table, why that cannot be told, nothing yet; or the registry could not be read.
   * `given`: the value schema that is about to be registered.
   */
  readonly sourceTable?: (topic: string, style: SourceStyle, given?: RegisteredSchema) => SourceTable | SourceProblem | 'unread' | undefined;
  /** Why a topic that should be there already has no table, from the subjects that there are. Absent: they could not be read. */
  readonly withoutSchema?: (topic: string, raw: boolean) => SourceProblem | undefined;
  /**
   * What the ledger holds of a resource. Where it is the same as what is wanted, that is what is used: of a large estate each spec
   * is then in memory once.
   */
  readonly remembered?: (address: ResourceAddress) => { readonly spec: object; readonly relations: Relations } | undefined;
  /** Of a topic that a connector or another table of the files makes: what to wait for. */
  readonly madeBy?: (topic: string) => readonly ResourceAddress[] | undefined;
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
