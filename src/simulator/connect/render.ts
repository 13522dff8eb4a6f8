import { environmentOf } from '../account.js';
import type { Account, Cluster } from '../account.js';
import { MASK } from '../journal.js';
import { crn } from '../management/render.js';
import { isSecretKey } from './plugins.js';
import type { Connector } from './types.js';

/** The config as it reads back: secrets as asterisks, and keys that nobody sent (confluent-api.md 3.1). */
export function renderConfig(account: Account, cluster: Cluster, connector: Connector): Record<string, string> {
  const environment = environmentOf(account, cluster);
  const masked = Object.entries(connector.config).map(([key, value]) => [key, isSecretKey(connector.config['connector.class'] ?? '', key) ? MASK : value]);
  return {
    ...Object.fromEntries(masked),
    ...(connector.config['kafka.auth.mode'] === 'SERVICE_ACCOUNT' ? { 'kafka.api.key': MASK, 'kafka.api.secret': MASK } : {}),
    'cloud.environment': 'prod',
    'cloud.provider': cluster.cloud.toLowerCase(),
    'connector.crn': crn(account, environment, `/cloud-cluster=${cluster.id}/connector=${connector.name}`),
    'kafka.endpoint': 'SASL_SSL://localhost:9092',
    'kafka.region': cluster.region,
    'kafka.dedicated': 'false',
    'kafka.max.partition.validation.disable': 'false',
    'schema.registry.url': account.baseUrl,
    'valid.kafka.api.key': 'true',
    'confluent.resource.connector.tier': 'STANDARD',
    'config.internal.connector.id': connector.id,
  };
}

export function renderConnector(account: Account, cluster: Cluster, connector: Connector): Record<string, unknown> {
  const tasks = taskCount(connector);
  return {
    name: connector.name,
    config: renderConfig(account, cluster, connector),
    tasks: Array.from({ length: tasks }, (_, task) => ({ connector: connector.name, task })),
    type: 'source',
  };
}

/** There are no tasks while the connector is PROVISIONING. */
function taskCount(connector: Connector): number {
  return connector.hasNoTasks || connector.state === 'PROVISIONING' || connector.state === 'DELETED' ? 0 : 1;
}

export function renderStatus(connector: Connector): Record<string, unknown> {
  const failed = connector.state === 'FAILED';
  const tasks = Array.from({ length: taskCount(connector) }, (_, id) => ({
    id,
    state: connector.state === 'DEGRADED' ? 'STOPPED' : connector.state,
    worker_id: connector.id,
    msg: failed ? connector.trace : '',
  }));
  return {
    name: connector.name,
    type: 'source',
    connector: { state: connector.state, worker_id: connector.id, trace: connector.trace },
    tasks,
    errors_from_trace: [],
    validation_errors: [],
    override_message: '',
  };
}

/** One entry of the list with `expand=info,status,id`. */
export function renderExpanded(account: Account, cluster: Cluster, connector: Connector, parts: ReadonlySet<string>): Record<string, unknown> {
  return {
    ...(parts.has('id') ? { id: { id: connector.id, id_type: 'ID' } } : {}),
    ...(parts.has('info') ? { info: renderConnector(account, cluster, connector) } : {}),
    ...(parts.has('status') ? { status: renderStatus(connector) } : {}),
    extensions: {},
  };
}
