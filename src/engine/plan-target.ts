import { actingOf } from '../core/change.js';
import type { ConfluentClients } from '../confluent/index.js';
import type { ResourceAddress } from '../core/address.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { shortHash } from '../core/fingerprint.js';
import { buildPlan, withDiagnostics } from '../core/plan.js';
import type { Plan } from '../core/plan.js';
import type { ActualResource, DesiredResource } from '../core/resource.js';
import type { LedgerDocument } from '../ledger/document.js';
import { findPool } from '../kinds/compute-pool/remote.js';
import type { Account, AnyResourceKind } from '../kinds/contract.js';
import type { Kinds } from '../kinds/index.js';
import type { ListName } from '../kinds/snapshot.js';
import type { PipelineDocument, TargetDocument } from '../pipeline/documents.js';
import { expandByPipeline } from '../pipeline/expand.js';
import type { Expansion } from '../pipeline/expand.js';
import { madeFrom } from './desired-memory.js';
import type { DesiredMemory } from './desired-memory.js';
import { discover } from './discover.js';
import type { Discovery } from './discover.js';
import { findLeftovers } from './leftovers.js';
import { ownershipOf } from './ownership.js';
import { readActual } from './read-actual.js';
import type { ActualState, Wanted } from './read-actual.js';
import { createListReader, createLook } from './read-lists.js';
import { createSubjectLevels, rememberingLevels } from './subject-levels.js';
import type { SubjectLevels } from './subject-levels.js';
import { compareDigests } from './secret-digests.js';
import type { DigestsOf } from './secret-digests.js';
import { checkNewVersions } from './new-versions.js';
import { readSchemas, sourceTableOf, uncheckedColumns } from './source-schemas.js';
import type { SchemaListing } from './source-schemas.js';
import { inSlices } from './slices.js';
import { readSourceVersions } from './source-versions.js';
import { wantedResources } from './wanted.js';
import { withoutSchema } from './without-schema.js';
import type { LevelOf, ListReader } from './read-lists.js';

export interface PlanningServices {
  readonly confluent: ConfluentClients;
  readonly kinds: Kinds;
  readonly digestsOf: DigestsOf;
  readonly keyCheck: string;
  /** Remembered between runs; else each run asks for every subject. */
  readonly subjectLevels?: SubjectLevels;
  /** Of this target, between runs; else each run makes its desired state anew. */
  readonly desired?: DesiredMemory;
}

/** What planning is to look at beside the account. */
export interface PlanningRequest {
  readonly target: TargetDocument;
  readonly pipelines: readonly PipelineDocument[];
  readonly ledger: LedgerDocument;
  /** Pipelines that this run is about; what others own is left alone. `undefined`: shared things. */
  readonly inScope: (pipeline: string | undefined) => boolean;
  /** Delete what is ours and no longer desired. */
  readonly prune: boolean;
  /** Take what exists and is not ours. */
  readonly adopt: boolean;
}

/** A target, read and planned; everything that applying needs. */
export interface PlannedTarget {
  readonly discovery: Discovery;
  readonly desired: readonly DesiredResource[];
  readonly actual: ActualState;
  readonly plan: Plan;
  /** What is to be read again; made anew each time, for it weighs as much as what is read. */
  readonly wanted: () => readonly Wanted[];
  readonly readLists: ListReader;
  /** Hash of the documents that were planned. */
  readonly documents: string;
}

export type Planning = { readonly planned: true; readonly result: PlannedTarget } | { readonly planned: false; readonly diagnostics: readonly Diagnostic[] };

/** Discovers the account, reads it, and builds the plan. Reads only. */
export async function planTarget(request: PlanningRequest, services: PlanningServices): Promise<Planning> {
  const { target, pipelines, ledger } = request;
  const found = await discover(target, services.confluent);
  if (!found.found) return { planned: false, diagnostics: found.diagnostics };
  const { discovery, readLists } = remembering(found.discovery, services);
  const look = createLook(readLists, discovery.computePools);
  look.begin(listsOfOurs(request, services.kinds));
  const schemas = await readSchemas(pipelines, look.read);
  const { resources: desired, diagnostics, deferred, evolutions, unplanned } = await desiredState(request, services, discovery, schemas);
  const wanted = (): readonly Wanted[] => wantedResources(desired, ownershipOf(ledger, desired), request.inScope, unplanned);
  const { actual, leftovers } = await readWanted(wanted(), services.kinds, discovery.account, look.read);
  const mayGo = deletableAmong(actual.resources, desired);
  const plan = buildPlan({
    target: target.name,
    desired,
    actual: [...actual.resources, ...leftovers],
    kinds: services.kinds,
    deferred,
    evolutions,
    unread: actual.unread,
    adopt: request.adopt,
    deletable: (resource) => request.prune && resource.owned && mayGo(resource),
    writeOnlyChanged: await compareDigests(desired, ledger, services.digestsOf, services.keyCheck),
  });
  const asked = await checkNewVersions(plan, schemas, discovery.clients.schemaRegistry);
  const checked = withDiagnostics(asked, [...diagnostics, ...unreadDiagnostics(actual), ...uncheckedColumns(pipelines, schemas), ...missingReferences(plan)]);
  return { planned: true, result: { discovery, desired, actual, plan: checked, wanted, readLists, documents: hashOf(target, pipelines) } };
}

async function readWanted(wanted: readonly Wanted[], kinds: Kinds, account: Account, read: ListReader): Promise<{ readonly actual: ActualState; readonly leftovers: readonly ActualResource[] }> {
  const actual = await readActual(wanted, kinds, account, read);
  return { actual, leftovers: findLeftovers(wanted, actual.resources, actual.snapshot, account) };
}

/** What the documents want of this account; taken from the last look where it would come out the same. */
async function desiredState({ target, pipelines, ledger }: PlanningRequest, { desired }: PlanningServices, discovery: Discovery, schemas: SchemaListing): Promise<Expansion> {
  const sources = await readSourceVersions(ledger, schemas, discovery.clients.schemaRegistry);
  const expand = (): Promise<Expansion> =>
    inSlices(expandByPipeline(pipelines, target, {
      environment: discovery.account.environment,
      cluster: discovery.account.cluster,
      poolId: (address) => poolIdOf(address, discovery),
      remembered: (address) => ledger.resources[address],
      sourceTable: sourceTableOf(schemas),
      sourceSchemas: sources.versionsOf,
      ...(schemas?.read === true ? { withoutSchema: (topic: string, raw: boolean) => withoutSchema(schemas.items, topic, raw) } : {}),
    }));
  return desired === undefined ? expand() : desired.recall(madeFrom({ target, pipelines }, discovery, schemas, sources), expand);
}

/** What the documents say, whatever the order of files and wherever it stands in them. */
function hashOf(target: TargetDocument, pipelines: readonly PipelineDocument[]): string {
  const specs = Object.fromEntries(pipelines.map(({ name, spec }) => [name, spec]));
  return shortHash({ target: target.spec, specs });
}

/** What will be asked for because of what we have made; it need not wait until the documents are expanded. */
function listsOfOurs({ ledger, inScope }: PlanningRequest, kinds: Kinds): Set<ListName> {
  const owned = new Set(Object.values(ledger.resources).filter(({ pipeline }) => inScope(pipeline)).map(({ kind }) => kind));
  return new Set([...owned].flatMap((kind) => (kinds as Readonly<Record<string, AnyResourceKind>>)[kind]?.lists ?? []));
}

/** The account's clients and lists, with a memory for the levels of its subjects: of this run, or of many. */
function remembering(discovery: Discovery, { subjectLevels }: PlanningServices): { readonly discovery: Discovery; readonly readLists: ListReader } {
  const levels = subjectLevels ?? createSubjectLevels({ now: () => Date.now() });
  const registry = `${discovery.account.environment.id} ${discovery.registry}`;
  const clients = { ...discovery.clients, schemaRegistry: rememberingLevels(discovery.clients.schemaRegistry, registry, levels) };
  const levelOf: LevelOf = async (subject, schemaId, ask) => {
    const known = levels.get(registry, subject, schemaId);
    if (known !== undefined) return known;
    const level = await ask();
    levels.set(registry, subject, level, schemaId);
    return level;
  };
  return { discovery: { ...discovery, clients }, readLists: createListReader(clients, discovery.account, levelOf) };
}

/**
 * A source topic and its subjects never go while their connector stays, also when its table has left the files: a connector
 * whose topic is deleted is broken for good (semantics.md 1.0 item 13). A pool goes only when nobody desires any.
 */
function deletableAmong(actual: readonly ActualResource[], desired: readonly DesiredResource[]): (resource: ActualResource) => boolean {
  // Most runs prune nothing: then nobody asks.
  let known: { readonly kept: ReadonlySet<string>; readonly there: ReadonlyMap<string, ActualResource> } | undefined;
  const look = () => (known ??= { kept: new Set(desired.map((other) => other.address)), there: new Map(actual.map((other) => [other.address, other])) });
  const makerStays = (address: ResourceAddress): boolean => {
    const { kept, there } = look();
    if (kept.has(address) && there.get(address)?.kind === 'connector') return true;
    return there.get(address)?.relations.leftBy.some(makerStays) ?? false;
  };
  return (resource) => !resource.relations.leftBy.some(makerStays);
}

function poolIdOf(address: ResourceAddress, { computePools, account }: Discovery): string | undefined {
  return findPool(computePools, address.split('/').slice(2).join('/'), account)?.id;
}

/** Every part that could not be read, named once. */
function unreadDiagnostics({ unread }: ActualState): Diagnostic[] {
  return [...new Set(unread.values())].map((error) => ({
    code: 'CDC4007',
    severity: 'warning',
    summary: `part of the account could not be read: ${error}`,
    detail: `Not planned: ${[...unread].filter(([, reason]) => reason === error).map(([kind]) => kind).join(', ')}, and what depends on them.`,
  }));
}

/** An observed resource that nothing makes is a reference to something that must exist. */
function missingReferences(plan: Plan): Diagnostic[] {
  return actingOf(plan.changes).flatMap((change) => {
    if (change.type !== 'appear' || change.after.relations.leftBy.length > 0) return [];
    return [{ code: 'CDC4008', severity: 'error', summary: `${change.address} does not exist in the account`, address: change.address, range: change.after.origin } as const];
  });
}
