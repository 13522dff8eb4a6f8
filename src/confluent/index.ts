import { setMaxListeners } from 'node:events';
import { endpointBase } from './address.js';
import { createCallCounter } from './calls.js';
import type { CallCounter } from './calls.js';
import { createCaller } from './caller.js';
import type { Caller, RequestEvent } from './caller.js';
import { systemClock } from './clock.js';
import type { Clock } from './clock.js';
import { createComputePoolsClient } from './compute-pools.js';
import type { ComputePoolsClient } from './compute-pools.js';
import { createConnectClient } from './connect.js';
import type { ConnectClient } from './connect.js';
import { createFlinkClient } from './flink.js';
import type { FlinkClient } from './flink.js';
import type { HostGuard } from './hosts.js';
import { createKafkaClient } from './kafka.js';
import type { KafkaClient } from './kafka.js';
import { createManagementClient } from './management.js';
import type { ManagementClient } from './management.js';
import { createMetricsClient } from './metrics.js';
import type { MetricsClient } from './metrics.js';
import type { Credential, CredentialProvider, Plane } from './planes.js';
import { createRateLimiter } from './rate-limit.js';
import type { RateLimiter, RateLimiterOptions } from './rate-limit.js';
import { defaultRetryPolicy } from './retry.js';
import type { RetryPolicy } from './retry.js';
import { createSchemaRegistryClient } from './schema-registry.js';
import type { SchemaRegistryClient } from './schema-registry.js';
import { createTableflowClient } from './tableflow.js';
import type { TableflowClient } from './tableflow.js';
import { createTransport } from './transport.js';

/** Where the planes with a fixed address are. */
export interface ConfluentHosts {
  /** Also compute pools and Connect. */
  readonly management: string;
  readonly tableflow: string;
  readonly metrics: string;
}

const confluentHosts: ConfluentHosts = {
  management: 'https://api.confluent.cloud',
  tableflow: 'https://api.confluent.cloud',
  metrics: 'https://api.telemetry.confluent.cloud',
};

/** Whose key opens what (confluent-api.md 1.1). Each is asked anew for every request. */
export interface ConfluentCredentials {
  /** Management, compute pools, Connect, metrics. */
  readonly cloud: CredentialProvider;
  readonly tableflow: CredentialProvider;
  readonly kafka: (clusterId: string) => Promise<Credential>;
  readonly schemaRegistry: (endpoint: string) => Promise<Credential>;
  readonly flink: (endpoint: string, environmentId: string) => Promise<Credential>;
}

export interface ConfluentOptions {
  readonly hosts?: Partial<ConfluentHosts>;
  readonly credentials: ConfluentCredentials;
  readonly guard: HostGuard;
  /** Version of this program, for the User-Agent. */
  readonly version: string;
  readonly limiter?: Omit<RateLimiterOptions, 'clock'>;
  readonly retryPolicy?: RetryPolicy;
  /** Longest wait for one exchange, in milliseconds. Default 60 s. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  /** In [0, 1); spreads retries. Default Math.random. */
  readonly random?: () => number;
  /** Cancels everything: waiting, requests and back-off. */
  readonly signal?: AbortSignal;
  readonly onRequest?: (event: RequestEvent) => void;
}

/** All planes of one account. Clients are cheap: make them where the scope is known. */
export interface ConfluentClients {
  readonly management: ManagementClient;
  readonly computePools: ComputePoolsClient;
  readonly metrics: MetricsClient;
  connect(environmentId: string, clusterId: string): ConnectClient;
  kafka(restEndpoint: string, clusterId: string): KafkaClient;
  schemaRegistry(endpoint: string): SchemaRegistryClient;
  flink(endpoint: string, organizationId: string, environmentId: string): FlinkClient;
  tableflow(environmentId: string, clusterId: string): TableflowClient;
  readonly calls: Pick<CallCounter, 'snapshot' | 'total'>;
  readonly limits: Pick<RateLimiter, 'counters'>;
}

/** Builds the clients of every plane over one transport, one limiter and one call counter. No request is made yet. */
export function createConfluentClients(options: ConfluentOptions): ConfluentClients {
  const hosts: ConfluentHosts = { ...confluentHosts, ...options.hosts };
  const { credentials } = options;
  const { caller, calls, limiter } = createShared(options);
  return {
    management: createManagementClient(caller('management', hosts.management, credentials.cloud)),
    computePools: createComputePoolsClient(caller('computePools', hosts.management, credentials.cloud)),
    metrics: createMetricsClient(caller('metrics', hosts.metrics, credentials.cloud)),
    connect: (environment, cluster) => createConnectClient(caller('connect', hosts.management, credentials.cloud), { environment, cluster }),
    kafka: (endpoint, cluster) =>
      createKafkaClient(caller('kafka', endpointBase(endpoint, '/kafka'), () => credentials.kafka(cluster)), { cluster }),
    schemaRegistry: (endpoint) =>
      createSchemaRegistryClient(caller('schemaRegistry', endpointBase(endpoint), () => credentials.schemaRegistry(endpoint))),
    flink: (endpoint, organization, environment) =>
      createFlinkClient(caller('flink', endpointBase(endpoint, '/sql'), () => credentials.flink(endpoint, environment)), { organization, environment }),
    tableflow: (environment, cluster) =>
      createTableflowClient(caller('tableflow', hosts.tableflow, credentials.tableflow), { environment, cluster }),
    calls,
    limits: limiter,
  };
}

function createShared(options: ConfluentOptions) {
  const { guard, version, timeoutMs = 60_000, clock = systemClock, random = Math.random, signal, onRequest } = options;
  // Every request and every wait listens to this one signal; Node would take that for a leak.
  if (signal !== undefined) setMaxListeners(0, signal);
  const calls = createCallCounter();
  const limiter = createRateLimiter({ ...options.limiter, clock });
  const transport = createTransport({ guard, version, timeoutMs });
  const shared = { calls, limiter, transport, clock, random, retryPolicy: options.retryPolicy ?? defaultRetryPolicy };
  const caller = (plane: Plane, baseUrl: string, credentials: CredentialProvider): Caller =>
    createCaller({
      ...shared,
      plane,
      baseUrl,
      credentials,
      ...(signal === undefined ? {} : { signal }),
      ...(onRequest === undefined ? {} : { onRequest }),
    });
  return { caller, calls, limiter };
}
