import { setMaxListeners } from 'node:events';
import type { Clock } from '../confluent/clock.js';
import type { RemoteId, ResourceAddress } from '../core/address.js';
import type { EventSink } from '../core/events.js';
import { destructiveChanges, finishesRun } from '../core/guards/destruction.js';
import type { Plan } from '../core/plan.js';
import type { Outcome, StepResults } from '../core/result.js';
import type { StepId } from '../core/step.js';
import type { SecretResolver } from '../core/secret.js';
import type { Created } from '../kinds/contract.js';
import type { Kinds } from '../kinds/index.js';
import type { TargetTableSpec } from '../kinds/target-table/spec.js';
import type { Digester } from '../ledger/digest.js';
import type { LedgerEntry } from '../ledger/document.js';
import { adopt, beginRun, endRun, setAccount, setKeyCheck } from '../ledger/mutations.js';
import type { RunStart } from '../ledger/mutations.js';
import type { LedgerSession } from '../ledger/session.js';
import { applyPlan } from './apply.js';
import { interruptedRun } from './interrupted-run.js';
import type { LedgerOptions } from './ledger-access.js';
import { createLedgerJournal } from './ledger-journal.js';
import type { PlannedTarget } from './plan-target.js';
import { refreshed } from './refresh-ledger.js';
import type { DigestsOf } from './secret-digests.js';
import { createPoller } from './wait-until.js';

export interface ApplyServices {
  readonly kinds: Kinds;
  readonly clock: Clock;
  readonly secrets: SecretResolver;
  readonly events: EventSink;
  readonly session: LedgerSession;
  readonly ledger: LedgerOptions;
  readonly digester: Digester;
  readonly digestsOf: DigestsOf;
}

export interface ApplyTargetOptions {
  readonly concurrency: number;
  /** Set: no further step starts. */
  readonly stopping?: AbortSignal;
  /** Set: waits end at once. */
  readonly abort?: AbortSignal;
}

/** Applies a planned target and waits until it has settled; the ledger follows every step. */
export async function applyTarget(planned: PlannedTarget, services: ApplyServices, options: ApplyTargetOptions): Promise<StepResults> {
  const { session } = services;
  await clearFinishedDdl(planned);
  if (planned.plan.steps.length > 0) await session.update((document) => started(document, planned, services), `run ${services.ledger.runId}: plan ${planned.plan.fingerprint}`);
  const results = planned.plan.steps.length === 0 ? new Map() : await runPlan(planned, services, options);
  const absent = absentEntries(planned);
  const unfinished = unfinishedDeletes(planned.plan, results);
  // Who was stopped is in the state of who was killed: the next run goes on under the same fingerprint.
  const stopped = [...results.values()].some((result) => result.status === 'cancelled');
  const after = (document: LedgerSession['document']): LedgerSession['document'] => {
    const known = refreshed(document, planned.plan.changes, planned.actual.resources, absent);
    return stopped ? known : endRun(known, { unfinished, complete: [...results.values()].every((result) => result.status === 'succeeded') });
  };
  if (JSON.stringify(after(session.document)) !== JSON.stringify(session.document)) await session.update(after, `run ${services.ledger.runId} ended`);
  return results;
}

/**
 * Finished DDL statements of our tables, which a run that was killed could not tidy up. They say nothing about now, and
 * deleting them undoes nothing (confluent-api.md section 7). A failure is harmless.
 */
async function clearFinishedDdl({ wanted, actual, discovery, plan }: PlannedTarget): Promise<void> {
  const { statements } = actual.snapshot;
  if (statements?.read !== true) return;
  const steps = new Set(plan.steps.map(({ operation, address }) => `${operation} ${address}`));
  const names = wanted().flatMap(({ kind, owned, address, spec }) => {
    if (!owned || kind !== 'target-table') return [];
    const { createStatement, dropStatement } = spec as Partial<TargetTableSpec>;
    // Those that the plan is about to use are its own to look after.
    return [...(steps.has(`create ${address}`) ? [] : [createStatement?.name]), ...(steps.has(`delete ${address}`) ? [] : [dropStatement?.name])];
  });
  const finished = names.filter((name) => name !== undefined && ['COMPLETED', 'FAILED'].includes(statements.items.get(name)?.status.phase ?? ''));
  await Promise.all(finished.map((name) => discovery.clients.flink.deleteStatement(name!).catch(() => undefined)));
}

function started(document: LedgerSession['document'], planned: PlannedTarget, { ledger, digester, kinds }: ApplyServices): LedgerSession['document'] {
  const { account } = planned.discovery;
  const deletes = doomedBy(planned.plan);
  return beginRun(
    setAccount(setKeyCheck(withSwept(document, planned.plan), digester.keyCheck), {
      organizationId: account.organizationId,
      environmentId: account.environment.id,
      clusterId: account.cluster.id,
    }),
    {
      id: ledger.runId,
      startedAt: new Date(ledger.now()).toISOString(),
      doomed: deletes,
      documents: planned.documents,
      ...allowed(document, planned, kinds),
    },
  );
}

/** Enters what is to go and was never entered, a connector's own topics: with the connector the way to their names is lost. */
function withSwept(document: LedgerSession['document'], { changes }: Plan): LedgerSession['document'] {
  const entries = changes.flatMap((change): LedgerEntry[] => {
    if (change.type !== 'delete' || change.before.sweep !== true || document.resources[change.address] !== undefined) return [];
    const { kind, address, relations, pipeline, table, chain, protect, spec } = change.before;
    const member = { ...(pipeline === undefined ? {} : { pipeline }), ...(table === undefined ? {} : { table }), ...(chain === undefined ? {} : { chain }) };
    return [{ kind, address, spec: { ...spec }, relations, protect: protect === true, by: 'observed', ...member }];
  });
  return entries.length === 0 ? document : adopt(document, entries);
}

/** What the plan deletes before anything takes its place. The old half of a hand-over is none of it: its work goes on until then. */
function doomedBy({ changes }: Plan): ResourceAddress[] {
  return changes.filter((change) => change.type === 'delete' || (change.type === 'replace' && change.handover.way === 'deleteFirst')).map((change) => change.address);
}

/** A clean-up that stopped half way is gone on with by the next run; one that has deleted nothing yet may be thought over. */
function unfinishedDeletes(plan: Plan, results: StepResults): ReadonlySet<ResourceAddress> {
  const pipelineOf = new Map(plan.changes.map((change) => [change.address, change.pipeline]));
  const doomed = new Set(doomedBy(plan));
  const deletes = plan.steps.filter((step) => step.operation === 'delete' && doomed.has(step.address));
  const done = (id: StepId): boolean => results.get(id)?.status === 'succeeded';
  const begun = new Set(deletes.filter((step) => done(step.id)).map((step) => pipelineOf.get(step.address)));
  return new Set(deletes.filter((step) => !done(step.id) && begun.has(pipelineOf.get(step.address))).map((step) => step.address));
}

/** Whoever finishes what an interrupted run was allowed to do does so under the fingerprint that was approved. */
function allowed(document: LedgerSession['document'], planned: PlannedTarget, kinds: Kinds): Pick<RunStart, 'fingerprint' | 'destroys'> {
  const { plan } = planned;
  const { run } = document;
  const interrupted = interruptedRun(document, planned.documents);
  const destroys = destructiveChanges({ plan, kinds }).map((change) => change.address);
  if (run === undefined || interrupted === undefined || !finishesRun({ plan, kinds }, interrupted)) return { fingerprint: plan.fingerprint, destroys };
  return { fingerprint: run.fingerprint, destroys: [...new Set([...(run.destroys ?? []), ...destroys])] };
}

async function runPlan(planned: PlannedTarget, services: ApplyServices, options: ApplyTargetOptions): Promise<StepResults> {
  const { clock, events, kinds, session } = services;
  const remoteIds = new Map<ResourceAddress, RemoteId>();
  const known = new Map<ResourceAddress, NonNullable<Created['known']>>();
  for (const resource of planned.actual.resources) if (resource.remoteId !== undefined) remoteIds.set(resource.address, resource.remoteId);
  const abort = AbortSignal.any([session.lost, ...(options.abort === undefined ? [] : [options.abort])]);
  // Every step that waits listens to it; Node would take that for a leak.
  setMaxListeners(0, abort);
  const stopping = AbortSignal.any([session.lost, ...(options.stopping === undefined ? [] : [options.stopping])]);
  const poller = createPoller({
    clock,
    read: planned.readLists,
    onPoll: (waiting) => {
      events({ type: 'polled', at: clock.now(), waiting });
      void session.renew().catch(() => undefined);
    },
  });
  const remote = {
    clients: planned.discovery.clients,
    account: planned.discovery.account,
    clock,
    secrets: services.secrets,
    remoteIdOf: (address: ResourceAddress) => remoteIds.get(address),
  };
  const journal = createLedgerJournal({ session, changes: planned.plan.changes, remoteIdOf: (address) => remoteIds.get(address), knownOf: (address) => known.get(address) ?? {}, digestsOf: services.digestsOf });
  const onCreated = (address: ResourceAddress, created: Created): void => {
    if (created.remoteId !== undefined) remoteIds.set(address, created.remoteId);
    if (created.known !== undefined) known.set(address, created.known);
  };
  const runner = { kinds, poller, events, journal, remote, onCreated, abort, now: () => clock.now() };
  return applyPlan(planned.plan, runner, { clock, events, stopping, concurrency: options.concurrency });
}

/** Entries whose kind was read and that the lists do not hold. */
function absentEntries({ wanted, actual }: PlannedTarget): ResourceAddress[] {
  const there = new Set(actual.resources.map((resource) => resource.address));
  return wanted()
    .filter((resource) => resource.remembered !== undefined && !actual.unread.has(resource.kind) && !there.has(resource.address) && !resource.desired)
    .map((resource) => resource.address);
}

/** How an apply ended, from its steps. */
export function outcomeOf(results: StepResults): Outcome {
  const statuses = [...results.values()].map((result) => result.status);
  if (statuses.every((status) => status === 'succeeded')) return statuses.length === 0 ? 'converged' : 'changed';
  return statuses.includes('succeeded') ? 'partial' : 'failed';
}
