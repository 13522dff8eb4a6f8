import { approvalDocument, approvalFile } from './approval.js';
import { backOffMs, jittered } from './back-off.js';
import type { BackOff } from './back-off.js';
import type { Desired, RunEnd, TargetSettings, WatchClock } from './contract.js';
import { stepEvent } from './events.js';
import type { WatchLog } from './events.js';
import { decide } from './schedule.js';
import type { Decision, TargetMemory } from './schedule.js';
import { linkedSignal, restUntil } from './signals.js';
import type { LinkedSignal } from './signals.js';
import type { Trigger, WatchedRun, WatchedTarget } from './state.js';
import type { Term } from './term.js';
import { failureCodes, reasonOf, verdictOf } from './verdict.js';
import type { Verdict } from './verdict.js';

export interface RunnerTimes {
  /** Between two looks for drift, in milliseconds. */
  readonly intervalMs: number;
  /** Share by which an interval varies by chance. */
  readonly jitter: number;
  readonly backOff: BackOff;
  /** How long the waits of a run go on that a newer commit has made out of date, in milliseconds. */
  readonly supersedeMs: number;
}

export interface RunnerOptions {
  readonly clock: WatchClock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly newRunId: () => string;
  readonly times: RunnerTimes;
  /** For the place of an Approval. */
  readonly folder: string;
  readonly log: WatchLog;
  readonly publish: (target: WatchedTarget) => void;
}

interface Wanted {
  readonly desired: Desired;
  readonly settings: TargetSettings;
  readonly commit: string;
}

/** Newest first. */
const KEPT_RUNS = 20;

/** One target: one run at a time, on a commit, on an interval, and again after a failure. Knows no other target. */
export class TargetRunner {
  readonly name: string;
  readonly #options: RunnerOptions;
  #wanted: Wanted;
  #memory: TargetMemory;
  #view: WatchedTarget;
  #wake = new AbortController();
  #running: readonly LinkedSignal[] = [];
  #gone = false;

  constructor(wanted: Wanted, options: RunnerOptions) {
    this.name = wanted.settings.name;
    this.#options = options;
    this.#wanted = wanted;
    this.#memory = { settings: wanted.settings, pending: 'start', failures: 0, onlyLooked: false, awaitsApproval: false };
    this.#view = { name: this.name, phase: 'standby', runs: [], failures: 0 };
  }

  /** What is known of the target. */
  get view(): WatchedTarget {
    return this.#view;
  }

  /** It was told to leave. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Another commit is in force. A run of the one before begins no further step. */
  want(wanted: Wanted, trigger: Trigger): void {
    this.#gone = false;
    this.#wanted = wanted;
    this.#memory = { ...this.#memory, settings: wanted.settings, pending: trigger };
    this.#supersede();
    this.#wakeUp();
  }

  /** The documents name this target no more. */
  leave(): void {
    this.#gone = true;
    this.#supersede();
    this.#wakeUp();
  }

  /** Runs whenever a run is due, until the term is over or the target gone; resolves when nothing of it is alive. Never throws. */
  async lead(term: Term): Promise<void> {
    const wake = (): void => this.#wakeUp();
    const ends = [term.stopping, ...(term.resign === undefined ? [] : [term.resign])];
    for (const end of ends) end.addEventListener('abort', wake, { once: true });
    // Another replica may have worked meanwhile: whoever begins to lead looks first.
    this.#memory = { ...this.#memory, pending: this.#memory.pending ?? 'start' };
    while (!ends.some(({ aborted }) => aborted) && !this.#gone) await this.#next(term);
    for (const end of ends) end.removeEventListener('abort', wake);
    if (!this.#gone) this.#standBy(term.resign !== undefined);
  }

  /** Of a target that another replica works on from now on, what was seen last is soon not so any more. */
  #standBy(another: boolean): void {
    if (!another) return this.#publish({ phase: 'standby' }, 'nextRunAt');
    this.#wanted.desired.letGo(this.name);
    this.#memory = { settings: this.#memory.settings, pending: 'start', failures: 0, onlyLooked: false, awaitsApproval: false };
    this.#publish({ phase: 'standby', failures: 0 }, 'nextRunAt', 'report', 'awaitingApproval');
  }

  async #next(term: Term): Promise<void> {
    const decision = decide(this.#memory, this.#options.clock.now());
    if (decision.do === 'run') return this.#run(decision, term);
    const { due } = this.#memory;
    const next = decision.phase === 'suspended' ? undefined : due?.at;
    this.#publish({ phase: decision.phase, ...(next === undefined ? {} : { nextRunAt: next }) }, ...(next === undefined ? (['nextRunAt'] as const) : []));
    await restUntil(this.#options.clock, decision.until, this.#wake.signal);
    this.#wake = new AbortController();
  }

  async #run({ trigger, apply }: Decision & { readonly do: 'run' }, term: Term): Promise<void> {
    const { clock, log, newRunId } = this.#options;
    const { desired, commit } = this.#wanted;
    const { pending: _served, ...rest } = this.#memory;
    this.#memory = rest;
    const run = { id: newRunId(), trigger, startedAt: clock.now(), commit };
    this.#publish({ phase: 'reconciling' }, 'nextRunAt');
    log({ event: 'run-started', target: this.name, run: run.id, trigger, commit, apply });
    const signals = { stopping: linkedSignal(term.stopping), abort: linkedSignal(term.abort), cancel: linkedSignal(term.cancel) };
    this.#running = [signals.stopping, signals.abort];
    const result = await this.#attempt(desired, run.id, apply, signals);
    const interrupted = signals.stopping.signal.aborted;
    this.#running = [];
    // Ends the timer of a run that was superseded, too.
    for (const signal of Object.values(signals)) signal.unlink();
    signals.abort.abort(new Error('the run is over'));
    this.#ended(run, apply, result, interrupted);
  }

  async #attempt(desired: Desired, runId: string, apply: boolean, signals: Readonly<Record<'stopping' | 'abort' | 'cancel', LinkedSignal>>): Promise<RunEnd | { readonly thrown: string }> {
    try {
      return await desired.reconcile({
        target: this.name,
        runId,
        apply,
        onEvent: (event) => {
          const line = stepEvent(this.name, runId, event);
          if (line !== undefined) this.#options.log(line);
        },
        stopping: signals.stopping.signal,
        abort: signals.abort.signal,
        cancel: signals.cancel.signal,
      });
    } catch (thrown) {
      return { thrown: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  }

  #ended(run: Omit<WatchedRun, 'endedAt' | 'outcome' | 'sentence'>, apply: boolean, result: RunEnd | { readonly thrown: string }, interrupted: boolean): void {
    const { clock, log } = this.#options;
    const endedAt = clock.now();
    const report = 'report' in result ? result.report : undefined;
    const verdict: Verdict = report === undefined ? { type: 'failed' } : verdictOf(report);
    const finished: WatchedRun = { ...run, endedAt, outcome: report?.outcome ?? 'failed', sentence: 'thrown' in result ? result.thrown : result.sentence };
    // A run that was told to stop has not failed: whoever goes on finds what it left.
    const failed = verdict.type === 'failed' && !interrupted;
    this.#remember(verdict, apply, failed, interrupted, endedAt);
    const { failures, due } = this.#memory;
    const reason = report === undefined || verdict.type === 'good' ? undefined : reasonOf(report);
    const codes = report === undefined ? [] : failureCodes(report);
    log({
      event: 'run-ended', target: this.name, run: run.id, trigger: run.trigger, commit: run.commit ?? '', apply,
      outcome: finished.outcome, sentence: finished.sentence, durationMs: endedAt - run.startedAt, failures,
      ...(report?.plan === undefined ? {} : { fingerprint: report.plan.fingerprint }),
      ...(reason === undefined ? {} : { reason }),
      ...(codes.length === 0 ? {} : { codes }),
      ...(report === undefined ? {} : { calls: report.calls.reduce((sum, { calls }) => sum + calls, 0) }),
      ...(due === undefined ? {} : { nextRunAt: new Date(due.at).toISOString() }),
    });
    const awaiting = this.#approval(verdict, endedAt);
    this.#publish(
      {
        runs: [finished, ...this.#view.runs].slice(0, KEPT_RUNS),
        failures,
        ...(report === undefined ? {} : { report }),
        ...(finished.outcome === 'converged' || finished.outcome === 'changed' ? { lastSuccessAt: endedAt } : {}),
        ...(awaiting === undefined ? {} : { awaitingApproval: awaiting }),
      },
      ...(awaiting === undefined ? (['awaitingApproval'] as const) : []),
    );
  }

  #remember(verdict: Verdict, apply: boolean, failed: boolean, interrupted: boolean, now: number): void {
    const { times, random } = this.#options;
    const failures = failed ? this.#memory.failures + 1 : verdict.type === 'good' || verdict.type === 'awaiting-approval' ? 0 : this.#memory.failures;
    const again = failed || verdict.type === 'busy' || interrupted;
    const due = again
      ? { at: now + backOffMs(times.backOff, Math.max(1, failures), random()), because: 'retry' as const }
      : { at: now + jittered(times.intervalMs, times.jitter, random()), because: 'interval' as const };
    this.#memory = { ...this.#memory, failures, due, onlyLooked: !apply, awaitsApproval: verdict.type === 'awaiting-approval' };
  }

  /** The plan that waits; told once for each fingerprint, with the file that lets it run. */
  #approval(verdict: Verdict, now: number): WatchedTarget['awaitingApproval'] {
    if (verdict.type !== 'awaiting-approval') return undefined;
    const { fingerprint } = verdict;
    const known = this.#view.awaitingApproval;
    if (known?.fingerprint === fingerprint) return known;
    const { folder, log } = this.#options;
    log({ event: 'awaiting-approval', target: this.name, fingerprint, file: approvalFile(folder, this.name, fingerprint), approval: approvalDocument(this.name, fingerprint, now) });
    return { fingerprint, since: now };
  }

  /** No further step begins; what waits is given a little time to come up. */
  #supersede(): void {
    const [stopping, abort] = this.#running;
    if (stopping === undefined || abort === undefined || stopping.signal.aborted) return;
    const why = new Error('a newer commit is in force');
    stopping.abort(why);
    void this.#options.clock.sleep(this.#options.times.supersedeMs, abort.signal).then(() => abort.abort(why), () => undefined);
  }

  #wakeUp(): void {
    this.#wake.abort();
  }

  #publish(news: Partial<WatchedTarget>, ...without: readonly (keyof WatchedTarget)[]): void {
    const next: Record<string, unknown> = { ...this.#view, ...news };
    for (const key of without) delete next[key];
    this.#view = next as unknown as WatchedTarget;
    this.#options.publish(this.#view);
  }
}
