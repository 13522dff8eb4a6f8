import { isDeepStrictEqual } from 'node:util';
import { createConfluentClients } from '../../../src/confluent/index.js';
import type { ConfluentClients } from '../../../src/confluent/index.js';
import { createHostGuard } from '../../../src/confluent/hosts.js';
import type { ApprovalFacts } from '../../../src/core/guards/guard.js';
import type { TargetReport } from '../../../src/core/report.js';
import { createDesiredMemory } from '../../../src/engine/desired-memory.js';
import type { DesiredMemory } from '../../../src/engine/desired-memory.js';
import { reconcileTarget } from '../../../src/engine/reconcile.js';
import type { ReconcileOptions } from '../../../src/engine/reconcile.js';
import { kindsByName } from '../../../src/kinds/index.js';
import { createDigester } from '../../../src/ledger/digest.js';
import { createMemoryStore } from '../../../src/ledger/memory.js';
import type { MemoryStore } from '../../../src/ledger/memory.js';
import type { LedgerStore } from '../../../src/ledger/store.js';
import type { Documents } from '../../../src/pipeline/documents.js';
import { createManualClock, startSimulator } from '../../../src/simulator/index.js';
import type { Simulator, World } from '../../../src/simulator/index.js';
import { drivingClock } from './driving-clock.js';
import type { DrivingClock } from './driving-clock.js';
import { foreign, testWorld } from './world.js';

export interface RunFlags {
  readonly prune?: boolean;
  readonly adopt?: boolean;
  readonly expectPlan?: string;
  readonly approvals?: readonly ApprovalFacts[];
  /** Reference -> value. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly pipelines?: readonly string[];
  readonly options?: Partial<ReconcileOptions>;
}

/** A simulator, a ledger and a way to run the engine on them, on one clock that nobody waits for. */
export interface Bench {
  readonly simulator: Simulator;
  /** Empty when the bench was given another. */
  readonly ledger: MemoryStore;
  /** How often a run took its desired state from the run before. */
  readonly recalled: () => number;
  plan(documents: Documents, flags?: RunFlags): Promise<TargetReport>;
  /** With consent, as `--yes` gives it. */
  apply(documents: Documents, flags?: RunFlags): Promise<TargetReport>;
  /** Plans, then applies with `--expect-plan` of the plan that was shown. */
  change(documents: Documents, flags?: RunFlags): Promise<TargetReport>;
  stop(): Promise<void>;
}

export interface BenchOptions {
  readonly world?: World;
  readonly seed?: number;
  /** Where the ledger is, for a test that shares it with another process; default: in memory. */
  readonly store?: LedgerStore;
  /** Nobody sleeps shorter: fewer polls where a test is not about them. */
  readonly leastSleepMs?: number;
}

const settling = 15 * 60_000;

function clientsOf(simulator: Simulator, clock: DrivingClock): ConfluentClients {
  const { baseUrl, credentials } = simulator.description;
  const sent = (plane: keyof typeof credentials) => () => {
    clock.hold();
    return Promise.resolve(credentials[plane]);
  };
  return createConfluentClients({
    guard: createHostGuard({ allowedHosts: [new URL(baseUrl).host] }),
    credentials: { cloud: sent('cloud'), kafka: sent('kafka'), schemaRegistry: sent('schemaRegistry'), flink: sent('flink'), tableflow: sent('tableflow') },
    version: 'test',
    clock,
    random: () => 0.5,
    hosts: { management: baseUrl, tableflow: baseUrl, metrics: baseUrl },
    onRequest: () => clock.release(),
  });
}

/** What others made before us: a table that a statement of theirs fills and Tableflow materialises. */
async function settleOthers(simulator: Simulator): Promise<void> {
  const { description, clock } = simulator;
  const { organization, environment, cluster, baseUrl } = description;
  const clients = clientsOf(simulator, drivingClock(clock));
  const flink = clients.flink(`${baseUrl}/sql`.replace(/\/sql$/, ''), organization.id, environment.id);
  const properties = { 'sql.current-catalog': environment.name, 'sql.current-database': cluster.name };
  const submit = async (name: string, statement: string): Promise<void> => {
    await flink.createStatement({ name, spec: { statement, properties, compute_pool_id: 'lfcp-test01', principal: 'sa-them', stopped: false } });
    clock.advance(settling);
  };
  await submit(`${foreign.statement}-table`, `CREATE TABLE \`${foreign.table}\` (\`id\` INT NOT NULL, \`what\` STRING, PRIMARY KEY (\`id\`) NOT ENFORCED) DISTRIBUTED BY HASH(\`id\`) INTO 2 BUCKETS WITH ('changelog.mode' = 'upsert', 'kafka.cleanup-policy' = 'compact')`);
  await submit(foreign.statement, `INSERT INTO \`${foreign.table}\` (\`id\`, \`what\`) SELECT \`id\`, \`what\` FROM \`archive.public.old\``);
  await clients.tableflow(environment.id, cluster.id).createTopic({ display_name: foreign.table, storage: { kind: 'Managed' }, table_formats: ['ICEBERG'], config: {} });
  clock.advance(settling);
}

/** What `watch` keeps between runs; here each thing that is recalled must be what would be made anew. */
export function provenMemory(): DesiredMemory & { readonly recalled: () => number } {
  const memory = createDesiredMemory();
  let recalled = 0;
  return {
    recalled: () => recalled,
    recall(from, make) {
      let made = false;
      const expansion = memory.recall(from, () => {
        made = true;
        return make();
      });
      if (made) return expansion;
      recalled += 1;
      if (!isDeepStrictEqual(expansion, make())) throw new Error('a desired state was recalled that would come out otherwise');
      return expansion;
    },
  };
}

/** Starts a bench whose account has settled: what others have there runs. */
export async function openBench({ world = testWorld(), seed = 1, leastSleepMs = 0, store }: BenchOptions = {}): Promise<Bench> {
  const simulator = await startSimulator({ world, seed, clock: createManualClock() });
  simulator.clock.advance(settling);
  await settleOthers(simulator);
  const ledger = createMemoryStore('prod');
  let runs = 0;
  const desired = provenMemory();

  const run = async (documents: Documents, flags: RunFlags, options: ReconcileOptions): Promise<TargetReport> => {
    const [target] = documents.targets;
    if (target === undefined) throw new Error('the documents have no target');
    runs += 1;
    const clock = drivingClock(simulator.clock, leastSleepMs);
    const confluent = clientsOf(simulator, clock);
    return reconcileTarget(
      {
        target,
        pipelines: documents.pipelines,
        inScope: (pipeline) => flags.pipelines === undefined || (pipeline !== undefined && flags.pipelines.includes(pipeline)),
        prune: flags.prune ?? false,
        adopt: flags.adopt ?? false,
        approvals: flags.approvals ?? [],
        ...(flags.expectPlan === undefined ? {} : { expectedPlan: flags.expectPlan }),
      },
      {
        confluent,
        kinds: kindsByName,
        clock,
        events: () => undefined,
        secrets: (secret) => Promise.resolve(flags.secrets?.[secret.reference] ?? `value of ${secret.reference}`),
        digester: createDigester(simulator.description.credentials.cloud.secret),
        desired,
        ledger: { store: store ?? ledger, holder: 'bench', runId: `run-${runs}`, now: () => simulator.clock.now() },
      },
      options,
    );
  };
  const base = { concurrency: 20 };
  const bench: Bench = {
    simulator,
    ledger,
    recalled: desired.recalled,
    plan: (documents, flags = {}) => run(documents, flags, { ...base, ...flags.options }),
    apply: (documents, flags = {}) => run(documents, flags, { ...base, consent: () => Promise.resolve({ given: true }), ...flags.options }),
    change: async (documents, flags = {}) => {
      const shown = await bench.plan(documents, flags);
      const fingerprint = shown.plan?.fingerprint;
      return bench.apply(documents, fingerprint === undefined ? flags : { ...flags, expectPlan: fingerprint });
    },
    stop: () => simulator.stop(),
  };
  return bench;
}
