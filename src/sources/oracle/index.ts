import type { BlueprintSideTopic, BlueprintTopic, ConnectorConfig, DatabaseSource, SourceInput, SourceProblem } from '../../core/source.js';
import { checkLogin } from '../checks.js';
import { onlyKnown, policyTable, referenceOr, retentionOf, textOf } from '../config.js';
import { checkDebezium, debeziumConfig, DEBEZIUM_PIPELINE_KEYS, doubleQuoted, identityOf, insertStatement } from '../debezium.js';
import { DEFAULT_HEARTBEAT } from '../debezium-block.js';
import { checkNotation, checkTopics, exactList, topicOf } from '../table-names.js';
import { ORACLE_PORT, oracleSchema, oracleSecrets } from './block.js';
import type { OracleBlock } from './block.js';
import { pluginProperties } from './plugin-properties.js';

const NOTATION = 'SCHEMA.TABLE';
const PLUGIN_CLASS = 'OracleXStreamSource';
const MAX_NAME = 128;

export const oracle: DatabaseSource<OracleBlock> = {
  name: 'oracle',
  title: 'Oracle (XStream)',
  tableNotation: NOTATION,
  blockSchema: oracleSchema,
  secretKeys: oracleSecrets,
  connector: {
    pluginClass: PLUGIN_CLASS,
    properties: pluginProperties,
    configPolicy: policyTable(pluginProperties, [
      ...DEBEZIUM_PIPELINE_KEYS,
      'database.dbname', 'database.service.name', 'database.pdb.name', 'database.out.server.name',
      'unavailable.value.placeholder', 'skip.value.placeholder',
    ]),
  },
  check,
  expand: (input) => {
    const config = configOf(input);
    const pdb = config['database.pdb.name'];
    return {
      topics: topicsOf(input),
      connector: {
        config,
        sideTopics: sideTopicsOf(config),
        databaseIdentity: identityOf('oracle', config, textOf(config, 'database.dbname'), ...(typeof pdb === 'string' ? [pdb] : [])),
        // One client may attach to an outbound server at a time.
        exclusive: { outboundServer: textOf(config, 'database.out.server.name') },
        sourceRetention: retentionOf(config),
      },
    };
  },
  testStatement: (table, columns) => insertStatement(table, columns, doubleQuoted),
};

/**
 * Decimals as text is the house's default for every source. Here it reaches further than elsewhere: whole numbers and keys
 * become text too (semantics.md 2.8). It is kept because the other choice fails harder: under `precise` a NUMBER without a
 * precision, the most common one in Oracle, cannot be read in SQL at all. `check` warns until the block states its choice.
 */
function configOf(input: SourceInput<OracleBlock>): ConnectorConfig {
  const { block } = input;
  return {
    ...debeziumConfig(input, pluginProperties, { pluginClass: PLUGIN_CLASS, port: ORACLE_PORT, times: 'adaptive', heartbeat: DEFAULT_HEARTBEAT }),
    ...onlyKnown(pluginProperties, {
      'authentication.method': 'Password',
      'database.dbname': block.database,
      'database.service.name': block.service,
      'database.pdb.name': block.pdb,
      'database.out.server.name': block.outboundServer,
      'database.processor.licenses': String(block.processorLicenses),
      'database.tls.mode': block.tls ? 'one-way' : 'disable',
      'database.wallet.file': referenceOr(block.tls?.wallet),
      'database.os.timezone': block.osTimezone,
      'table.include.list': exactList(input.tables),
    }),
    ...input.config,
  };
}

/** Characters that a topic cannot hold, such as the `#` of common users, become `_` (semantics.md 1.5 item 14). */
function topicsOf(input: SourceInput<OracleBlock>): BlueprintTopic[] {
  return input.tables.map((table) => ({ table, topic: topicOf(input.topicPrefix, table) }));
}

/** Unlike those of the other connectors: semantics.md 1.5 items 10 and 11. */
function sideTopicsOf(config: ConnectorConfig): BlueprintSideTopic[] {
  const prefix = textOf(config, 'topic.prefix');
  const topics: BlueprintSideTopic[] = [{ role: 'history', topic: `__orcl-schema-changes.${prefix}.{lcc}` }];
  if (Number(config['heartbeat.interval.ms'] ?? 0) > 0) topics.push({ role: 'heartbeat', topic: `__orcl-heartbeat.{lcc}.${prefix}` });
  const signal = config['signal.kafka.topic'];
  if (typeof signal === 'string') topics.push({ role: 'signal', topic: signal });
  return topics;
}

function check(input: SourceInput<OracleBlock>): SourceProblem[] {
  const { block, tables } = input;
  const problems = [
    ...checkDebezium(input),
    ...checkLogin(input.config, [{ key: 'password', given: block.password !== undefined, words: 'password' }]),
    ...tables.flatMap((table, i) => checkNotation(table, i, { parts: 2, notation: NOTATION, maxPartLength: MAX_NAME })),
    ...checkTopics(topicsOf(input)),
    ...tables.flatMap((table, i): SourceProblem[] => table === table.toUpperCase() ? [] : [{
      code: 'CDC2005',
      severity: 'warning',
      path: ['tables', i, 'from'],
      summary: `The Oracle name ${table} has lower case letters.`,
      fix: `Write ${table.toUpperCase()}, unless the table was created with a quoted name.`,
    }]),
  ];
  if (!(Number.isInteger(block.processorLicenses) && block.processorLicenses >= 1)) {
    problems.push({ code: 'CDC2103', path: ['processorLicenses'], summary: 'processorLicenses is a whole number from 1 on.' });
  }
  if (block.decimals === undefined && input.config['decimal.handling.mode'] === undefined) {
    problems.push({
      code: 'CDC2105',
      severity: 'warning',
      path: [],
      summary: 'Every NUMBER column arrives as text, whole numbers and keys included.',
      fix: 'State "decimals: string" to keep it, or "decimals: precise".',
    });
  }
  return problems;
}
