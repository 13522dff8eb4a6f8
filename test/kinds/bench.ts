import type { ResourceAddress, RemoteId } from '../../src/core/address.js';
import type { RunEvent } from '../../src/core/events.js';
import { buildPlan } from '../../src/core/plan.js';
import type { Plan } from '../../src/core/plan.js';
import type { DesiredResource } from '../../src/core/resource.js';
import type { StepResults } from '../../src/core/result.js';
import { isSecretReference } from '../../src/core/secret.js';
import { applyPlan } from '../../src/engine/apply.js';
import { discover } from '../../src/engine/discover.js';
import type { Discovery } from '../../src/engine/discover.js';
import { readActual } from '../../src/engine/read-actual.js';
import { createListReader } from '../../src/engine/read-lists.js';
import type { ListReader } from '../../src/engine/read-lists.js';
import { createPoller } from '../../src/engine/wait-until.js';
import type { Reading, Reference, Remote } from '../../src/kinds/contract.js';
import { kindsByName } from '../../src/kinds/index.js';
import { expandPipelines } from '../../src/pipeline/expand.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import { startEstate } from '../support/estate.js';
import type { Estate, EstateOptions } from '../support/estate.js';
import { base, baseWorld } from './base.js';

export interface ApplyOptions {
  readonly abort?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/** What a kind is tested on: the base pipeline's resources, a simulated account, and the engine around them. */
export interface Bench extends AsyncDisposable {
  readonly estate: Estate;
  readonly remote: Remote;
  /** All that the base pipeline wants. */
  readonly desired: readonly DesiredResource[];
  /** As expansion has it once the pool's id is known. */
  asKnown(resource: DesiredResource): DesiredResource;
  plan(desired: readonly DesiredResource[]): Promise<Plan>;
  apply(plan: Plan, options?: ApplyOptions): Promise<StepResults>;
  /** What the account says of one resource now. */
  read(resource: DesiredResource): Promise<Reading | undefined>;
}

/** An account in which nothing of the base pipeline is there yet. */
export async function startBench(options: EstateOptions = {}): Promise<Bench> {
  const estate = await startEstate({ world: baseWorld, leastSleepMs: 5_000, ...options });
  const { documents } = readDocuments(new Map([['base.yaml', base]]));
  const target = documents.targets[0]!;
  const found = await discover(target, estate.clients);
  if (!found.found) throw new Error(JSON.stringify(found.diagnostics));
  const { account } = found.discovery;
  const { resources } = expandPipelines(documents.pipelines, target, { environment: account.environment, cluster: account.cluster, poolId: () => undefined });
  const readLists = createListReader(found.discovery.clients, account);
  const applied = new Map<ResourceAddress, object>();
  const remoteIds = new Map<ResourceAddress, RemoteId>();
  const remote = remoteOf(estate, found.discovery, remoteIds);
  return {
    estate,
    remote,
    desired: resources,
    asKnown: (resource) => withPool(resource, remoteIds),
    plan: (desired) => plan(desired, remote, readLists, applied, remoteIds),
    apply: (next, more = {}) => apply(next, remote, readLists, applied, remoteIds, more),
    async read(resource) {
      const kind = kindsByName[resource.kind]!;
      return kind.read(referenceOf(resource, applied), await readLists(kind.lists, subjectsOf(resource)), account);
    },
    [Symbol.asyncDispose]: () => estate[Symbol.asyncDispose](),
  };
}

type Applied = Map<ResourceAddress, object>;
type RemoteIds = Map<ResourceAddress, RemoteId>;

function remoteOf({ clock, secrets }: Estate, { clients, account }: Discovery, remoteIds: RemoteIds): Remote {
  return { clients, account, clock, secrets, remoteIdOf: (address) => remoteIds.get(address) };
}

function referenceOf({ address, spec, management }: DesiredResource, applied: Applied): Reference {
  const remembered = applied.get(address);
  return { address, spec, management, ...(remembered === undefined ? {} : { remembered }) };
}

function subjectsOf({ spec }: DesiredResource): string[] {
  const { subject } = spec as { readonly subject?: string };
  return subject === undefined ? [] : [subject];
}

/** The pool of the base pipeline has an id from its creation on; expansion would then know it. */
function withPool(resource: DesiredResource, remoteIds: RemoteIds): DesiredResource {
  const { computePool } = resource.spec as { readonly computePool?: ResourceAddress };
  const id = computePool === undefined ? undefined : remoteIds.get(computePool);
  return id === undefined ? resource : { ...resource, spec: { ...resource.spec, computePool: id } };
}

async function plan(given: readonly DesiredResource[], { account }: Remote, readLists: ListReader, applied: Applied, remoteIds: RemoteIds): Promise<Plan> {
  const wanted = given.map((resource) => ({ ...resource, ...referenceOf(resource, applied), owned: true, desired: true }));
  const { resources, unread } = await readActual(wanted, kindsByName, account, readLists);
  for (const { address, remoteId } of resources) if (remoteId !== undefined) remoteIds.set(address, remoteId);
  const desired = given.map((resource) => withPool(resource, remoteIds));
  return buildPlan({ target: 'prod', desired, actual: resources, kinds: kindsByName, unread, deletable: () => false, writeOnlyChanged: (address) => (path, value) => referenceAt(applied.get(address), path) !== JSON.stringify(value) });
}

/** The secret reference that was sent for a config key, in place of the ledger's digest of its value. */
function referenceAt(spec: object | undefined, path: string): string | undefined {
  const value = (spec as { readonly config?: Readonly<Record<string, unknown>> } | undefined)?.config?.[path.replace(/^config\./, '')];
  return isSecretReference(value) ? JSON.stringify(value) : undefined;
}

function apply(next: Plan, remote: Remote, readLists: ListReader, applied: Applied, remoteIds: RemoteIds, { abort, onEvent = () => undefined }: ApplyOptions): Promise<StepResults> {
  const { clock } = remote;
  return applyPlan(
    next,
    {
      kinds: kindsByName,
      remote,
      poller: createPoller({ clock, read: readLists }),
      events: onEvent,
      now: () => clock.now(),
      onCreated: (address, { remoteId }) => void (remoteId === undefined || remoteIds.set(address, remoteId)),
      journal: {
        begin: () => Promise.resolve(),
        end: async (step, change, succeeded) => {
          if (succeeded && change.type !== 'delete' && step.operation !== 'delete') applied.set(step.address, change.after.spec);
        },
      },
      ...(abort === undefined ? {} : { abort }),
    },
    { clock, events: onEvent, concurrency: 20, ...(abort === undefined ? {} : { stopping: abort }) },
  );
}
