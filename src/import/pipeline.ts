import type { ConnectorListing } from '../confluent/wire.js';
import { isSecretReference, secretReference } from '../core/secret.js';
import type { BlueprintTopic, ConfigValue, ConnectorAuth, DatabaseSource, Format } from '../core/source.js';
import { isSchemaProblem, readSchema } from '../flink/registry/index.js';
import { databaseOf, databases } from '../sources/index.js';
import type { DatabaseName } from '../sources/index.js';
import type { PipelineSpec } from '../pipeline/documents.js';
import type { AccountFacts, FoundStatement, Named } from './account.js';
import { blockValue, namesOf, reference } from './block-value.js';
import { commonSettings, settingsOf, unlikeSettings } from './settings.js';
import type { StatementSettings } from './settings.js';
import { commonSettingsOf, flinkBlock } from './shared-settings.js';
import { readBlock } from './source-block.js';
import { registeredSchema } from './registered-schema.js';
import { readTable } from './table.js';
import type { ImportedTable } from './table.js';

export type { ImportedTable } from './table.js';

/** What an import begins with, and follows. */
export interface ImportOrigin {
  readonly what: 'connector' | 'topic';
  readonly name: string;
}

/** A pipeline that describes a connector, or a topic that exists, and what follows from it. */
export interface ImportedPipeline {
  readonly name: string;
  /** Absent where it was made of many things. */
  readonly origin?: ImportOrigin;
  readonly title: string;
  readonly spec: PipelineSpec;
  readonly tables: readonly ImportedTable[];
  /** What belongs to it and is not written down. */
  readonly named: readonly Named[];
}

/** A connector or topic that no pipeline can describe. */
export interface NoPipeline {
  readonly reasons: readonly string[];
}

const FORMATS: readonly Format[] = ['AVRO', 'JSON_SR', 'PROTOBUF'];

/** The source whose plugin a connector runs. */
export function sourceOfConnector({ config }: Pick<ConnectorListing, 'config'>): DatabaseSource<unknown> | undefined {
  return (Object.keys(databases) as DatabaseName[]).map(databaseOf).find(({ connector }) => connector.pluginClass === config['connector.class']);
}

/** The nearest name that a pipeline may have. */
export function pipelineNameOf(connector: string): string {
  const plain = connector.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 40).replace(/-+$/, '');
  return plain === '' || plain === 'target' ? 'imported' : plain;
}

/**
 * Reads one connector, its topics, the statements that decode them, their tables and Tableflow topics back into a pipeline.
 * `captureOnly`: tables whose target is to be left out, with the reason (the plan has found a difference).
 */
export function importConnector(
  name: string, connector: ConnectorListing, source: DatabaseSource<unknown>, statements: readonly FoundStatement[], facts: AccountFacts, captureOnly: ReadonlyMap<string, string> = new Map(),
): ImportedPipeline | NoPipeline {
  const { config } = connector;
  const format = FORMATS.find((one) => one === config['output.data.format']);
  if (format === undefined) return { reasons: [`its output.data.format is ${config['output.data.format'] ?? 'not set'}, which registers no schema`] };
  const tables = capturedTables(source, config, facts);
  if ('reason' in tables) return { reasons: [tables.reason] };
  const topicPrefix = config['topic.prefix'] ?? name;
  const auth = authOf(config, name);
  const read = readBlock({ source, connector, pipeline: name, format, auth, topicPrefix, tables: tables.names });
  if (read.problems.length > 0) return { reasons: read.problems };
  const { topics } = source.expand({ connectorName: connector.name, topicPrefix, format, auth, block: read.block, tables: tables.names, config: read.config });
  const settings = commonSettings(statements, topics.map(({ topic }) => topic), connector.state === 'PAUSED');
  const follow: Following = { name, statements, facts, settings, captureOnly };
  const followed = topics.map((topic) => followTopic(topic, follow));
  const found = followed.map(({ table }) => table);
  const named = [
    ...read.unknown.map((key) => ({ what: `setting ${key} of connector ${connector.name}`, why: 'the plugin lists no such key; a change of the connector would drop it' })),
    ...followed.flatMap((one) => one.named),
  ];
  named.push(...downstream(found, statements));
  const spec: PipelineSpec = {
    targets: [facts.target.name],
    source: { [source.name]: read.block },
    ...(topicPrefix === name ? {} : { topicPrefix }),
    format,
    ...commonSettingsOf(found, facts),
    ...connectorBlock(connector, name, auth, read.config, facts),
    ...flinkBlock(settings, facts),
    ...(connector.state === 'PAUSED' ? { lifecycle: { state: 'paused' as const } } : {}),
  };
  return { name, origin: { what: 'connector', name: connector.name }, title: source.title, spec, tables: found, named };
}

/** Who reads the target tables is nobody's of the pipeline, and would be hurt by a rebuild of them. */
export function downstream(tables: readonly ImportedTable[], statements: readonly FoundStatement[]): Named[] {
  return statements.flatMap((found) => {
    const reads = tables.flatMap(({ target }) => (target !== undefined && ('query' in found ? found.query.source === target : found.names.has(target)) ? [target] : []));
    return reads.length === 0 ? [] : [{ what: `statement ${found.statement.name}, which reads ${reads.join(' and ')}`, why: 'it is downstream of the pipeline' }];
  });
}

interface Following {
  readonly name: string;
  readonly statements: readonly FoundStatement[];
  readonly facts: AccountFacts;
  readonly settings: StatementSettings | undefined;
  readonly captureOnly: ReadonlyMap<string, string>;
}

/** From a source topic to the one statement that decodes it; every other one that reads it is named. */
function followTopic({ table: from, topic, style = 'columns' }: BlueprintTopic, { name, statements, facts, settings, captureOnly }: Following): { readonly table: ImportedTable; readonly named: readonly Named[] } {
  const named: Named[] = [];
  let table: ImportedTable | undefined;
  const readers = statements.filter((found) => ('query' in found ? found.query.source === topic : found.names.has(topic)));
  const byTableflow = (found: FoundStatement): number => ('query' in found && facts.tableflowTopics.has(found.query.target) ? 0 : 1);
  for (const found of [...readers].sort((a, b) => byTableflow(a) - byTableflow(b))) {
    const { statement } = found;
    const why = (reason: string): void => void named.push({ what: `statement ${statement.name}, which reads ${topic}`, why: reason });
    if (!('query' in found)) why(found.reason);
    else if (table !== undefined) why(`${from} is decoded into ${table.target ?? ''} already; a pipeline decodes a table once`);
    else {
      const unlike = settings === undefined ? undefined : unlikeSettings(settingsOf(statement), settings);
      const refused = captureOnly.get(from) ?? unlike;
      const read = refused === undefined ? readTable({ pipeline: name, from, topic, style }, statement, found.query, facts) : { reason: refused };
      if ('reason' in read) why(read.reason);
      else table = read;
    }
  }
  if (facts.tableflowTopics.has(topic)) named.push({ what: `Tableflow topic ${topic}`, why: 'it materialises change events, not rows' });
  if (table !== undefined) return { table, named };
  const orphans = [...facts.tableflowTopics.keys()].filter((target) => target !== topic && readers.some((found) => ('query' in found ? found.query.target === target : found.names.has(target))));
  named.push(...orphans.map((target) => ({ what: `Tableflow topic ${target}`, why: 'the statement that fills it is not imported' })));
  const key = keyColumns(topic, facts);
  const why = readers.length === 0 ? 'no statement reads it' : 'what reads it is not expressed here';
  return { table: { spec: { from, ...(key.length === 0 ? {} : { key }), decode: false }, topic, style, why }, named };
}

function keyColumns(topic: string, { schemas }: AccountFacts): readonly string[] {
  const key = registeredSchema(schemas.get(`${topic}-key`));
  if (key === undefined) return [];
  const shape = readSchema(key);
  return isSchemaProblem(shape) || shape.kind !== 'record' ? [] : shape.fields.map((field) => field.name);
}

/** The tables that a connector is told to capture, in its own order. With several databases: those that have a topic. */
function capturedTables(source: DatabaseSource<unknown>, config: ConnectorListing['config'], { topics }: AccountFacts): { readonly names: readonly string[] } | { readonly reason: string } {
  const key = ['table.include.list', 'dynamodb.table.includelist'].find((candidate) => Object.hasOwn(source.connector.properties, candidate));
  const list = key === undefined ? undefined : config[key];
  if (list === undefined || list === '') return { reason: 'it captures every table of its database; a pipeline lists them' };
  const names = namesOf(list);
  if (names === undefined) return { reason: `its ${key} is a pattern (${list}); a pipeline lists its tables` };
  const databases = (blockValue('database.names', config['database.names'] ?? '', { type: 'array' }) ?? []) as readonly string[];
  if (databases.length <= 1) return { names };
  const prefix = config['topic.prefix'] ?? '';
  const found = databases.flatMap((database) => names.map((table) => `${database}.${table}`)).filter((table) => topics.has(`${prefix}.${table}`.replace(/[^A-Za-z0-9._-]/g, '_')));
  return found.length === 0 ? { reason: 'none of its tables has a topic yet' } : { names: found };
}

function authOf(config: ConnectorListing['config'], name: string): ConnectorAuth {
  const account = config['kafka.service.account.id'];
  if (config['kafka.auth.mode'] === 'SERVICE_ACCOUNT' && account !== undefined) return { mode: 'SERVICE_ACCOUNT', serviceAccount: account };
  return { mode: 'KAFKA_API_KEY', key: secretReference(reference(name, 'kafka.api.key')), secret: secretReference(reference(name, 'kafka.api.secret')) };
}

function connectorBlock({ name: connector }: ConnectorListing, name: string, auth: ConnectorAuth, config: Readonly<Record<string, ConfigValue>>, { target }: AccountFacts): Pick<PipelineSpec, 'connector'> {
  const own = auth.mode === 'SERVICE_ACCOUNT' ? (auth.serviceAccount === target.principal ? {} : { auth: { serviceAccount: auth.serviceAccount } }) : { auth: { apiKey: { key: secret(auth.key), secret: secret(auth.secret) } } };
  const block = { ...(connector === name ? {} : { name: connector }), ...own, ...(Object.keys(config).length === 0 ? {} : { config }) };
  return Object.keys(block).length === 0 ? {} : { connector: block };
}

function secret(value: ConfigValue) {
  if (!isSecretReference(value)) throw new Error('an API key is only ever a reference here');
  return value;
}
