import type { Desired, LoadDesired, WatchClock } from './contract.js';
import type { WatchLog } from './events.js';
import type { Teller } from './notify/teller.js';
import { RepositoryWatcher } from './repository-watcher.js';
import type { Repository } from './repository/clone.js';
import type { Shards } from './shard/contract.js';
import type { WatchedTarget, WatchState, Trigger } from './state.js';
import { TargetRunner } from './target-runner.js';
import type { RunnerTimes } from './target-runner.js';
import { openTerm } from './term.js';
import type { Lead, OpenTerm, Share } from './term.js';

export interface WatchTimes extends RunnerTimes {
  /** Between two looks at the remote, in milliseconds. */
  readonly pollMs: number;
  /** From the request to stop to the end of the process, in milliseconds. */
  readonly graceMs: number;
}

export interface WatchOptions {
  readonly version: string;
  readonly repository: Repository;
  readonly folder: string;
  readonly load: LoadDesired;
  readonly clock: WatchClock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly newRunId: () => string;
  readonly times: WatchTimes;
  readonly log: WatchLog;
  /** Told of every state while this replica leads; where targets are spread always, and the state says who tells of what. */
  readonly tellers: readonly Teller[];
  /** Called with every state. */
  readonly onState?: (state: WatchState) => void;
  /** Set: end within the grace period. */
  readonly stopping: AbortSignal;
  /** Set: end now. */
  readonly abort: AbortSignal;
}

/** The controller: one repository, its targets, and what is known of them. */
export interface Watch {
  state(): WatchState;
  /** Looks at the remote at once. */
  ask(): void;
  /** When the repository was last looked at, with whatever result; milliseconds since the epoch. */
  lastBeat(): number;
  /**
   * Follows the repository until `stopping`, and reconciles during the terms that `lead` grants; without leader election there is one term, which lasts.
   * @returns whether all runs had ended within the grace period.
   */
  run(lead?: Lead): Promise<{ readonly clean: boolean }>;
  /** Takes note of the other replicas. */
  seeShards(shards: Shards): void;
}

/** Waits are given up this early before the grace period is over, to release the ledger. */
const LEAVE_SHARE = 0.4;

export function createWatch(options: WatchOptions): Watch {
  return new Controller(options);
}

class Controller implements Watch {
  readonly #options: WatchOptions;
  readonly #watcher: RepositoryWatcher;
  readonly #runners = new Map<string, TargetRunner>();
  /** Ends the waits of all runs. */
  readonly #giveUp = new AbortController();
  readonly #terms = new Set<OpenTerm>();
  #state: WatchState;

  constructor(options: WatchOptions) {
    this.#options = options;
    const { version, clock, repository, folder, times } = options;
    this.#state = { version, startedAt: clock.now(), repository: { url: repository.url, branch: repository.branch(), folder }, targets: [], stopping: false };
    this.#watcher = new RepositoryWatcher({
      ...options,
      pollMs: times.pollMs,
      jitter: times.jitter,
      publish: (news) => this.#publish({ repository: news }),
      onDesired: (desired, commit, trigger) => this.#want(desired, commit, trigger),
    });
  }

  state(): WatchState {
    return this.#state;
  }

  ask(): void {
    this.#watcher.ask();
  }

  lastBeat(): number {
    return this.#watcher.lastLookAt;
  }

  seeShards(shards: Shards): void {
    this.#publish({ shards });
  }

  async run(lead: Lead = (term) => term(never)): Promise<{ readonly clean: boolean }> {
    const { stopping, abort, clock, log, version, repository, folder, times } = this.#options;
    const started = clock.now();
    log({ event: 'started', version, repository: repository.url, branch: repository.branch(), folder });
    const ended = new AbortController();
    const work = Promise.all([this.#watcher.run(stopping), lead((lost, share) => this.#lead(lost, share))]).then(() => this.#settleTellers());
    const grace = whenAborted(stopping).then(() => {
      this.#publish({ stopping: true });
      log({ event: 'stopping', graceMs: times.graceMs });
      return this.#countDown(ended.signal);
    });
    const now = whenAborted(abort).then(() => false);
    try {
      const clean = await Promise.race([work.then(() => true), grace, now]);
      log({ event: 'stopped', clean, uptimeMs: clock.now() - started });
      return { clean };
    } finally {
      this.#giveUp.abort(new Error('watch ends'));
      ended.abort();
    }
  }

  /** First the waits are given up, then everything is. False when the time is over. */
  async #countDown(ended: AbortSignal): Promise<boolean> {
    const { clock, times } = this.#options;
    const leave = times.graceMs * LEAVE_SHARE;
    await clock.sleep(times.graceMs - leave, ended).catch(() => undefined);
    if (ended.aborted) return false;
    this.#giveUp.abort(new Error('the grace period is almost over'));
    await clock.sleep(leave, ended).catch(() => undefined);
    return false;
  }

  /** One term: its targets run when they are due, until it is lost or given up, or the process stops. Resolves when none of them runs any more. */
  async #lead(lost: AbortSignal, share?: Share): Promise<void> {
    const term = openTerm(lost, share, { stopping: this.#options.stopping, giveUp: this.#giveUp.signal });
    this.#terms.add(term);
    for (const runner of this.#runners.values()) if (term.covers(runner.name)) this.#start(runner);
    await whenAborted(term.over);
    await Promise.all(term.runs);
    this.#terms.delete(term);
    term.close();
  }

  /** The term in which a target runs just now. */
  #termOf(target: string): OpenTerm | undefined {
    return [...this.#terms].find((term) => term.covers(target));
  }

  #start(runner: TargetRunner): void {
    const term = this.#termOf(runner.name);
    if (term === undefined || term.over.aborted) return;
    const run = runner.lead(term.signals).finally(() => {
      term.runs.delete(run);
      if (runner.gone) this.#runners.delete(runner.name);
      // It left, and came back before its last run had ended.
      else this.#start(runner);
    });
    term.runs.add(run);
  }

  #want(desired: Desired, commit: string, trigger: Trigger): void {
    const names = new Set(desired.targets.map(({ name }) => name));
    for (const runner of this.#runners.values()) {
      if (names.has(runner.name) || runner.gone) continue;
      runner.leave();
      this.#options.log({ event: 'target-gone', target: runner.name, commit });
      this.#publish({ targets: this.#state.targets.filter(({ name }) => name !== runner.name) });
      if (this.#termOf(runner.name) === undefined) this.#runners.delete(runner.name);
    }
    for (const settings of desired.targets) {
      const wanted = { desired, settings, commit };
      const known = this.#runners.get(settings.name);
      if (known === undefined) this.#add(new TargetRunner(wanted, { ...this.#options, publish: (target) => this.#show(target) }));
      else known.want(wanted, trigger);
    }
  }

  #add(runner: TargetRunner): void {
    this.#runners.set(runner.name, runner);
    this.#show(runner.view);
    this.#start(runner);
  }

  #show(target: WatchedTarget): void {
    if (this.#runners.get(target.name)?.gone !== false) return;
    const others = this.#state.targets.filter(({ name }) => name !== target.name);
    this.#publish({ targets: [...others, target].sort((a, b) => (a.name < b.name ? -1 : 1)) });
  }

  #publish(news: Partial<WatchState>): void {
    this.#state = { ...this.#state, ...news };
    this.#options.onState?.(this.#state);
    if (this.#terms.size > 0 || this.#state.shards !== undefined) for (const teller of this.#options.tellers) teller.see(this.#state);
  }

  async #settleTellers(): Promise<void> {
    await Promise.all(this.#options.tellers.map((teller) => teller.settled()));
  }
}

const never = new AbortController().signal;

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
