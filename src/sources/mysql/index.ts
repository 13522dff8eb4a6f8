import type { BlueprintTopic, ConnectorConfig, DatabaseSource, SourceInput, SourceProblem } from '../../core/source.js';
import { checkLogin } from '../checks.js';
import { onlyKnown, policyTable, referenceOr, retentionOf } from '../config.js';
import { checkDebezium, debeziumConfig, DEBEZIUM_PIPELINE_KEYS, debeziumSideTopics, historyTopics, iamConfig, identityOf, insertStatement } from '../debezium.js';
import { DEFAULT_HEARTBEAT } from '../debezium-block.js';
import { checkNotation, checkTopics, exactList, partsOf, topicOf } from '../table-names.js';
import { MYSQL_PORT, mysqlSchema, mysqlSecrets } from './block.js';
import type { MySqlBlock } from './block.js';
import { pluginProperties } from './plugin-properties.js';

const NOTATION = 'database.table';
const PLUGIN_CLASS = 'MySqlCdcSourceV2';
const MAX_NAME = 64;

export const mysql: DatabaseSource<MySqlBlock> = {
  name: 'mysql',
  title: 'MySQL',
  tableNotation: NOTATION,
  blockSchema: mysqlSchema,
  secretKeys: mysqlSecrets,
  connector: {
    pluginClass: PLUGIN_CLASS,
    properties: pluginProperties,
    // database.include.list is not among them: a database comes and goes with its tables, in place.
    configPolicy: policyTable(pluginProperties, [
      ...DEBEZIUM_PIPELINE_KEYS, 'bigint.unsigned.handling.mode', 'schema.history.internal.kafka.topic',
    ]),
  },
  check,
  expand: (input) => {
    const config = configOf(input);
    return {
      topics: topicsOf(input),
      connector: {
        config,
        sideTopics: [...historyTopics(config), ...debeziumSideTopics(config)],
        databaseIdentity: identityOf('mysql', config),
        exclusive: {},
        sourceRetention: retentionOf(config),
      },
    };
  },
  testStatement: (table, columns) => insertStatement(table, columns, (name) => `\`${name.replaceAll('`', '``')}\``),
};

function configOf(input: SourceInput<MySqlBlock>): ConnectorConfig {
  const { block } = input;
  const { ssl } = block;
  return {
    ...debeziumConfig(input, pluginProperties, { pluginClass: PLUGIN_CLASS, port: MYSQL_PORT, times: 'adaptive_time_microseconds', heartbeat: DEFAULT_HEARTBEAT }),
    ...onlyKnown(pluginProperties, {
      ...iamConfig(block.iam),
      'database.ssl.mode': ssl?.mode ?? 'required',
      'database.ssl.keystore': referenceOr(ssl?.keystore),
      'database.ssl.keystore.password': referenceOr(ssl?.keystorePassword),
      'database.ssl.truststore': referenceOr(ssl?.truststore),
      'database.ssl.truststore.password': referenceOr(ssl?.truststorePassword),
      'database.include.list': exactList(input.tables.map((table) => partsOf(table)[0]!)),
      'table.include.list': exactList(input.tables),
      'snapshot.locking.mode': block.snapshotLocking ?? 'minimal',
      'bigint.unsigned.handling.mode': block.unsignedBigint ?? 'long',
      'driver.connectionTimeZone': block.connectionTimeZone,
      'include.schema.changes': 'false',
      // The plugin's default turns a value that it cannot convert into NULL and goes on (semantics.md 1.3 item 8).
      'event.converting.failure.handling.mode': 'fail',
    }),
    ...input.config,
  };
}

function topicsOf(input: SourceInput<MySqlBlock>): BlueprintTopic[] {
  return input.tables.map((table) => ({ table, topic: topicOf(input.topicPrefix, table) }));
}

function check(input: SourceInput<MySqlBlock>): SourceProblem[] {
  const { block } = input;
  const problems = [
    ...checkDebezium(input),
    ...checkLogin(input.config, [
      { key: 'password', given: block.password !== undefined, words: 'password' },
      { key: 'iam', given: block.iam !== undefined, words: 'iam' },
    ]),
    ...input.tables.flatMap((table, i) => checkNotation(table, i, { parts: 2, notation: NOTATION, maxPartLength: MAX_NAME })),
    ...checkTopics(topicsOf(input)),
  ];
  const verifies = block.ssl?.mode === 'verify_ca' || block.ssl?.mode === 'verify_identity';
  if (verifies && block.ssl?.truststore === undefined) {
    problems.push({ code: 'CDC2104', path: ['ssl', 'truststore'], summary: `ssl.mode ${block.ssl?.mode} needs ssl.truststore.` });
  }
  return problems;
}
