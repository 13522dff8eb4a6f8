import { jittered } from './back-off.js';
import type { Desired, LoadDesired, LoadResult, WatchClock } from './contract.js';
import type { WatchLog } from './events.js';
import type { FetchResult, Repository, Tip } from './repository/clone.js';
import { restUntil } from './signals.js';
import type { Trigger, WatchedRepository } from './state.js';

export interface RepositoryWatcherOptions {
  readonly repository: Repository;
  readonly folder: string;
  readonly load: LoadDesired;
  readonly clock: WatchClock;
  readonly random: () => number;
  /** Between two looks at the remote, in milliseconds. */
  readonly pollMs: number;
  readonly jitter: number;
  readonly log: WatchLog;
  readonly publish: (repository: WatchedRepository) => void;
  /** A commit is in force whose folder differs from the one before. */
  readonly onDesired: (desired: Desired, commit: string, trigger: Trigger) => void;
}

type Refused = LoadResult & { readonly loaded: false };

/** What webhooks may bring about: not more than one look per second. */
const LEAST_PAUSE_MS = 1_000;

/** Looks at the remote now and then, and at once when told. A commit that cannot be taken leaves the one before in force. */
export class RepositoryWatcher {
  readonly #options: RepositoryWatcherOptions;
  #view: WatchedRepository;
  #wake = new AbortController();
  /** A webhook came after the last fetch had begun. */
  #asked = false;
  #failures = 0;
  #lastLookAt: number;
  #folderInForce: string | undefined;
  /** The last commit that was judged, whatever came of it. */
  #judged: string | undefined;
  /** Why the newest commit is not in force. */
  #refusal: string | undefined;

  constructor(options: RepositoryWatcherOptions) {
    this.#options = options;
    this.#lastLookAt = options.clock.now();
    this.#view = { url: options.repository.url, branch: options.repository.branch(), folder: options.folder };
  }

  get lastLookAt(): number {
    return this.#lastLookAt;
  }

  /** Somebody pushed: look soon. */
  ask(): void {
    this.#asked = true;
    this.#wake.abort();
  }

  /** Looks, until `stopping`. Never throws. */
  async run(stopping: AbortSignal): Promise<void> {
    const wake = (): void => this.#wake.abort();
    stopping.addEventListener('abort', wake, { once: true });
    const { clock, random, pollMs, jitter } = this.#options;
    while (!stopping.aborted) {
      const trigger: Trigger = this.#asked ? 'webhook' : 'commit';
      this.#asked = false;
      this.#wake = new AbortController();
      await this.#look(trigger, stopping);
      this.#lastLookAt = clock.now();
      const next = clock.now() + jittered(pollMs, jitter, random());
      await this.#rest(next, stopping);
    }
    stopping.removeEventListener('abort', wake);
  }

  async #rest(next: number, stopping: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const earliest = clock.now() + LEAST_PAUSE_MS;
    while (!stopping.aborted && !this.#asked && clock.now() < next) await restUntil(clock, next, this.#wake.signal);
    if (stopping.aborted || clock.now() >= earliest) return;
    this.#wake = new AbortController();
    if (!stopping.aborted) await restUntil(clock, earliest, this.#wake.signal);
  }

  async #look(trigger: Trigger, stopping: AbortSignal): Promise<void> {
    try {
      const result = await this.#options.repository.fetch();
      if (stopping.aborted) return;
      if (result.fetched) await this.#fetched(result, trigger);
      else this.#failed(result.cause, result.problem);
      await this.#takeUpFormer();
    } catch (thrown) {
      // A full disk, say. The commit is not judged yet, so the next look tries it again.
      if (!stopping.aborted) this.#failed('other', thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  async #fetched({ tip, rewritten }: FetchResult & { readonly fetched: true }, trigger: Trigger): Promise<void> {
    const { clock, log, repository } = this.#options;
    if (rewritten !== undefined) log({ event: 'branch-rewritten', commit: tip.commit.id, former: rewritten.former });
    if (tip.commit.id !== this.#judged) await this.#judge(tip, trigger);
    if (this.#failures > 0) log({ event: 'fetch-recovered', failures: this.#failures });
    this.#failures = 0;
    const news = { branch: repository.branch(), lastFetchAt: clock.now(), fetchFailures: 0 };
    if (this.#refusal === undefined) this.#publish(news, 'problem');
    else this.#publish({ ...news, problem: this.#refusal });
  }

  #failed(cause: string, problem: string): void {
    this.#failures += 1;
    this.#options.log({ event: 'fetch-failed', cause, problem, failures: this.#failures });
    this.#publish({ problem, fetchFailures: this.#failures });
  }

  /** Nothing is in force yet, and the newest commit is of no use: what the last process had is better than nothing. */
  async #takeUpFormer(): Promise<void> {
    if (this.#folderInForce !== undefined) return;
    const former = await this.#options.repository.inForce();
    if (former !== undefined && former.commit.id !== this.#judged) await this.#take(former, 'start');
  }

  async #judge(tip: Tip, trigger: Trigger): Promise<void> {
    const { commit, folderTree } = tip;
    const { log, repository } = this.#options;
    if (folderTree !== undefined && folderTree === this.#folderInForce) {
      log({ event: 'commit-taken', commit: commit.id, subject: commit.subject, targets: [], changed: false });
      this.#publish({ commit });
      await repository.markInForce(commit.id);
    } else {
      const refused = await this.#take(tip, this.#folderInForce === undefined ? 'start' : trigger);
      if (refused !== undefined) {
        const inForce = this.#view.commit?.id;
        log({ event: 'commit-refused', commit: commit.id, subject: commit.subject, problem: refused.problem, ...(inForce === undefined ? {} : { inForce }) });
        this.#judged = commit.id;
        this.#refusal = refused.problem;
        this.#publish({ problem: refused.problem, refusedCommit: { ...commit, report: refused.report } });
        return;
      }
    }
    this.#judged = commit.id;
    this.#refusal = undefined;
    this.#publish({}, 'refusedCommit');
  }

  /** Loads a commit's documents and puts them in force; else says why not. */
  async #take({ commit, folderTree }: Tip, trigger: Trigger): Promise<Refused | undefined> {
    const { repository, load, log, onDesired } = this.#options;
    const result = await repository.checkOut(commit.id, load);
    if (!result.loaded) return result;
    const { desired } = result;
    log({ event: 'commit-taken', commit: commit.id, subject: commit.subject, targets: desired.targets.map(({ name }) => name), changed: true });
    this.#folderInForce = folderTree ?? '';
    this.#publish({ commit });
    await repository.markInForce(commit.id);
    onDesired(desired, commit.id, trigger);
    return undefined;
  }

  #publish(news: Partial<WatchedRepository>, ...without: readonly (keyof WatchedRepository)[]): void {
    const next: Record<string, unknown> = { ...this.#view, ...news };
    for (const key of without) delete next[key];
    this.#view = next as unknown as WatchedRepository;
    this.#options.publish(this.#view);
  }
}
