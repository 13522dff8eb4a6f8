import type { ResourceAddress } from '../../core/address.js';
import type { DesiredResource } from '../../core/resource.js';
import type { Blueprint } from '../../core/source.js';
import type { SourceName } from '../../sources/index.js';
import type { PipelineDocument, TargetDocument } from '../documents.js';
import { expandConnector, sourceInputOf } from './connector.js';
import type { ExpandContext } from './context.js';

/** The source of a pipeline, and what is made for it before any table. */
export interface ExpandedSource {
  readonly name: SourceName;
  readonly blueprint: Blueprint;
  /** What leaves the topics. Absent: they are there already. */
  readonly connector?: ResourceAddress;
  readonly resources: readonly DesiredResource[];
}

export function expandSource(pipeline: PipelineDocument, target: TargetDocument, context: ExpandContext): ExpandedSource {
  const { source, input } = sourceInputOf(pipeline, target);
  const name = source.name as SourceName;
  const blueprint = source.expand(input);
  if (blueprint.connector === undefined) return { name, blueprint, resources: [] };
  const connector = expandConnector(input.connectorName, blueprint.connector, pipeline, context);
  return { name, blueprint, connector: connector.address, resources: [connector] };
}
