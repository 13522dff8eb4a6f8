import { assertNever } from '../../core/assert-never.js';
import type { ConnectorConfig, LeftBehind, DatabaseSource, SourceInput, SourceProblem, TestColumn } from '../../core/source.js';
import { checkConfig, checkLogin, checkTexts } from '../checks.js';
import { baseConfig, converterConfig, onlyKnown, policyTable, referenceOr, retentionOf, textOf } from '../config.js';
import { checkTopics } from '../table-names.js';
import { dynamodbSchema, dynamodbSecrets } from './block.js';
import type { DynamoDbBlock } from './block.js';
import { pluginProperties } from './plugin-properties.js';

const NOTATION = 'table';
const PLUGIN_CLASS = 'DynamoDbCdcSource';

export const dynamodb: DatabaseSource<DynamoDbBlock> = {
  name: 'dynamodb',
  title: 'Amazon DynamoDB',
  tableNotation: NOTATION,
  blockSchema: dynamodbSchema,
  secretKeys: dynamodbSecrets,
  connector: {
    pluginClass: PLUGIN_CLASS,
    properties: pluginProperties,
    configPolicy: policyTable(pluginProperties, [
      'connector.class', 'name', 'output.data.format', 'output.data.key.format', 'dynamodb.service.endpoint',
      'document.content.format', 'document.schema.source', 'document.schema.value', 'decimal.handling.mode',
      'dynamodb.cdc.checkpointing.table.prefix', 'schema.context.name',
      'value.converter.optional.for.nullables', 'value.converter.wrapper.for.nullables',
    ]),
    leftBehind,
  },
  check,
  expand: (input) => {
    const config = configOf(input);
    return {
      // The topic has the table's name: the plugin knows no prefix (semantics.md 1.6 item 9).
      topics: input.tables.map((table) => ({ table, topic: table, style: 'dynamodb-document' })),
      connector: {
        config,
        sideTopics: [],
        databaseIdentity: textOf(config, 'dynamodb.service.endpoint').replace(/^https/, 'dynamodb').replace(/\/$/, '').toLowerCase(),
        exclusive: { checkpointTablePrefix: textOf(config, 'dynamodb.cdc.checkpointing.table.prefix') },
        sourceRetention: retentionOf(config),
      },
    };
  },
  testStatement,
};

function configOf(input: SourceInput<DynamoDbBlock>): ConnectorConfig {
  const { block, format } = input;
  const byRole = block.providerIntegration !== undefined;
  return {
    // A task handles one table (semantics.md 1.6 item 9): fewer tasks would leave tables waiting.
    ...baseConfig(input, PLUGIN_CLASS, block.tasks ?? Math.max(1, input.tables.length)),
    ...onlyKnown(pluginProperties, {
      'authentication.method': byRole ? 'IAM Roles' : 'Access Keys',
      'provider.integration.id': block.providerIntegration,
      'aws.access.key.id': referenceOr(block.accessKeyId),
      'aws.secret.access.key': referenceOr(block.secretAccessKey),
      'dynamodb.service.endpoint': block.endpoint ?? endpointOf(block.region ?? ''),
      'output.data.format': format,
      'output.data.key.format': format,
      // The decode statement reads the item as typed JSON.
      'document.content.format': 'json_string',
      'dynamodb.table.discovery.mode': 'INCLUDELIST',
      'dynamodb.table.includelist': input.tables.join(','),
      'dynamodb.table.sync.mode': block.syncMode ?? 'SNAPSHOT_CDC',
      'dynamodb.cdc.initial.stream.position': block.syncMode === 'CDC' ? block.startPosition ?? 'TRIM_HORIZON' : undefined,
      'cdc.start.position.timestamp': block.startTimestamp,
      // Two connectors with one prefix would share, and spoil, each other's position. Policies for connect-KCL-* still fit.
      'dynamodb.cdc.checkpointing.table.prefix': block.checkpointTablePrefix ?? `connect-KCL-${input.connectorName.replace(/[^A-Za-z0-9_.-]/g, '_')}-`,
      'dynamodb.cdc.table.billing.mode': block.checkpointBilling ?? 'PAY_PER_REQUEST',
      'dynamodb.snapshot.max.rcu.percentage': block.snapshotReadCapacityPercent === undefined ? undefined : String(block.snapshotReadCapacityPercent),
    }),
    ...converterConfig(input, pluginProperties),
    ...input.config,
  };
}

function endpointOf(region: string): string {
  return `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function check(input: SourceInput<DynamoDbBlock>): SourceProblem[] {
  const { block, tables } = input;
  const keys = block.accessKeyId !== undefined || block.secretAccessKey !== undefined;
  const problems = [
    ...checkTexts(block),
    ...checkConfig(input.config),
    ...checkLogin(input.config, [
      { key: 'accessKeyId', given: keys, words: 'accessKeyId and secretAccessKey' },
      { key: 'providerIntegration', given: block.providerIntegration !== undefined, words: 'providerIntegration' },
    ]),
    ...tables.flatMap((table, i): SourceProblem[] => /^[A-Za-z0-9_.-]{3,255}$/.test(table) ? [] : [{
      code: 'CDC2001',
      path: ['tables', i, 'from'],
      summary: `${JSON.stringify(table)} is no DynamoDB table name: 3 to 255 letters, digits, dots, underscores and hyphens.`,
    }]),
    ...checkTopics(tables.map((table) => ({ table, topic: table }))),
    ...checkStart(block),
  ];
  if (keys && (block.accessKeyId === undefined || block.secretAccessKey === undefined)) {
    problems.push({ code: 'CDC2101', path: [], summary: 'accessKeyId and secretAccessKey belong together.' });
  }
  if ((block.region === undefined) === (block.endpoint === undefined)) {
    problems.push({ code: 'CDC2104', path: [], summary: 'The block needs either region or endpoint.' });
  }
  if (block.syncMode === 'SNAPSHOT') {
    problems.push({ code: 'CDC2106', severity: 'warning', path: ['syncMode'], summary: 'With syncMode SNAPSHOT no later change is captured.' });
  }
  return problems;
}

function checkStart(block: DynamoDbBlock): SourceProblem[] {
  const problems: SourceProblem[] = [];
  if (block.startPosition !== undefined && block.syncMode !== 'CDC') {
    problems.push({ code: 'CDC2104', path: ['startPosition'], summary: 'startPosition needs syncMode CDC.' });
  }
  if ((block.startPosition === 'AT_TIMESTAMP') !== (block.startTimestamp !== undefined)) {
    problems.push({ code: 'CDC2104', path: ['startTimestamp'], summary: 'startPosition AT_TIMESTAMP and startTimestamp belong together.' });
  }
  return problems;
}

/** A command for a shell; the values are for people to fill in. */
function testStatement(table: string, columns: readonly TestColumn[]): string {
  const item = Object.fromEntries(columns.map(({ name, attributeType }) => [name, { [attributeType]: exampleOf(attributeType, `<${name}>`) }]));
  return `aws dynamodb put-item --table-name ${shellQuoted(table)} --item ${shellQuoted(JSON.stringify(item))}`;
}

/** DynamoDB's JSON has numbers as text, and truth values and collections as themselves. */
function exampleOf(type: TestColumn['attributeType'], placeholder: string): unknown {
  switch (type) {
    case 'S':
    case 'N':
    case 'B':
      return placeholder;
    case 'BOOL':
      return true;
    case 'M':
      return {};
    case 'L':
      return [];
    case 'SS':
    case 'NS':
    case 'BS':
      return [placeholder];
    default:
      return assertNever(type);
  }
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The Kinesis client's checkpoint tables, one for each captured table (semantics.md 1.6 item 6). */
function leftBehind(config: ConnectorConfig): LeftBehind[] {
  const prefix = textOf(config, 'dynamodb.cdc.checkpointing.table.prefix');
  const list = `aws dynamodb list-tables --query "TableNames[?starts_with(@, '${prefix}')]" --output text`;
  return [
    {
      what: `DynamoDB checkpoint tables whose names begin with ${prefix}`,
      remove: `for table in $(${list}); do aws dynamodb delete-table --table-name "$table"; done`,
      why: 'They are billed, and a later connector of the same name would go on from their positions.',
    },
  ];
}
