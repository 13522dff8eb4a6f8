import type { RunRequest, RunEnd, TargetSettings } from '../../src/watch/contract.js';
import type { WatchEvent } from '../../src/watch/events.js';
import type { Teller } from '../../src/watch/notify/teller.js';
import type { FetchResult, Repository } from '../../src/watch/repository/clone.js';
import type { WatchState } from '../../src/watch/state.js';
import { createWatch } from '../../src/watch/watch.js';
import type { Watch, WatchTimes } from '../../src/watch/watch.js';
import type { TargetReport } from '../../src/core/report.js';
import type { Outcome } from '../../src/core/result.js';
import { manualClock, settled } from '../support/clock.js';
import type { ManualClock } from '../support/clock.js';

/** A run under way: the test says when and how it ends. */
export interface OpenRun {
  readonly request: RunRequest;
  readonly commit: string;
  end(outcome: Outcome, report?: Partial<TargetReport>): Promise<void>;
  fail(message: string): Promise<void>;
}

export interface Bench {
  readonly clock: ManualClock;
  readonly watch: Watch;
  readonly events: readonly WatchEvent[];
  readonly states: readonly WatchState[];
  /** Runs that have begun and not ended. */
  readonly open: readonly OpenRun[];
  /** Runs that have ever begun. */
  readonly begun: readonly OpenRun[];
  /** Targets that were let go, in order. */
  readonly letGo: readonly string[];
  /** How often the remote was asked. */
  readonly fetches: () => number;
  push(commit: string, options?: { readonly tree?: string; readonly bad?: boolean; readonly targets?: readonly TargetSettings[] }): void;
  breakRemote(problem: string | undefined): void;
  stop(): void;
  abort(): void;
  readonly ended: Promise<{ readonly clean: boolean }>;
}

export const calm = (name: string): TargetSettings => ({ name, suspend: false, syncWindows: [] });
const times: WatchTimes = { pollMs: 10_000, intervalMs: 600_000, jitter: 0, graceMs: 10_000, supersedeMs: 5_000, backOff: { firstMs: 1_000, maxMs: 60_000 } };

interface Pushed {
  readonly tree: string;
  readonly bad: boolean;
  readonly targets: readonly TargetSettings[];
}

/** A controller on a clock that stands still, with a remote and an engine that do as they are told. */
export async function startBench(options: { readonly times?: Partial<WatchTimes>; readonly tellers?: readonly Teller[]; readonly lead?: Parameters<Watch['run']>[0]; readonly former?: string } = {}): Promise<Bench> {
  const clock = manualClock();
  const events: WatchEvent[] = [];
  const states: WatchState[] = [];
  const open: OpenRun[] = [];
  const begun: OpenRun[] = [];
  const letGo: string[] = [];
  const commits = new Map<string, Pushed>([['c1', { tree: 't1', bad: false, targets: [calm('prod')] }]]);
  let tip = 'c1';
  let problem: string | undefined;
  let fetches = 0;
  let inForce = options.former;
  const tipOf = (id: string) => ({ commit: { id, subject: `subject of ${id}`, committedAt: 0 }, folderTree: commits.get(id)!.tree });
  const repository: Repository = {
    url: 'https://git.example.com/acme/pipelines',
    branch: () => 'main',
    fetch: (): Promise<FetchResult> => {
      fetches += 1;
      return Promise.resolve(problem === undefined ? { fetched: true, tip: tipOf(tip) } : { fetched: false, cause: 'unreachable', problem });
    },
    checkOut: (commit, use) => use(commit),
    markInForce: (commit) => {
      inForce = commit;
      return Promise.resolve();
    },
    inForce: () => Promise.resolve(inForce === undefined ? undefined : tipOf(inForce)),
  };
  const reconcile = (commit: string) => (request: RunRequest): Promise<RunEnd> =>
    new Promise((resolve, reject) => {
      const close = async (): Promise<void> => {
        open.splice(open.indexOf(run), 1);
        await settled();
      };
      const run: OpenRun = {
        request, commit,
        end: (outcome, report = {}) => {
          resolve({ report: { target: request.target, pipelines: [], impacts: [], diagnostics: [], calls: [], durationMs: 1, outcome, ...report }, sentence: `it ${outcome}` });
          return close();
        },
        fail: (message) => {
          reject(new Error(message));
          return close();
        },
      };
      open.push(run);
      begun.push(run);
    });
  const stopping = new AbortController();
  const abort = new AbortController();
  let ids = 0;
  const watch = createWatch({
    version: 'test', repository, clock,
    folder: 'pipelines',
    load: (root) => {
      const { bad, targets } = commits.get(root)!;
      return Promise.resolve(bad
        ? { loaded: false, problem: `${root} is bad`, report: { formatVersion: 1, command: 'reconcile', dryRun: false, targets: [], diagnostics: [], outcome: 'refused' } }
        : { loaded: true, desired: { targets, reconcile: reconcile(root), letGo: (target) => void letGo.push(target) } });
    },
    random: () => 0.999999,
    newRunId: () => `run-${(ids += 1)}`,
    times: { ...times, ...options.times },
    log: (event) => void events.push(event),
    tellers: options.tellers ?? [],
    onState: (state) => void states.push(state),
    stopping: stopping.signal,
    abort: abort.signal,
  });
  const ended = watch.run(options.lead);
  await settled();
  return {
    clock, watch, events, states, open, begun, letGo, ended,
    fetches: () => fetches,
    push: (commit, { tree = commit, bad = false, targets = [calm('prod')] } = {}) => {
      commits.set(commit, { tree, bad, targets });
      tip = commit;
    },
    breakRemote: (next) => {
      problem = next;
    },
    stop: () => stopping.abort(new Error('SIGTERM')),
    abort: () => abort.abort(new Error('SIGTERM again')),
  };
}
