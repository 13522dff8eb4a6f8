import type { ResourceAddress } from './address.js';
import { assertNever } from './assert-never.js';
import { actingOf } from './change.js';
import type { Change } from './change.js';
import { layersOf, reaches } from './graph.js';
import type { CleanupStep, KindSpecs } from './kind.js';
import type { Relations } from './resource.js';
import { stepId } from './step.js';
import type { Step, StepId, StepOperation } from './step.js';

type Edges = Map<StepId, Set<StepId>>;
type DeletingChange = Extract<Change, { type: 'delete' | 'replace' }>;

/** The part of a change that brings something about: create, update, appear, or the second half of a replace. */
interface Building {
  /** The step that begins it, and waits for what it needs. */
  readonly id: StepId;
  /** The step after which it is there: what others wait for. The same one, but in a carry-over. */
  readonly done: StepId;
  readonly relations: Relations;
}

/**
 * Turns changes into steps with edges, by the rules of architecture.md section 6:
 * 1 what a step needs comes first; 2 deletes go the other way round; 3 the clean-up order holds within a pipeline;
 * 4 a re-creation waits for its own deletion and for all that the old one left behind; 5 (soft) a delete waits for updates
 * that drop the reference to it or stop what leaves it behind, unless that would close a cycle.
 */
export function buildSteps(changes: readonly Change[], kinds: KindSpecs): Step[] {
  const hard = hardEdges(changes, kinds);
  addSoftEdges(hard, changes);
  return toSteps(hard.edges);
}

interface HardEdges {
  readonly edges: Edges;
  readonly building: ReadonlyMap<ResourceAddress, Building>;
  readonly deleting: ReadonlyMap<ResourceAddress, DeletingChange>;
  /** Of everything, as it is where it is there. */
  readonly relations: ReadonlyMap<ResourceAddress, Relations>;
}

/** The edges of rules 1 to 4. Only a hand-over can close a cycle among them: see `settleHandovers`. */
export function hardEdges(changes: readonly Change[], kinds: KindSpecs): HardEdges {
  const edges: Edges = new Map();
  const building = new Map<ResourceAddress, Building>();
  const deleting = new Map<ResourceAddress, DeletingChange>();
  for (const change of actingOf(changes)) {
    const built = buildingOf(change);
    if (built !== undefined) {
      building.set(change.address, built);
      edges.set(built.id, new Set());
      edges.set(built.done, new Set());
    }
    if (change.type === 'delete' || change.type === 'replace') {
      deleting.set(change.address, change);
      edges.set(stepId('delete', change.address), new Set());
    }
    if (change.type === 'adopt' && change.taken) edges.set(stepId('adopt', change.address), new Set());
  }
  addHandoverEdges(edges, changes, building);
  // Nothing that is built or deleted: nothing whose relations count.
  const isIdle = building.size + deleting.size === 0;
  const relations = new Map(isIdle ? [] : changes.map((change) => [change.address, ('before' in change ? change.before : change.after).relations]));
  const hard = { edges, building, deleting, relations };
  addBuildEdges(hard);
  addDeleteEdges(edges, deleting);
  addCleanupEdges(edges, [...deleting.values()], kinds);
  return hard;
}

function buildingOf(change: Change): Building | undefined {
  switch (change.type) {
    case 'create':
      return building('create', change.address, change.after.relations);
    case 'appear':
      return building('await', change.address, change.after.relations);
    case 'update':
      return building('update', change.address, change.after.relations);
    case 'replace': {
      const { address, after, handover } = change;
      if (handover.way === 'carryOver') return { ...building('create', address, after.relations), done: stepId('await', address) };
      return building(after.management === 'observed' ? 'await' : 'create', address, after.relations);
    }
    case 'delete':
    case 'adopt':
    case 'conflict':
    case 'noop':
    case 'blocked':
      return undefined;
  }
}

function building(operation: StepOperation, address: ResourceAddress, relations: Relations): Building {
  const id = stepId(operation, address);
  return { id, done: id, relations };
}

/**
 * Rule 4, for one that is replaced by itself. Deleted first: delete, create. Restart: stop, create, delete. Carry-over:
 * create, stop, see it run, delete. The old one is stopped as late as possible: when all is there that the new one needs.
 */
function addHandoverEdges(edges: Edges, changes: readonly Change[], buildings: ReadonlyMap<ResourceAddress, Building>): void {
  for (const change of changes) {
    if (change.type !== 'replace') continue;
    const { address, handover } = change;
    const { id, done } = buildings.get(address)!;
    const deletion = stepId('delete', address);
    const stop = stepId('stop', address);
    switch (handover.way) {
      case 'deleteFirst':
        edges.get(id)!.add(deletion);
        break;
      case 'restart':
        edges.set(stop, new Set());
        edges.get(id)!.add(stop);
        edges.get(deletion)!.add(done);
        break;
      case 'carryOver':
        edges.set(stop, new Set([id]));
        edges.get(done)!.add(stop);
        edges.get(deletion)!.add(done);
        break;
      default:
        assertNever(handover.way);
    }
  }
}

/** Rules 1 and 4. */
function addBuildEdges({ edges, building, deleting, relations }: HardEdges): void {
  for (const [address, { id, relations: own }] of building) {
    const stop = stepId('stop', address);
    const first = deleting.get(address)?.type === 'replace' && edges.get(id)!.has(stop) ? [id, stop] : [id];
    for (const other of [...own.needs, ...own.leftBy]) {
      const step = building.get(other);
      if (step !== undefined) for (const begin of first) edges.get(begin)!.add(step.done);
    }
  }
  for (const [address, change] of deleting) {
    for (const maker of makersOf(change, relations)) {
      const step = building.get(maker);
      if (step !== undefined && step.id !== stepId('update', maker)) edges.get(step.id)!.add(stepId('delete', address));
    }
  }
}

/** All that leaves this behind, directly or through something that it leaves, gone or not: subject <- topic <- table. */
function makersOf(change: DeletingChange, relations: HardEdges['relations']): ResourceAddress[] {
  const makers: ResourceAddress[] = [];
  const pending = [...change.before.relations.leftBy];
  while (pending.length > 0) {
    const maker = pending.pop()!;
    if (makers.includes(maker)) continue;
    makers.push(maker);
    pending.push(...(relations.get(maker)?.leftBy ?? []));
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
function addSoftEdges({ edges, deleting, relations }: HardEdges, changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.type !== 'update') continue;
    const update = stepId('update', change.address);
    const kept = new Set(change.after.relations.needs);
    const dropped = change.before.relations.needs.filter((address) => !kept.has(address) && deleting.has(address));
    // A connector that still captures a table makes its topic again, or breaks when the topic goes.
    const left = [...deleting.values()].filter((candidate) => makersOf(candidate, relations).includes(change.address));
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
