import type { Violation } from './account.js';
import { createTrafficCounter } from './conditions.js';
import type { Conditions, Traffic } from './conditions.js';
import { createClock } from './clock.js';
import type { SimClock } from './clock.js';
import { connectRoutes } from './connect/routes.js';
import { createControl } from './control/control.js';
import type { Control } from './control/control.js';
import { answerControl } from './control/routes.js';
import type { AccountSnapshot } from './control/snapshot.js';
import { createAccount } from './create-account.js';
import { createFaults } from './faults.js';
import type { Fault, FaultEffect, Faults } from './faults.js';
import { createJournal } from './journal.js';
import type { Journal, JournalEntry, JournalEvent, JournalRequest } from './journal.js';
import { kafkaRoutes } from './kafka/routes.js';
import { discoveryRoutes } from './management/discovery.js';
import { integrationRoutes } from './management/integrations.js';
import { poolRoutes } from './management/pools.js';
import { metricsRoutes } from './metrics/routes.js';
import { pump } from './pump.js';
import { createRandom } from './random.js';
import { registryRoutes } from './registry/routes.js';
import { dispatch } from './server/dispatch.js';
import type { Dispatcher, Exchange } from './server/dispatch.js';
import { close, listen } from './server/http.js';
import { createLimiter } from './server/limiter.js';
import type { Limits, PlaneLimit } from './server/limiter.js';
import type { Credentials, KeyPair, Plane } from './server/planes.js';
import { createRouter } from './server/router.js';
import { sqlRoutes } from './sql/routes.js';
import { tableflowRoutes } from './tableflow/routes.js';
import { defaultWorld } from './world/parse.js';
import type { World } from './world/types.js';

export { createClock, createManualClock } from './clock.js';
export { timings } from './timings.js';
export { WorldFileError, defaultWorld, parseWorld } from './world/parse.js';
export type * from './world/types.js';
export type { AccountSnapshot, Conditions, Control, Credentials, Exchange, Fault, FaultEffect, Faults, Journal, JournalEntry, JournalEvent, JournalRequest, KeyPair, Limits, Plane, PlaneLimit, SimClock, Traffic, Violation };

export interface SimulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly world?: World;
  /** Simulated milliseconds per real millisecond, default 1. Ignored when `clock` is given. */
  readonly speed?: number;
  readonly clock?: SimClock;
  /** Makes ids, lags and mishaps repeat; default 1. */
  readonly seed?: number;
  /** Real milliseconds that every answer takes. */
  readonly latencyMs?: number;
  readonly limits?: Limits;
  /** Sees every request with its answer, in full. */
  readonly observe?: (exchange: Exchange) => void;
}

/** Where everything is and how to get in. */
export interface SimulatorDescription {
  readonly baseUrl: string;
  readonly organization: { readonly id: string };
  readonly environment: { readonly id: string; readonly name: string };
  readonly cluster: { readonly id: string; readonly name: string };
  readonly computePool: { readonly id: string };
  readonly credentials: Credentials;
}

export interface Simulator {
  readonly description: SimulatorDescription;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly control: Control;
  readonly clock: SimClock;
  stop(): Promise<void>;
}

/** Serves a simulated Confluent Cloud, every plane on one port. Rejects when the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const inner = options.clock ?? createClock({ speed: options.speed ?? 1 });
  const random = createRandom(options.seed ?? 1);
  // What a transition moves, moves at its own instant and not only when somebody looks.
  const clock: SimClock = {
    ...inner,
    get speed() {
      return inner.speed;
    },
    schedule: (afterMs, action) =>
      inner.schedule(afterMs, () => {
        action();
        pump(account);
      }),
  };
  const journal = createJournal(clock);
  const faults = createFaults(random);
  const account = createAccount(options.world ?? defaultWorld(), clock, random, journal);
  const settle = (): void => {
    clock.settle();
    pump(account);
  };
  let conditions: Conditions = { latencyMs: options.latencyMs ?? 0, limits: options.limits ?? {} };
  const traffic = createTrafficCounter();
  const routes = [discoveryRoutes, poolRoutes, integrationRoutes, connectRoutes, kafkaRoutes, registryRoutes, sqlRoutes, tableflowRoutes, metricsRoutes].flatMap((area) => area(account));
  const house: Dispatcher = {
    clock,
    journal,
    faults,
    settle,
    credentials: account.credentials,
    limiter: createLimiter(() => conditions.limits, clock),
    traffic,
    find: createRouter(routes),
    latencyMs: () => conditions.latencyMs,
    baseUrl: () => account.baseUrl,
    ...(options.observe === undefined ? {} : { observe: options.observe }),
  };
  const control = createControl(account, settle);
  const surface = {
    describe: () => description,
    journal,
    faults,
    clock,
    control,
    traffic,
    setConditions: (changes: Partial<Conditions>): Conditions => (conditions = { ...conditions, ...changes }),
  };
  const host = options.host ?? '127.0.0.1';
  const { server, port } = await listen(host, options.port ?? 0, (request) =>
    /^\/simulator(\/|\?|$)/.test(request.target) ? { kind: 'answer', response: answerControl(surface, request), delayMs: 0 } : dispatch(house, request),
  );
  account.baseUrl = `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  const description = describe(account);
  return { description, journal, faults, control, clock, stop: () => close(server) };
}

function describe(account: ReturnType<typeof createAccount>): SimulatorDescription {
  const [environment] = account.environments;
  const cluster = environment?.clusters[0];
  if (environment === undefined || cluster === undefined) throw new Error('the world needs an environment with a cluster');
  return {
    baseUrl: account.baseUrl,
    organization: { id: account.world.organization.id },
    environment: { id: environment.id, name: environment.name },
    cluster: { id: cluster.id, name: cluster.name },
    computePool: { id: environment.pools.all()[0]?.id ?? '' },
    credentials: account.credentials,
  };
}
