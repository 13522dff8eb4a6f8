import type { ConnectorConfig, LeftBehind, DatabaseSource, SourceInput, SourceProblem } from '../../core/source.js';
import { checkLogin } from '../checks.js';
import { onlyKnown, policyTable, retentionOf, textOf } from '../config.js';
import { checkDebezium, debeziumConfig, DEBEZIUM_PIPELINE_KEYS, debeziumSideTopics, historyTopics, identityOf, insertStatement } from '../debezium.js';
import { checkNotation, checkTopics, exactList } from '../table-names.js';
import { SQLSERVER_PORT, sqlserverSchema, sqlserverSecrets } from './block.js';
import type { SqlServerBlock } from './block.js';
import { pluginProperties } from './plugin-properties.js';
import { readTable, topicsOf } from './topics.js';

const NOTATION = 'schema.table, or database.schema.table with several databases';
const PLUGIN_CLASS = 'SqlServerCdcSourceV2';
const MAX_NAME = 128;

export const sqlserver: DatabaseSource<SqlServerBlock> = {
  name: 'sqlserver',
  title: 'SQL Server',
  tableNotation: NOTATION,
  blockSchema: sqlserverSchema,
  secretKeys: sqlserverSecrets,
  connector: {
    pluginClass: PLUGIN_CLASS,
    properties: pluginProperties,
    // database.names is not among them: a database comes and goes with its tables, whose topics carry its name.
    configPolicy: policyTable(pluginProperties, [...DEBEZIUM_PIPELINE_KEYS, 'schema.history.internal.kafka.topic']),
    leftBehind,
  },
  check,
  expand: (input) => {
    const config = configOf(input);
    return {
      topics: topicsOf(input),
      connector: {
        config,
        sideTopics: [...historyTopics(config), ...debeziumSideTopics(config)],
        databaseIdentity: identityOf('sqlserver', config, [...input.block.databases].sort().join(',')),
        exclusive: {},
        sourceRetention: retentionOf(config),
      },
    };
  },
  testStatement: (table, columns) => insertStatement(table, columns, (name) => `[${name.replaceAll(']', ']]')}]`),
};

function configOf(input: SourceInput<SqlServerBlock>): ConnectorConfig {
  const { block } = input;
  const { databases, entra } = block;
  return {
    ...debeziumConfig(input, pluginProperties, {
      pluginClass: PLUGIN_CLASS, port: SQLSERVER_PORT, tasks: block.tasks ?? 1, times: 'adaptive', heartbeat: '0',
    }),
    ...onlyKnown(pluginProperties, {
      'authentication.method': entra ? 'Microsoft Entra ID application' : 'Password',
      'provider.integration.id': entra?.providerIntegration,
      'database.names': databases.join(','),
      'database.encrypt': String(block.encrypt ?? true),
      'table.include.list': exactList(input.tables.map((table) => readTable(table, databases).name)),
      'snapshot.isolation.mode': block.snapshotIsolation ?? 'repeatable_read',
      'driver.applicationIntent': block.readOnlyReplica === true ? 'ReadOnly' : undefined,
      'include.schema.changes': 'false',
    }),
    ...input.config,
  };
}

function check(input: SourceInput<SqlServerBlock>): SourceProblem[] {
  const { block, tables } = input;
  const { databases } = block;
  const several = databases.length > 1;
  const rule = several
    ? { parts: 3, notation: 'database.schema.table', maxPartLength: MAX_NAME }
    : { parts: 2, notation: 'schema.table', maxPartLength: MAX_NAME };
  const problems = [
    ...checkDebezium(input),
    ...checkLogin(input.config, [
      { key: 'password', given: block.password !== undefined, words: 'password' },
      { key: 'entra', given: block.entra !== undefined, words: 'entra' },
    ]),
    ...tables.flatMap((table, i) => checkNotation(table, i, rule)),
    ...checkTopics(topicsOf(input)),
  ];
  databases.forEach((database, i) => {
    if (/[,.]/.test(database)) problems.push({ code: 'CDC2002', path: ['databases', i], summary: `The database name ${JSON.stringify(database)} has a comma or a dot.` });
  });
  if ((block.tasks ?? 1) > databases.length) {
    problems.push({ code: 'CDC2103', path: ['tasks'], summary: `tasks is ${block.tasks}, but a connector runs at most one task for each of its ${databases.length} databases.` });
  }
  return several ? [...problems, ...checkSeveral(tables, databases)] : problems;
}

function checkSeveral(tables: readonly string[], databases: readonly string[]): SourceProblem[] {
  const read = tables.map((table) => readTable(table, databases));
  return read.flatMap(({ database, name }, i): SourceProblem[] => {
    const path = ['tables', i, 'from'] as const;
    if (!databases.includes(database)) {
      return [{ code: 'CDC2001', path, summary: `The table ${tables[i]} names the database ${database}, which is not among source.sqlserver.databases.` }];
    }
    if (read.findIndex((other) => other.name === name) !== i) return [];
    const missing = databases.filter((other) => !read.some((table) => table.database === other && table.name === name));
    if (missing.length === 0) return [];
    return [{ code: 'CDC2008', severity: 'warning', path, summary: `${name} is captured in ${missing.join(', ')} too, if it exists there.` }];
  });
}

/** Capture instances go on filling their change tables (semantics.md 5.3). Other readers may use them, so only a person can say. */
function leftBehind(config: ConnectorConfig): LeftBehind[] {
  const literal = (text: string): string => `N'${text.replaceAll("'", "''")}'`;
  const host = textOf(config, 'database.hostname');
  return textOf(config, 'table.include.list').split(',').filter((entry) => entry !== '').map((entry) => {
    const [schema = '', table = ''] = entry.replace(/\\(.)/g, '$1').split('.');
    return {
      what: `capture instances of ${schema}.${table} in ${textOf(config, 'database.names')} at ${host}`,
      remove: `EXEC sys.sp_cdc_disable_table @source_schema = ${literal(schema)}, @source_name = ${literal(table)}, @capture_instance = N'all';`,
      why: 'The capture job goes on copying every change of the table. Leave it if somebody else reads it.',
    };
  });
}
