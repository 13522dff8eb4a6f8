import { violate } from '../account.js';
import type { Account, Cluster } from '../account.js';
import type { Topic } from '../kafka/types.js';
import { timings } from '../timings.js';
import { connectDatabase, publishSideTopics, refreshCaptures } from './capture.js';
import { failConnector, later, setState } from './state.js';
import type { Connector } from './types.js';

/** Starts a connector under a new id: PROVISIONING now, RUNNING (or FAILED) minutes later. */
export function startConnector(account: Account, cluster: Cluster, name: string, config: Readonly<Record<string, string>>): Connector {
  const connector: Connector = {
    id: account.random.id('lcc'),
    name,
    config,
    state: 'PROVISIONING',
    trace: '',
    paused: false,
    broken: false,
    generation: 0,
    database: undefined,
    position: 0,
    captures: new Map(),
    offsetRequests: [],
    createdAt: account.clock.now(),
    started: false,
    hasNoTasks: false,
  };
  cluster.connectors.put(name, connector);
  account.journal.event(`connector ${name} PROVISIONING`);
  planStart(account, cluster, connector, timings.connectorRunning);
  return connector;
}

/** A new config restarts the connector's tasks (semantics.md 1.0 (15)). A connector that lost a source topic stays broken. */
export function reconfigureConnector(account: Account, cluster: Cluster, connector: Connector, config: Readonly<Record<string, string>>): void {
  for (const key of ['connector.class', 'topic.prefix', 'output.data.format', 'output.key.format', 'database.dbname']) {
    if (connector.config[key] !== config[key] && connector.config[key] !== undefined) {
      violate(account, 'connector-changed-in-place', `connector ${connector.name}: ${key} was changed in place`);
    }
  }
  connector.config = config;
  if (connector.broken) return;
  connector.hasNoTasks = false;
  connector.generation++;
  setState(account, connector, 'PROVISIONING');
  planStart(account, cluster, connector, connector.started ? timings.connectorRestart : timings.connectorRunning);
}

/** Asks for a pause; a connector that is not RUNNING ignores it, as the service does. */
export function pauseConnector(account: Account, connector: Connector): void {
  connector.paused = true;
  later(account, connector, timings.connectorPause, () => {
    if (connector.paused && (connector.state === 'RUNNING' || connector.state === 'DEGRADED')) setState(account, connector, 'PAUSED');
  });
}

export function resumeConnector(account: Account, connector: Connector): void {
  connector.paused = false;
  later(account, connector, timings.connectorPause, () => {
    if (!connector.paused && connector.state === 'PAUSED') setState(account, connector, 'RUNNING');
  });
}

/** Deletes the connector; its topics, history and heartbeats stay behind. */
export function deleteConnector(account: Account, cluster: Cluster, connector: Connector): void {
  connector.generation++;
  setState(account, connector, 'DELETED');
  account.clock.schedule(timings.connectorDelete, () => cluster.connectors.delete(connector.name));
}

/** What the deletion of a topic does to the connectors of the cluster: those that write to it never recover. */
export function brokenByDeletedTopic(account: Account, cluster: Cluster, topic: Topic): void {
  for (const connector of cluster.connectors.all()) {
    const writes = [...connector.captures.values()].some((capture) => capture.table.topic === topic.name);
    if (!writes || connector.state === 'DELETED') continue;
    connector.broken = true;
    violate(account, 'source-topic-deleted', `source topic ${topic.name} was deleted while connector ${connector.name} existed`);
    failConnector(account, connector, `The topic ${topic.name} that this connector writes to does not exist any more. The connector cannot recover and must be created again.`);
  }
}

function planStart(account: Account, cluster: Cluster, connector: Connector, afterMs: number): void {
  if (afterMs > timings.connectorDegraded && account.random.chance(`degraded/${connector.name}`) < 1 / 3) {
    later(account, connector, timings.connectorDegraded, () => {
      if (connector.state === 'PROVISIONING') setState(account, connector, 'DEGRADED');
    });
  }
  const reached = connectDatabase(account, connector);
  if (reached.kind === 'hangs') return;
  if (reached.kind === 'fails') {
    later(account, connector, timings.connectorFails, () => failConnector(account, connector, reached.trace));
    return;
  }
  later(account, connector, afterMs, () => {
    setState(account, connector, connector.paused ? 'PAUSED' : 'RUNNING');
    connector.trace = '';
    publishSideTopics(account, cluster, connector);
    refreshCaptures(account, cluster, connector);
    connector.started = true;
  });
}
