import type { BlueprintSideTopic, BlueprintTopic, ConnectorConfig, LeftBehind, DatabaseSource, SourceInput, SourceProblem } from '../../core/source.js';
import { checkLogin } from '../checks.js';
import { policyTable, onlyKnown, referenceOr, retentionOf, textOf } from '../config.js';
import { checkDebezium, debeziumConfig, DEBEZIUM_PIPELINE_KEYS, debeziumSideTopics, doubleQuoted, iamConfig, identityOf, insertStatement } from '../debezium.js';
import { DEFAULT_HEARTBEAT } from '../debezium-block.js';
import { checkNotation, checkTopics, exactList, topicOf } from '../table-names.js';
import { derivedName, MAX_NAME, POSTGRES_PORT, postgresSchema, postgresSecrets } from './block.js';
import type { PostgresBlock } from './block.js';
import { pluginProperties } from './plugin-properties.js';

const NOTATION = 'schema.table';
const PLUGIN_CLASS = 'PostgresCdcSourceV2';

export const postgres: DatabaseSource<PostgresBlock> = {
  name: 'postgres',
  title: 'PostgreSQL',
  tableNotation: NOTATION,
  blockSchema: postgresSchema,
  secretKeys: postgresSecrets,
  connector: {
    pluginClass: PLUGIN_CLASS,
    properties: pluginProperties,
    configPolicy: policyTable(pluginProperties, [
      ...DEBEZIUM_PIPELINE_KEYS,
      'database.dbname', 'slot.name', 'publication.name', 'publish.via.partition.root',
      'interval.handling.mode', 'hstore.handling.mode', 'money.fraction.digits', 'exactly.once.enabled', 'offsets.storage.topic',
    ]),
    leftBehind,
  },
  check,
  expand: (input) => {
    const config = configOf(input);
    return {
      topics: topicsOf(input),
      connector: {
        config,
        sideTopics: sideTopicsOf(config),
        databaseIdentity: identityOf('postgres', config, textOf(config, 'database.dbname')),
        exclusive: { slot: textOf(config, 'slot.name'), publication: textOf(config, 'publication.name') },
        sourceRetention: retentionOf(config),
      },
    };
  },
  testStatement: (table, columns) => insertStatement(table, columns, doubleQuoted),
};

/**
 * The publication is expected to exist (`disabled`): with `filtered` the connector would alter it whenever the table list
 * changes, and its user would have to own every captured table, where reading them is all it needs (semantics.md 1.2 item 4).
 */
function configOf(input: SourceInput<PostgresBlock>): ConnectorConfig {
  const { block, connectorName } = input;
  const { ssl } = block;
  return {
    ...debeziumConfig(input, pluginProperties, { pluginClass: PLUGIN_CLASS, port: POSTGRES_PORT, times: 'adaptive', heartbeat: DEFAULT_HEARTBEAT }),
    ...onlyKnown(pluginProperties, {
      ...iamConfig(block.iam),
      'database.dbname': block.database,
      'database.sslmode': ssl?.mode ?? 'require',
      'database.sslrootcert': referenceOr(ssl?.rootCertificate),
      'database.sslcert': referenceOr(ssl?.clientCertificate),
      'database.sslkey': referenceOr(ssl?.clientKey),
      'database.sslpassword': referenceOr(ssl?.clientKeyPassword),
      'table.include.list': exactList(input.tables),
      'slot.name': block.slot ?? derivedName(connectorName),
      'slot.failover': block.failoverSlot === true ? 'true' : undefined,
      'publication.name': block.publication ?? derivedName(connectorName),
      'publication.autocreate.mode': block.publicationAutocreate ?? 'disabled',
      'publish.via.partition.root': block.partitionRoot === true ? 'true' : undefined,
      'interval.handling.mode': block.intervals ?? 'string',
    }),
    ...input.config,
  };
}

function topicsOf(input: SourceInput<PostgresBlock>): BlueprintTopic[] {
  return input.tables.map((table) => ({ table, topic: topicOf(input.topicPrefix, table) }));
}

function sideTopicsOf(config: ConnectorConfig): BlueprintSideTopic[] {
  const topics = debeziumSideTopics(config);
  // Logical messages come only when somebody writes them on purpose and asks for their prefixes (semantics.md 1.2 item 10).
  if (config['message.prefix.include.list'] !== undefined) topics.push({ role: 'messages', topic: `${textOf(config, 'topic.prefix')}.message` });
  if (config['exactly.once.enabled'] === 'true') {
    const topic = config['offsets.storage.topic'];
    topics.push({ role: 'offsets', topic: typeof topic === 'string' ? topic : 'connect-offsets-{lcc}' });
  }
  return topics;
}

function check(input: SourceInput<PostgresBlock>): SourceProblem[] {
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
  if (block.slot !== undefined && (!/^[a-z0-9_]+$/.test(block.slot) || block.slot.length > MAX_NAME)) {
    problems.push({ code: 'CDC2103', path: ['slot'], summary: `The slot name ${block.slot} may hold lower case letters, digits and underscores, ${MAX_NAME} at most.` });
  }
  if (block.partitionRoot === true && block.publicationAutocreate !== 'filtered') {
    problems.push({
      code: 'CDC2104',
      severity: 'warning',
      path: ['partitionRoot'],
      summary: 'partitionRoot takes effect only on a publication that the connector creates itself.',
      fix: 'Create the publication WITH (publish_via_partition_root = true), or set "publicationAutocreate: filtered".',
    });
  }
  const verifies = block.ssl?.mode === 'verify-ca' || block.ssl?.mode === 'verify-full';
  if (verifies && block.ssl?.rootCertificate === undefined) {
    problems.push({ code: 'CDC2104', path: ['ssl', 'rootCertificate'], summary: `ssl.mode ${block.ssl?.mode} needs ssl.rootCertificate.` });
  }
  return problems;
}

/** Deleting the connector drops neither (semantics.md 5.1); a slot that nobody reads keeps WAL until the disk is full. */
function leftBehind(config: ConnectorConfig): LeftBehind[] {
  const place = `of database ${textOf(config, 'database.dbname')} at ${textOf(config, 'database.hostname')}`;
  const slot = textOf(config, 'slot.name');
  const publication = textOf(config, 'publication.name');
  return [
    {
      what: `replication slot ${slot} ${place}`,
      remove: `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ${singleQuoted(slot)} AND NOT active;`,
      why: 'The server keeps every change since the connector went, until its disk is full.',
      remains: `SELECT 1 FROM pg_replication_slots WHERE slot_name = ${singleQuoted(slot)}`,
    },
    { what: `publication ${publication} ${place}`, remove: `DROP PUBLICATION IF EXISTS ${doubleQuoted(publication)};`, why: 'Nobody reads it any more.', remains: `SELECT 1 FROM pg_publication WHERE pubname = ${singleQuoted(publication)}` },
  ];
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
