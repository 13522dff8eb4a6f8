/** The pipelines that every kind is tested on: one PostgreSQL table, a pool of its own, managed Iceberg; and a topic that is there already. */
export const base = `
apiVersion: cdc-reconciler/v1
kind: Target
metadata: { name: prod }
spec:
  environment: { name: prod }
  cluster: { name: lake }
  computePool: { name: decode, maxCfu: 10 }
  principal: sa-cdc001
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: shop }
spec:
  source:
    postgres: { host: pg.example.com, database: shop, username: reader, password: "\${env:PG_PASSWORD}" }
  format: AVRO
  connector:
    config: { poll.interval.ms: 700 }
  tables:
    - from: public.orders
      to: orders
      key: [id]
      columns: { id: INT, note: STRING }
      options: { cleanupPolicy: delete-compact, retention: 30d }
  flink:
    properties: { sql.state-ttl: "3600 s" }
  tableflow:
    formats: [ICEBERG]
    retention: 7d
    dataRetention: 90d
---
apiVersion: cdc-reconciler/v1
kind: Pipeline
metadata: { name: clicks }
spec:
  source:
    topic:
      topics:
        web.clicks: { schema: { inline: { type: object, properties: { id: { type: string }, page: { type: string } } } } }
  tables:
    - { from: web.clicks, to: clicks, key: [id], columns: { id: STRING, page: STRING } }
  tableflow: false
`;

export const baseWorld = `
environments:
  - name: prod
    id: env-base01
    clusters:
      - name: lake
        id: lkc-base01
        cloud: AWS
        region: us-east-1
        topics: [{ name: web.clicks, records: [{ key: null, value: { id: c1, page: home } }] }]
    computePools: [{ id: lfcp-other1, name: other, maxCfu: 50 }]
    providerIntegrations: [{ id: cspi-lake01, name: writer }]
serviceAccounts: [{ id: sa-cdc001, name: cdc }, { id: sa-cdc002, name: other }]
databases:
  - source: postgres
    host: pg.example.com
    database: shop
    username: reader
    tables:
      - name: public.orders
        key: [id]
        columns: { id: { type: integer, nullable: false }, note: text }
        rows: [{ id: 1, note: hello }, { id: 2, note: world }]
`;
