import { remoteId } from '../../../src/core/address.js';
import type { RunEvent } from '../../../src/core/events.js';
import type { Plan } from '../../../src/core/plan.js';
import type { StepResult } from '../../../src/core/result.js';
import type { StepId } from '../../../src/core/step.js';
import { applyPlan } from '../../../src/engine/apply.js';
import type { ApplyOptions } from '../../../src/engine/apply.js';
import type { StepRunner } from '../../../src/engine/run-step.js';
import type { Poller, WaitEnd, Waiter } from '../../../src/engine/wait-until.js';
import type { AnyResourceKind } from '../../../src/kinds/contract.js';
import { manualClock, settled } from '../../support/clock.js';
import type { ManualClock } from '../../support/clock.js';
import { toyKinds } from '../../support/toy-resources.js';

/** A promise that the test decides. */
export interface Gate<T> {
  readonly promise: Promise<T>;
  readonly open: (value: T) => void;
  readonly fail: (error: unknown) => void;
}

export function aGate<T>(): Gate<T> {
  let open: Gate<T>['open'] = () => undefined;
  let fail: Gate<T>['fail'] = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

/** An apply whose every request and wait ends when the test says so. Steps are named `create a`. */
export interface Rig {
  readonly clock: ManualClock;
  /** What happened, in order: `request create a`, `wait create a`. */
  readonly log: readonly string[];
  readonly events: readonly RunEvent[];
  readonly remoteIds: ReadonlyMap<string, string>;
  readonly running: Promise<Map<StepId, StepResult>>;
  /** Requests, or waits, that are in flight. */
  requests(): string[];
  waits(): string[];
  request(step: string, error?: Error): Promise<void>;
  wait(step: string, end?: WaitEnd): Promise<void>;
  /** Both halves of a step. */
  finish(step: string): Promise<void>;
  /** The results by short name, without durations. */
  results(): Promise<Record<string, string>>;
}

export interface RigOptions extends Partial<Pick<ApplyOptions, 'concurrency' | 'stopping'>> {
  readonly journal?: Partial<StepRunner['journal']>;
  readonly kind?: Partial<AnyResourceKind>;
  readonly abort?: AbortSignal;
}

export function short(id: string): string {
  return id.replace(/\S+\/lkc-1\//, '');
}

/** Resources need `spec: { name }`, by which requests and waits are told apart. */
export function startApply(plan: Plan, options: RigOptions = {}): Rig {
  const clock = manualClock();
  const log: string[] = [];
  const events: RunEvent[] = [];
  const remoteIds = new Map<string, string>();
  const requests = new Map<string, Gate<void>>();
  const waits = new Map<string, Gate<WaitEnd>>();

  const inFlight = <T>(gates: Map<string, Gate<T>>, word: string, step: string): Promise<T> => {
    log.push(`${word} ${step}`);
    const gate = aGate<T>();
    gates.set(step, gate);
    return gate.promise.finally(() => gates.delete(step));
  };
  const poller: Poller = { wait: (waiter: Waiter) => inFlight(waits, 'wait', waiter.probe({}).saw) };
  const runner: StepRunner = {
    kinds: Object.fromEntries(Object.keys(toyKinds).map((name) => [name, fakeKind(name, (step) => inFlight(requests, 'request', step), options.kind)])),
    poller,
    remote: { clients: {} as never, account: {} as never, clock, secrets: async () => '', remoteIdOf: () => undefined },
    events: (event) => void events.push(event),
    now: () => clock.now(),
    onCreated: (address, { remoteId }) => void (remoteId === undefined || remoteIds.set(address, remoteId)),
    journal: {
      begin: async (step, change) => options.journal?.begin?.(step, change),
      end: async (step, change, how) => {
        log.push(`end ${short(step.id)} ${how === 'done' ? 'well' : 'badly'}`);
        await options.journal?.end?.(step, change, how);
      },
    },
    ...(options.abort === undefined ? {} : { abort: options.abort }),
  };
  const { concurrency = 4, stopping } = options;
  const running = applyPlan(plan, runner, { clock, events: (event) => void events.push(event), concurrency, ...(stopping === undefined ? {} : { stopping }) });
  const rig: Rig = {
    clock,
    log,
    events,
    remoteIds,
    running,
    requests: () => [...requests.keys()].sort(),
    waits: () => [...waits.keys()].sort(),
    request: async (step, error) => {
      await settled();
      const gate = requests.get(step);
      if (gate === undefined) throw new Error(`no request of ${step} in flight, but of ${[...requests.keys()].join(', ')}`);
      if (error === undefined) gate.open();
      else gate.fail(error);
      await settled();
    },
    wait: async (step, end = { state: 'settled', saw: 'RUNNING' }) => {
      await settled();
      const gate = waits.get(step);
      if (gate === undefined) throw new Error(`no wait of ${step} in flight, but of ${[...waits.keys()].join(', ')}`);
      gate.open(end);
      await settled();
    },
    finish: async (step) => {
      await rig.request(step);
      await rig.wait(step);
    },
    results: async () => Object.fromEntries([...(await running)].map(([id, result]) => [short(id), sketch(result)])),
  };
  return rig;
}

/** Its requests end when `request` does; its probe tells which step waits. */
function fakeKind(name: string, request: (step: string) => Promise<void>, parts: Partial<AnyResourceKind> = {}): AnyResourceKind {
  const nameOf = (spec: object): string => (spec as { name?: string }).name ?? '';
  const minute = 60_000;
  return {
    ...toyKinds[name]!,
    lists: ['topics'],
    read: () => undefined,
    create: async (spec) => {
      await request(`create ${nameOf(spec)}`);
      return { remoteId: remoteId(`id-${nameOf(spec)}`) };
    },
    update: ({ desired }) => request(`update ${nameOf(desired)}`),
    stop: ({ spec }) => request(`stop ${nameOf(spec)}`),
    delete: ({ spec }) => request(`delete ${nameOf(spec)}`),
    wait: {
      lists: ['topics'],
      budgetMs: { create: minute, update: minute, delete: 10 * minute, await: minute, stop: minute, prepare: minute },
      settledPolls: 1,
      probe: (operation, reference) => ({ state: 'pending', saw: `${operation} ${nameOf(reference.spec)}` }),
    },
    ...parts,
  };
}

function sketch(result: StepResult): string {
  switch (result.status) {
    case 'failed':
      return `failed ${result.code}: ${result.error}`;
    case 'skipped':
      return `skipped because of ${short(result.because)}`;
    case 'succeeded':
    case 'notRun':
    case 'cancelled':
      return result.status;
  }
}
