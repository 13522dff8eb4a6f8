import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { select } from '../../src/cli/select.js';
import { createHostGuard } from '../../src/confluent/hosts.js';
import { createConfluentClients } from '../../src/confluent/index.js';
import type { ConfluentClients } from '../../src/confluent/index.js';
import { hasErrors } from '../../src/core/diagnostic.js';
import type { RunEvent } from '../../src/core/events.js';
import { gravestOutcome, REPORT_FORMAT_VERSION } from '../../src/core/report.js';
import type { RunReport, TargetReport } from '../../src/core/report.js';
import type { SecretResolver } from '../../src/core/secret.js';
import type { StepId } from '../../src/core/step.js';
import { createSqlGate } from '../../src/engine/check-sql.js';
import { reconcileTarget } from '../../src/engine/reconcile.js';
import { kindsByName } from '../../src/kinds/index.js';
import { createDigester } from '../../src/ledger/digest.js';
import { createMemoryStore } from '../../src/ledger/memory.js';
import type { MemoryStore } from '../../src/ledger/memory.js';
import { readDocuments } from '../../src/pipeline/read-documents.js';
import type { ReadResult } from '../../src/pipeline/read-documents.js';
import { renderText } from '../../src/report/text.js';
import { createManualClock, parseWorld, startSimulator } from '../../src/simulator/index.js';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.js';
import { virtualClock } from './virtual-clock.js';
import type { VirtualClock } from './virtual-clock.js';

/** Documents as texts by file name, or one text. */
export type Texts = string | Readonly<Record<string, string>>;

export interface EstateOptions extends Omit<SimulatorOptions, 'world' | 'clock' | 'speed'> {
  /** Text of a world file; default: the one beside the examples. */
  readonly world?: string;
  /** What `${env:NAME}` stands for; a name that is not here gets the value `value-of-NAME`. */
  readonly env?: Readonly<Record<string, string>>;
  /** See `virtualClock`. */
  readonly leastSleepMs?: number;
}

export interface RunOptions {
  /** Only plan. */
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly adopt?: boolean;
  /** Nothing is desired: `reconcile destroy`. */
  readonly destroy?: boolean;
  readonly pipelines?: readonly string[];
  readonly expectPlan?: string;
  readonly stopping?: AbortSignal;
  readonly abort?: AbortSignal;
  readonly concurrency?: number;
  readonly onEvent?: (event: RunEvent) => void;
  /** Flink plans new SQL before the plan is shown. */
  readonly checkSql?: boolean;
}

/** A simulated account, a ledger per target and a clock, for runs of the engine in this process. */
export interface Estate extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly secrets: SecretResolver;
  readonly clients: ConfluentClients;
  /** Of the target `prod` unless told. */
  ledger(target?: string): MemoryStore;
  /** Plans and, unless it is a dry run, applies without asking. */
  run(texts: Texts, options?: RunOptions): Promise<RunReport>;
  plan(texts: Texts, options?: RunOptions): Promise<RunReport>;
  apply(texts: Texts, options?: RunOptions): Promise<RunReport>;
  /** Applies whatever the plan is, destruction included: plans first, and demands that plan's fingerprint. One target only. */
  applyApproved(texts: Texts, options?: RunOptions): Promise<RunReport>;
}

const PIPELINES = new URL('../../pipelines/', import.meta.url);

/** The text of a worked example: `postgres.yaml`. */
export function example(file: string): string {
  return readFileSync(fileURLToPath(new URL(file, PIPELINES)), 'utf8');
}

/** File names of the worked examples, without the Targets and the world. */
export function exampleNames(): readonly string[] {
  return readdirSync(PIPELINES).filter((file) => file.endsWith('.yaml') && !file.endsWith('.world.yaml') && file !== 'targets.yaml').sort();
}

/** Worked examples together with their Targets, by file name; all of them unless told. */
export function examples(...files: readonly string[]): Readonly<Record<string, string>> {
  const chosen = files.length === 0 ? exampleNames() : files;
  return Object.fromEntries(['targets.yaml', ...chosen].map((file) => [`pipelines/${file}`, example(file)]));
}

/** Starts a simulator whose time is the engine's: a whole apply takes parts of a second and repeats itself. */
export async function startEstate({ world, env = {}, leastSleepMs = 0, ...options }: EstateOptions = {}): Promise<Estate> {
  const simulator = await startSimulator({ seed: 1, ...options, clock: createManualClock(), world: parseWorld(world ?? example('demo.world.yaml')) });
  const clock = virtualClock(simulator.clock, leastSleepMs);
  const ledgers = new Map<string, MemoryStore>();
  const ledger = (target = 'prod'): MemoryStore => {
    const store = ledgers.get(target) ?? createMemoryStore(target);
    ledgers.set(target, store);
    return store;
  };
  const secrets: SecretResolver = ({ reference }) => {
    const name = /^\$\{env:(\w+)\}$/.exec(reference)?.[1] ?? reference;
    return Promise.resolve(env[name] ?? `value-of-${name}`);
  };
  const account = { simulator, clock, secrets, ledger };
  const run = (texts: Texts, more: RunOptions = {}): Promise<RunReport> => runDocuments(account, read(texts), more);
  return {
    ...account,
    clients: clientsOf(simulator, clock),
    run,
    plan: (texts, more = {}) => run(texts, { ...more, dryRun: true }),
    apply: run,
    async applyApproved(texts, more = {}) {
      const { plan } = onlyTarget(await run(texts, { ...more, dryRun: true }));
      return run(texts, { ...more, ...(plan === undefined ? {} : { expectPlan: plan.fingerprint }) });
    },
    [Symbol.asyncDispose]: () => simulator.stop(),
  };
}

function filesOf(texts: Texts): ReadonlyMap<string, string> {
  return new Map(typeof texts === 'string' ? [['test.yaml', texts]] : Object.entries(texts));
}

/** Documents that must be valid. */
function read(texts: Texts): ReadResult {
  const result = readDocuments(filesOf(texts));
  if (hasErrors(result.diagnostics)) throw new Error(`the documents of this test are not valid: ${JSON.stringify(result.diagnostics, undefined, 1)}`);
  return result;
}

/** Clients of the simulator that tell the clock when a request is on its way. */
export function clientsOf(simulator: Simulator, clock: VirtualClock): ConfluentClients {
  const { baseUrl, credentials } = simulator.description;
  const credential = (plane: keyof typeof credentials) => () => {
    clock.traffic.begin();
    return Promise.resolve(credentials[plane]);
  };
  return createConfluentClients({
    guard: createHostGuard({ allowedHosts: [new URL(baseUrl).host] }),
    credentials: { cloud: credential('cloud'), kafka: credential('kafka'), schemaRegistry: credential('schemaRegistry'), flink: credential('flink'), tableflow: credential('tableflow') },
    version: '0.0.0-test',
    clock,
    random: () => 0.5,
    onRequest: () => clock.traffic.end(),
    hosts: { management: baseUrl, tableflow: baseUrl, metrics: baseUrl },
  });
}

type Account = Pick<Estate, 'simulator' | 'clock' | 'secrets' | 'ledger'>;

async function runDocuments(account: Account, { documents, diagnostics }: ReadResult, options: RunOptions): Promise<RunReport> {
  const targets: TargetReport[] = [];
  for (const selection of select(documents, [], options.pipelines ?? [])) targets.push(await runTarget(account, selection, options));
  return {
    formatVersion: REPORT_FORMAT_VERSION,
    command: options.destroy === true ? 'destroy' : 'reconcile',
    dryRun: options.dryRun === true,
    simulated: { baseUrl: account.simulator.description.baseUrl, placeholders: [] },
    targets,
    diagnostics,
    outcome: gravestOutcome(targets.map((target) => target.outcome)),
  };
}

let runs = 0;

function runTarget({ simulator, clock, secrets, ledger }: Account, { target, pipelines }: ReturnType<typeof select>[number], options: RunOptions): Promise<TargetReport> {
  const { destroy = false, prune = false, adopt = false, expectPlan, dryRun = false, stopping, abort } = options;
  return reconcileTarget(
    {
      target,
      pipelines: destroy ? [] : pipelines,
      inScope: (pipeline) => options.pipelines === undefined || (pipeline !== undefined && options.pipelines.includes(pipeline)),
      prune: destroy || prune,
      adopt,
      approvals: [],
      ...(expectPlan === undefined ? {} : { expectedPlan: expectPlan }),
    },
    {
      confluent: clientsOf(simulator, clock),
      kinds: kindsByName,
      clock,
      secrets,
      events: options.onEvent ?? (() => undefined),
      digester: createDigester(simulator.description.credentials.cloud.secret),
      ledger: { store: ledger(target.name), holder: 'test', runId: `run-${(runs += 1)}`, now: () => clock.now() },
    },
    {
      concurrency: options.concurrency ?? 20,
      ...(stopping === undefined ? {} : { stopping }),
      ...(abort === undefined ? {} : { abort }),
      ...(options.checkSql === true ? { gates: [createSqlGate({ pipelines, clock })] } : {}),
      ...(dryRun ? {} : { consent: () => Promise.resolve({ given: true as const }) }),
    },
  );
}

/** The report of the one target that a run had. */
export function onlyTarget(report: RunReport): TargetReport {
  const [target] = report.targets;
  if (target === undefined || report.targets.length > 1) throw new Error(`one target was expected, not ${report.targets.length}`);
  return target;
}

/** A report as a terminal without colour shows it. */
export function textOf(report: RunReport, texts: Texts = {}): string {
  return renderText(report, { color: false, files: filesOf(texts) });
}

/** What a run did not bring to its end, in words: for a test that expects everything to succeed. */
export function troubles(report: RunReport): readonly string[] {
  return report.targets.flatMap((target) => [
    ...target.diagnostics.filter(({ severity }) => severity === 'error').map(({ code, summary }) => `${code} ${summary}`),
    ...(target.plan?.diagnostics ?? []).filter(({ severity }) => severity === 'error').map(({ code, summary }) => `${code} ${summary}`),
    ...[...(target.results ?? new Map<StepId, never>())].flatMap(([id, result]) => (result.status === 'succeeded' ? [] : [`${id}: ${JSON.stringify(result)}`])),
  ]);
}
