import { parseWorld } from '../../src/simulator/index.js';
import { startTestClient, tableflowBody } from '../simulator/client.js';
import type { TestClient } from '../simulator/client.js';
import { example } from '../support/estate.js';

/** Tables beside those of the examples' world: what an estate has that nobody decodes, or not as we would. */
const MORE = `
      - name: public.audit
        key: [id]
        columns: { id: { type: bigint, nullable: false }, what: text }
        rows: [{ id: 1, what: login }]
      - name: public.events
        key: [id]
        replicaIdentity: full
        columns: { id: { type: bigint, nullable: false }, customer_id: integer, kind: text }
        rows: [{ id: 1, customer_id: 1, kind: click }]
    stream:`;

/** An estate as people have it who followed the guide by hand: five databases, four formats of mind, and things beside it. */
export async function handMadeEstate(): Promise<TestClient> {
  const client = await startTestClient({ seed: 1, world: parseWorld(example('demo.world.yaml').replace('\n    stream:', MORE)) });
  for (const [name, config] of Object.entries(connectors)) await connect(client, name, config);
  client.advance(900_000);
  for (const [name, sql] of Object.entries(tables)) await run(client, `make-${name}`, sql);
  await level(client, 'legacy.public.customers-value', 'BACKWARD');
  await level(client, 'legacy.public.orders-value', 'BACKWARD');
  await level(client, 'legacy.public.orders-key', 'FULL');
  for (const [name, { sql, more }] of Object.entries(statements)) await run(client, name, sql, more);
  for (const [topic, more] of Object.entries(lake)) await expectOk(client.call('tableflow', 'POST', '/tableflow/v1/tableflow-topics', tableflowBody(client, topic, more)), topic);
  client.advance(900_000);
  return client;
}

const login = { 'kafka.auth.mode': 'SERVICE_ACCOUNT', 'kafka.service.account.id': 'sa-cdc001', 'tasks.max': '1' };
const text = { 'decimal.handling.mode': 'string', 'binary.handling.mode': 'base64' };

/** Configs as a user types them: few keys, names without backslashes, the plugin's defaults for the rest. */
const connectors: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  legacy_pg: {
    ...login, ...text,
    'connector.class': 'PostgresCdcSourceV2', 'topic.prefix': 'legacy', 'output.data.format': 'AVRO', 'output.key.format': 'AVRO',
    'database.hostname': 'pg-prod.example.com', 'database.port': '5432', 'database.user': 'cdc_reader', 'database.password': 'pg-secret', 'database.dbname': 'ecommerce',
    'table.include.list': 'public.customers, public.orders,public.audit,public.events', 'slot.name': 'old_slot', 'publication.name': 'old_pub', 'max.batch.size': '1024',
  },
  'billing-mysql': {
    ...login, ...text,
    'connector.class': 'MySqlCdcSourceV2', 'topic.prefix': 'bill', 'output.data.format': 'JSON_SR', 'output.key.format': 'JSON_SR',
    'database.hostname': 'mysql-prod.example.com', 'database.port': '3306', 'database.user': 'cdc_reader', 'database.password': 'my-secret',
    'table.include.list': 'billing.invoices', 'database.ssl.mode': 'preferred', 'include.schema.changes': 'false',
  },
  'crm-mssql': {
    ...login, ...text,
    'connector.class': 'SqlServerCdcSourceV2', 'topic.prefix': 'crm', 'output.data.format': 'PROTOBUF', 'output.key.format': 'PROTOBUF',
    'database.hostname': 'sql-prod.example.com', 'database.port': '1433', 'database.user': 'cdc_reader', 'database.password': 'ms-secret', 'database.names': 'crm',
    'table.include.list': 'dbo.Accounts', 'topic.creation.topic_prefix_match.cleanup.policy': 'compact',
  },
  'erp-oracle': {
    ...login, ...text,
    'connector.class': 'OracleXStreamSource', 'topic.prefix': 'erp', 'output.data.format': 'AVRO', 'output.key.format': 'AVRO',
    'database.hostname': 'ora-prod.example.com', 'database.port': '1521', 'database.user': 'C##CDC', 'database.password': 'ora-secret', 'database.dbname': 'ORCLCDB',
    'database.service.name': 'ORCLCDB', 'database.pdb.name': 'ORCLPDB1', 'database.out.server.name': 'XOUT', 'database.processor.licenses': '8', 'table.include.list': 'ERP.SHIPMENTS',
  },
  sessions: {
    ...login,
    'connector.class': 'DynamoDbCdcSource', 'output.data.format': 'AVRO', 'output.data.key.format': 'AVRO', 'aws.access.key.id': 'AKIA', 'aws.secret.access.key': 'aws-secret',
    'dynamodb.service.endpoint': 'https://dynamodb.us-east-1.amazonaws.com', 'dynamodb.table.discovery.mode': 'INCLUDELIST', 'dynamodb.table.includelist': 'Sessions',
    'document.content.format': 'json_string',
  },
  'everything-pg': {
    ...login, ...text,
    'connector.class': 'PostgresCdcSourceV2', 'topic.prefix': 'all', 'output.data.format': 'AVRO', 'output.key.format': 'AVRO',
    'database.hostname': 'pg-prod.example.com', 'database.port': '5432', 'database.user': 'cdc_reader', 'database.password': 'pg-secret', 'database.dbname': 'ecommerce',
    'table.include.list': 'public\\.(customers|orders)', 'slot.name': 'other_slot', 'publication.name': 'other_pub',
  },
};

const options = "WITH ('changelog.mode' = 'upsert', 'kafka.cleanup-policy' = 'compact')";

const tables: Readonly<Record<string, string>> = {
  customers: `CREATE TABLE customers (id INT NOT NULL, email STRING, name STRING, since TIMESTAMP_LTZ(3), PRIMARY KEY (id) NOT ENFORCED) DISTRIBUTED BY HASH(id) INTO 2 BUCKETS ${options}`,
  orders: `CREATE TABLE orders (id BIGINT NOT NULL, customer INT, total DECIMAL(10, 2), PRIMARY KEY (id) NOT ENFORCED) DISTRIBUTED BY HASH(id) INTO 6 BUCKETS ${options}`,
  'events-by-customer': `CREATE TABLE events_by_customer (customer_id INT NOT NULL, n BIGINT, PRIMARY KEY (customer_id) NOT ENFORCED) DISTRIBUTED BY HASH(customer_id) INTO 1 BUCKETS ${options}`,
  invoices: `CREATE TABLE invoices (id BIGINT NOT NULL, customer STRING, amount DECIMAL(12, 2), due_on DATE, PRIMARY KEY (id) NOT ENFORCED) DISTRIBUTED BY HASH(id) INTO 6 BUCKETS ${options}`,
  accounts: `CREATE TABLE accounts (AccountId INT NOT NULL, Name STRING, Active BOOLEAN, PRIMARY KEY (AccountId) NOT ENFORCED) DISTRIBUTED BY HASH(AccountId) INTO 6 BUCKETS ${options}`,
  shipments: `CREATE TABLE shipments (ID STRING NOT NULL, CARRIER STRING, WEIGHT_KG DECIMAL(10, 3), PRIMARY KEY (ID) NOT ENFORCED) DISTRIBUTED BY HASH(ID) INTO 6 BUCKETS ${options}`,
  sessions: `CREATE TABLE user_sessions (session_id STRING NOT NULL, visitor STRING, page_views INT, PRIMARY KEY (session_id) NOT ENFORCED) DISTRIBUTED BY HASH(session_id) INTO 6 BUCKETS ${options}`,
  joined: `CREATE TABLE order_lines (id BIGINT NOT NULL, email STRING, PRIMARY KEY (id) NOT ENFORCED) DISTRIBUTED BY HASH(id) INTO 1 BUCKETS ${options}`,
};

/** Written by five people: with and without column lists, aliases, quotes and casts. */
const statements: Readonly<Record<string, { readonly sql: string; readonly more?: Readonly<Record<string, string>> }>> = {
  'ada-customers': { sql: "insert into customers select c.id, c.email, concat(c.first_name, ' ', c.last_name) as name, to_timestamp_ltz(c.created_at / 1000, 3) from `legacy.public.customers` as c where c.status <> 'test'" },
  'grace-orders': { sql: 'INSERT INTO `prod`.`lake`.`orders` (`id`, `total`, `customer`) SELECT `id`, CAST(`total` AS DECIMAL(10, 2)), `customer_id` FROM `legacy.public.orders`' },
  'count-events': { sql: 'INSERT INTO events_by_customer SELECT customer_id, COUNT(*) FROM `legacy.public.events` WHERE customer_id IS NOT NULL GROUP BY customer_id' },
  'invoices-decode': { sql: "INSERT INTO invoices SELECT id, customer, CAST(amount AS DECIMAL(12, 2)), TIMESTAMPADD(DAY, due_on, DATE '1970-01-01') FROM `bill.billing.invoices`" },
  'accounts-decode': { sql: 'INSERT INTO accounts (AccountId, Name, Active) SELECT AccountId, Name, Active FROM `crm.crm.dbo.Accounts`' },
  'shipments-decode': { sql: 'INSERT INTO shipments SELECT ID, CARRIER, CAST(WEIGHT_KG AS DECIMAL(10,3)) WEIGHT_KG FROM `erp.ERP.SHIPMENTS`' },
  'sessions-decode': {
    sql: "INSERT INTO user_sessions SELECT session_id, JSON_VALUE(val.after.document, '$.user.S'), CAST(JSON_VALUE(val.after.document, '$.page_views.N') AS INT) FROM Sessions WHERE val.after.document IS NOT NULL",
  },
  'orders-with-mail': { sql: 'INSERT INTO order_lines SELECT o.id, c.email FROM orders o JOIN customers c ON o.customer = c.id' },
};

const managed = { config: { error_handling: { mode: 'SUSPEND' } } };
const lake: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  customers: { ...managed, table_formats: ['ICEBERG', 'DELTA'] },
  orders: { ...managed, config: { retention_ms: '1209600000', error_handling: { mode: 'LOG', target: 'lake_errors' } } },
  events_by_customer: managed,
  invoices: { ...managed, storage: { kind: 'ByobAws', bucket_name: 'example-lake', provider_integration_id: 'cspi-lake01' } },
  shipments: { ...managed, table_formats: ['ICEBERG'], config: { record_failure_strategy: 'SKIP' } },
  user_sessions: managed,
};

const table = (name: string, columns: string, key: string): string => `CREATE TABLE ${name} (${columns}, PRIMARY KEY (${key}) NOT ENFORCED) DISTRIBUTED BY HASH(${key}) INTO 6 BUCKETS ${options}`;

/** Topics that applications fill, decoded by hand: bytes, a union, columns; and what only looks like that. */
const onTopics: readonly (readonly [name: string, sql: string])[] = [
  ['make-clicks', table('page_clicks', 'click_id STRING NOT NULL, page STRING, customer BIGINT, clicked_at TIMESTAMP_LTZ(3), campaign STRING', 'click_id')],
  ['make-placed', table('orders_placed', 'order_id STRING NOT NULL, total DECIMAL(10, 2), placed_at TIMESTAMP_LTZ(3)', 'order_id')],
  ['make-cancelled', table('orders_cancelled', 'order_id STRING NOT NULL, reason STRING', 'order_id')],
  ['make-card', table('card_payments', 'payment_id STRING NOT NULL, amount DECIMAL(10, 2), `method` STRING', 'payment_id')],
  ['make-transfer', table('transfers', 'payment_id STRING NOT NULL, paid TIMESTAMP_LTZ(3)', 'payment_id')],
  ['make-copy', table('card_copy', 'payment_id STRING NOT NULL, amount DECIMAL(10, 2)', 'payment_id')],
  ['clicks-by-hand', "INSERT INTO page_clicks SELECT JSON_VALUE(DECODE(val, 'UTF-8'), '$.id'), JSON_VALUE(DECODE(val, 'UTF-8'), '$.page'), CAST(JSON_VALUE(DECODE(val, 'UTF-8'), '$.user.customerId') AS BIGINT), TO_TIMESTAMP_LTZ(CAST(JSON_VALUE(DECODE(val, 'UTF-8'), '$.at') AS BIGINT), 3), JSON_QUERY(DECODE(val, 'UTF-8'), '$.utm') FROM `web.clicks` WHERE val IS NOT NULL AND JSON_VALUE(DECODE(val, 'UTF-8'), '$.bot') = 'false'"],
  ['placed-by-hand', 'INSERT INTO orders_placed SELECT OrderPlaced.order_id, OrderPlaced.total, OrderPlaced.placed_at FROM `shop.events` WHERE OrderPlaced IS NOT NULL'],
  ['cancelled-by-hand', "INSERT INTO orders_cancelled (reason, order_id) SELECT UPPER(OrderCancelled.reason), OrderCancelled.order_id FROM `shop.events` WHERE OrderCancelled IS NOT NULL AND OrderCancelled.reason <> ''"],
  ['cards-by-hand', "INSERT INTO card_payments SELECT payment_id, amount, `method` FROM `shop.payments` p WHERE p.`method` = 'CARD'"],
  ['transfers-by-hand', "INSERT INTO transfers SELECT payment_id, paid_at FROM `shop.payments` WHERE `method` = 'TRANSFER'"],
  ['copy-of-cards', 'INSERT INTO card_copy SELECT payment_id, amount FROM card_payments'],
  ['payments-by-method', 'INSERT INTO card_copy SELECT MAX(payment_id), SUM(amount) FROM `shop.payments` GROUP BY `method`'],
];

/** An estate without a connector: topics that others fill, and the statements that somebody wrote over them. */
export async function topicEstate(): Promise<TestClient> {
  const client = await startTestClient({ seed: 1, world: parseWorld(example('demo.world.yaml')) });
  for (const [name, sql] of onTopics) await run(client, name, sql);
  for (const [topic, more] of Object.entries({ page_clicks: managed, card_payments: { ...managed, table_formats: ['ICEBERG'] } })) {
    await expectOk(client.call('tableflow', 'POST', '/tableflow/v1/tableflow-topics', tableflowBody(client, topic, more)), topic);
  }
  client.advance(900_000);
  return client;
}

async function connect(client: TestClient, name: string, config: Readonly<Record<string, string>>): Promise<void> {
  await expectOk(client.call('cloud', 'POST', `${client.paths.connect}/connectors`, { name, config: { ...config, name } }), name);
}

async function run(client: TestClient, name: string, statement: string, properties: Readonly<Record<string, string>> = {}): Promise<void> {
  const spec = { statement, compute_pool_id: 'lfcp-shared1', principal: 'sa-cdc001', properties: { 'sql.current-catalog': 'prod', 'sql.current-database': 'lake', ...properties } };
  await expectOk(client.call('flink', 'POST', `${client.paths.sql}/statements`, { name, spec }), name);
  client.advance(40_000);
  const { body } = await client.call('flink', 'GET', `${client.paths.sql}/statements/${name}`);
  // What joins or groups is beyond the simulator: the text is there, which is what an import reads.
  if (!['RUNNING', 'COMPLETED'].includes(body.status.phase) && !/GROUP|JOIN/.test(body.status.detail)) throw new Error(`${name}: ${JSON.stringify(body.status)}`);
}

async function level(client: TestClient, subject: string, compatibility: string): Promise<void> {
  await expectOk(client.call('schemaRegistry', 'PUT', `/config/${encodeURIComponent(subject)}`, { compatibility }), subject);
}

async function expectOk(answer: ReturnType<TestClient['call']>, what: string): Promise<void> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${what}: ${status} ${JSON.stringify(body)}`);
}
