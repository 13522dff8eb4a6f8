import type { ColumnDefinition, ColumnObject } from '../columns.js';
import { DOCUMENT } from '../dynamodb-document.js';
import { formatFlinkType, rootOf } from '../types.js';
import { checkColumns } from './check-columns.js';
import type { CheckInput } from './check-columns.js';
import { listed } from './findings.js';
import type { ColumnFinding } from './findings.js';
import { isNoType, placedAt } from './source-types.js';
import type { SourceTypes, TypeOptions } from './source-types.js';
import type { SourceColumn, SourceTable } from './source-table.js';
import { targetNames } from './target-names.js';

export interface InferenceOptions extends Pick<TypeOptions, 'tableFormats'> {
  /** By target column: written by hand instead of inferred, or `false` to leave the column out. Names that the source lacks are added. */
  readonly exceptions?: Readonly<Record<string, ColumnDefinition | false>>;
  /** Key columns as the user wrote them. Default: the key of the records. */
  readonly key?: readonly string[] | undefined;
  /** By source column: the type in the database's catalogue, which says more than the schema does. */
  readonly databaseTypes?: Readonly<Record<string, string>>;
  readonly suggest?: CheckInput['suggest'];
}

export interface InferredColumns {
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly key: readonly string[];
  /** What was left out, chosen or is doubtful, and what is wrong with the exceptions. Paths are relative to the table. */
  readonly findings: readonly ColumnFinding[];
}

/** A source column on its way into the target table. */
interface Candidate {
  readonly source: SourceColumn;
  readonly target: string;
  readonly inKey: boolean;
}

/** What one source column adds to the target table. */
interface Added {
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly findings: readonly ColumnFinding[];
}

/**
 * The columns and the key of a target table that follows its source. Columns are nullable except for the key, so that a
 * constraint that is dropped in the database needs nothing here. Key columns are plain copies (semantics.md 3.5 item 5). Pure.
 */
export function inferColumns(types: SourceTypes, table: SourceTable, options: InferenceOptions = {}): InferredColumns {
  const names = targetNames(table);
  const key = options.key ?? table.key.map((name) => names.get(name) ?? name);
  const { exceptions = {} } = options;
  const taken = candidates(table, names, key);
  const added = taken.map((candidate): Added => {
    const exception = exceptions[candidate.target];
    if (exception !== undefined) return { columns: exception === false ? {} : { [candidate.target]: exception }, findings: [] };
    return candidate.inKey ? keyColumn(candidate) : valueColumn(candidate, types, names, options);
  });
  if (table.layout === 'document' && Object.keys(exceptions).length === 0) added.push(itemColumn());
  const columns = Object.fromEntries([...added.flatMap((each) => Object.entries(each.columns)), ...written(exceptions)]);
  const given = options.suggest === undefined ? {} : { suggest: options.suggest };
  const checked = checkColumns({ columns, key, table, ...given }).filter((finding) => finding.code !== 'CDC2312');
  return { columns, key, findings: [...renamed(table, names), ...added.flatMap((each) => each.findings), ...leavesOut(taken, options), ...meaningless(table, options), ...checked] };
}

/** A name that nothing answers to hides a column that lands all the same; a key without one of its columns is none. */
function leavesOut(taken: readonly Candidate[], { exceptions = {}, suggest }: InferenceOptions): readonly ColumnFinding[] {
  const names = taken.map(({ target }) => target);
  return Object.entries(exceptions).filter(([, exception]) => exception === false).flatMap(([name]): ColumnFinding[] => {
    const path = ['columns', name];
    const candidate = taken.find(({ target }) => target === name);
    if (candidate?.inKey === true) {
      return [{ code: 'CDC2318', severity: 'error', path, summary: `${name} is part of the key, and is left out.`, fix: 'Remove the line, or write "key" with other columns that tell the rows apart.' }];
    }
    if (candidate !== undefined) return [];
    const near = suggest?.(name, names);
    return [{ code: 'CDC2319', severity: 'error', path, summary: `The source has no column ${name} that could be left out.`, detail: `It has ${listed(names, 20)}.`, ...(near === undefined ? {} : { fix: `Did you mean ${near}?` }) }];
  });
}

/** All columns but the value's copies of the key, the bytes of a key without a schema, and DynamoDB's envelope. */
function candidates(table: SourceTable, names: ReadonlyMap<string, string>, key: readonly string[]): readonly Candidate[] {
  return table.columns.flatMap((source) => {
    const target = names.get(source.name);
    if (target === undefined || (table.layout === 'document' && !source.inKey)) return [];
    return [{ source, target, inKey: key.includes(target) }];
  });
}

function keyColumn({ source, target }: Candidate): Added {
  const { flinkType, semantic } = source;
  if (flinkType === undefined) {
    return leftOut(source, 'error', `Flink cannot read it: ${source.reason}`, ['choose other key columns with "messageKeys" of the source']);
  }
  const type = formatFlinkType(flinkType);
  const encoded = semantic?.startsWith('io.debezium.time.') === true && rootOf(flinkType) !== 'STRING';
  return {
    columns: { [target]: reading(source, target, { type }) },
    findings: encoded ? [{ code: 'CDC2314', severity: 'info', path: ['columns'], summary: `The key column ${target} stays a ${type}: ${semantic}.` }] : [],
  };
}

function valueColumn({ source, target }: Candidate, types: SourceTypes, names: ReadonlyMap<string, string>, options: InferenceOptions): Added {
  const databaseType = options.databaseTypes?.[source.name];
  const answer = types.ofColumn(source, {
    ...(options.tableFormats === undefined ? {} : { tableFormats: options.tableFormats }),
    ...(databaseType === undefined ? {} : { databaseType }),
  });
  if (isNoType(answer)) return leftOut(source, 'warning', answer.problem, answer.choices);
  const taken = [...names.values()];
  const also = Object.entries(answer.also ?? {})
    .map(([suffix, definition]) => [`${target}${suffix}`, placedAt(source.name, definition)] as const)
    .filter(([name]) => !taken.includes(name));
  return {
    columns: { [target]: reading(source, target, objectOf(answer.definition)), ...Object.fromEntries(also) },
    findings: answer.note === undefined ? [] : [{ code: 'CDC2315', severity: 'info', path: ['columns'], summary: `Column ${target}: ${answer.note}` }],
  };
}

/** The whole item, when nobody says which attributes are wanted. */
function itemColumn(): Added {
  return {
    columns: { document: { type: 'STRING', expression: DOCUMENT } },
    findings: [{ code: 'CDC2317', severity: 'warning', path: ['columns'], summary: 'The item is stored as one JSON text: no schema names its attributes.' }],
  };
}

function leftOut(source: SourceColumn, severity: 'error' | 'warning', problem: string, choices: readonly string[]): Added {
  const finding: ColumnFinding = {
    code: 'CDC2307',
    severity,
    path: ['columns'],
    summary: `The column ${source.name} is left out: ${problem}.`,
    fix: `Choices: ${choices.join('; ')}.`,
  };
  return { columns: {}, findings: [finding] };
}

function written(exceptions: Readonly<Record<string, ColumnDefinition | false>>): readonly (readonly [string, ColumnDefinition])[] {
  return Object.entries(exceptions).filter((entry): entry is [string, ColumnDefinition] => entry[1] !== false);
}

function renamed(table: SourceTable, names: ReadonlyMap<string, string>): readonly ColumnFinding[] {
  return table.columns.filter((column) => names.has(column.name) && names.get(column.name) !== column.name && !column.inKey).map((column) => ({
    code: 'CDC2313',
    severity: 'info',
    path: ['columns'],
    summary: `The column ${column.name} of the source becomes ${names.get(column.name)}.`,
  }));
}

/** Numbers in Protobuf may be times: no name says so. */
function meaningless(table: SourceTable, options: InferenceOptions): readonly ColumnFinding[] {
  if (table.schemaType !== 'PROTOBUF' || table.layout !== 'envelope' || options.databaseTypes !== undefined) return [];
  return [{ code: 'CDC2316', severity: 'warning', path: ['columns'], summary: 'PROTOBUF schemas do not tell dates and times from numbers: such columns are copied as numbers.' }];
}

function objectOf(definition: ColumnDefinition): ColumnObject {
  return typeof definition === 'string' ? { type: definition } : definition;
}

/** Short where nothing but the type is to be said. */
function reading(source: SourceColumn, target: string, definition: ColumnObject): ColumnDefinition {
  if (source.name !== target) return { ...definition, column: source.name };
  return Object.keys(definition).length === 1 ? definition.type : definition;
}
