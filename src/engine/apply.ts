import type { Clock } from '../confluent/clock.js';
import type { ResourceAddress } from '../core/address.js';
import type { Change } from '../core/change.js';
import type { EventSink } from '../core/events.js';
import { dependentsOf } from '../core/graph.js';
import type { Plan } from '../core/plan.js';
import type { StepResult } from '../core/result.js';
import type { Step, StepId } from '../core/step.js';
import { createFairQueue } from './fair-queue.js';
import type { FairQueue } from './fair-queue.js';
import { runStep } from './run-step.js';
import type { StepRunner } from './run-step.js';

export interface ApplyOptions {
  readonly clock: Clock;
  readonly events: EventSink;
  /** Steps of one kind of resource whose requests are in flight at once; neither the ledger nor waiting counts. */
  readonly concurrency: number;
  /** Set: no further step starts; those in flight finish. */
  readonly stopping?: AbortSignal;
}

/**
 * Runs the steps of a plan, each as soon as all that it waits for has succeeded. Pipelines take turns. Each kind of resource
 * has its own places, because each speaks to a plane of its own: where one is slow, the others go on. Never throws: there is
 * one result per step, and a failed one skips only what depends on it.
 */
export async function applyPlan(plan: Plan, runner: StepRunner, options: ApplyOptions): Promise<Map<StepId, StepResult>> {
  const run = new PlanRun(plan, runner, options);
  await run.done();
  return run.results;
}

/**
 * So many times the steps that may be in flight are entered into the ledger ahead: one write of a large ledger takes far longer
 * than a request, and all that is entered while one is under way goes out with the next.
 */
const ENTERED_AHEAD = 50;

/** The steps of one kind that may start, and how many have. */
interface Lane {
  readonly ready: FairQueue<StepId>;
  /** Started, and not yet waiting or at their end. */
  started: number;
  /** Requests in flight. */
  busy: number;
  /** Entered into the ledger, and without a place. */
  readonly line: (() => void)[];
}

class PlanRun {
  readonly results = new Map<StepId, StepResult>();
  readonly #steps: ReadonlyMap<StepId, Step>;
  readonly #changes: ReadonlyMap<ResourceAddress, Change>;
  readonly #dependents: ReadonlyMap<StepId, ReadonlySet<StepId>>;
  readonly #missing = new Map<StepId, number>();
  /** By kind. */
  readonly #lanes = new Map<string, Lane>();
  readonly #runner: StepRunner;
  readonly #options: ApplyOptions;
  readonly #finished: Promise<void>;
  #finish: () => void = () => undefined;
  /** Begun and not ended. */
  #open = 0;

  constructor(plan: Plan, runner: StepRunner, options: ApplyOptions) {
    this.#runner = runner;
    this.#options = options;
    this.#steps = new Map(plan.steps.map((step) => [step.id, step]));
    this.#changes = new Map(plan.changes.map((change) => [change.address, change]));
    this.#dependents = dependentsOf(new Map(plan.steps.map((step) => [step.id, new Set(step.waitsFor)])));
    this.#finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    for (const step of plan.steps) {
      this.results.set(step.id, { status: 'notRun' });
      this.#missing.set(step.id, step.waitsFor.length);
      if (step.waitsFor.length === 0) this.#makeReady(step.id);
    }
    this.#startReady();
  }

  done(): Promise<void> {
    return this.#finished;
  }

  #makeReady(id: StepId): void {
    const { kind, pipeline } = this.#changes.get(this.#steps.get(id)!.address)!;
    const lane = this.#lanes.get(kind) ?? { ready: createFairQueue<StepId>(), started: 0, busy: 0, line: [] };
    this.#lanes.set(kind, lane);
    lane.ready.push(pipeline ?? '', id);
  }

  #startReady(): void {
    const stopped = this.#options.stopping?.aborted === true;
    if (!stopped) for (const lane of this.#lanes.values()) this.#fill(lane);
    if (this.#open > 0) return;
    if (stopped) this.#cancelRest();
    this.#finish();
  }

  #fill(lane: Lane): void {
    while (lane.started < this.#options.concurrency * ENTERED_AHEAD) {
      const id = lane.ready.next();
      if (id === undefined) return;
      void this.#start(id, lane);
    }
  }

  async #start(id: StepId, lane: Lane): Promise<void> {
    const step = this.#steps.get(id)!;
    const { clock, events } = this.#options;
    const started = clock.now();
    lane.started += 1;
    this.#open += 1;
    let requests: 'not yet' | 'in flight' | 'done' = 'not yet';
    const enter = async (): Promise<boolean> => {
      await this.#place(lane);
      requests = 'in flight';
      return this.#options.stopping?.aborted !== true;
    };
    const release = (): void => {
      if (requests === 'done') return;
      if (requests === 'in flight') this.#leave(lane);
      requests = 'done';
      lane.started -= 1;
      this.#fillUnlessStopped(lane);
    };
    events({ type: 'stepStarted', at: started, step: id, operation: step.operation, address: step.address });
    const outcome = await runStep(step, this.#changes.get(step.address)!, this.#runner, { enter, release });
    release();
    this.#open -= 1;
    this.#end(step, timed(outcome, clock.now() - started));
  }

  /** Waits for a place, in the order of arrival. */
  #place(lane: Lane): Promise<void> {
    if (lane.busy < this.#options.concurrency) {
      lane.busy += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => lane.line.push(resolve));
  }

  /** Gives the place to who is next. */
  #leave(lane: Lane): void {
    const next = lane.line.shift();
    if (next === undefined) lane.busy -= 1;
    else next();
  }

  #fillUnlessStopped(lane: Lane): void {
    if (this.#options.stopping?.aborted !== true) this.#fill(lane);
  }

  #end(step: Step, result: StepResult): void {
    this.results.set(step.id, result);
    this.#options.events({ type: 'stepEnded', at: this.#options.clock.now(), step: step.id, operation: step.operation, address: step.address, result });
    for (const dependent of this.#dependents.get(step.id) ?? []) {
      if (result.status === 'succeeded') this.#countDown(dependent);
      else if (result.status === 'failed') this.#skip(dependent, step.id);
      else if (result.status === 'cancelled') this.#cancel(dependent);
    }
    this.#startReady();
  }

  #countDown(id: StepId): void {
    const left = this.#missing.get(id)! - 1;
    this.#missing.set(id, left);
    if (left === 0 && this.results.get(id)!.status === 'notRun') this.#makeReady(id);
  }

  /** Marks all that depends on a failed step, with the root cause. */
  #skip(id: StepId, because: StepId): void {
    if (this.results.get(id)!.status !== 'notRun') return;
    this.results.set(id, { status: 'skipped', because });
    for (const dependent of this.#dependents.get(id) ?? []) this.#skip(dependent, because);
  }

  #cancel(id: StepId): void {
    if (this.results.get(id)!.status !== 'notRun') return;
    this.results.set(id, { status: 'cancelled' });
    for (const dependent of this.#dependents.get(id) ?? []) this.#cancel(dependent);
  }

  #cancelRest(): void {
    for (const [id, result] of this.results) if (result.status === 'notRun') this.results.set(id, { status: 'cancelled' });
  }
}

function timed(outcome: Awaited<ReturnType<typeof runStep>>, durationMs: number): StepResult {
  switch (outcome.status) {
    case 'succeeded':
      return { ...outcome, durationMs };
    case 'failed':
      return { ...outcome, durationMs };
    case 'cancelled':
      return outcome;
  }
}
