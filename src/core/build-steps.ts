import type { ResourceAddress } from './address.js';
import type { Change } from './change.js';
import type { Diagnostic } from './diagnostic.js';
import { layersOf, reaches } from './graph.js';
import type { CleanupStep, KindSpecs } from './kind.js';
import type { Relations } from './resource.js';
import { stepId } from './step.js';
import type { Step, StepId } from './step.js';

type Edges = Map<StepId, Set<StepId>>;
type DeletingChange = Extract<Change, { type: 'delete' | 'replace' }>;

/** The part of a change that brings something about: create, update, appear, or the second half of a replace. */
interface Building {
  readonly id: StepId;
  readonly relations: Relations;
}

/**
 * Turns changes into steps with edges, by the rules of architecture.md section 6:
 * 1 what a step needs comes first; 2 deletes go the other way round; 3 the clean-up order holds within a pipeline;
 * 4 a re-creation waits for its own deletion and for all that the old one left behind; 5 (soft) a delete waits for updates
 * that drop the reference to it or stop what leaves it behind, unless that would close a cycle.
 */
export function buildSteps(changes: readonly Change[], kinds: KindSpecs): { steps: Step[]; diagnostics: Diagnostic[] } {
  const edges: Edges = new Map();
  const building = new Map<ResourceAddress, Building>();
  const deleting = new Map<ResourceAddress, DeletingChange>();
  for (const change of changes) {
    const built = buildingOf(change);
    if (built !== undefined) {
      building.set(change.address, built);
      edges.set(built.id, new Set());
    }
    if (change.type === 'delete' || change.type === 'replace') {
      deleting.set(change.address, change);
      edges.set(stepId('delete', change.address), new Set());
    }
  }
  addBuildEdges(edges, building, deleting);
  addDeleteEdges(edges, deleting);
  addCleanupEdges(edges, [...deleting.values()], kinds);
  addSoftEdges(edges, changes, building, deleting);
  return { steps: toSteps(edges), diagnostics: [] };
}

function buildingOf(change: Change): Building | undefined {
  switch (change.type) {
    case 'create':
      return { id: stepId('create', change.address), relations: change.after.relations };
    case 'appear':
      return { id: stepId('await', change.address), relations: change.after.relations };
    case 'update':
      return { id: stepId('update', change.address), relations: change.after.relations };
    case 'replace': {
      const operation = change.after.management === 'observed' ? 'await' : 'create';
      return { id: stepId(operation, change.address), relations: change.after.relations };
    }
    case 'delete':
    case 'noop':
    case 'blocked':
      return undefined;
  }
}

/** Rules 1 and 4. */
function addBuildEdges(edges: Edges, building: ReadonlyMap<ResourceAddress, Building>, deleting: ReadonlyMap<ResourceAddress, DeletingChange>): void {
  for (const [address, { id, relations }] of building) {
    const waits = edges.get(id)!;
    for (const other of [...relations.needs, ...relations.leftBy]) {
      const step = building.get(other);
      if (step !== undefined) waits.add(step.id);
    }
    if (deleting.has(address)) waits.add(stepId('delete', address));
  }
  for (const [address, change] of deleting) {
    for (const maker of makersOf(change, building, deleting)) {
      const step = building.get(maker);
      if (step !== undefined && step.id !== stepId('update', maker)) edges.get(step.id)!.add(stepId('delete', address));
    }
  }
}

/** All that leaves this behind, directly or through something that it leaves, gone or not: subject <- topic <- table. */
function makersOf(
  change: DeletingChange,
  building: ReadonlyMap<ResourceAddress, Building>,
  deleting: ReadonlyMap<ResourceAddress, DeletingChange>,
): ResourceAddress[] {
  const makers: ResourceAddress[] = [];
  const pending = [...change.before.relations.leftBy];
  while (pending.length > 0) {
    const maker = pending.pop()!;
    if (makers.includes(maker)) continue;
    makers.push(maker);
    pending.push(...((deleting.get(maker)?.before ?? building.get(maker))?.relations.leftBy ?? []));
  }
  return makers;
}

/** Rule 2. */
function addDeleteEdges(edges: Edges, deleting: ReadonlyMap<ResourceAddress, DeletingChange>): void {
  for (const [address, change] of deleting) {
    const own = stepId('delete', address);
    for (const needed of change.before.relations.needs) {
      if (deleting.has(needed)) edges.get(stepId('delete', needed))!.add(own);
    }
    for (const maker of change.before.relations.leftBy) {
      if (deleting.has(maker)) edges.get(own)!.add(stepId('delete', maker));
    }
  }
}

/** Rule 3. Each step of the order waits for the nearest earlier one that deletes anything, and so for all before. */
function addCleanupEdges(edges: Edges, deleting: readonly DeletingChange[], kinds: KindSpecs): void {
  const byPipeline = new Map<string, Map<CleanupStep, StepId[]>>();
  for (const change of deleting) {
    const rank = kinds[change.kind]?.cleanupStep;
    if (change.pipeline === undefined || rank === undefined) continue;
    const ranks = byPipeline.get(change.pipeline) ?? new Map<CleanupStep, StepId[]>();
    ranks.set(rank, [...(ranks.get(rank) ?? []), stepId('delete', change.address)]);
    byPipeline.set(change.pipeline, ranks);
  }
  for (const ranks of byPipeline.values()) {
    const ordered = [...ranks.entries()].sort(([a], [b]) => a - b).map(([, ids]) => ids);
    for (let i = 1; i < ordered.length; i += 1) {
      for (const id of ordered[i]!) for (const earlier of ordered[i - 1]!) edges.get(id)!.add(earlier);
    }
  }
}

/** Rule 5, in address order, so that which edge is dropped does not depend on luck. */
function addSoftEdges(
  edges: Edges,
  changes: readonly Change[],
  building: ReadonlyMap<ResourceAddress, Building>,
  deleting: ReadonlyMap<ResourceAddress, DeletingChange>,
): void {
  for (const change of changes) {
    if (change.type !== 'update') continue;
    const update = stepId('update', change.address);
    const kept = new Set(change.after.relations.needs);
    const dropped = change.before.relations.needs.filter((address) => !kept.has(address) && deleting.has(address));
    // A connector that still captures a table makes its topic again, or breaks when the topic goes.
    const left = [...deleting.values()].filter((candidate) => makersOf(candidate, building, deleting).includes(change.address));
    for (const address of [...dropped, ...left.map((candidate) => candidate.address)]) {
      const own = stepId('delete', address);
      if (!reaches(edges, update, own)) edges.get(own)!.add(update);
    }
  }
}

function toSteps(edges: Edges): Step[] {
  return layersOf(edges).flatMap((layer, index) =>
    layer.map((id): Step => {
      const [operation, address] = splitId(id);
      return { id, operation, address, waitsFor: [...edges.get(id)!].sort(), layer: index };
    }),
  );
}

function splitId(id: StepId): [Step['operation'], ResourceAddress] {
  const space = id.indexOf(' ');
  return [id.slice(0, space) as Step['operation'], id.slice(space + 1) as ResourceAddress];
}
