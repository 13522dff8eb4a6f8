import { formatAddress } from '../core/address.js';
import type { ResourceAddress } from '../core/address.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { SchemaEvolution } from '../core/evolution.js';
import type { DeferredTable } from '../core/plan.js';
import type { DesiredResource } from '../core/resource.js';
import { heldOnce, isSameJson } from '../core/same-json.js';
import { targetNameOf } from './defaults.js';
import type { PipelineDocument, TargetDocument } from './documents.js';
import { expandComputePool } from './expand/compute-pool.js';
import type { ExpandContext } from './expand/context.js';
import { sourceInputOf } from './expand/connector.js';
import { expandSource } from './expand/source.js';
import { expandTable } from './expand/table.js';
import type { UnplannedTable } from './expand/table.js';

export type { ExpandContext, SourceVersions } from './expand/context.js';
export type { UnplannedTable } from './expand/table.js';

export interface Expansion {
  readonly resources: readonly DesiredResource[];
  readonly diagnostics: readonly Diagnostic[];
  /** Tables that are to be planned when their source topic has a schema. */
  readonly deferred: readonly DeferredTable[];
  readonly evolutions: readonly SchemaEvolution[];
  /** `deferred`, and tables with an error: what exists of them is not unwanted, it is only not in `resources`. */
  readonly unplanned: readonly UnplannedTable[];
}

/**
 * Turns the pipelines of one target into the resources that they want. Pure: names and ids of the account come in through
 * the context. A pipeline with an error contributes its diagnostics and whatever of it is sound.
 */
export function expandPipelines(pipelines: readonly PipelineDocument[], target: TargetDocument, context: ExpandContext): Expansion {
  const steps = expandByPipeline(pipelines, target, context);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, with a pause after each pipeline for whoever has other things to do: hundreds of them take seconds. */
export function* expandByPipeline(pipelines: readonly PipelineDocument[], target: TargetDocument, context: ExpandContext): Generator<void, Expansion> {
  const resources = new Map<ResourceAddress, DesiredResource>();
  const diagnostics: Diagnostic[] = [];
  const deferred: DeferredTable[] = [];
  const unplanned: UnplannedTable[] = [];
  const evolutions: SchemaEvolution[] = [];
  const add = (resource: DesiredResource): void => {
    if (!resources.has(resource.address)) resources.set(resource.address, withRemembered(resource, context.remembered?.(resource.address)));
  };
  const reads = { ...context, madeBy: makers(pipelines, target, context) };
  for (const pipeline of pipelines) {
    const pool = expandComputePool(pipeline, target, context);
    add(pool);
    const source = expandSource(pipeline, target, context);
    source.resources.forEach(add);
    for (const [index, table] of pipeline.spec.tables.entries()) {
      const expanded = expandTable({ pipeline, target, context: reads, pool, table, index, source });
      expanded.resources.forEach(add);
      diagnostics.push(...expanded.diagnostics);
      evolutions.push(...(expanded.evolutions ?? []));
      if (expanded.deferred !== undefined) deferred.push(expanded.deferred);
      if (expanded.unplanned !== undefined) unplanned.push(expanded.unplanned);
    }
    yield;
  }
  return { resources: [...resources.values()], diagnostics, deferred, evolutions, unplanned };
}

function withRemembered(resource: DesiredResource, remembered: Pick<DesiredResource, 'spec' | 'relations'> | undefined): DesiredResource {
  if (remembered === undefined) return resource;
  const relations = isSameJson(resource.relations, remembered.relations) ? remembered.relations : resource.relations;
  return { ...resource, spec: heldOnce(resource.spec, remembered.spec), relations };
}

/** Who makes a topic that a table reads as an existing one: the connector of a pipeline, or another table. */
function makers(pipelines: readonly PipelineDocument[], target: TargetDocument, { cluster, environment }: ExpandContext): NonNullable<ExpandContext['madeBy']> {
  const made = new Map<string, readonly ResourceAddress[]>();
  const claim = (kind: string, name: string): void => {
    made.set(name, [formatAddress({ kind, scope: cluster.id, name }), formatAddress({ kind: 'subject', scope: environment.id, name: `${name}-value` })]);
  };
  for (const pipeline of pipelines) {
    const { source, input } = sourceInputOf(pipeline, target);
    if (source.connector !== undefined) for (const { topic } of source.expand(input).topics) claim('source-topic', topic);
    for (const table of pipeline.spec.tables) if (table.decode !== false) claim('target-topic', targetNameOf(table, pipeline.name));
  }
  return (topic) => made.get(topic);
}
