import { emptyCluster } from './account.js';
import type { Account, Cluster, Environment } from './account.js';
import type { SimClock } from './clock.js';
import { startConnector } from './connect/lifecycle.js';
import { openDatabase, writeRow } from './database.js';
import type { WritableJournal } from './journal.js';
import { appendRecord, createTopic } from './kafka/topics.js';
import { hash } from './random.js';
import type { Random } from './random.js';
import { emptyRegistry, registerSchema } from './registry/subjects.js';
import type { Credentials, KeyPair } from './server/planes.js';
import { noJobs } from './sql/jobs.js';
import { Store } from './store.js';
import type { World, WorldEnvironment, WorldTopic } from './world/types.js';

/** The account that a world file describes, before the first request. */
export function createAccount(world: World, clock: SimClock, random: Random, journal: WritableJournal): Account {
  const account: Account = {
    world,
    clock,
    random,
    journal,
    credentials: makeCredentials(world),
    environments: world.environments.map((environment) => createEnvironment(environment, clock)),
    databases: world.databases.map(openDatabase),
    violations: [],
    jobs: noJobs(),
    touched: new Set(),
    createdAt: clock.now(),
    baseUrl: '',
  };
  for (const [index, environment] of account.environments.entries()) fillEnvironment(account, environment, world.environments[index]);
  for (const database of account.databases) {
    for (const change of database.file.stream) clock.schedule(change.afterSeconds * 1_000, () => writeRow(account, database, change.table, change.op, change.row));
  }
  return account;
}

function createEnvironment(world: WorldEnvironment, clock: SimClock): Environment {
  const environment: Environment = {
    id: world.id,
    name: world.name,
    schemaRegistryId: `lsrc-${world.id.replace(/^env-/, '')}`,
    registry: emptyRegistry(clock, world.compatibility),
    pools: new Store(clock),
    statements: new Store(clock),
    integrations: new Store(clock),
    clusters: world.clusters.map(({ id, name, cloud, region }) => emptyCluster(clock, id, name, cloud, region)),
  };
  for (const pool of world.computePools) environment.pools.put(pool.id, { ...pool, isDefault: false, phase: 'PROVISIONED', createdAt: clock.now() });
  for (const { id, name, roleArn } of world.providerIntegrations) environment.integrations.put(id, { id, name, customerRoleArn: roleArn, externalId: externalId(id) });
  return environment;
}

function fillEnvironment(account: Account, environment: Environment, world: WorldEnvironment | undefined): void {
  for (const { subject, ...schema } of world?.subjects ?? []) registerSchema(environment.registry, account.clock, subject, schema);
  for (const [index, cluster] of environment.clusters.entries()) {
    const from = world?.clusters[index];
    for (const topic of from?.topics ?? []) fillTopic(account, environment, cluster, topic);
    cluster.topics.settle();
    for (const { name, config } of from?.connectors ?? []) startConnector(account, cluster, name, { ...config, name });
  }
}

function fillTopic(account: Account, environment: Environment, cluster: Cluster, world: WorldTopic): void {
  const topic = createTopic(account, cluster, { ...world, madeBy: 'user' });
  if (world.keySchema !== undefined) registerSchema(environment.registry, account.clock, `${world.name}-key`, world.keySchema);
  if (world.valueSchema !== undefined) registerSchema(environment.registry, account.clock, `${world.name}-value`, world.valueSchema);
  for (const { key, value } of world.records) appendRecord(account, topic, key, value);
}

/** The same world has the same keys, so that a file with credentials goes on working after a restart. */
function makeCredentials(world: World): Credentials {
  const pair = (plane: keyof World['credentials']): KeyPair => {
    const text = (salt: string, length: number): string => Array.from({ length: Math.ceil(length / 6) }, (_, part) => hash(`${world.organization.id}/${plane}/${salt}/${part}`).toString(36).padStart(6, '0').slice(-6)).join('').slice(0, length);
    return world.credentials[plane] ?? { key: `SIM${text('key', 13).toUpperCase()}`, secret: `cflt${text('secret', 60)}` };
  };
  const cloud = pair('cloud');
  return { cloud, kafka: pair('kafka'), schemaRegistry: pair('schemaRegistry'), flink: pair('flink'), tableflow: pair('tableflow'), metrics: cloud };
}

function externalId(id: string): string {
  const part = (salt: string): string => hash(salt + id).toString(16).padStart(8, '0');
  return `${part('a')}-${part('b').slice(4)}-4${part('c').slice(5)}-8${part('d').slice(5)}-${part('e')}${part('f').slice(4)}`;
}
