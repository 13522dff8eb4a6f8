import type { Clock } from '../confluent/clock.js';
import type { ResourceAddress } from '../core/address.js';
import type { Change } from '../core/change.js';
import type { EventSink } from '../core/events.js';
import { dependentsOf } from '../core/graph.js';
import type { Plan } from '../core/plan.js';
import type { StepResult } from '../core/result.js';
import type { Step, StepId } from '../core/step.js';
import { runStep } from './run-step.js';
import type { StepRunner } from './run-step.js';

export interface ApplyOptions {
  readonly clock: Clock;
  readonly events: EventSink;
  /** Steps whose requests are in flight at once; waiting does not count. */
  readonly concurrency: number;
  /** Set: no further step starts; those in flight finish. */
  readonly stopping?: AbortSignal;
}

/**
 * Runs the steps of a plan, each as soon as all that it waits for has succeeded. Never throws: there is one result per step,
 * and a failed one skips only what depends on it.
 */
export async function applyPlan(plan: Plan, runner: StepRunner, options: ApplyOptions): Promise<Map<StepId, StepResult>> {
  const run = new PlanRun(plan, runner, options);
  await run.done();
  return run.results;
}

class PlanRun {
  readonly results = new Map<StepId, StepResult>();
  readonly #steps: ReadonlyMap<StepId, Step>;
  readonly #changes: ReadonlyMap<ResourceAddress, Change>;
  readonly #dependents: ReadonlyMap<StepId, ReadonlySet<StepId>>;
  readonly #missing = new Map<StepId, number>();
  readonly #ready: StepId[] = [];
  readonly #runner: StepRunner;
  readonly #options: ApplyOptions;
  readonly #finished: Promise<void>;
  #finish: () => void = () => undefined;
  #busy = 0;
  #waiting = 0;

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
      if (step.waitsFor.length === 0) this.#ready.push(step.id);
    }
    this.#startReady();
  }

  done(): Promise<void> {
    return this.#finished;
  }

  #startReady(): void {
    const stopped = this.#options.stopping?.aborted === true;
    while (!stopped && this.#ready.length > 0 && this.#busy < this.#options.concurrency) void this.#start(this.#ready.shift()!);
    if (this.#busy + this.#waiting > 0) return;
    if (stopped) this.#cancelRest();
    this.#finish();
  }

  async #start(id: StepId): Promise<void> {
    const step = this.#steps.get(id)!;
    const { clock, events } = this.#options;
    const started = clock.now();
    this.#busy += 1;
    let holdsSlot = true;
    const release = (): void => {
      if (!holdsSlot) return;
      holdsSlot = false;
      this.#busy -= 1;
      this.#waiting += 1;
      this.#startReady();
    };
    events({ type: 'stepStarted', at: started, step: id, operation: step.operation, address: step.address });
    const outcome = await runStep(step, this.#changes.get(step.address)!, this.#runner, release);
    if (holdsSlot) this.#busy -= 1;
    else this.#waiting -= 1;
    this.#end(step, timed(outcome, clock.now() - started));
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
    if (left === 0 && this.results.get(id)!.status === 'notRun') this.#ready.push(id);
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
