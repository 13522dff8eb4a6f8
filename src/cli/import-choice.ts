import type { AccountFacts, FoundStatement, Named } from '../import/account.js';
import { sourceOfConnector } from '../import/pipeline.js';
import type { ImportOrigin } from '../import/pipeline.js';
import { describedTargets, fillsTopic, tablesListed, topicsToImport } from '../import/topic-pipeline.js';
import { connectorNameOf } from '../pipeline/expand/connector.js';
import type { PipelineDocument } from '../pipeline/documents.js';
import type { ImportCommand } from './import.js';
import { UsageError } from './select.js';

/** What is followed, and what is not, with the reason. */
export interface Choice {
  readonly chosen: readonly ImportOrigin[];
  readonly named: readonly Named[];
}

type Wanted = Pick<ImportCommand, 'connectors' | 'topics' | 'tables'>;

/** The connectors and topics to follow. @throws UsageError for a name that nothing has. */
export function choose(wanted: Wanted, facts: AccountFacts, statements: readonly FoundStatement[], existing: readonly PipelineDocument[]): Choice {
  const all = wanted.connectors.length === 0 && wanted.topics.length === 0 && wanted.tables.length === 0;
  const byTable = wanted.tables.map((table) => originOfTable(table, facts, statements));
  const connectors = chooseConnectors(wanted, all, byTable, facts, existing);
  const found = topicsToImport(statements, existing, facts);
  const topics = all ? found.topics : [...wanted.topics.map((topic) => readTopic(topic, statements)), ...byTable.flatMap(({ what, name }) => (what === 'topic' ? [name] : []))];
  const open = topics.filter((topic) => !isDescribed(topic, statements, existing));
  const described = all ? [] : topics.filter((topic) => !open.includes(topic)).map((topic) => ({ what: `topic ${topic}`, why: 'a pipeline describes it already' }));
  return {
    chosen: [...connectors.chosen, ...[...new Set(open)].sort().map((name): ImportOrigin => ({ what: 'topic', name }))],
    named: [...connectors.named, ...(all ? found.named : described)],
  };
}

function chooseConnectors({ connectors }: Wanted, all: boolean, byTable: readonly ImportOrigin[], facts: AccountFacts, existing: readonly PipelineDocument[]): Choice {
  const listings = [...facts.connectors.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const wanted of connectors) if (!listings.some(({ name, id }) => name === wanted || id === wanted)) throw new UsageError(`the cluster has no connector ${wanted}`);
  const asked = listings.filter(({ name, id }) => all || connectors.includes(name) || (id !== undefined && connectors.includes(id)) || byTable.some((origin) => origin.what === 'connector' && origin.name === name));
  const owner = new Map(existing.map((pipeline) => [connectorNameOf(pipeline), pipeline.name]));
  const named: Named[] = [];
  const chosen = asked.filter((listing) => {
    const pipeline = owner.get(listing.name);
    const source = sourceOfConnector(listing);
    if (pipeline !== undefined) named.push({ what: `connector ${listing.name}`, why: `pipeline ${pipeline} describes it already` });
    else if (source === undefined) named.push({ what: `connector ${listing.name}`, why: `its class ${listing.config['connector.class'] ?? 'unknown'} is none of the sources here` });
    else return true;
    return false;
  });
  return { chosen: chosen.map(({ name }) => ({ what: 'connector', name })), named };
}

/** What captures a table, or whose topic is decoded into it. @throws UsageError when there is none. */
function originOfTable(table: string, facts: AccountFacts, statements: readonly FoundStatement[]): ImportOrigin {
  const topics = statements.flatMap((found) => ('query' in found && found.query.target === table ? [found.query.source] : []));
  for (const listing of facts.connectors.values()) {
    const leads = tablesListed(listing).includes(table) || topics.some((topic) => fillsTopic(listing, topic));
    if (leads && sourceOfConnector(listing) !== undefined) return { what: 'connector', name: listing.name };
  }
  const [topic] = topics;
  if (topic === undefined) throw new UsageError(`no connector leads to a table ${table}, and no statement`);
  return { what: 'topic', name: topic };
}

function readTopic(topic: string, statements: readonly FoundStatement[]): string {
  if (statements.some((found) => 'query' in found && found.query.source === topic)) return topic;
  throw new UsageError(`no statement that could be read decodes a topic ${topic}`);
}

/** Whether every table that the topic's statements fill is written already. */
function isDescribed(topic: string, statements: readonly FoundStatement[], existing: readonly PipelineDocument[]): boolean {
  const written = describedTargets(existing);
  return statements.every((found) => !('query' in found) || found.query.source !== topic || written.has(found.query.target));
}
