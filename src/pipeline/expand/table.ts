import { formatAddress } from '../../core/address.js';
import type { ResourceAddress } from '../../core/address.js';
import { hasErrors } from '../../core/diagnostic.js';
import type { Diagnostic } from '../../core/diagnostic.js';
import type { SchemaEvolution } from '../../core/evolution.js';
import type { DeferredTable } from '../../core/plan.js';
import type { SourceProblem, SourceStyle } from '../../core/source.js';
import type { DesiredResource } from '../../core/resource.js';
import type { SubjectConfigSpec } from '../../kinds/subject-config/spec.js';
import { normaliseColumns } from '../../flink/target-columns.js';
import { defaults, targetNameOf } from '../defaults.js';
import type { Compatibility, CompatibilityBlock, PipelineDocument, TableSpec, TargetDocument } from '../documents.js';
import { memberOf } from './context.js';
import type { ExpandContext } from './context.js';
import { completeTable } from './columns.js';
import { expandEvolution } from './evolution.js';
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
  readonly sourceTopic: string;
  readonly style: SourceStyle;
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
  if (table.decode === false) return { resources: [...sourceSide(written, chain), ...subjectConfigs(written, chain)], diagnostics: [] };
  const complete = completeTable(written, chain);
  const unplanned = { pipeline: pipeline.name, target: chain.target };
  const findings = complete.problems.map((problem) => diagnosticOf(problem, written));
  if (complete.table === undefined) {
    const waitsFor = complete.unread === true ? 'registry' : 'firstRecord';
    const deferred = hasErrors(findings) ? {} : { deferred: { ...unplanned, table: table.from, waitsFor } as const };
    return { resources: [...sourceSide(written, chain), ...subjectConfigs(written, chain)], diagnostics: findings, unplanned, ...deferred };
  }
  const input: TableInput = { ...written, table: complete.table };
  const observed = sourceSide(input, chain);
  const configs = subjectConfigs(input, chain);
  const { columns, problems } = normaliseColumns(complete.table);
  const evolution = expandEvolution(written, chain, complete.table, complete.problems, levelsOf(table.compatibility ?? pipeline.spec.compatibility).value ?? INHERITED);
  const statement = expandStatement(input, chain, columns, evolution.schemas);
  const { evolutions } = evolution;
  const diagnostics = [...findings, ...[...problems, ...evolution.problems, ...statement.problems].map((problem) => diagnosticOf(problem, input))];
  if (hasErrors(diagnostics)) return { resources: [...observed, ...configs], diagnostics, evolutions, unplanned };
  const targetTable = expandTargetTable(input, chain, columns, configs.map((config) => config.address));
  const tableflow = expandTableflow(input, chain);
  return {
    resources: [...observed, ...configs, targetTable, ...targetSide(input, chain), statement.resource, ...(tableflow === undefined ? [] : [tableflow])],
    diagnostics,
    evolutions,
  };
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
  const found = source.blueprint.topics.find((topic) => topic.table === table.from);
  const sourceTopic = found?.topic ?? table.from;
  const target = targetNameOf(table, pipeline.name);
  const at = (kind: string, name: string, scope = context.cluster.id): ResourceAddress => formatAddress({ kind, scope, name });
  const subject = (name: string): ResourceAddress => at('subject', name, context.environment.id);
  return {
    sourceTopic,
    style: found?.style ?? 'columns',
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

/** What the connector leaves: the topic at its first record, and both subjects. */
function sourceSide({ pipeline, table, index, source }: TableInput, { addresses, sourceTopic }: Chain): DesiredResource[] {
  const base = {
    management: 'observed' as const,
    origin: pipeline.origins.at(['spec', 'tables', index, 'from']),
    table: table.from,
    ...memberOf(pipeline),
  };
  const leftBy = [addresses.sourceTopic];
  return [
    { ...base, kind: 'source-topic', address: addresses.sourceTopic, spec: { topic: sourceTopic, role: 'changes' }, relations: { needs: [], leftBy: source.connector === undefined ? [] : [source.connector] } },
    ...(hasKey(table) ? [{ ...base, kind: 'subject', address: addresses.sourceKey, spec: { subject: `${sourceTopic}-key` }, relations: { needs: [], leftBy } }] : []),
    { ...base, kind: 'subject', address: addresses.sourceValue, spec: { subject: `${sourceTopic}-value` }, relations: { needs: [], leftBy } },
  ];
}

/** What CREATE TABLE leaves. */
function targetSide({ pipeline, table, index }: TableInput, { addresses, target }: Chain): DesiredResource[] {
  const base = {
    management: 'observed' as const,
    origin: pipeline.origins.at(['spec', 'tables', index]),
    table: table.from,
    chain: target,
    ...memberOf(pipeline),
  };
  const leftBy = [addresses.targetTopic];
  return [
    { ...base, kind: 'target-topic', address: addresses.targetTopic, spec: { topic: target }, relations: { needs: [], leftBy: [addresses.table] } },
    ...(hasKey(table) ? [{ ...base, kind: 'subject', address: addresses.targetKey, spec: { subject: `${target}-key` }, relations: { needs: [], leftBy } }] : []),
    { ...base, kind: 'subject', address: addresses.targetValue, spec: { subject: `${target}-value` }, relations: { needs: [], leftBy } },
  ];
}

/**
 * The level of the source topic's value subject, and of its key subject when the pipeline names one. Set once the subject is
 * there: deleting a subject deletes its level too, so a level without a subject proves nothing.
 */
function subjectConfigs({ pipeline, context, table, index }: TableInput, { addresses, sourceTopic }: Chain): DesiredResource<SubjectConfigSpec>[] {
  const own = table.compatibility !== undefined;
  const written = table.compatibility ?? pipeline.spec.compatibility;
  const path = own ? ['spec', 'tables', index, 'compatibility'] : written === undefined ? ['spec', 'tables', index] : ['spec', 'compatibility'];
  const levels = levelsOf(written);
  return (['key', 'value'] as const).flatMap((part) => {
    const compatibility = levels[part];
    if (compatibility === undefined) return [];
    const subject = `${sourceTopic}-${part}`;
    return [
      {
        kind: 'subject-config',
        address: formatAddress({ kind: 'subject-config', scope: context.environment.id, name: subject }),
        spec: { subject, compatibility },
        management: 'managed' as const,
        relations: { needs: [part === 'key' ? addresses.sourceKey : addresses.sourceValue], leftBy: [] },
        origin: pipeline.origins.at(path),
        table: table.from,
        ...memberOf(pipeline),
      },
    ];
  });
}

/** What a registry has unless somebody sets another one; asked for nothing else than words. */
const INHERITED: Compatibility = 'BACKWARD';

/** What is not said of the values is the default; what is not said of the keys, or inherited, is not set. */
function levelsOf(written: CompatibilityBlock | undefined): { readonly key?: Compatibility; readonly value?: Compatibility } {
  const { key, value = defaults.compatibility }: Exclude<CompatibilityBlock, string> = typeof written === 'string' ? { value: written } : (written ?? {});
  return { ...(key === undefined || key === 'inherit' ? {} : { key }), ...(value === 'inherit' ? {} : { value }) };
}
