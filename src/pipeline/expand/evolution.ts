import type { EvolutionAction, SchemaEvolution } from '../../core/evolution.js';
import type { SourceProblem } from '../../core/source.js';
import type { ColumnDefinition } from '../../flink/columns.js';
import { classifyEvolution, eventTable, isEventProblem, kindsOf } from '../../flink/registry/index.js';
import type { Compatibility, Evolution, SourceTable } from '../../flink/registry/index.js';
import type { DecodeStatementSpec } from '../../kinds/decode-statement/spec.js';
import { columnsAsWritten } from '../written-columns.js';
import type { CompleteTable } from './columns.js';
import type { Chain, TableInput } from './table.js';

export interface ExpandedEvolution {
  readonly evolutions: readonly SchemaEvolution[];
  /** Paths are relative to the table. */
  readonly problems: readonly SourceProblem[];
  /** What the statement has to know of the schemas that it decodes with. */
  readonly schemas: Pick<DecodeStatementSpec, 'sourceSchemas' | 'evolution'>;
}

/** What the columns of one table have to do with a changed column of its source. */
interface Reading {
  readonly complete: CompleteTable;
  readonly named: Readonly<Record<string, ColumnDefinition>>;
  readonly leftOut: readonly string[];
  readonly infersOthers: boolean;
  /** Target columns that do not fit the schema as it is now. */
  readonly wrong: ReadonlySet<string>;
}

/**
 * How the source changed since the statement began to read it, and what this table has to do about it. The schemas of that
 * moment are the ledger's to remember; where nothing is known, the newest ones are taken for them. Pure.
 */
export function expandEvolution(input: TableInput, chain: Chain, complete: CompleteTable, problems: readonly SourceProblem[], level: Compatibility): ExpandedEvolution {
  // Bytes have no schema.
  const style = chain.read.style ?? 'columns';
  const known = style === 'raw' ? undefined : input.context.sourceSchemas?.(chain.addresses.statement, chain.sourceTopic, style);
  if (known === undefined) return { evolutions: [], problems: [], schemas: {} };
  const { ids } = known;
  const { before, now, kinds } = readPart(known, input.table.event);
  if (before === undefined || now === undefined) return { evolutions: [], problems: [], schemas: { sourceSchemas: ids, evolution: 'nothing' } };
  const reading = readingOf(input, complete, problems);
  const lake = (complete.tableflow ?? input.pipeline.spec.tableflow) === false ? 'none' : undefined;
  const common = { pipeline: input.pipeline.name, table: chain.label, target: chain.target };
  const source = { format: formatOf(now), compatibility: level };
  const joined = kinds.map((column): SchemaEvolution => ({
    ...common, change: 'kindAdded', column, source: { ...source, verdict: 'accepted' }, flink: 'mayFail', tableflow: lake ?? 'unaffected', action: 'statement', why: reasons.kind,
  }));
  const evolutions = changesBetween(before, now, input, level).map(({ evolution, verdict }): SchemaEvolution => {
    const action = actionOf(evolution, reading);
    const follows = action === 'newVersionAndStatement' || action === 'tableChain';
    const tableflow = lake ?? (follows ? evolution.tableflow : 'unaffected');
    return {
      ...common,
      change: evolution.change,
      column: evolution.column,
      ...(evolution.to === undefined ? {} : { to: evolution.to }),
      source: { ...source, verdict },
      flink: evolution.flink,
      tableflow,
      action,
      why: follows ? evolution.why : reasons[action],
    };
  });
  const all = [...joined, ...evolutions];
  return { evolutions: all, problems: mixedRecords(all), schemas: { sourceSchemas: ids, evolution: gravest(all) } };
}

/** Of a topic with several kinds of event the one that is read, and the kinds that joined: a union of the start does not decode those. */
function readPart({ before, now }: { readonly before?: SourceTable; readonly now?: SourceTable }, event: string | undefined): { readonly before?: SourceTable; readonly now?: SourceTable; readonly kinds: readonly string[] } {
  if (before === undefined || now === undefined) return { kinds: [] };
  if (event === undefined) return { before, now, kinds: [] };
  const [then, today] = [eventTable(before, event), eventTable(now, event)];
  // A kind that is gone is told where its columns are looked for.
  if (isEventProblem(then) || isEventProblem(today)) return { kinds: [] };
  const known = kindsOf(before);
  return { before: then.table, now: today.table, kinds: kindsOf(now).filter((kind) => !known.includes(kind)) };
}

const MIXING: ReadonlySet<SchemaEvolution['change']> = new Set(['retyped', 'rescaled', 'reencoded', 'narrowed', 'keyChanged']);

/** The topic keeps what was written before; read with the new schema it is something else, or nothing at all. */
function mixedRecords(evolutions: readonly SchemaEvolution[]): SourceProblem[] {
  return evolutions.filter(({ change, action }) => MIXING.has(change) && action !== 'nothing').map(({ column, why }) => ({
    code: 'CDC2321',
    severity: 'warning',
    path: [],
    summary: `Records from before and after the change of ${column} cannot be read by one statement.`,
    detail: why,
    fix: 'Give the pipeline another topicPrefix: its topics are then made anew from a snapshot, with the new schema only.',
  }));
}

/** The schema is registered, so the action is that of an accepted one, whatever the level says today. */
function changesBetween(before: SourceTable, now: SourceTable, { pipeline }: TableInput, level: Compatibility): readonly { readonly evolution: Evolution; readonly verdict: 'accepted' | 'rejected' }[] {
  const rules = { format: formatOf(now), closed: pipeline.spec.connector?.config?.['value.converter.object.additional.properties'] === 'false' };
  // The same changes in the same order: a level only judges them.
  const judged = classifyEvolution(before, now, { ...rules, compatibility: level });
  return classifyEvolution(before, now, { ...rules, compatibility: 'NONE' }).map((evolution, i) => ({ evolution, verdict: judged[i]!.registry }));
}

function formatOf({ schemaType }: SourceTable): 'AVRO' | 'JSON_SR' | 'PROTOBUF' {
  return schemaType === 'JSON' ? 'JSON_SR' : schemaType;
}

function readingOf({ table }: TableInput, complete: CompleteTable, problems: readonly SourceProblem[]): Reading {
  const wrong = problems.filter(({ severity, path }) => (severity ?? 'error') === 'error' && path[0] === 'columns').map(({ path }) => String(path[1]));
  return { complete, ...columnsAsWritten(table.columns), wrong: new Set(wrong) };
}

/** Why a table does less than follow. */
const reasons: Readonly<Record<Exclude<EvolutionAction, 'newVersionAndStatement' | 'tableChain'> | 'kind', string>> = {
  kind: 'Another kind of event joined the topic. The running statement decodes with the union of its start, which does not have it, so it is made anew.',
  nothing: 'No column of the table has to do with it.',
  statement: 'The columns of the table stay as they are. The running statement decodes with the schema of its start, so it is made anew.',
  columns: 'The columns in the file do not fit the new schema: correct them first.',
};

/** The gravest thing to do about a change, given who reads the column: an inferred column follows, one written by hand stays. */
function actionOf(evolution: Evolution, reading: Reading): EvolutionAction {
  const { change, column, to, flink } = evolution;
  const byHand = Object.entries(reading.named).filter(([name, definition]) => name === column || reads(name, definition, column) || (to !== undefined && reads(name, definition, to)));
  if (byHand.some(([name]) => reading.wrong.has(name))) return 'columns';
  if (change === 'keyChanged') return 'tableChain';
  const inferred = byHand.length === 0 && reading.infersOthers && !reading.leftOut.includes(column);
  if (change === 'added' || change === 'addedRequired') return inferred || byHand.length > 0 ? 'newVersionAndStatement' : 'nothing';
  if (inferred && evolution.action !== 'refused') return evolution.action;
  return flink === 'mayFail' ? 'statement' : 'nothing';
}

function reads(name: string, definition: ColumnDefinition, column: string): boolean {
  if (typeof definition === 'string') return name === column;
  if (definition.expression !== undefined) return definition.expression.includes(column);
  return (definition.column ?? definition.attribute ?? name) === column;
}

function gravest(evolutions: readonly SchemaEvolution[]): NonNullable<DecodeStatementSpec['evolution']> {
  if (evolutions.some(({ action }) => action === 'tableChain')) return 'table';
  return evolutions.some(({ action }) => action === 'statement' || action === 'newVersionAndStatement') ? 'statement' : 'nothing';
}
