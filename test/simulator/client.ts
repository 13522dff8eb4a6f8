import { createManualClock, startSimulator } from '../../src/simulator/index.js';
import type { Credentials, Simulator, SimulatorOptions } from '../../src/simulator/index.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;  
}

export interface TestClient extends AsyncDisposable {
  readonly simulator: Simulator;
  /** Plain fetch with the credential of a plane (`none`: without). */
  call(plane: keyof Credentials | 'none', method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  advance(ms: number): void;
  /** `/connect/v1/environments/../clusters/..` of the first cluster, and so on. */
  readonly paths: { readonly connect: string; readonly kafka: string; readonly sql: string; readonly scope: string };
}

/** A simulator on a clock that stands still, and a client for it. */
export async function startTestClient(options: SimulatorOptions = {}): Promise<TestClient> {
  const simulator = await startSimulator({ clock: createManualClock(), ...options });
  const { baseUrl, environment, cluster, organization, credentials } = simulator.description;
  return {
    simulator,
    paths: {
      connect: `/connect/v1/environments/${environment.id}/clusters/${cluster.id}`,
      kafka: `/kafka/v3/clusters/${cluster.id}`,
      sql: `/sql/v1/organizations/${organization.id}/environments/${environment.id}`,
      scope: `environment=${environment.id}&spec.kafka_cluster=${cluster.id}`,
    },
    advance: (ms) => simulator.clock.advance(ms),
    async call(plane, method, path, body, headers = {}) {
      const pair = plane === 'none' ? undefined : credentials[plane];
      const response = await fetch(path.startsWith('http') ? path : `${baseUrl}${path}`, {
        method,
        headers: {
          ...(pair === undefined ? {} : { authorization: `Basic ${Buffer.from(`${pair.key}:${pair.secret}`).toString('base64')}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text };
    },
    [Symbol.asyncDispose]: () => simulator.stop(),
  };
}

const SECOND = 1_000;


/** A PostgreSQL connector config that is complete. */
export function postgresConfig(name: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'connector.class': 'PostgresCdcSourceV2',
    name,
    'kafka.auth.mode': 'KAFKA_API_KEY',
    'kafka.api.key': 'KAFKAKEY',
    'kafka.api.secret': 'kafka-secret',
    'database.hostname': 'pg.example.com',
    'database.port': '5432',
    'database.user': 'cdc',
    'database.password': 'pg-secret',
    'database.dbname': 'shop',
    'topic.prefix': name,
    'output.data.format': 'AVRO',
    'output.key.format': 'AVRO',
    'table.include.list': 'public\\.customers',
    'tasks.max': '1',
    ...more,
  };
}

/** The world that the life-cycle tests use: one table with two rows. */
export const SHOP_WORLD = `
databases:
  - source: postgres
    host: pg.example.com
    database: shop
    username: cdc
    password: pg-secret
    tables:
      - name: public.customers
        key: [id]
        replicaIdentity: full
        columns: { id: { type: integer, nullable: false }, email: text }
        rows:
          - { id: 1, email: a@example.com }
          - { id: 2, email: b@example.com }
      - name: public.orders
        key: [id]
        replicaIdentity: full
        columns: { id: { type: integer, nullable: false }, total: 'numeric(10,2)' }
        rows: [{ id: 7, total: '12.50' }]
`;

/** Creates the connector and waits until its first table is in Kafka. */
export async function startConnector(client: TestClient, name: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const answer = await client.call('cloud', 'POST', `${client.paths.connect}/connectors`, { name, config: postgresConfig(name, more) });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  client.advance(200 * SECOND);
}

/** Submits SQL and waits until it has taken effect. Returns the statement. */
export async function runSql(client: TestClient, name: string, statement: string, properties: Readonly<Record<string, string>> = {}): Promise<Answer['body']> {
  const { environment, cluster, computePool } = client.simulator.description;
  const spec = { statement, compute_pool_id: computePool.id, principal: 'sa-1', properties: { 'sql.current-catalog': environment.name, 'sql.current-database': cluster.name, ...properties } };
  const created = await client.call('flink', 'POST', `${client.paths.sql}/statements`, { name, spec });
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  client.advance(40 * SECOND);
  return (await client.call('flink', 'GET', `${client.paths.sql}/statements/${name}`)).body;
}

/** The body that enables Tableflow on a topic. */
export function tableflowBody(client: TestClient, topic: string, more: Readonly<Record<string, unknown>> = {}): unknown {
  const { environment, cluster } = client.simulator.description;
  return { spec: { display_name: topic, environment: { id: environment.id }, kafka_cluster: { id: cluster.id }, storage: { kind: 'Managed' }, ...more } };
}
