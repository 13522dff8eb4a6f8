import type { Blueprint } from '../../core/source.js';
import type { TableSpec, TargetDocument } from '../documents.js';
import type { Path } from '../nodes.js';
import type { PipelineInput } from './check.js';

/** A pipeline whose target is known. */
export interface PlacedPipeline extends PipelineInput {
  readonly target: TargetDocument;
}

/** A pipeline for one target with everything that it would use. */
export interface Claims {
  readonly input: PlacedPipeline;
  /** Documents with the same scope share a Kafka cluster. */
  readonly scope: string;
  readonly connectorName: string;
  readonly blueprint: Blueprint;
}

/** How messages call a pipeline. */
export function nameOf({ name, target }: PlacedPipeline): string {
  return `Pipeline ${name} for target ${target.name}`;
}

/** Where a target's name comes from. */
export function namePath(table: TableSpec, index: number): Path {
  return ['spec', 'tables', index, table.to === undefined ? 'from' : 'to'];
}
