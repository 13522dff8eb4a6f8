import type { ConfluentClients } from '../confluent/index.js';
import type { ResourceAddress } from '../core/address.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { buildPlan, withDiagnostics } from '../core/plan.js';
import type { Plan } from '../core/plan.js';
import type { DesiredResource } from '../core/resource.js';
import { findPool } from '../kinds/compute-pool/remote.js';
import type { Kinds } from '../kinds/index.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { expandPipelines } from '../pipeline/expand.js';
import { discover } from './discover.js';
import type { Discovery } from './discover.js';
import { readActual } from './read-actual.js';
import type { ActualState, Wanted } from './read-actual.js';
import { createListReader } from './read-lists.js';
import type { ListReader } from './read-lists.js';

export interface PlanningServices {
  readonly confluent: ConfluentClients;
  readonly kinds: Kinds;
}

/** A target, read and planned; everything that applying needs. */
export interface PlannedTarget {
  readonly discovery: Discovery;
  readonly desired: readonly DesiredResource[];
  readonly actual: ActualState;
  readonly plan: Plan;
  readonly wanted: readonly Wanted[];
  readonly readLists: ListReader;
}

export type Planning = { readonly planned: true; readonly result: PlannedTarget } | { readonly planned: false; readonly diagnostics: readonly Diagnostic[] };

/** Discovers the account, reads it, and builds the plan. Reads only. */
export async function planTarget(target: TargetDocument, pipelines: readonly PipelineDocument[], services: PlanningServices): Promise<Planning> {
  const found = await discover(target, services.confluent);
  if (!found.found) return { planned: false, diagnostics: found.diagnostics };
  const { discovery } = found;
  const { resources: desired, diagnostics } = expandPipelines(pipelines, target, {
    environment: discovery.account.environment,
    cluster: discovery.account.cluster,
    poolId: (address) => poolIdOf(address, discovery),
  });
  const readLists = createListReader(discovery.clients, discovery.account, { computePools: discovery.computePools });
  const wanted = desired.map(wantedOf);
  const actual = await readActual(wanted, services.kinds, discovery.account, readLists);
  const plan = buildPlan({
    target: target.name,
    desired,
    actual: actual.resources,
    kinds: services.kinds,
    unread: actual.unread,
    deletable: () => false,
    writeOnlyChanged: () => () => undefined,
  });
  const checked = withDiagnostics(plan, [...diagnostics, ...unreadDiagnostics(actual), ...missingReferences(plan)]);
  return { planned: true, result: { discovery, desired, actual, plan: checked, wanted, readLists } };
}

/** What a desired resource is looked for by. */
export function wantedOf(resource: DesiredResource): Wanted {
  const { pipeline, table, chain } = resource;
  return {
    kind: resource.kind,
    address: resource.address,
    spec: resource.spec,
    management: resource.management,
    relations: resource.relations,
    owned: false,
    protect: resource.protect,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(table === undefined ? {} : { table }),
    ...(chain === undefined ? {} : { chain }),
  };
}

function poolIdOf(address: ResourceAddress, { computePools, account }: Discovery): string | undefined {
  return findPool(computePools, address.split('/').slice(2).join('/'), account)?.id;
}

/** Every part that could not be read, named once. */
function unreadDiagnostics({ unread }: ActualState): Diagnostic[] {
  return [...new Set(unread.values())].map((error) => ({
    code: 'CDC4007',
    severity: 'error',
    summary: `part of the account could not be read: ${error}`,
    detail: `Not planned: ${[...unread].filter(([, reason]) => reason === error).map(([kind]) => kind).join(', ')}, and what depends on them.`,
  }));
}

/** An observed resource that nothing makes is a reference to something that must exist. */
function missingReferences(plan: Plan): Diagnostic[] {
  return plan.changes.flatMap((change) => {
    if (change.type !== 'appear' || change.after.relations.leftBy.length > 0) return [];
    return [{ code: 'CDC4008', severity: 'error', summary: `${change.address} does not exist in the account`, address: change.address, range: change.after.origin } as const];
  });
}
