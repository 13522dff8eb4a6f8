import { formatAddress } from '../../core/address.js';
import type { ResourceAddress } from '../../core/address.js';
import { hasErrors } from '../../core/diagnostic.js';
import type { Diagnostic } from '../../core/diagnostic.js';
import type { SchemaEvolution } from '../../core/evolution.js';
import type { DeferredTable } from '../../core/plan.js';
import type { BlueprintTopic, SourceProblem } from '../../core/source.js';
import type { DesiredResource } from '../../core/resource.js';
import { normaliseColumns } from '../../flink/target-columns.js';
import { targetNameOf } from '../defaults.js';
import type { Compatibility, PipelineDocument, TableSpec, TargetDocument } from '../documents.js';
import { memberOf } from './context.js';
import type { ExpandContext } from './context.js';
import { completeTable } from './columns.js';
import { expandEvolution } from './evolution.js';
import { INHERITED, levelsOf } from './levels.js';
import { expandSourceSide } from './source-side.js';
import type { ExpandedSource } from './source.js';
import { expandStatement } from './statement.js';
import { expandTableflow } from './tableflow.js';
import { expandTargetTable } from './target-table.js';

export interface TableInput {
  readonly pipeline: PipelineDocument;
  readonly target: TargetDocument;
  readonly context: ExpandContext;
  readonly pool: DesiredResource;
  readonly table: TableSpec;
  readonly index: number;
  readonly source: ExpandedSource;
}

/** The names and addresses of one table's chain, from the source topic to Tableflow. */
export interface Chain {
  /** What the table is called in reports: as `from` says, with the target where several tables have one `from`. */
  readonly label: string;
  readonly sourceTopic: string;
  /** How the source topic is read. */
  readonly read: BlueprintTopic;
  readonly target: string;
  readonly addresses: Readonly<Record<'sourceTopic' | 'sourceKey' | 'sourceValue' | 'table' | 'targetTopic' | 'targetKey' | 'targetValue' | 'statement' | 'tableflow', ResourceAddress>>;
}

export type UnplannedTable = Pick<DeferredTable, 'pipeline' | 'target'>;

export interface ExpandedTable {
  readonly resources: readonly DesiredResource[];
  readonly diagnostics: readonly Diagnostic[];
  /** What became of the source since the table's statement began to read it. */
  readonly evolutions?: readonly SchemaEvolution[];
  /** Set when the chain behind the source topic cannot be planned yet. */
  readonly deferred?: DeferredTable;
  /** Set when that chain is not among the resources, for whatever reason: what there is of it is wanted all the same. */
  readonly unplanned?: UnplannedTable;
}

/** Everything that one table of a pipeline wants. */
export function expandTable(written: TableInput): ExpandedTable {
  const { pipeline, table } = written;
  const chain = chainOf(written);
  if (table.decode === false) return { resources: expandSourceSide(written, chain).resources, diagnostics: [] };
  const complete = completeTable(written, chain);
  const unplanned = { pipeline: pipeline.name, target: chain.target };
  const findings = complete.problems.map((problem) => diagnosticOf(problem, written));
  if (complete.table === undefined) {
    const waitsFor = complete.unread === true ? 'registry' : 'firstRecord';
    const deferred = hasErrors(findings) ? {} : { deferred: { ...unplanned, table: chain.label, waitsFor } as const };
    return { resources: expandSourceSide(written, chain).resources, diagnostics: findings, unplanned, ...deferred };
  }
  const input: TableInput = { ...written, table: complete.table };
  const side = expandSourceSide(input, chain);
  const { columns, problems } = normaliseColumns(complete.table);
  const evolution = expandEvolution(written, chain, complete.table, complete.problems, levelOf(written));
  const place = complete.place === undefined ? {} : { place: complete.place };
  const statement = expandStatement(input, chain, { columns, needs: side.statementNeeds, schemas: evolution.schemas, ...place });
  const { evolutions } = evolution;
  const diagnostics = [...findings, ...[...problems, ...evolution.problems, ...statement.problems].map((problem) => diagnosticOf(problem, input))];
  if (hasErrors(diagnostics)) return { resources: side.resources, diagnostics, evolutions, unplanned };
  const targetTable = expandTargetTable(input, chain, columns, side.needs);
  const tableflow = expandTableflow(input, chain);
  return {
    resources: [...side.resources, targetTable, ...targetSide(input, chain), statement.resource, ...(tableflow === undefined ? [] : [tableflow])],
    diagnostics,
    evolutions,
  };
}

/** Under which new versions of the source's schema are accepted; on the subjects of topics that were there already we set none. */
function levelOf({ pipeline, table, source }: TableInput): Compatibility {
  const asked = table.compatibility ?? pipeline.spec.compatibility;
  return (asked === undefined && source.connector === undefined ? undefined : levelsOf(asked).value) ?? INHERITED;
}

/** Paths of SQL problems count from the table. */
function diagnosticOf(problem: SourceProblem, { pipeline, index }: TableInput): Diagnostic {
  return {
    code: problem.code,
    severity: problem.severity ?? 'error',
    summary: problem.summary,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...(problem.fix === undefined ? {} : { fix: problem.fix }),
    range: pipeline.origins.at(['spec', 'tables', index, ...problem.path]),
  };
}

function chainOf({ pipeline, context, table, source }: TableInput): Chain {
  // A source has a topic for each table that it is asked for.
  const read = source.blueprint.topics.find((topic) => topic.table === table.from)!;
  const sourceTopic = read.topic;
  const target = targetNameOf(table, pipeline.name);
  const isOnly = pipeline.spec.tables.filter(({ from }) => from === table.from).length === 1;
  const at = (kind: string, name: string, scope = context.cluster.id): ResourceAddress => formatAddress({ kind, scope, name });
  const subject = (name: string): ResourceAddress => at('subject', name, context.environment.id);
  return {
    label: isOnly ? table.from : `${table.from} (${target})`,
    sourceTopic,
    read,
    target,
    addresses: {
      sourceTopic: at('source-topic', sourceTopic),
      sourceKey: subject(`${sourceTopic}-key`),
      sourceValue: subject(`${sourceTopic}-value`),
      table: at('target-table', target),
      targetTopic: at('target-topic', target),
      targetKey: subject(`${target}-key`),
      targetValue: subject(`${target}-value`),
      statement: at('decode-statement', `${pipeline.name}.${target}`),
      tableflow: at('tableflow-topic', target),
    },
  };
}

/** Without a key neither side has a key subject (semantics.md 2.10 item 1). */
export function hasKey(table: TableSpec): boolean {
  return (table.key?.length ?? 0) > 0;
}

/** What CREATE TABLE leaves. */
function targetSide({ pipeline, table, index }: TableInput, { addresses, target, label }: Chain): DesiredResource[] {
  const base = {
    management: 'observed' as const,
    origin: pipeline.origins.at(['spec', 'tables', index]),
    table: label,
    chain: target,
    ...memberOf(pipeline),
  };
  const leftBy = [addresses.targetTopic];
  return [
    { kind: 'target-topic', address: addresses.targetTopic, spec: { topic: target }, relations: { needs: [], leftBy: [addresses.table] }, ...base },
    ...(hasKey(table) ? [{ kind: 'subject', address: addresses.targetKey, spec: { subject: `${target}-key` }, relations: { needs: [], leftBy }, ...base }] : []),
    { kind: 'subject', address: addresses.targetValue, spec: { subject: `${target}-value` }, relations: { needs: [], leftBy }, ...base },
  ];
}
