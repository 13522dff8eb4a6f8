import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/simulator/flink/index.js';
import type { Analysis } from '../../../src/simulator/flink/index.js';
import { CUSTOMERS, TARGET_SQL, change, createdTopic, errorOf, recordsOf, resultOf, sessionOf } from './support.js';

const empty = sessionOf([]);
type Created = Extract<Analysis, { kind: 'CREATE_TABLE' }>;
function created(sql: string): Created {
  const analysis = analyse(sql, empty);
  if (analysis.kind !== 'CREATE_TABLE') throw new Error(analysis.kind === 'error' ? analysis.message : analysis.kind);
  return analysis;
}

describe('CREATE TABLE', () => {
  test("the guide's target: upsert, key in the key schema", () => {
    const { table, topicConfigs, keySchema, valueSchema } = created(
      "CREATE TABLE `target_customers` (\n `id` INT NOT NULL, -- key\n `name` STRING, `created_at` TIMESTAMP_LTZ(3), PRIMARY KEY (`id`) NOT ENFORCED\n) WITH ('changelog.mode' = 'upsert', 'kafka.max-message-size' = '8 mb', 'kafka.retention.time' = '0');");
    expect(table).toMatchObject({ name: 'target_customers', primaryKey: ['id'], distribution: { columns: ['id'], buckets: 6 } });
    expect(table.options).toMatchObject({ 'changelog.mode': 'upsert', 'key.format': 'avro-registry', 'value.format': 'avro-registry', connector: 'confluent' });
    expect(topicConfigs).toMatchObject({ 'cleanup.policy': 'compact', 'max.message.bytes': '8388608', 'retention.ms': '-1' });
    expect(JSON.parse(keySchema?.schema ?? '')).toMatchObject({ type: 'record', name: 'target_customers_key', fields: [{ name: 'id', type: 'int' }] });
    expect(JSON.parse(valueSchema.schema)).toMatchObject({
      name: 'target_customers_value',
      fields: [{ name: 'name', type: ['null', 'string'], default: null }, { name: 'created_at', type: ['null', { type: 'long', logicalType: 'timestamp-millis' }], default: null }],
    });
  });

  test.each([
    { type: 'SMALLINT NOT NULL', want: { type: 'int', 'connect.type': 'int16' } },
    { type: 'DECIMAL(19, 2)', want: ['null', { type: 'bytes', logicalType: 'decimal', precision: 19, scale: 2 }] },
    { type: 'DATE', want: ['null', { type: 'int', logicalType: 'date' }] },
    { type: 'TIME(3)', want: ['null', { type: 'int', logicalType: 'time-millis' }] },
    { type: 'TIMESTAMP(6)', want: ['null', { type: 'long', logicalType: 'local-timestamp-micros' }] },
    { type: 'BYTES', want: ['null', 'bytes'] },
    { type: 'ARRAY<STRING NOT NULL>', want: ['null', { type: 'array', items: 'string' }] },
    { type: 'MAP<STRING NOT NULL, INT>', want: ['null', { type: 'map', values: ['null', 'int'] }] },
    { type: 'ROW<x DOUBLE NOT NULL>', want: ['null', { type: 'record', name: 't_value_c', namespace: 'org.apache.flink.avro.generated.record', fields: [{ name: 'x', type: 'double' }] }] },
  ])('writes $type to Avro', ({ type, want }) => {
    const schema = JSON.parse(created(`CREATE TABLE t (c ${type})`).valueSchema.schema) as { fields: readonly { type: unknown }[] };
    expect(schema.fields[0]?.type).toEqual(want);
  });

  test.each(['json-registry', 'proto-registry'])('a %s table reads back as declared', (format) => {
    const columns = "id INT NOT NULL, a STRING, b DECIMAL(10, 2), c TIMESTAMP_LTZ(3), d SMALLINT, e DATE, f ARRAY<STRING NOT NULL> NOT NULL, g ROW<x DOUBLE NOT NULL>";
    const topic = createdTopic(`CREATE TABLE t (${columns}) WITH ('value.format' = '${format}')`);
    const { definition: _definition, ...inferred } = topic;
    const shown = (name: typeof topic | typeof inferred): unknown => resultOf('DESCRIBE t', sessionOf([name])).rows.map((row) => row.slice(0, 3)).filter(([column]) => column !== 'key');
    expect(shown(inferred)).toEqual(shown(topic));
  });

  test.each([
    { name: 'append without a key', sql: 'CREATE TABLE t (a INT)', want: { 'changelog.mode': 'append', 'kafka.cleanup-policy': 'delete' } },
    { name: 'upsert with a key', sql: 'CREATE TABLE t (a INT, b INT, PRIMARY KEY (a) NOT ENFORCED)', want: { 'changelog.mode': 'upsert', 'kafka.cleanup-policy': 'compact' } },
  ])('defaults: $name', ({ sql, want }) => expect(created(sql).table.options).toMatchObject(want));

  test.each([
    { sql: "CREATE TABLE t (a INT) WITH ('kafka.partitions' = '3')", want: "The 'kafka.partitions' option is not supported anymore. Use the DISTRIBUTED INTO n BUCKETS clause instead." },
    { sql: "CREATE TABLE t (a INT) WITH ('connector' = 'kafka')", want: 'Unsupported connector: kafka' },
    { sql: "CREATE TABLE t (a INT) WITH ('value.format' = 'json')", want: 'Unsupported format: json' },
    { sql: "CREATE TABLE t (a INT) WITH ('value.format' = 'avro-debezium-registry')", want: 'read-only' },
    { sql: "CREATE TABLE t (a INT) WITH ('properties.bootstrap.servers' = 'x')", want: 'Unsupported options:\n\nproperties.bootstrap.servers' },
    { sql: "CREATE TABLE t (a INT) WITH ('changelog.mode' = 'upsert')", want: 'requires a PRIMARY KEY' },
    { sql: "CREATE TABLE t (a INT) WITH ('kafka.retention.time' = 'soon')", want: "Invalid value 'soon' for option 'kafka.retention.time'" },
    { sql: 'CREATE TABLE t (a INT, b INT, PRIMARY KEY (b) NOT ENFORCED)', want: 'Key columns must appear at the beginning of the table schema' },
    { sql: 'CREATE TABLE t (a INT, b INT, PRIMARY KEY (a, b) NOT ENFORCED) DISTRIBUTED BY HASH(a) INTO 2 BUCKETS', want: 'must be equal to its primary key' },
    { sql: 'CREATE TABLE t (a INT NULL, PRIMARY KEY (a) NOT ENFORCED)', want: "nullable column 'a'" },
    { sql: 'CREATE TABLE t (a INT, PRIMARY KEY (z) NOT ENFORCED)', want: "Primary key column 'z' is not defined" },
    { sql: 'CREATE TABLE t (a INT, PRIMARY KEY (a))', want: 'where NOT was expected' },
    { sql: 'CREATE TABLE t (a INT, a INT)', want: "A column named 'a' already exists" },
    { sql: 'CREATE TABLE t (`my col` INT)', want: 'not a valid Avro name' },
    { sql: 'CREATE TABLE t (a TIMESTAMP WITH TIME ZONE)', want: 'not supported' },
    { sql: 'CREATE TABLE t (a DECIMAL(39, 0))', want: 'Decimal precision' },
    { sql: 'CREATE TABLE t (date STRING)', want: 'Encountered "date"' },
    { sql: 'CREATE TABLE `other`.`db`.t (a INT)', want: "Database 'other.db' does not exist" },
  ])('refuses $sql', ({ sql, want }) => expect(errorOf(sql, empty)).toContain(want));

  test('a table that exists needs IF NOT EXISTS', () => {
    const session = sessionOf([createdTopic(TARGET_SQL)]);
    expect(errorOf(TARGET_SQL, session)).toContain("Table 'prod.main.target' already exists");
    expect(analyse(TARGET_SQL.replace('TABLE', 'TABLE IF NOT EXISTS'), session)).toMatchObject({ kind: 'CREATE_TABLE', ifNotExists: true });
  });

  test('metadata, computed columns and watermarks leave no trace in the schema', () => {
    const { table, valueSchema } = created("CREATE TABLE t (id INT, `at` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL, twice AS id * 2, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)");
    expect(table.columns.map((column) => column.name)).toEqual(['id', 'at', 'twice', 'ts']);
    expect((JSON.parse(valueSchema.schema) as { fields: readonly { name: string }[] }).fields.map((field) => field.name)).toEqual(['id', 'ts']);
  });
});

describe('other DDL', () => {
  const session = sessionOf([CUSTOMERS, createdTopic(TARGET_SQL)]);
  test.each([
    { sql: 'DROP TABLE `prod`.`main`.`target`;', want: { kind: 'DROP_TABLE', table: 'target', ifExists: false } },
    { sql: 'DROP TABLE IF EXISTS nowhere', want: { kind: 'DROP_TABLE', table: 'nowhere', ifExists: true } },
    { sql: "ALTER TABLE `shop.public.customers` SET ('changelog.mode' = 'upsert')", want: { kind: 'ALTER_TABLE', table: 'shop.public.customers', options: { 'changelog.mode': 'upsert' } } },
    { sql: "ALTER TABLE target RESET ('kafka.retention.time')", want: { kind: 'ALTER_TABLE', table: 'target', options: { 'kafka.retention.time': null } } },
    { sql: 'ALTER TABLE `shop.public.customers` ADD PRIMARY KEY (id) NOT ENFORCED', want: { kind: 'ALTER_TABLE', table: 'shop.public.customers', options: {}, addPrimaryKey: ['id'] } },
  ])('$sql', ({ sql, want }) => expect(analyse(sql, session)).toEqual(want));

  test.each([
    { sql: 'DROP TABLE nowhere', want: "Table 'nowhere' does not exist" },
    { sql: "ALTER TABLE target SET ('value.format' = 'json-registry')", want: 'does not fit the registered schema' },
    { sql: 'ALTER TABLE target ADD PRIMARY KEY (id) NOT ENFORCED', want: 'already defined the primary key' },
    { sql: 'ALTER TABLE target ADD (city STRING)', want: 'not supported' },
  ])('refuses $sql', ({ sql, want }) => expect(errorOf(sql, session)).toContain(want));
});

describe('looking around', () => {
  const history = recordsOf([change('r', null, { id: 1, name: 'Ann' }), change('r', null, { id: 2, name: 'Bob' }), change('d', { id: 1, name: 'Ann' }, null)]);
  const session = sessionOf([CUSTOMERS, createdTopic(TARGET_SQL)], { 'shop.public.customers': history });
  const SCHEMA = '`INFORMATION_SCHEMA`';
  test.each([
    { sql: 'SHOW TABLES;', want: [['shop.public.customers'], ['target']] },
    { sql: "SHOW TABLES LIKE 'tar%'", want: [['target']] },
    { sql: 'SHOW CATALOGS', want: [['prod']] },
    { sql: 'SHOW DATABASES', want: [['main']] },
    { sql: 'SELECT id, name FROM `shop.public.customers`', want: [['2', 'Bob']] },
    { sql: 'SELECT COUNT(*) AS n FROM `shop.public.customers` c WHERE c.name IS NOT NULL', want: [['1']] },
    { sql: 'SELECT id FROM `prod`.`main`.`shop.public.customers` LIMIT 0', want: [] },
    { sql: `SELECT TABLE_NAME, DISTRIBUTION_BUCKETS FROM ${SCHEMA}.TABLES WHERE TABLE_NAME = 'target'`, want: [['target', '3']] },
    { sql: `SELECT COLUMN_NAME, FULL_DATA_TYPE, IS_NULLABLE FROM prod.${SCHEMA}.\`COLUMNS\` WHERE TABLE_NAME = 'target' AND TABLE_SCHEMA = 'main'`, want: [['id', 'INT', 'NO'], ['name', 'VARCHAR(2147483647)', 'YES'], ['created_at', 'TIMESTAMP(3) WITH LOCAL TIME ZONE', 'YES']] },
    { sql: `SELECT OPTION_VALUE FROM ${SCHEMA}.TABLE_OPTIONS WHERE TABLE_NAME = 'target' AND OPTION_KEY = 'changelog.mode'`, want: [['upsert']] },
    { sql: `SELECT CONSTRAINT_NAME FROM ${SCHEMA}.TABLE_CONSTRAINTS`, want: [['PK_id']] },
    { sql: `SELECT COLUMN_NAME FROM ${SCHEMA}.KEY_COLUMN_USAGE WHERE TABLE_NAME = 'target'`, want: [['id']] },
    { sql: `SELECT SCHEMA_NAME FROM ${SCHEMA}.SCHEMATA WHERE SCHEMA_NAME <> 'INFORMATION_SCHEMA'`, want: [['main']] },
    { sql: `SELECT CATALOG_NAME FROM ${SCHEMA}.CATALOGS UNION ALL SELECT TABLE_NAME FROM ${SCHEMA}.TABLE_CONSTRAINTS`, want: [['prod'], ['target']] },
  ])('$sql', ({ sql, want }) => expect(resultOf(sql, session).rows).toEqual(want));

  test.each([
    { sql: `SELECT TABLE_NAME FROM ${SCHEMA}.TABLES WHERE TABLE_NAME LIKE 'a%'`, want: 'LIKE cannot be used' },
    { sql: `SELECT TABLE_NAME FROM ${SCHEMA}.TABLES WHERE TABLE_NAME IN ('a')`, want: 'IN cannot be used' },
    { sql: `SELECT DISTINCT TABLE_NAME FROM ${SCHEMA}.TABLES`, want: 'DISTINCT' },
    { sql: `SELECT X FROM ${SCHEMA}.NOTHING`, want: "Table 'INFORMATION_SCHEMA.NOTHING' does not exist" },
    { sql: 'DESCRIBE nowhere', want: "Table 'nowhere' does not exist" },
    { sql: 'EXPLAIN SELECT nope FROM target', want: "Column 'nope' not found" },
  ])('refuses $sql', ({ sql, want }) => expect(errorOf(sql, session)).toContain(want));

  test('SHOW CREATE TABLE prints SQL that creates the same table', () => {
    const text = String(resultOf('SHOW CREATE TABLE target', session).rows[0]?.[0]);
    expect(text).toContain('CONSTRAINT `PK_id` PRIMARY KEY (`id`) NOT ENFORCED\n)\nDISTRIBUTED BY HASH(`id`) INTO 3 BUCKETS\nWITH (\n  \'changelog.mode\' = \'upsert\'');
    expect(created(text).table).toEqual(session.tables().find((table) => table.name === 'target'));
  });

  test('a query over a table goes on, a snapshot ends and needs no retract table', () => {
    expect(resultOf('SELECT id FROM target', session).bounded).toBe(false);
    expect(resultOf('SELECT 1', session).bounded).toBe(true);
    expect(errorOf('SELECT id FROM `shop.public.customers`', { ...session, properties: { 'sql.snapshot.mode': 'now' } })).toContain('retract');
  });

  test('EXPLAIN shows the stateful operator of an upsert source', () => {
    const upsert = sessionOf([{ ...CUSTOMERS, configs: { 'cleanup.policy': 'compact' } }]);
    expect(String(resultOf('EXPLAIN SELECT id FROM `shop.public.customers`', upsert).rows[0]?.[0])).toContain('ChangelogNormalize');
  });
});
