import type { ConnectorListing } from '../confluent/wire.js';
import type { SourceStyle } from '../core/source.js';
import { conditionsOf } from '../flink/same-insert.js';
import { eventTable, isEventProblem, isSourceTable, readSourceTable } from '../flink/registry/index.js';
import type { SourceTable } from '../flink/registry/index.js';
import { targetNameOf } from '../pipeline/defaults.js';
import type { PipelineDocument, PipelineSpec, TableSpec } from '../pipeline/documents.js';
import type { AccountFacts, FoundStatement, Named } from './account.js';
import { downstream, sourceOfConnector } from './pipeline.js';
import type { ImportedPipeline, NoPipeline } from './pipeline.js';
import { registeredSchema } from './registered-schema.js';
import { commonSettings, settingsOf, unlikeSettings } from './settings.js';
import { commonTableflow, flinkBlock } from './shared-settings.js';
import { readTable } from './table.js';
import type { EventInput, ImportedTable } from './table.js';

/** Topics that no source connector fills and no statement: what applications write, and connectors of other kinds. */
export function topicsToImport(statements: readonly FoundStatement[], existing: readonly PipelineDocument[], facts: AccountFacts): { readonly topics: readonly string[]; readonly named: readonly Named[] } {
  const filled = new Set(statements.flatMap((found) => ('query' in found ? [found.query.target] : writtenBy(found))));
  const described = describedTargets(existing);
  const named: Named[] = [];
  const topics = new Set<string>();
  for (const found of statements) {
    const sources = sourcesOf(found, facts).filter((topic) => !isFromConnector(topic, facts) && !filled.has(topic));
    const owner = 'query' in found ? described.get(found.query.target) : undefined;
    if (owner !== undefined && sources.length > 0) named.push({ what: `statement ${found.statement.name}`, why: `pipeline ${owner} describes its table already` });
    else if ('query' in found) sources.forEach((topic) => topics.add(topic));
    else if (sources.length > 0) named.push({ what: `statement ${found.statement.name}, which reads ${sources.join(' and ')}`, why: found.reason });
  }
  return { topics: [...topics].sort(), named };
}

/** Target table -> the pipeline that is written already. */
export function describedTargets(existing: readonly PipelineDocument[]): ReadonlyMap<string, string> {
  return new Map(existing.flatMap(({ name, spec }) => spec.tables.map((table) => [targetNameOf(table, name), name] as const)));
}

/** The topics that a statement reads, as far as it can be told. */
function sourcesOf(found: FoundStatement, { topics }: AccountFacts): readonly string[] {
  if ('query' in found) return topics.has(found.query.source) ? [found.query.source] : [];
  const written = writtenBy(found);
  return [...found.names].filter((name) => topics.has(name) && !written.includes(name));
}

/** Of a statement that cannot be read: the tables behind INTO. */
function writtenBy({ statement }: FoundStatement): readonly string[] {
  return [...statement.spec.statement.matchAll(/\bINTO\s+(?:`?[\w.$-]+`?\s*\.\s*){0,2}`?([\w.$-]+)`?/gi)].map(([, name]) => name!);
}

function isFromConnector(topic: string, { connectors }: AccountFacts): boolean {
  return [...connectors.values()].some((listing) => sourceOfConnector(listing) !== undefined && fillsTopic(listing, topic));
}

/** Whether a topic's name is one that the connector gives. */
export function fillsTopic(listing: ConnectorListing, topic: string): boolean {
  const prefix = listing.config['topic.prefix'];
  return prefix === undefined ? tablesListed(listing).includes(topic) : topic.startsWith(`${prefix}.`);
}

/** The tables that a connector is told to capture, without the escapes of a pattern. */
export function tablesListed({ config }: ConnectorListing): readonly string[] {
  const list = config['table.include.list'] ?? config['dynamodb.table.includelist'] ?? '';
  return list.split(',').map((entry) => entry.trim().replaceAll('\\', ''));
}

/**
 * Reads the statements that decode one existing topic, their tables and Tableflow topics, back into a pipeline. A topic may feed
 * several tables, one for each kind of event. `leftOut`: targets that are not written, with the reason (the plan has found a
 * difference).
 */
export function importTopic(
  name: string, topic: string, statements: readonly FoundStatement[], facts: AccountFacts, leftOut: ReadonlyMap<string, string> = new Map(),
): ImportedPipeline | NoPipeline {
  const readers = statements.flatMap((found) => ('query' in found && found.query.source === topic ? [found] : []));
  const stopped = readers.every(({ statement }) => statement.spec.stopped === true);
  const settings = commonSettings(readers, [topic], stopped);
  const source = sourceTableOf(topic, facts);
  const style: SourceStyle = source === undefined ? 'raw' : 'columns';
  const tables: ImportedTable[] = [];
  const named: Named[] = [];
  for (const { statement, query } of readers) {
    const unlike = settings === undefined ? undefined : unlikeSettings(settingsOf(statement), settings, 'the other statements of this topic');
    const refused = leftOut.get(query.target) ?? unlike;
    const event = source === undefined ? undefined : eventOf(query, source);
    const read = refused === undefined ? readTable({ pipeline: name, from: topic, topic, style, ...(event === undefined ? {} : { event }) }, statement, query, facts) : { reason: refused };
    if ('reason' in read) named.push({ what: `statement ${statement.name}, which reads ${topic}`, why: read.reason }, ...tableflowOf(query.target, facts));
    else tables.push(read);
  }
  if (tables.length === 0) return { reasons: named.map(({ what, why }) => `${what}: ${why}`) };
  const written = tables.map(({ spec }) => spec);
  const spec: PipelineSpec = {
    targets: [facts.target.name],
    source: { topic: style === 'raw' ? { topics: { [topic]: { read: 'raw' } } } : {} },
    ...commonTableflow(tables.length > 1 ? written.map(asKind) : written),
    ...flinkBlock(settings, facts),
    ...(stopped ? { lifecycle: { state: 'paused' as const } } : {}),
  };
  return { name, origin: { what: 'topic', name: topic }, title: 'existing topic', spec, tables, named: [...named, ...downstream(tables, statements)] };
}

/** Of several tables of one topic each says by `when` which records are its own. */
function asKind({ where, ...table }: TableSpec): TableSpec {
  return where === undefined ? table : { ...table, when: where };
}

function tableflowOf(target: string, { tableflowTopics }: AccountFacts): readonly Named[] {
  return tableflowTopics.has(target) ? [{ what: `Tableflow topic ${target}`, why: 'the statement that fills it is not imported' }] : [];
}

/** As Flink shows the topic by its registered schemas; nothing for one without. */
function sourceTableOf(topic: string, { schemas }: AccountFacts): SourceTable | undefined {
  const valueSchema = registeredSchema(schemas.get(`${topic}-value`));
  if (valueSchema === undefined) return undefined;
  const table = readSourceTable({ keySchema: registeredSchema(schemas.get(`${topic}-key`)), valueSchema, style: 'columns' });
  return isSourceTable(table) ? table : undefined;
}

/** The member of a union that a statement reads: it says that this one IS NOT NULL. */
function eventOf({ where }: Parameters<typeof readTable>[2], source: SourceTable): EventInput | undefined {
  for (const tokens of conditionsOf(where)) {
    const [is, not, nothing] = tokens.slice(-3);
    if (is !== 'IS' || not !== 'NOT' || nothing !== 'NULL') continue;
    const name = tokens.slice(0, -3).filter((token) => token !== '.').map((token) => token.replace(/^`|`$/g, '')).at(-1) ?? '';
    const found = eventTable(source, name);
    if (!isEventProblem(found)) return { name, place: found.place };
  }
  return undefined;
}
