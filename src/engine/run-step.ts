import { apiErrorOf } from '../confluent/errors.js';
import type { ResourceAddress } from '../core/address.js';
import { assertNever } from '../core/assert-never.js';
import type { Change } from '../core/change.js';
import type { EventSink } from '../core/events.js';
import type { DesiredResource } from '../core/resource.js';
import { explainFailure } from '../core/signatures/index.js';
import type { Step } from '../core/step.js';
import type { Created, Reference, Remote, AnyResourceKind, WaitOperation } from '../kinds/contract.js';
import { probeResource } from './probe.js';
import type { Poller } from './wait-until.js';

/** What running a step needs. */
export interface StepRunner {
  readonly kinds: Readonly<Record<string, AnyResourceKind>>;
  readonly remote: Remote;
  readonly poller: Poller;
  readonly events: EventSink;
  readonly now: () => number;
  /** Ends waits at once. */
  readonly abort?: AbortSignal;
  /** Called with what a create told of a new resource. */
  readonly onCreated: (address: ResourceAddress, created: Created) => void;
  /** Written ahead of a step, and after it; a rejection fails the step before it touches the account. */
  readonly journal: StepJournal;
}

/**
 * How a step ended, for the ledger. `done`: the account shows its effect. `unsettled`: the service took the request, and what
 * came of it is not well. `unknown`: the answer got lost. `refused`: it provably had no effect.
 */
export type StepEnd = 'done' | 'unsettled' | 'unknown' | 'refused';

export interface StepJournal {
  begin(step: Step, change: Change): Promise<void>;
  end(step: Step, change: Change, how: StepEnd): Promise<void>;
}

export type StepOutcome =
  | { readonly status: 'succeeded'; readonly saw?: string }
  | { readonly status: 'failed'; readonly error: string; readonly code: string; readonly fix?: readonly string[] }
  | { readonly status: 'cancelled' };

/** The right to have a request in flight. */
export interface Place {
  /** Waits for it. False: nothing may begin any more, and the ledger keeps the step as begun, as if the run had been killed. */
  enter(): Promise<boolean>;
  /** Only waiting is left. */
  release(): void;
}

/** Does one step and waits until the account shows its effect. Never throws. */
export async function runStep(step: Step, change: Change, runner: StepRunner, place: Place): Promise<StepOutcome> {
  try {
    await runner.journal.begin(step, change);
    if (!(await place.enter())) return { status: 'cancelled' };
    const refusal = await act(step, change, runner).then(() => undefined, (thrown: unknown) => ({ thrown }));
    if (refusal !== undefined) {
      await runner.journal.end(step, change, mayHaveActed(refusal.thrown) ? 'unknown' : 'refused').catch(() => undefined);
      return failedBy(change, refusal.thrown);
    }
    place.release();
    const outcome = await settle(step, change, runner);
    // A wait that was cut short says nothing about the step: the ledger keeps it as begun, for the next run to look after.
    if (outcome.status !== 'cancelled') await runner.journal.end(step, change, outcome.status === 'succeeded' ? 'done' : 'unsettled');
    return outcome;
  } catch (thrown) {
    return failedBy(change, thrown);
  }
}

function failedBy(change: Change, thrown: unknown): StepOutcome {
  return failed(change, 'CDC6001', thrown instanceof Error ? thrown.message : String(thrown));
}

/** Whether a request that failed may have taken effect all the same: also when only the look after it was forbidden. */
function mayHaveActed(thrown: unknown): boolean {
  const kind = apiErrorOf(thrown)?.kind;
  return kind !== undefined && !['invalid', 'conflict', 'rateLimited', 'refusedHost'].includes(kind);
}

async function act(step: Step, change: Change, runner: StepRunner): Promise<void> {
  const kind = kindOf(step, change, runner);
  switch (step.operation) {
    case 'await':
    case 'adopt':
      return;
    case 'stop': {
      if (change.type !== 'replace') throw new Error(`${step.id} has nothing to stop`);
      return need(kind.stop, kind, 'stop')(referenceOf(step, change), runner.remote);
    }
    case 'create': {
      const carryOver = change.type === 'replace' && change.handover.way === 'carryOver' ? { from: change.before } : {};
      const created = await need(kind.create, kind, 'create')(desiredOf(change).spec, runner.remote, carryOver);
      runner.onCreated(step.address, created);
      return;
    }
    case 'update': {
      if (change.type !== 'update') throw new Error(`${step.id} has no update to make`);
      const { before, after, fields } = change;
      const id = before.remoteId === undefined ? {} : { remoteId: before.remoteId };
      return need(kind.update, kind, 'update')({ desired: after.spec, before: before.spec, fields, ...id }, runner.remote);
    }
    case 'delete': {
      if (change.type !== 'delete' && change.type !== 'replace') throw new Error(`${step.id} has nothing to delete`);
      const id = change.before.remoteId === undefined ? {} : { remoteId: change.before.remoteId };
      return need(kind.delete, kind, 'delete')({ ...referenceOf(step, change), ...id }, runner.remote);
    }
    default:
      return assertNever(step.operation);
  }
}

async function settle(step: Step, change: Change, runner: StepRunner): Promise<StepOutcome> {
  if (step.operation === 'adopt') return { status: 'succeeded', saw: 'recorded in the ledger' };
  const kind = kindOf(step, change, runner);
  const carriesOver = step.operation === 'create' && change.type === 'replace' && change.handover.way === 'carryOver';
  const operation: WaitOperation = carriesOver ? 'prepare' : step.operation;
  const reference = referenceOf(step, change);
  const end = await runner.poller.wait({
    lists: kind.wait.listsOf?.[operation] ?? kind.wait.lists,
    subjects: subjectsOf(reference),
    probe: (snapshot) => probeResource(kind, operation, reference, snapshot, runner.remote.account),
    budgetMs: kind.wait.budgetMs[operation],
    settledPolls: kind.wait.settledPolls,
    onSaw: (saw) => runner.events({ type: 'stepWaiting', at: runner.now(), step: step.id, address: step.address, saw }),
    ...(runner.abort === undefined ? {} : { signal: runner.abort }),
  });
  switch (end.state) {
    case 'settled':
      await kind.tidy?.(operation, reference, runner.remote).catch(() => undefined);
      return { status: 'succeeded', saw: end.saw };
    case 'failed':
      return failed(change, 'CDC6002', end.saw);
    case 'timeout':
      return failed(change, 'CDC6003', `not settled after ${minutes(kind.wait.budgetMs[operation])}; last seen: ${end.saw}`, { saw: end.saw, waitedMs: kind.wait.budgetMs[operation] });
    case 'cancelled':
      return { status: 'cancelled' };
    default:
      return assertNever(end.state);
  }
}

/** A failure that is known gets its own code, and what to do about it; `code` is that of all others. */
function failed(change: Change, code: string, error: string, wait?: { readonly saw: string; readonly waitedMs: number }): StepOutcome {
  const match = explainFailure(change.kind, wait?.saw ?? error, wait === undefined ? {} : { waitedMs: wait.waitedMs });
  return match === undefined ? { status: 'failed', error, code } : { status: 'failed', error, code: match.code, fix: match.fix };
}

function kindOf(step: Step, change: Change, runner: StepRunner): AnyResourceKind {
  const kind = runner.kinds[change.kind];
  if (kind === undefined) throw new Error(`no kind for ${step.address}`);
  return kind;
}

function need<T>(method: T | undefined, kind: AnyResourceKind, name: string): T {
  if (method === undefined) throw new Error(`a ${kind.title} is only observed: nothing to ${name}`);
  return method;
}

function desiredOf(change: Change): DesiredResource {
  if (change.type === 'delete') throw new Error(`${change.address} is not desired`);
  return change.after;
}

/** The delete half of a replace is about the old resource, everything else about the desired one. */
function referenceOf(step: Step, change: Change): Reference {
  const ofOld = step.operation === 'delete' || step.operation === 'stop';
  if (ofOld && (change.type === 'delete' || change.type === 'replace')) {
    const { before } = change;
    return { address: step.address, spec: { ...before.lastSpec, ...before.spec }, management: 'managed' };
  }
  const { spec, management } = desiredOf(change);
  return { address: step.address, spec, management };
}

function subjectsOf(reference: Reference): string[] {
  const subject = (reference.spec as { subject?: unknown }).subject;
  return typeof subject === 'string' ? [subject] : [];
}

function minutes(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
