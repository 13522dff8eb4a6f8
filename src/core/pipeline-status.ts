import type { ResourceAddress } from './address.js';
import { desiredOf } from './known-kinds.js';
import type { ActualResource, DesiredResource, Health } from './resource.js';
import { explainFailure } from './signatures/index.js';
import type { SignatureCode } from './signatures/index.js';

/** One part of a pipeline, as a person wants to see it: what it is, its name and id there, and how it is. */
export interface ComponentStatus {
  readonly kind: string;
  readonly address: ResourceAddress;
  readonly name: string;
  /** The service's id, where it has one: `lcc-...`, `lfcp-...`, a statement's name. */
  readonly remoteId?: string;
  readonly health: Health;
  /** The service's own word: `RUNNING`, `PROVISIONED`, `RUNNING UPSERT`. */
  readonly state: string;
  readonly detail?: string;
  /** The known failure that it shows: what it is called, and what to do. */
  readonly signature?: { readonly code: SignatureCode; readonly title: string; readonly fix: readonly string[] };
  readonly table?: string;
}

export interface TableStatus {
  readonly from: string;
  readonly sourceTopic?: string;
  readonly target?: string;
  readonly health: Health;
}

export interface PipelineStatus {
  readonly pipeline: string;
  readonly health: Health;
  readonly components: readonly ComponentStatus[];
  readonly tables: readonly TableStatus[];
  /** SQL (or a command) to run in the database to see a row arrive (guide, phases 4 and 5). */
  readonly testStatement?: string;
}

/** Worst first. */
const order: readonly Health[] = ['degraded', 'missing', 'paused', 'progressing', 'healthy'];

export function worstOf(healths: readonly Health[]): Health {
  return order.find((health) => healths.includes(health)) ?? 'healthy';
}

/** How each pipeline is: every desired resource that people know by name, with what the account says about it. */
export function pipelineStatuses(
  desired: readonly DesiredResource[],
  actual: readonly ActualResource[],
  testStatements: ReadonlyMap<string, string> = new Map(),
): PipelineStatus[] {
  const known = new Map(actual.map((resource) => [resource.address, resource]));
  const byPipeline = new Map<string, DesiredResource[]>();
  for (const resource of desired) {
    if (resource.pipeline === undefined) continue;
    const own = byPipeline.get(resource.pipeline);
    if (own === undefined) byPipeline.set(resource.pipeline, [resource]);
    else own.push(resource);
  }
  const shared = desired.filter((resource) => resource.pipeline === undefined);
  return [...byPipeline.entries()]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([pipeline, resources]) => statusOf(pipeline, withPools(resources, shared), known, testStatements.get(pipeline)));
}

/** The shared compute pools that the pipeline's resources need belong to its picture too. */
function withPools(resources: readonly DesiredResource[], shared: readonly DesiredResource[]): DesiredResource[] {
  const needs = new Set(resources.flatMap((resource) => resource.relations.needs));
  return [...shared.filter((resource) => needs.has(resource.address)), ...resources];
}

function statusOf(
  pipeline: string,
  resources: readonly DesiredResource[],
  known: ReadonlyMap<ResourceAddress, ActualResource>,
  testStatement: string | undefined,
): PipelineStatus {
  const components = resources.map((resource) => componentOf(resource, known.get(resource.address)));
  return {
    pipeline,
    health: worstOf(components.map((component) => component.health)),
    components,
    tables: tablesOf(resources, components),
    ...(testStatement === undefined ? {} : { testStatement }),
  };
}

function componentOf(resource: DesiredResource, actual: ActualResource | undefined): ComponentStatus {
  return {
    kind: resource.kind,
    address: resource.address,
    name: nameOf(resource, actual),
    ...(resource.table === undefined ? {} : { table: resource.table }),
    ...(actual === undefined ? ({ health: 'missing', state: 'missing' } as const) : stateOf(actual)),
  };
}

function stateOf(actual: ActualResource): Pick<ComponentStatus, 'health' | 'state' | 'remoteId' | 'detail' | 'signature'> {
  return {
    health: actual.health,
    state: actual.state ?? 'there',
    ...(actual.remoteId === undefined ? {} : { remoteId: actual.remoteId }),
    ...(actual.healthDetail === undefined ? {} : { detail: actual.healthDetail }),
    ...knownFailure(actual),
  };
}

function knownFailure({ kind, health, healthDetail, state }: ActualResource): Pick<ComponentStatus, 'signature'> {
  if (health === 'healthy' || health === 'missing') return {};
  const match = explainFailure(kind, healthDetail ?? '', state === undefined ? {} : { state });
  return match === undefined ? {} : { signature: { code: match.code, title: match.title, fix: match.fix } };
}

/** As the documents call it; a compute pool that they give by its id, as the account does. */
function nameOf(resource: DesiredResource, actual?: ActualResource): string {
  const spec = resource.spec as { name?: string; topic?: string; table?: string; subject?: string; displayName?: string };
  const { displayName } = (actual?.spec ?? {}) as { displayName?: string };
  return spec.name ?? spec.topic ?? spec.table ?? spec.subject ?? spec.displayName ?? displayName ?? resource.address.split('/').slice(2).join('/');
}

function tablesOf(resources: readonly DesiredResource[], components: readonly ComponentStatus[]): TableStatus[] {
  const tables = new Map<string, { readonly own: DesiredResource[]; readonly healths: Health[] }>();
  resources.forEach((resource, index) => {
    if (resource.table === undefined) return;
    const group = tables.get(resource.table) ?? { own: [], healths: [] };
    tables.set(resource.table, group);
    group.own.push(resource);
    group.healths.push(components[index]!.health);
  });
  return [...tables].map(([from, { own, healths }]) => {
    const source = sourceTopicOf(own);
    const target = own.find((resource) => resource.chain !== undefined)?.chain;
    return {
      from,
      ...(source === undefined ? {} : { sourceTopic: source }),
      ...(target === undefined ? {} : { target }),
      health: worstOf(healths),
    };
  });
}

/** A topic that was there already belongs to no single table: the statement says which one it reads. */
function sourceTopicOf(own: readonly DesiredResource[]): string | undefined {
  const source = own.find((resource) => resource.kind === 'source-topic');
  return source === undefined ? desiredOf('decode-statement', own)[0]?.spec.sourceTopic : nameOf(source);
}
