import type { SimClock } from './clock.js';
import type { Connector } from './connect/types.js';
import type { LiveDatabase } from './database.js';
import type { WritableJournal } from './journal.js';
import type { Topic } from './kafka/types.js';
import type { Random } from './random.js';
import type { Registry } from './registry/types.js';
import type { Credentials } from './server/planes.js';
import type { Jobs } from './sql/jobs.js';
import type { Statement } from './sql/types.js';
import { Store } from './store.js';
import type { Catalog, TableflowTopic, WriteMode } from './tableflow/types.js';
import type { World } from './world/types.js';

/** The whole simulated account: plain state. What changes it lives beside each API area. */
export interface Account {
  readonly world: World;
  readonly clock: SimClock;
  readonly random: Random;
  readonly journal: WritableJournal;
  readonly credentials: Credentials;
  readonly environments: readonly Environment[];
  readonly databases: LiveDatabase[];
  readonly violations: Violation[];
  readonly jobs: Jobs;
  /** Topics in which something happened that statements and Tableflow have not seen yet. */
  readonly touched: Set<string>;
  readonly createdAt: number;
  /** Set once the server listens. */
  baseUrl: string;
}

export interface Environment {
  readonly id: string;
  readonly name: string;
  readonly schemaRegistryId: string;
  readonly registry: Registry;
  readonly pools: Store<ComputePool>;
  readonly statements: Store<Statement>;
  readonly integrations: Store<Integration>;
  readonly clusters: readonly Cluster[];
}

export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly cloud: string;
  readonly region: string;
  readonly topics: Store<Topic>;
  readonly connectors: Store<Connector>;
  readonly tableflow: Store<TableflowTopic>;
  readonly catalogs: Store<Catalog>;
  /** Write modes ever materialised, by topic name: outlives the Tableflow topic, not the Kafka topic. */
  readonly writeModes: Map<string, WriteMode>;
}

export interface ComputePool {
  readonly id: string;
  name: string;
  readonly cloud: string;
  readonly region: string;
  maxCfu: number;
  isDefault: boolean;
  phase: 'PROVISIONING' | 'PROVISIONED' | 'DEPROVISIONING';
  readonly createdAt: number;
}

export interface Integration {
  readonly id: string;
  readonly name: string;
  readonly customerRoleArn: string;
  readonly externalId: string;
}

/** Something that a careful reconciler never causes. */
export interface Violation {
  readonly at: number;
  readonly code: string;
  readonly message: string;
}

/** A cluster together with the environment that holds it. */
export interface Home {
  readonly environment: Environment;
  readonly cluster: Cluster;
}

/** Notes that an invariant was broken; each message once. */
export function violate(account: Account, code: string, message: string): void {
  if (account.violations.some((violation) => violation.code === code && violation.message === message)) return;
  account.violations.push({ at: account.clock.now(), code, message });
  account.journal.event(`invariant ${code} violated: ${message}`);
}

export function environmentOf(account: Account, cluster: Cluster): Environment {
  const found = account.environments.find((environment) => environment.clusters.includes(cluster));
  if (found === undefined) throw new Error(`cluster ${cluster.id} belongs to no environment`);
  return found;
}

export function homes(account: Account): readonly Home[] {
  return account.environments.flatMap((environment) => environment.clusters.map((cluster) => ({ environment, cluster })));
}

/** An empty environment with empty clusters, before the world file fills them. */
export function emptyCluster(clock: SimClock, id: string, name: string, cloud: string, region: string): Cluster {
  return {
    id,
    name,
    cloud,
    region,
    topics: new Store(clock),
    connectors: new Store(clock),
    tableflow: new Store(clock),
    catalogs: new Store(clock),
    writeModes: new Map(),
  };
}
