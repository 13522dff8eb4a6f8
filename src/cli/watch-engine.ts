import type { Config } from '../config.js';
import { hasErrors } from '../core/diagnostic.js';
import type { Diagnostic } from '../core/diagnostic.js';
import { REPORT_FORMAT_VERSION } from '../core/report.js';
import type { RunReport, TargetReport } from '../core/report.js';
import { systemClock } from '../engine/clock.js';
import { createDesiredMemory } from '../engine/desired-memory.js';
import type { DesiredMemory } from '../engine/desired-memory.js';
import { createSubjectLevels } from '../engine/subject-levels.js';
import type { SubjectLevels } from '../engine/subject-levels.js';
import { createMemoryStore } from '../ledger/memory.js';
import type { LedgerStore } from '../ledger/store.js';
import type { TargetDocument } from '../pipeline/documents.js';
import { createParseMemory } from '../pipeline/parse-memory.js';
import { loadDocuments } from '../pipeline/read-documents.js';
import type { LoadResult as Documents } from '../pipeline/read-documents.js';
import { createPlaceholderResolver, createSecretResolver } from '../pipeline/resolve-secrets.js';
import { parseDuration } from '../pipeline/units.js';
import { targetSentence } from '../report/sentence.js';
import type { Desired, LoadDesired, RunEnd, RunRequest, TargetSettings } from '../watch/contract.js';
import { cloneFolder } from '../watch/repository/clone.js';
import { acceptsHost } from './allowed-hosts.js';
import { missingSecrets } from './account.js';
import { diskFiles } from './io.js';
import type { CommandIo } from './io.js';
import type { Log } from './log.js';
import { runTarget } from './run-target.js';
import type { Selection } from './select.js';
import { refuseNoNames, secretSources } from './session.js';
import type { Session } from './session.js';
import { openSimulation } from './simulation.js';
import type { Simulation } from './simulation.js';
import { fencedRun, succeedFormerLeader } from './watch-fence.js';
import type { Fence } from './watch-fence.js';
import { findWorlds } from './worlds.js';

export interface WatchEngineOptions {
  readonly folder: string;
  readonly stateDir: string;
  /** Empty: every target of the documents. */
  readonly targets: readonly string[];
  readonly prune: boolean;
  readonly adopt: boolean;
  readonly allowedHosts: readonly string[];
  readonly fileRoots: readonly string[];
  readonly allowedEnv: readonly string[];
  readonly simulate?: string | true;
  readonly ledger?: string;
  /** What gets git into the watched repository, for a ledger that is kept there. Asked for before each run: tokens are rotated. */
  readonly gitEnv: () => Promise<Readonly<Record<string, string | undefined>>>;
  /** For requests. */
  readonly log: Log;
  /** Of a target. Absent: this is the only replica. */
  readonly fenceOf?: (target: string) => Fence;
}

/** What `reconcile watch` hands its loop: documents from a checkout, and the engine behind a function. */
export interface WatchEngine {
  readonly load: LoadDesired;
  close(): Promise<void>;
}

export function createWatchEngine(options: WatchEngineOptions, config: Config, io: CommandIo): WatchEngine {
  let simulation: Promise<Simulation> | undefined;
  const stores = new Map<string, LedgerStore>();
  const storeOf = (target: string): LedgerStore => {
    const store = stores.get(target) ?? createMemoryStore(target);
    stores.set(target, store);
    return store;
  };
  const { allowedEnv = [], fileRoots = [io.cwd] } = secretSources(options, config, io);
  refuseNoNames(allowedEnv);
  const memories = new Map<string, DesiredMemory>();
  const desiredOfTarget = (target: string): DesiredMemory => {
    const known = memories.get(target) ?? createDesiredMemory();
    memories.set(target, known);
    return known;
  };
  const subjectLevels = createSubjectLevels({ now: () => systemClock.now() });
  const memory = createParseMemory();
  const engine: Engine = { ...options, allowedHosts: [...options.allowedHosts, ...config.allowedHosts], config, io, storeOf, subjectLevels, desiredOfTarget, letGo: (target) => void memories.delete(target) };
  const accepts = acceptsHost(engine.allowedHosts);
  return {
    load: async (root) => {
      const loaded = await loadDocuments([options.folder], { cwd: root, secretFolder: io.cwd, acceptsHost: accepts, fileRoots, allowedEnv, memory });
      const problem = problemOf(loaded, options.targets);
      if (problem !== undefined) return { loaded: false, problem, report: refusedReport(loaded) };
      const { simulate } = options;
      if (simulate !== undefined) simulation ??= openSimulation(simulate, loaded.documents, await findWorlds([options.folder], root), typeof simulate === 'string' ? io : { ...io, ...diskFiles(root) });
      // What cannot be started now may be there at the next commit.
      simulation?.catch(() => (simulation = undefined));
      return { loaded: true, desired: desiredOf(engine, loaded, await simulation) };
    },
    close: async () => (await simulation?.catch(() => undefined))?.stop(),
  };
}

interface Engine extends WatchEngineOptions {
  readonly config: Config;
  readonly io: CommandIo;
  /** The ledgers of a simulator in this process, which live as long as it does. */
  readonly storeOf: (target: string) => LedgerStore;
  /** Between runs: no list tells the levels, so each would be a call. */
  readonly subjectLevels: SubjectLevels;
  /** Between runs: on a tick where neither commit nor account has changed, nothing is expanded. */
  readonly desiredOfTarget: (target: string) => DesiredMemory;
  readonly letGo: (target: string) => void;
}

/** Why a commit cannot be in force, in one sentence. */
function problemOf({ diagnostics, documents }: Documents, targets: readonly string[]): string | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first !== undefined) {
    const place = first.range === undefined ? '' : `${first.range.file}:${first.range.start.line}: `;
    const more = errors.length - 1;
    return `${place}${first.code}: ${first.summary}${more === 0 ? '' : ` And ${more} more ${more === 1 ? 'error' : 'errors'}.`}`;
  }
  const missing = targets.filter((name) => documents.targets.every((target) => target.name !== name));
  if (missing.length > 0) return `There is no Target ${missing.join(', ')}.`;
  return documents.targets.length === 0 ? 'There is no Target in the folder.' : undefined;
}

function refusedReport({ diagnostics }: Documents): RunReport {
  return { formatVersion: REPORT_FORMAT_VERSION, command: 'reconcile', dryRun: false, targets: [], diagnostics, outcome: 'refused' };
}

function desiredOf(engine: Engine, loaded: Documents, simulation: Simulation | undefined): Desired {
  const session = sessionOf(engine, loaded, simulation);
  const { targets, pipelines } = loaded.documents;
  const selections = new Map<string, Selection>(
    targets
      .filter(({ name }) => engine.targets.length === 0 || engine.targets.includes(name))
      .map((target) => [target.name, { target, pipelines: pipelines.filter((pipeline) => pipeline.target === target.name) }]),
  );
  return {
    targets: [...selections.values()].map(({ target }) => settingsOf(target)),
    reconcile: (request) => reconcileOne(engine, session, selections.get(request.target)!, request),
    letGo: (target) => engine.letGo(target),
  };
}

function settingsOf({ name, spec }: TargetDocument): TargetSettings {
  const windows = (spec.syncWindows ?? []).map(({ kind, schedule, duration, timeZone = 'UTC' }) => ({ kind, schedule, timeZone, durationMs: parseDuration(duration) ?? 0 }));
  return { name, suspend: spec.suspend === true, syncWindows: windows };
}

function sessionOf(engine: Engine, loaded: Documents, simulation: Simulation | undefined): Session {
  const { allowedHosts, config, io, log } = engine;
  const sources = secretSources(engine, config, io);
  const base = { loaded, allowedHosts, log, close: () => Promise.resolve() };
  if (simulation === undefined) return { ...base, secrets: createSecretResolver(sources), clock: systemClock, placeholders: () => [] };
  const placeholders = createPlaceholderResolver(sources);
  return { ...base, secrets: placeholders.resolve, clock: simulation.clock, simulation, placeholders: placeholders.unset };
}

async function reconcileOne(engine: Engine, session: Session, selection: Selection, request: RunRequest): Promise<RunEnd> {
  const missing = await unsetSecrets(session, selection);
  if (missing.length > 0) return ended(refusedTarget(request.target, missing), session);
  const { io, config } = engine;
  const fence = engine.fenceOf?.(request.target) ?? onlyReplica;
  const ledgerUrl = engine.ledger ?? config.ledger;
  // `git:` is the watched repository itself, whose clone knows it as its origin.
  const own = ledgerUrl !== undefined && /^git:(#.*)?$/.test(ledgerUrl);
  const report = await runTarget({
    session,
    place: own ? { cwd: cloneFolder(engine.stateDir), env: { ...config.env, ...(await engine.gitEnv()) } } : { cwd: io.cwd, env: config.env },
    ...(ledgerUrl === undefined ? {} : { ledgerUrl }),
    ...(session.simulation?.inProcess === true ? { store: engine.storeOf(request.target) } : {}),
    runId: request.runId,
    subjectLevels: engine.subjectLevels,
    desired: engine.desiredOfTarget(request.target),
    ...fencedRun(fence, request.cancel),
    beforeLedger: (store) => (request.apply ? succeedFormerLeader(store, fence, systemClock.now()) : Promise.resolve()),
    events: request.onEvent,
    request: { target: selection.target, pipelines: selection.pipelines, inScope: () => true, destroy: false, prune: engine.prune, adopt: engine.adopt },
    options: {
      concurrency: selection.target.spec.limits?.concurrency ?? 20,
      stopping: request.stopping,
      abort: request.abort,
      // Who merged has consented; what destroys is held back by the guards until an Approval is merged, too.
      ...(request.apply ? { consent: () => Promise.resolve({ given: true } as const) } : {}),
    },
  });
  return ended(report, session);
}

const onlyReplica: Fence = { mayWrite: () => true, leaseHeld: () => undefined };

/** Every reference without a value, before the first call. */
async function unsetSecrets(session: Session, { target, pipelines }: Selection): Promise<readonly Diagnostic[]> {
  return session.simulation === undefined ? missingSecrets([target], pipelines, session.secrets) : [];
}

function refusedTarget(target: string, diagnostics: readonly Diagnostic[]): TargetReport {
  return { target, pipelines: [], impacts: [], diagnostics, outcome: hasErrors(diagnostics) ? 'refused' : 'failed', calls: [], durationMs: 0 };
}

function ended(report: TargetReport, { simulation, placeholders }: Session): RunEnd {
  const simulated = simulation === undefined ? {} : { simulated: { baseUrl: simulation.description.baseUrl, placeholders: placeholders() } };
  return { report, sentence: targetSentence(report, { dryRun: false, command: 'reconcile', diagnostics: [], ...simulated }) };
}
