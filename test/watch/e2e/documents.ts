/** The account in which the pipelines of these tests live, and a database for each of them. The ids of an environment end with its place in the list. */
export const worldOf = (pipelines: readonly string[], environments: readonly string[] = ['prod', 'staging']): string => `environments:
${environments.map((name, at) => environment(name, at + 1)).join('')}serviceAccounts:
  - { id: sa-cdc001, name: cdc }
databases:
${pipelines.map(database).join('')}`;

const environment = (name: string, id: number): string => `  - name: ${name}
    id: env-watch${id}
    clusters:
      - { name: lake, id: lkc-watch${id}, cloud: AWS, region: us-east-1 }
    computePools:
      - { id: lfcp-watch${id}, name: shared, maxCfu: 20, cloud: AWS, region: us-east-1 }
`;

const database = (name: string): string => `  - source: postgres
    host: ${name}.example.com
    database: ${name}
    username: cdc_reader
    tables:
      - name: public.orders
        key: [id]
        replicaIdentity: full
        columns:
          id: { type: integer, nullable: false }
          customer: { type: integer, nullable: false }
          note: text
        rows:
          - { id: 1, customer: 7, note: first }
`;

export function target(name: string, more = ''): string {
  return `apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: ${name} }
spec:
  environment: { name: ${name === 'broken' ? 'nowhere' : name} }
  cluster: { name: lake }
  computePool: { name: shared }
  principal: sa-cdc001
${more}`;
}

export interface PipelineOptions {
  readonly targets?: readonly string[];
  /** Of the Tableflow topic, in days: changed in place. */
  readonly retention?: number;
  readonly key?: string;
}

/** A pipeline of one table. */
export function pipeline(name: string, { targets = ['prod'], retention = 7, key = 'id' }: PipelineOptions = {}): string {
  return `apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: ${name} }
spec:
  targets: [${targets.join(', ')}]
  source:
    postgres: { host: ${name}.example.com, database: ${name}, username: cdc_reader, password: "\${env:PG_PASSWORD}" }
  format: AVRO
  tables:
    - { from: public.orders, to: ${name}_orders, key: [${key}], columns: { id: INT, customer: INT, note: STRING } }
  tableflow: { formats: [ICEBERG], retention: ${retention}d }
`;
}

export function approval(plan: string): string {
  return `apiVersion: cdc-reconciler/v1
kind: Approval
metadata: { name: agreed }
spec:
  plan: "${plan}"
  reason: agreed in the test
  expires: 2099-01-01T00:00:00Z
`;
}
