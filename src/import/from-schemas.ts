import type { DatabaseSource, SourceProblem } from '../core/source.js';
import { inferColumns, isSourceTable, readSourceTable } from '../flink/registry/index.js';
import type { ColumnFinding } from '../flink/registry/index.js';
import { defaults, targetNameOf } from '../pipeline/defaults.js';
import type { TableSpec } from '../pipeline/documents.js';
import type { SourceName } from '../sources/index.js';
import { typesOf } from '../sources/types.js';
import type { AccountFacts, Named } from './account.js';
import { importConnector, pipelineNameOf, sourceOfConnector } from './pipeline.js';
import type { ImportedPipeline, ImportedTable } from './pipeline.js';
import { registeredSchema } from './registered-schema.js';

/** Which topics are wanted. */
export type Wanted = (topic: string) => boolean;

/** Source of topics that no connector here fills. */
const NO_CONNECTOR = 'topic';

/**
 * Pipelines with explicit columns from what is registered: one per source connector of the account, whose block is read back,
 * and one for topics that no connector fills. Tables that are not wanted, or have no schema yet, stay captured only. Pure.
 */
export function fromSchemas(facts: AccountFacts, wanted: Wanted, name?: string): { readonly pipelines: readonly ImportedPipeline[]; readonly named: readonly Named[] } {
  const named: Named[] = [];
  const pipelines: ImportedPipeline[] = [];
  const owned = new Set<string>();
  for (const listing of [...facts.connectors.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const source = sourceOfConnector(listing);
    if (source === undefined) continue;
    const made = importConnector(name ?? pipelineNameOf(listing.name), listing, source, [], facts);
    if (!('spec' in made)) {
      if (topicsOf(facts).some((topic) => wanted(topic) && topic.startsWith(`${listing.config['topic.prefix'] ?? topic}.`))) named.push({ what: `connector ${listing.name}`, why: made.reasons.join('; ') });
      continue;
    }
    made.tables.forEach(({ topic }) => owned.add(topic));
    if (made.tables.some(({ topic }) => wanted(topic) && facts.schemas.has(`${topic}-value`))) pipelines.push(decoded(made, source, facts, wanted));
  }
  const others = topicsOf(facts).filter((topic) => wanted(topic) && !owned.has(topic) && !topic.startsWith('_'));
  if (others.length === 0) return { pipelines, named };
  const wish = name ?? pipelineNameOf(others[0]!.split('.')[0]!);
  const made = withoutConnector(pipelines.some((pipeline) => pipeline.name === wish) ? `${wish}-topics` : wish, others, facts);
  return made.tables.length === 0 ? { pipelines, named: [...named, ...made.named] } : { pipelines: [...pipelines, made], named };
}

/** Topics that have a value schema, in order. */
function topicsOf({ topics, schemas }: AccountFacts): string[] {
  return [...topics.keys()].filter((topic) => schemas.has(`${topic}-value`)).sort();
}

function decoded(made: ImportedPipeline, source: DatabaseSource<unknown>, facts: AccountFacts, wanted: Wanted): ImportedPipeline {
  const tables = made.tables.map((table) => (wanted(table.topic) ? inferTable(table, made.name, source.name, facts) : table));
  const levels = new Map(made.spec.tables.map((spec) => [spec.from, spec.compatibility]));
  const { tableflow: _none, ...spec } = made.spec;
  const specs = tables.map(({ spec: table }): TableSpec => ({ ...table, ...(levels.get(table.from) === undefined ? {} : { compatibility: levels.get(table.from)! }) }));
  return { ...made, spec: { ...spec, tables: specs }, tables };
}

function withoutConnector(name: string, topics: readonly string[], facts: AccountFacts): ImportedPipeline {
  const tables = topics.map((topic) => inferTable({ spec: { from: topic }, topic }, name, NO_CONNECTOR, facts));
  const usable = tables.filter(({ why }) => why === undefined);
  const named = tables.filter(({ why }) => why !== undefined).map(({ topic, why }) => ({ what: `topic ${topic}`, why: why! }));
  return { name, title: 'existing topics', spec: { targets: [facts.target.name], source: { [NO_CONNECTOR]: {} }, tables: usable.map(({ spec }) => spec) }, tables: usable, named };
}

/** The table with the columns that its registered schemas give; as it was, with the reason, where they give none. */
function inferTable(table: ImportedTable, pipeline: string, source: string, facts: AccountFacts): ImportedTable {
  const { topic, spec: { from } } = table;
  const found = readSourceTable({ keySchema: registeredSchema(facts.schemas.get(`${topic}-key`)), valueSchema: registeredSchema(facts.schemas.get(`${topic}-value`)), style: table.style ?? 'columns' });
  if (!isSourceTable(found)) return { ...table, why: sentence(found) };
  const { columns, key, findings } = inferColumns(typesOf[source as SourceName], found, { tableFormats: defaults.tableflowFormats });
  const refused = findings.find(({ severity, path }) => severity === 'error' && (path[0] !== 'columns' || !Object.hasOwn(columns, String(path[1]))) && path[0] === 'key');
  if (key.length === 0 || refused !== undefined) return { ...table, why: refused === undefined ? 'its records have no key schema, and a target needs a key' : sentence(refused) };
  const target = freeName(targetNameOf({ from }, pipeline), facts);
  return {
    topic,
    target,
    spec: { from, ...(target === targetNameOf({ from }, pipeline) ? {} : { to: target }), key, columns },
    notes: notesOn(findings, columns),
  };
}

/** A name that no topic has: the target's topic is made with it. */
function freeName(name: string, { topics }: AccountFacts): string {
  let free = name;
  for (let n = 2; topics.has(free); n += 1) free = `${name}_${n}`;
  return free;
}

function notesOn(findings: readonly ColumnFinding[], columns: Readonly<Record<string, unknown>>): NonNullable<ImportedTable['notes']> {
  const about = (finding: ColumnFinding): string | undefined => (finding.path[0] === 'columns' && Object.hasOwn(columns, String(finding.path[1])) ? String(finding.path[1]) : undefined);
  return {
    columns: Object.fromEntries(findings.flatMap((finding) => (about(finding) === undefined ? [] : [[about(finding)!, sentence(finding)]]))),
    table: findings.filter((finding) => about(finding) === undefined).map(sentence),
  };
}

function sentence({ summary, fix }: Pick<SourceProblem, 'summary' | 'fix'>): string {
  return fix === undefined ? summary : `${summary} ${fix}`;
}
